// Which version a request means: asked of the registry once, then exact.
import { createHash } from 'node:crypto';
import type { NpmOptions } from './npm-config.js';
import { describeFailure } from './messages.js';
import type { PackageRequest } from './package-spec.js';

export interface ExactVersion {
	readonly name: string;
	readonly version: string;
	/** Names the registry in the store. */
	readonly registry: string;
}

/** The version that npm itself would choose for `request`. Rejects with a `VersionError`. */
export async function resolveRequest({ name, version, kind }: PackageRequest, options: NpmOptions): Promise<ExactVersion> {
	const registry = await registryKey(name, options);
	try {
		const manifest = await readManifest(`${name}@${version}`, { ...options, preferOnline: kind !== 'version' });
		return { name: manifest.name, version: manifest.version, registry };
	} catch (error) {
		throw describeFailure(name, version, error);
	}
}

/** Metadata that was read before may not know a version that was published since: it is read anew before we say no. */
async function readManifest(spec: string, options: NpmOptions): Promise<{ readonly name: string; readonly version: string }> {
	const { default: pacote } = await import('pacote');
	try {
		return await pacote.manifest(spec, options);
	} catch (error) {
		const isUnknown = error instanceof Error && 'code' in error && error.code === 'ETARGET';
		if (!isUnknown || options['preferOnline'] === true || options['offline'] === true) throw error;
		return pacote.manifest(spec, { ...options, preferOnline: true });
	}
}

/** Short and safe as a folder's name; says nothing of the address, which may contain a user's name. */
export async function registryKey(name: string, options: NpmOptions): Promise<string> {
	const { default: fetch } = await import('npm-registry-fetch');
	return createHash('sha256').update(fetch.pickRegistry(name, options)).digest('hex').slice(0, 12);
}
