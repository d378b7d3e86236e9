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
import { FilesSeen } from './files-seen.js';
import { DECIDED_BY, readStoreFile, type Decision, type StoredModule, type StoreFile } from './store-file.js';
import { placeFile, storePath } from './store-location.js';
import { StoreWriter } from './store-writer.js';

export interface StoreOptions {
	/** Null: in the project of the first entry. */
	readonly folder: string | null;
	/** What else, besides Node and V8, the stored modules depend on. */
	readonly key: string;
	/** True if no other hooks lie below ours: then a file's stamp and a relative specifier tell all. */
	readonly isAlone: boolean;
	/** False if files are what their paths say, links or not (`--preserve-symlinks`). */
	readonly followsLinks: boolean;
}

/** A module as it was found in the store. */
export interface Found {
	readonly id: ModuleId;
	readonly source: ModuleSource;
	readonly hash: string;
	readonly format: string;
	/** Of its file; null if a later write could have left the same. */
	readonly stamp: FileStamp | null;
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
	#hasSameScopes: boolean | undefined;
	/** When this process began to resolve. */
	#openedAt = 0;
	/** Modules that were resolved anew because something was no longer as it was. */
	readonly #outdated = new Set<ModuleId>();
	#files = new FilesSeen();
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
		this.#openedAt = clock.date();
		this.#resolutions = resolutions;
		this.#path = storePath(entry, this.#options.folder, this.#options.key);
		this.#read();
		this.#kept = new Set(this.#rows.keys());
	}

	#read(): void {
		this.#file = this.#path === null ? null : readStoreFile(this.#path);
		for (const row of this.#file?.index.modules ?? []) this.#rows.set(row.id, row);
	}

	/** What the user said about where it lies; null if nothing. */
	get folder(): string | null {
		return this.#options.folder;
	}

	/** Whether there is anything to save. */
	get isChanged(): boolean {
		return this.#isChanged;
	}

	/** A walk begins: what was seen of files before may be so no longer. */
	begin(): void {
		this.#files = new FilesSeen();
	}

	/** The module, if its file is what it was. */
	find(id: ModuleId): Found | undefined {
		if (!this.#isAlone || this.#seen.has(id) || !this.#kept.has(id)) return undefined;
		if (this.#file === null) this.#read();
		const file = this.#file;
		const row = this.#rows.get(id);
		if (file === null || row === undefined || !this.#isFresh(row)) return undefined;
		return {
			id,
			source: { ...row.source, code: file.textOf(row) },
			hash: row.hash,
			format: row.format,
			stamp: row.stamp,
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

	/** True if it is worth writing down how the module's requests were resolved this time. */
	isOutdated(id: ModuleId): boolean {
		return this.#outdated.has(id) || this.#file !== null && !this.#isCurrent;
	}

	/** A module was loaded for the first time in this process. */
	note(module: LoadedSourceText, format: string, stamp: FileStamp | null, isOutdated = this.isOutdated(module.id)): void {
		if (!this.see(module.id)) return;
		const row = this.#rows.get(module.id);
		const isKept = row?.hash === module.hash && isSameStamp(row.stamp, stamp) && !isOutdated;
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
		this.#files = new FilesSeen();
		this.#isChanged = false;
	}

	/** False if files may be in another format than they were. */
	get #isCurrent(): boolean {
		const file = this.#file;
		return this.#hasSameScopes ??= file !== null && file.index.scopes.every(([path, stamp]) => isSameStamp(this.#files.stampOf(path), stamp));
	}

	#isFresh(row: StoredModule): boolean {
		if (!this.#isCurrent) return false;
		const stamp = this.#files.stampOf(row.path);
		if (stamp === null || !this.#isInItsPlace(row.path)) return false;
		return row.stamp === null ? hashOfFile(row) === row.hash : isSameStamp(stamp, row.stamp);
	}

	#isInItsPlace(path: string): boolean {
		return !this.#options.followsLinks || this.#files.isInItsPlace(path);
	}

	#resolutionOf(file: StoreFile, row: StoredModule, request: number): Resolution | undefined {
		const [index, decision] = row.resolved[request] ?? [-1, DECIDED_BY.resolver];
		const resolution = file.index.resolutions[index];
		if (resolution === undefined) return undefined;
		// Nothing can come in the way of a built-in module.
		if (resolution.format === 'builtin' || resolution.url.startsWith('node:')) return resolution;
		if (decision === DECIDED_BY.resolver) return undefined;
		if (this.#isDecided(file, decision) && this.#isTarget(resolution.url)) return resolution;
		this.#outdated.add(row.id);
		return undefined;
	}

	/** Whether what decided it then would decide it so now. */
	#isDecided(file: StoreFile, decision: Decision): boolean {
		const lookup = file.index.lookups[decision - DECIDED_BY.lookup];
		return decision === DECIDED_BY.specifier || lookup !== undefined && this.#files.isAsItWas(lookup);
	}

	/** Whether the file is there still: one of the program's, or one that is left to Node. */
	#isTarget(url: string): boolean {
		const row = this.#rows.get(url);
		if (row !== undefined) return this.#isFresh(row);
		const path = pathOf(url);
		return path !== null && this.#options.followsLinks && this.#files.isFile(path);
	}

	#encode(): readonly Buffer[] {
		const writer = new StoreWriter({ since: this.#openedAt, followsLinks: this.#options.followsLinks });
		const resolutionOf = (url: string): Resolution | undefined => this.#resolutions?.get(url);
		for (const { module, format, stamp, data } of [...this.#noted.values()].sort((left, right) => left.order - right.order || 0)) {
			const path = pathOf(module.id);
			if (path !== null) writer.add({ module, path, format, stamp, data: data ?? this.#dataOf(module.id, module.hash), resolutionOf });
		}
		this.#keepOthers(writer);
		return writer.encode();
	}

	/** What earlier processes loaded, and this one did not, stays: it may be imported on another day. */
	#keepOthers(writer: StoreWriter): void {
		const file = this.#file;
		if (file === null || !this.#isCurrent) return;
		for (const row of file.index.modules) {
			if (!this.#noted.has(row.id) && writer.count < mostModules && this.#files.stampOf(row.path) !== null) writer.keep(row, file);
		}
	}
}

const decoder = new TextDecoder();

function hashOfFile({ format, path }: StoredModule): string | null {
	try {
		return hashText(format, decoder.decode(readFileSync(path)));
	} catch {
		return null;
	}
}
