// From a request to a version that can be put in place.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import semver from 'semver';
import type { Running, Tasks } from './fetching/tasks.js';
import { findInstalled, fromFolder } from './installed.js';
import type { MapRequest, PlacedVersion } from './mapped-package.js';
import { notInstalled, VersionError, wrongIntegrity } from './messages.js';
import type { OnProgress } from './progress.js';
import type { ExactVersion } from './registry.js';
import { applicationPeers } from './store/peers.js';
import { openStored } from './store/stored-version.js';
import { within } from './within.js';

export interface VersionsOptions {
	readonly tasks: Tasks;
	readonly folder: string;
	/** Where versions are kept. */
	readonly store: string;
	readonly timeout: number | null;
	readonly onProgress: OnProgress;
	/** The versions that run of packages under version control. */
	readonly running: () => Running;
}

export class Versions {
	readonly #options: VersionsOptions;
	/** Where each package came from: an exact version of it needs no question. */
	readonly #registries = new Map<string, string>();

	constructor(options: VersionsOptions) {
		this.#options = options;
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

	async installed({ name, package: packageName }: MapRequest): Promise<PlacedVersion> {
		const { folder } = this.#options;
		const found = await findInstalled(packageName, folder);
		if (found === null) throw notInstalled(name, folder);
		return { version: found.version, integrity: null, from: fromFolder(folder), stored: null, folder: `${pathToFileURL(found.folder).href}/`, since: new Date() };
	}

	/** The exact version that `version` means now. */
	async resolve({ package: name, minAge }: Pick<MapRequest, 'package' | 'minAge'>, version: string, timeout?: number): Promise<ExactVersion> {
		const known = this.#registries.get(name);
		const exact = semver.valid(version);
		if (known !== undefined && exact !== null) return { name, version: exact, registry: known };
		return this.#within(`${name}@${version}`, timeout, this.#options.tasks.resolve(name, version, minAge));
	}

	/** The version in the store, fetched if need be. */
	async fetch(exact: ExactVersion, integrity: string | null = null, timeout?: number): Promise<PlacedVersion> {
		const { tasks, running, onProgress, store, folder } = this.#options;
		const spec = `${exact.name}@${exact.version}`;
		const versions = running();
		const atHand = await openStored(store, exact, tree => applicationPeers(tree, folder, name => versions[name] ?? null));
		const stored = atHand ?? await this.#within(spec, timeout, tasks.fetch(exact, versions, onProgress));
		this.#registries.set(exact.name, exact.registry);
		if (integrity !== null && stored.integrity !== integrity) throw wrongIntegrity(spec, new Error(stored.integrity));
		return { version: stored.version, integrity: stored.integrity, from: pathToFileURL(join(stored.home, 'package.json')).href, stored, folder: null, since: new Date() };
	}

	async #orFallback<T>(request: MapRequest, version: string, work: () => Promise<T>): Promise<T | PlacedVersion> {
		try {
			return await work();
		} catch (error) {
			if (!request.fallback || !(error instanceof VersionError) || !isOutage.has(error.code)) throw error;
			return await this.#stored(request, version) ?? await this.installed(request);
		}
	}

	async #stored(request: MapRequest, version: string): Promise<PlacedVersion | null> {
		const exact = await this.#options.tasks.newestStored(request.package, version);
		return exact === null ? null : this.fetch(exact, request.integrity).catch(() => null);
	}

	#within<T>(spec: string, timeout: number | undefined, work: Promise<T>): Promise<T> {
		const limit = timeout ?? this.#options.timeout;
		return limit === null ? work : within(limit, spec, work);
	}
}

/** What is nobody's mistake and may be over soon. */
const isOutage: ReadonlySet<string> = new Set(['REGISTRY_UNREACHABLE', 'REGISTRY_REFUSED', 'TIMEOUT']);
