// What decided where the name of a package leads, written down so that the next start need not ask Node's resolver: what was not there on the
// way, through which folder it was found, and the `package.json` that was read. It is found out when the store is saved, by an algorithm
// that knows the usual ways only, and is written down only where that comes to the very file that Node's resolver came to.
//
// Not known: conditions and flags. What they are is part of the store's key.
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { readFileStamp, type FileStamp } from './file-stamp.js';

export interface PackageLookup {
	/** Paths where there was nothing. */
	readonly absent: readonly string[];
	/** Where the package was found, and its real path. */
	readonly folder: string;
	readonly realFolder: string;
	/** Of the package's `package.json`; null if it has none. */
	readonly manifest: FileStamp | null;
}

interface Manifest {
	readonly name?: unknown;
	readonly main?: unknown;
	readonly exports?: unknown;
	readonly imports?: unknown;
}

/** Of `specifier` in the file `parent`, which Node's resolver took for the file `target`. Null if it cannot be told by which way. */
export function lookUp(specifier: string, parent: string, target: string): PackageLookup | null {
	try {
		const found = specifier.startsWith('#') ? ownImport(specifier, parent) : packageOf(specifier, parent, target);
		return found !== null && target.startsWith(found.realFolder + sep) && realpathSync.native(target) === target ? found : null;
	} catch {
		return null;
	}
}

/** What a package calls by a name of its own: of such, only files of that package. */
function ownImport(specifier: string, parent: string): PackageLookup | null {
	const scope = scopeOf(parent);
	const { imports } = scope === null ? {} : readManifest(scope);
	const leadsTo: unknown = typeof imports === 'object' && imports !== null ? Reflect.get(imports, specifier) : undefined;
	return scope === null || leadsTo === undefined || !isOfPackage(leadsTo) ? null : foundIn(scope, []);
}

function isOfPackage(leadsTo: unknown): boolean {
	if (typeof leadsTo === 'object' && leadsTo !== null) return Object.values(leadsTo).every(isOfPackage);
	return leadsTo === null || (typeof leadsTo === 'string' && leadsTo.startsWith('./'));
}

/** [PACKAGE_RESOLVE](https://nodejs.org/api/esm.html#resolution-algorithm-specification) */
function packageOf(specifier: string, parent: string, target: string): PackageLookup | null {
	const [, name, subpath] = /^((?:@[^/\\%@]+\/)?[^./\\%@][^/\\%]*)(\/.*)?$/.exec(specifier) ?? [];
	if (name === undefined) return null;
	const scope = scopeOf(parent);
	// A package means itself by its own name if it says what it exports.
	if (scope !== null) {
		const { name: own, exports } = readManifest(scope);
		if (own === name && exports !== undefined && exports !== null) return foundIn(scope, []);
	}
	const absent: string[] = [];
	const folder = findFolder(name, parent, absent);
	if (folder === null || !leadsTo(folder, subpath, target, absent)) return null;
	return foundIn(folder, absent);
}

/** The first that is there, upwards from `parent`; `absent` is told what was not. */
function findFolder(name: string, parent: string, absent: string[]): string | null {
	for (let at = dirname(parent); ; at = dirname(at)) {
		const modules = join(at, 'node_modules');
		const folder = join(modules, name);
		if (!existsSync(modules)) absent.push(modules);
		else if (!existsSync(folder)) absent.push(folder);
		// A file is passed over, but what is there may become a folder.
		else return statSync(folder).isDirectory() ? folder : null;
		if (at === dirname(at)) return null;
	}
}

/** Whether the package says by itself that it means `target`. */
function leadsTo(folder: string, subpath: string | undefined, target: string, absent: string[]): boolean {
	const { exports, main } = readManifest(folder);
	if (exports !== undefined && exports !== null) return true;
	if (subpath !== undefined) return realpathSync.native(join(folder, subpath)) === target;
	const named = typeof main === 'string' ? ['', '.js', '.json', '.node', '/index.js', '/index.json', '/index.node'].map(end => main + end) : [];
	for (const candidate of [...named, 'index.js', 'index.json', 'index.node']) {
		const path = join(folder, candidate);
		if (!existsSync(path)) {
			absent.push(path);
			continue;
		}
		const real = realpathSync.native(path);
		// A folder is passed over, in which the target must be if it is to stay one.
		if (!target.startsWith(real + sep)) return real === target;
	}
	return false;
}

function foundIn(folder: string, absent: readonly string[]): PackageLookup {
	const realFolder = realpathSync.native(folder);
	return { absent, folder, realFolder, manifest: readFileStamp(join(realFolder, 'package.json')) };
}

function scopeOf(path: string): string | null {
	for (let at = dirname(path); ; at = dirname(at)) {
		if (at.endsWith(`${sep}node_modules`)) return null;
		if (existsSync(join(at, 'package.json'))) return at;
		if (at === dirname(at)) return null;
	}
}

function readManifest(folder: string): Manifest {
	const path = join(folder, 'package.json');
	return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) as Manifest : {};
}
