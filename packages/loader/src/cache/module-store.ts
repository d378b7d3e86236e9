// What the last start of a program read, resolved, transformed and compiled, kept for the next one. A module whose file carries the
// same stamp needs no reading, a resolution between two such modules needs no resolver, and a body needs no compilation.
//
// A store answers for a module once in a process: what is loaded again was changed.
import { readFileSync } from 'node:fs';
import type { LoadedSourceText, ModuleId, ModuleSource } from '@hot-runtime/types';
import { clock } from '../clock.js';
import { hashText } from '../digest.js';
import { pathOf } from '../file-path.js';
import type { Resolution } from '../hook-chain.js';
import { isRacyStamp, isSameStamp, readFileStamp, type FileStamp } from './file-stamp.js';
import { Scopes } from './scopes.js';
import { readStoreFile, StorePiles, type StoredModule, type StoreFile } from './store-file.js';
import { placeFile, storePath } from './store-location.js';

export interface StoreOptions {
	/** Null: in the project of the first entry. */
	readonly folder: string | null;
	/** What else, besides Node and V8, the stored modules depend on. */
	readonly key: string;
	/** True if no other hooks lie below ours: then a file's stamp and a relative specifier tell all. */
	readonly isAlone: boolean;
}

/** A module as it was found in the store. */
export interface Found {
	readonly source: ModuleSource;
	readonly hash: string;
	readonly format: string;
	/** The resolution of a request; undefined if it must be resolved anew. */
	resolutionOf(request: number): Resolution | undefined;
}

/** What is written down of a module that was loaded in this process. */
interface Noted {
	readonly module: LoadedSourceText;
	readonly format: string;
	readonly stamp: FileStamp | null;
	/** V8's code cache, once there is one. */
	data: Buffer | undefined;
	compiled: (() => Buffer) | undefined;
	/** Which it was of those that were compiled. */
	order: number;
}

const mostModules = 30_000;

export class ModuleStore {
	readonly #options: StoreOptions;
	#isAlone: boolean;
	#path: string | null = null;
	#file: StoreFile | null = null;
	#rows = new Map<ModuleId, StoredModule>();
	#isCurrent: boolean | undefined;
	readonly #stamps = new Map<string, FileStamp | null>();
	readonly #noted = new Map<ModuleId, Noted>();
	/** Loaded in this process; what is loaded again was changed. */
	readonly #seen = new Set<ModuleId>();
	/** In the file. */
	#kept: ReadonlySet<ModuleId> = new Set();
	#resolutions: ReadonlyMap<ModuleId, Resolution> | undefined;
	#compiled = 0;
	#isOpened = false;
	#isChanged = false;

	constructor(options: StoreOptions) {
		this.#options = options;
		this.#isAlone = options.isAlone;
	}

	/** From now on other hooks have a say: a file's stamp no longer tells what its module is. */
	otherHooks(): void {
		this.#isAlone = false;
	}

	/** The first entry of the process decides which file it is. `resolutions`: the walk's, which knows the formats. */
	open(entry: ModuleId, resolutions: ReadonlyMap<ModuleId, Resolution>): void {
		if (this.#isOpened) return;
		this.#isOpened = true;
		this.#resolutions = resolutions;
		this.#path = storePath(entry, this.#options.folder, this.#options.key);
		this.#read();
		this.#kept = new Set(this.#rows.keys());
	}

	#read(): void {
		this.#file = this.#path === null ? null : readStoreFile(this.#path);
		for (const row of this.#file?.index.modules ?? []) this.#rows.set(row.id, row);
	}

	/** Whether there is anything to save. */
	get isChanged(): boolean {
		return this.#isChanged;
	}

	/** A walk begins: what was seen of files before may be so no longer. */
	begin(): void {
		this.#stamps.clear();
	}

	/** The module, if its file is what it was. */
	find(id: ModuleId): Found | undefined {
		if (!this.#isAlone || this.#seen.has(id) || !this.#kept.has(id)) return undefined;
		if (this.#file === null) this.#read();
		const file = this.#file;
		const row = this.#rows.get(id);
		if (file === null || row === undefined || !this.#isFresh(row)) return undefined;
		return {
			source: { ...row.source, code: file.textOf(row) },
			hash: row.hash,
			format: row.format,
			resolutionOf: request => this.#resolutionOf(file, row, request),
		};
	}

	/** What a text of this hash was transformed to, whether or not its file is still the same. */
	sourceOf(id: ModuleId, hash: string): ModuleSource | undefined {
		const row = this.#rows.get(id);
		return this.#file === null || row?.hash !== hash ? undefined : { ...row.source, code: this.#file.textOf(row) };
	}

	/** To be called before a module's text is read, for `note`. */
	stampBefore(id: ModuleId): FileStamp | null {
		const path = this.#isAlone && this.#path !== null && !this.#seen.has(id) ? pathOf(id) : null;
		if (path === null) return null;
		const stamp = readFileStamp(path);
		return stamp === null || isRacyStamp(stamp, clock.date()) ? null : stamp;
	}

	/** False if the module was loaded before, or nothing is stored. */
	see(id: ModuleId): boolean {
		if (this.#path === null || this.#seen.has(id)) return false;
		this.#seen.add(id);
		return true;
	}

	/** A module was loaded for the first time in this process. */
	note(module: LoadedSourceText, format: string, stamp: FileStamp | null): void {
		if (!this.see(module.id)) return;
		const row = this.#rows.get(module.id);
		const isKept = row?.hash === module.hash && isSameStamp(row.stamp, stamp);
		this.#noted.set(module.id, { module, format, stamp, data: undefined, compiled: undefined, order: Infinity });
		if (!isKept) this.#isChanged = true;
	}

	/** V8's code cache for the body of a module that is compiled now. Good until the next call. */
	codeCache(id: ModuleId, hash: string): Buffer | undefined {
		const noted = this.#noted.get(id);
		if (noted !== undefined) noted.order = this.#compiled++;
		return this.#dataOf(id, hash);
	}

	#dataOf(id: ModuleId, hash: string): Buffer | undefined {
		const row = this.#rows.get(id);
		return this.#file === null || row?.hash !== hash ? undefined : this.#file.dataOf(row);
	}

	/** A body was compiled without V8's code cache. `createCachedData` is called when the store is saved. */
	compiled(id: ModuleId, hash: string, createCachedData: () => Buffer): void {
		const noted = this.#noted.get(id);
		if (noted === undefined || noted.module.hash !== hash) return;
		noted.compiled = createCachedData;
		this.#isChanged = true;
	}

	/** Takes V8's code cache of what was compiled for as long as `mayGoOn` says so; true when all is taken. */
	collect(mayGoOn: () => boolean): boolean {
		for (const noted of this.#noted.values()) {
			if (noted.compiled === undefined) continue;
			if (!mayGoOn()) return false;
			noted.data = noted.compiled();
			noted.compiled = undefined;
		}
		return true;
	}

	/** Writes what this process loaded, and lets go of it. */
	save(): void {
		if (this.#path !== null && this.#isChanged) {
			this.collect(() => true);
			if (this.#file === null) this.#read();
			placeFile(this.#path, this.#encode());
		}
		this.release();
	}

	/** Texts and buffers are let go of until a module is loaded that is stored. */
	release(): void {
		this.#file = null;
		this.#rows = new Map();
		this.#noted.clear();
		this.#stamps.clear();
		this.#isChanged = false;
	}

	#isFresh(row: StoredModule): boolean {
		this.#isCurrent ??= this.#file !== null && this.#file.index.scopes.every(([path, stamp]) => isSameStamp(this.#stampOf(path), stamp));
		if (!this.#isCurrent) return false;
		const stamp = this.#stampOf(row.path);
		if (stamp === null) return false;
		return row.stamp === null ? hashOfFile(row) === row.hash : isSameStamp(stamp, row.stamp);
	}

	/** Looked at once in a walk: it is over in less than the time between two saves. */
	#stampOf(path: string): FileStamp | null {
		let stamp = this.#stamps.get(path);
		if (stamp === undefined) this.#stamps.set(path, stamp = readFileStamp(path));
		return stamp;
	}

	#resolutionOf(file: StoreFile, row: StoredModule, request: number): Resolution | undefined {
		const [index, isPlain] = row.resolved[request] ?? [-1, 0];
		const resolution = file.index.resolutions[index];
		if (resolution === undefined) return undefined;
		if (resolution.format === 'builtin') return resolution;
		const target = isPlain === 1 ? this.#rows.get(resolution.url) : undefined;
		return target !== undefined && this.#isFresh(target) ? resolution : undefined;
	}

	#encode(): readonly Buffer[] {
		const scopes = new Scopes();
		const resolutions: Resolution[] = [];
		const indexes = new Map<string, number>();
		const indexOf = (resolution: Resolution): number => {
			const key = `${resolution.url}\0${resolution.format}\0${resolution.attributes['type'] ?? ''}`;
			const known = indexes.get(key);
			if (known !== undefined) return known;
			indexes.set(key, resolutions.length);
			return resolutions.push(resolution) - 1;
		};
		const piles = new StorePiles();
		const modules: StoredModule[] = [];
		// The data is read as it is asked for.
		for (const noted of [...this.#noted.values()].sort((left, right) => left.order - right.order || 0)) {
			const path = pathOf(noted.module.id);
			if (path === null) continue;
			scopes.add(path);
			modules.push(this.#row(noted, path, { piles, indexOf }));
		}
		this.#keepOthers(modules, { scopes, piles, indexOf });
		return piles.encode({ scopes: scopes.list(), resolutions, modules });
	}

	/** What earlier processes loaded, and this one did not, stays: it may be imported on another day. */
	#keepOthers(modules: StoredModule[], into: { scopes: Scopes; piles: StorePiles; indexOf: (resolution: Resolution) => number }): void {
		const file = this.#file;
		if (file === null || this.#isCurrent === false) return;
		for (const row of file.index.modules) {
			if (this.#noted.has(row.id) || modules.length >= mostModules || this.#stampOf(row.path) === null) continue;
			into.scopes.add(row.path);
			const resolved = row.resolved.flatMap(([index, plain]) => {
				const resolution = file.index.resolutions[index];
				return resolution === undefined ? [] : [[into.indexOf(resolution), plain] as const];
			});
			modules.push({ ...row, resolved, ...into.piles.addText(file.textOf(row)), ...into.piles.addData(file.dataOf(row)) });
		}
	}

	#row({ module, format, stamp, data }: Noted, path: string, into: { piles: StorePiles; indexOf: (resolution: Resolution) => number }): StoredModule {
		const { code, ...source } = module.source;
		const resolved = module.resolved.map((url, request) => {
			const { specifier = '', attributes = {} } = module.source.requests[request] ?? {};
			const resolution = this.#resolutions?.get(url) ?? { url, format: null, attributes };
			return [into.indexOf(resolution), isPlain(specifier, module.id, url) ? 1 : 0] as const;
		});
		const cached = into.piles.addData(data ?? this.#dataOf(module.id, module.hash));
		return { id: module.id, path, hash: module.hash, stamp, format, source, resolved, ...into.piles.addText(code), ...cached };
	}
}

function isPlain(specifier: string, parent: string, url: string): boolean {
	return /^(?:\.{0,2}\/|file:)/.test(specifier) && new URL(specifier, parent).href === url;
}

const decoder = new TextDecoder();

function hashOfFile({ format, path }: StoredModule): string | null {
	try {
		return hashText(format, decoder.decode(readFileSync(path)));
	} catch {
		return null;
	}
}
