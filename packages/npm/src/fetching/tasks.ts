// What needs npm's libraries: asking the registry, making a tree, unpacking archives. Runs in a thread of its own, so that the program neither
// waits for it nor holds those libraries in its memory.
import type { Options } from 'pacote';
import semver from 'semver';
import { readNpmConfig } from '../npm-config.js';
import { parseRequest } from '../package-spec.js';
import { countProgress, type OnProgress } from '../progress.js';
import { registryKey, resolveRequest, type ExactVersion } from '../registry.js';
import { openPackageStore, type PackageStore } from '../store/package-store.js';
import type { StoredVersion } from '../store/stored-version.js';
import { applicationPeers } from '../store/peers.js';
import { fetchDocument, packagerKey, resolveAtPackager } from '../packager-client.js';

export interface TaskOptions {
	/** The project. */
	readonly folder: string;
	readonly store: string;
	readonly packager: string | null;
}

/** The versions that run of packages under version control: they may be peers. */
export type Running = Readonly<Record<string, string>>;

export interface Tasks {
	/** The exact version that `version` means now. `minAge`: milliseconds since its publication, for a range or a tag. */
	resolve(name: string, version: string, minAge: number): Promise<ExactVersion>;
	/** The version in the store, fetched if need be. */
	fetch(exact: ExactVersion, running: Running, onProgress: OnProgress): Promise<StoredVersion>;
	/** The newest version in the store that `version` allows; any, if it is a tag. */
	newestStored(name: string, version: string): Promise<ExactVersion | null>;
	close(): Promise<void>;
}

export class FetchTasks implements Tasks {
	readonly #options: TaskOptions;
	readonly #store: PackageStore;
	#config: Promise<Options> | null = null;

	constructor(options: TaskOptions) {
		this.#options = options;
		this.#store = openPackageStore(options.store);
	}

	async resolve(name: string, version: string, minAge: number): Promise<ExactVersion> {
		const request = parseRequest(name, version);
		const clean = semver.valid(request.version);
		if (request.kind === 'version' && clean !== null) return { name, version: clean, registry: await this.#registryKey(name) };
		const config = await this.#readConfig();
		const { packager } = this.#options;
		if (packager !== null) return resolveAtPackager(packager, request, config);
		return resolveRequest(request, minAge > 0 ? { ...config, before: new Date(Date.now() - minAge) } : config);
	}

	async fetch(exact: ExactVersion, running: Running, onProgress: OnProgress): Promise<StoredVersion> {
		const { folder, packager } = this.#options;
		const request: Parameters<PackageStore['ensure']>[0] = {
			...exact, progress: countProgress(exact.name, exact.version, onProgress), options: () => this.#readConfig(),
			findPeer: tree => applicationPeers(tree, folder, name => running[name] ?? null),
		};
		return this.#store.ensure(packager === null ? request : await fetchDocument(packager, this.#store.root, request));
	}

	async newestStored(name: string, version: string): Promise<ExactVersion | null> {
		const registry = await this.#registryKey(name);
		const range = semver.validRange(version) === null ? '*' : version;
		const best = semver.maxSatisfying([...await this.#store.versions(name, registry)], range);
		return best === null ? null : { name, version: best, registry };
	}

	close(): Promise<void> {
		return this.#store.close();
	}

	async #registryKey(name: string): Promise<string> {
		const { packager } = this.#options;
		return packager === null ? registryKey(name, await this.#readConfig()) : packagerKey(packager);
	}

	#readConfig(): Promise<Options> {
		return this.#config ??= readNpmConfig({ folder: this.#options.folder });
	}
}
