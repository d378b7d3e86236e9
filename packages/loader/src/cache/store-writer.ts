// What is to be written into a store: rows of modules, and beside them, once each, what their requests were resolved to and what decided that.
import type { ImportAttributes, LoadedSourceText } from '@hot-runtime/types';
import { pathOf } from '../file-path.js';
import type { Resolution } from '../hook-chain.js';
import { isLater, type FileStamp } from './file-stamp.js';
import { lookUp, type PackageLookup } from './package-lookups.js';
import { Scopes } from './scopes.js';
import { DECIDED_BY, StorePiles, type Decision, type StoredModule, type StoreFile } from './store-file.js';

export interface WriterOptions {
	/** When this process began to resolve, in milliseconds of the epoch: what was changed later may not be what it saw. */
	readonly since: number;
	/** False where a file is what its path says, link or not: then it is left to Node where packages are. */
	readonly followsLinks: boolean;
}

/** A module as it was loaded. */
export interface WrittenModule {
	readonly module: LoadedSourceText;
	readonly path: string;
	readonly format: string;
	readonly stamp: FileStamp | null;
	readonly data: Buffer | undefined;
	resolutionOf(url: string): Resolution | undefined;
}

export class StoreWriter {
	readonly #options: WriterOptions;
	readonly #scopes: Scopes;
	readonly #resolutions: Resolution[] = [];
	readonly #resolutionIndexes = new Map<string, number>();
	readonly #lookups: PackageLookup[] = [];
	readonly #lookupIndexes = new Map<string, number>();
	readonly #piles = new StorePiles();
	readonly #modules: StoredModule[] = [];

	constructor(options: WriterOptions) {
		this.#options = options;
		this.#scopes = new Scopes(options.since);
	}

	get count(): number {
		return this.#modules.length;
	}

	/** The data is read as it is asked for. */
	add({ module, path, format, stamp, data, resolutionOf }: WrittenModule): void {
		const { code, ...source } = module.source;
		this.#scopes.add(path);
		const resolved = module.resolved.map((url, request) => {
			const { specifier = '', attributes = {} } = module.source.requests[request] ?? {};
			const resolution = resolutionOf(url) ?? { url, format: null, attributes };
			return [this.#indexOf(resolution), this.#decisionOf({ specifier, attributes, parent: module.id, url })] as const;
		});
		this.#modules.push({ id: module.id, path, hash: module.hash, stamp, format, source, resolved, ...this.#piles.addText(code), ...this.#piles.addData(data) });
	}

	/** What another process wrote. */
	keep(row: StoredModule, file: StoreFile): void {
		this.#scopes.add(row.path);
		const { resolutions, lookups } = file.index;
		const resolved = row.resolved.flatMap(([index, decision]) => {
			const resolution = resolutions[index];
			const lookup = lookups[decision - DECIDED_BY.lookup];
			if (resolution === undefined) return [];
			this.#addScopeOf(resolution.url);
			return [[this.#indexOf(resolution), lookup === undefined ? decision : this.#indexOfLookup(lookup)] as const];
		});
		this.#modules.push({ ...row, resolved, ...this.#piles.addText(file.textOf(row)), ...this.#piles.addData(file.dataOf(row)) });
	}

	encode(): readonly Buffer[] {
		return this.#piles.encode({ scopes: this.#scopes.list(), resolutions: this.#resolutions, lookups: this.#lookups, modules: this.#modules });
	}

	#indexOf(resolution: Resolution): number {
		const key = `${resolution.url}\0${resolution.format}\0${resolution.attributes['type'] ?? ''}`;
		let index = this.#resolutionIndexes.get(key);
		if (index === undefined) this.#resolutionIndexes.set(key, index = this.#resolutions.push(resolution) - 1);
		return index;
	}

	#indexOfLookup(lookup: PackageLookup): number {
		const key = JSON.stringify(lookup);
		let index = this.#lookupIndexes.get(key);
		if (index === undefined) this.#lookupIndexes.set(key, index = this.#lookups.push(lookup) - 1);
		return index + DECIDED_BY.lookup;
	}

	#decisionOf({ specifier, attributes, parent, url }: { specifier: string; attributes: ImportAttributes; parent: string; url: string }): Decision {
		if (Object.keys(attributes).length > 0) return DECIDED_BY.resolver;
		if (/^(?:\.{0,2}\/|file:)/.test(specifier)) return this.#addScopeOf(url) && new URL(specifier, parent).href === url ? DECIDED_BY.specifier : DECIDED_BY.resolver;
		const from = pathOf(parent);
		const to = pathOf(url);
		if (!this.#options.followsLinks || from === null || to === null || /[?#]/.test(parent + url)) return DECIDED_BY.resolver;
		const lookup = lookUp(specifier, from, to);
		if (lookup === null) return DECIDED_BY.resolver;
		if (lookup.manifest !== null && isLater(lookup.manifest, this.#options.since)) return DECIDED_BY.resolverForNow;
		this.#scopes.add(to);
		return this.#indexOfLookup(lookup);
	}

	/** The resolver tells a file's format as well. */
	#addScopeOf(url: string): boolean {
		const path = pathOf(url);
		if (path !== null) this.#scopes.add(path);
		return path !== null;
	}
}
