// Names and versions as they come from outside: a call, a file, the path of an HTTP request.
import npa from 'npm-package-arg';
import validateName from 'validate-npm-package-name';
import { invalidName, invalidVersion } from './messages.js';

/** A package of a registry, and which versions of it: exact, a range, or a dist-tag. */
export interface PackageRequest {
	readonly name: string;
	readonly version: string;
	readonly kind: 'version' | 'range' | 'tag';
}

/** Throws unless npm would accept `name`, for an old package or a new one. */
export function checkName(name: string): string {
	if (name.length > 214 || !validateName(name).validForOldPackages) throw invalidName(name);
	return name;
}

/** Throws unless both are well-formed and mean a package of a registry: no URL, no path, no repository, no alias. */
export function parseRequest(name: string, version: string): PackageRequest {
	checkName(name);
	const text = version.trim();
	if (text.length > 256 || /[^\x20-\x7e]/.test(text)) throw invalidVersion(name, version);
	const kind = kindOf(name, text === '' ? '*' : text);
	if (kind === null) throw invalidVersion(name, version);
	return { name, version: text === '' ? '*' : text, kind };
}

function kindOf(name: string, version: string): PackageRequest['kind'] | null {
	try {
		const spec = npa(`${name}@${version}`);
		if (spec.name !== name) return null;
		return spec.type === 'version' || spec.type === 'range' || spec.type === 'tag' ? spec.type : null;
	} catch {
		return null;
	}
}

/** `@scope/name@1.0.0` → its two parts. Without a version: `latest`. Throws as `parseRequest` does. */
export function parseSpec(spec: string): PackageRequest {
	const at = spec.indexOf('@', 1);
	return at === -1 ? parseRequest(spec, 'latest') : parseRequest(spec.slice(0, at), spec.slice(at + 1));
}

/** `@demo/greeter/sub/path` → the package's name and `./sub/path`; null for anything that is not a bare specifier. */
export function splitSpecifier(specifier: string): { readonly name: string; readonly subpath: string } | null {
	const match = /^(@[^/\\]+\/[^/\\]+|[^./\\@#:][^/\\:]*)(\/.+)?$/.exec(specifier);
	return match?.[1] === undefined ? null : { name: match[1], subpath: match[2] === undefined ? '.' : `.${match[2]}` };
}
