// From a request to a version that can be put in place: resolved, fetched, verified, laid out.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Options } from 'pacote';
import semver from 'semver';
import { findInstalled, fromFolder } from './installed.js';
import type { MapRequest, PlacedVersion } from './mapped-package.js';
import { notInstalled, VersionError, wrongIntegrity } from './messages.js';
import { readNpmConfig } from './npm-config.js';
import { parseRequest } from './package-spec.js';
import { countProgress, type OnProgress } from './progress.js';
import { registryKey, resolveRequest, within, type ExactVersion } from './registry.js';
import { openPackageStore, type PackageStore } from './store/package-store.js';
import { applicationPeers } from './store/peers.js';

export interface VersionsOptions {
	readonly folder: string;
	readonly store: string;
	readonly packager: string | null;
	readonly timeout: number | null;
	readonly onProgress: OnProgress;
	/** The version that runs of a package under version control. */
	readonly running: (name: string) => string | null;
}

export class Versions {
	readonly store: PackageStore;
	readonly #options: VersionsOptions;
	#config: Promise<Options> | null = null;

	constructor(options: VersionsOptions) {
		this.#options = options;
		this.store = openPackageStore(options.store);
	}

	/** Which version `map` starts with. Fetches nothing unless the registry is out of reach. */
	async choose(request: MapRequest): Promise<ExactVersion | PlacedVersion> {
		const { version } = request;
		return version === true ? this.installed(request) : this.#orFallback(request, version, () => this.resolve(request, version));
	}

	/** What was chosen, ready to be put in place. */
	async start(request: MapRequest, chosen: ExactVersion | PlacedVersion): Promise<PlacedVersion> {
		return 'from' in chosen ? chosen : this.#orFallback(request, chosen.version, () => this.fetch(chosen, request.integrity));
	}

	async #orFallback<T>(request: MapRequest, version: string, work: () => Promise<T>): Promise<T | PlacedVersion> {
		try {
			return await work();
		} catch (error) {
			if (!request.fallback || !(error instanceof VersionError) || !isOutage.has(error.code)) throw error;
			return await this.#stored(request, version) ?? await this.installed(request);
		}
	}

	async installed({ name, package: packageName }: MapRequest): Promise<PlacedVersion> {
		const { folder } = this.#options;
		const found = await findInstalled(packageName, folder);
		if (found === null) throw notInstalled(name, folder);
		return { version: found.version, integrity: null, from: fromFolder(folder), stored: null, folder: `${pathToFileURL(found.folder).href}/`, since: new Date() };
	}

	/** The exact version that `version` means now. */
	async resolve({ package: name, minAge }: Pick<MapRequest, 'package' | 'minAge'>, version: string, timeout?: number): Promise<ExactVersion> {
		const request = parseRequest(name, version);
		const config = await this.#readConfig();
		const { packager } = this.#options;
		const clean = semver.valid(request.version);
		if (request.kind === 'version' && clean !== null) return { name, version: clean, registry: await this.#registryKey(name) };
		if (packager !== null) {
			const { resolveAtPackager } = await import('./packager-client.js');
			return this.#within(`${name}@${version}`, timeout, resolveAtPackager(packager, request, config));
		}
		const options = minAge > 0 ? { ...config, before: new Date(Date.now() - minAge) } : config;
		return this.#within(`${name}@${version}`, timeout, resolveRequest(request, options));
	}

	/** The version in the store, fetched if need be. */
	async fetch(exact: ExactVersion, integrity: string | null = null, timeout?: number): Promise<PlacedVersion> {
		const { folder, onProgress, running, packager } = this.#options;
		const progress = countProgress(exact.name, exact.version, onProgress);
		const request = {
			...exact, progress, options: () => this.#readConfig(),
			findPeer: (tree: Parameters<typeof applicationPeers>[0]) => applicationPeers(tree, folder, running),
		};
		const work = packager === null ? this.store.ensure(request) : this.#fetchDocument(packager, request);
		const stored = await this.#within(`${exact.name}@${exact.version}`, timeout, work);
		if (integrity !== null && stored.integrity !== integrity) throw wrongIntegrity(`${exact.name}@${exact.version}`, new Error(stored.integrity));
		return { version: stored.version, integrity: stored.integrity, from: pathToFileURL(join(stored.home, 'package.json')).href, stored, folder: null, since: new Date() };
	}

	close(): Promise<void> {
		return this.store.close();
	}

	async #fetchDocument(packager: string, request: Parameters<PackageStore['ensure']>[0]): ReturnType<PackageStore['ensure']> {
		const { fetchDocument } = await import('./packager-client.js');
		return this.store.ensure(await fetchDocument(packager, this.store.root, request));
	}

	/** The newest version in the store that fits. */
	async #stored(request: MapRequest, version: string): Promise<PlacedVersion | null> {
		const registry = await this.#registryKey(request.package);
		const range = semver.validRange(version) === null ? '*' : version;
		const best = semver.maxSatisfying([...await this.store.versions(request.package, registry)], range);
		return best === null ? null : this.fetch({ name: request.package, version: best, registry }, request.integrity).catch(() => null);
	}

	async #registryKey(name: string): Promise<string> {
		const { packager } = this.#options;
		if (packager === null) return registryKey(name, await this.#readConfig());
		const { packagerKey } = await import('./packager-client.js');
		return packagerKey(packager);
	}

	#readConfig(): Promise<Options> {
		return this.#config ??= readNpmConfig({ folder: this.#options.folder });
	}

	#within<T>(spec: string, timeout: number | undefined, work: Promise<T>): Promise<T> {
		const limit = timeout ?? this.#options.timeout;
		return limit === null ? work : within(limit, spec, work);
	}
}

/** What is nobody's mistake and may be over soon. */
const isOutage: ReadonlySet<string> = new Set(['REGISTRY_UNREACHABLE', 'REGISTRY_REFUSED', 'TIMEOUT']);
