// The store where hooks run in a thread of their own: there modules are taken from it, and what was loaded is noted for the program's thread, which
// compiles it and saves the store.
import type { LoadedSourceText, ModuleId } from '@hot-runtime/types';
import type { Resolution } from '../hook-chain.js';
import type { FileStamp } from './file-stamp.js';
import type { Found, ModuleStore } from './module-store.js';

/** What a walk uses of a store. */
export type WalkStore = Pick<ModuleStore, 'open' | 'begin' | 'find' | 'stampBefore' | 'note' | 'otherHooks'>;

/** What ModuleStore.note needs beside the module. */
export interface Note {
	readonly id: ModuleId;
	readonly format: string;
	readonly stamp: FileStamp | null;
	/** See ModuleStore.isOutdated. */
	readonly isOutdated: boolean;
}

export class NotingStore implements WalkStore {
	readonly #store: ModuleStore;
	#notes: Note[] = [];

	constructor(store: ModuleStore) {
		this.#store = store;
	}

	open(entry: ModuleId, resolutions: ReadonlyMap<ModuleId, Resolution>): void {
		this.#store.open(entry, resolutions);
	}

	begin(): void {
		this.#store.begin();
	}

	find(id: ModuleId): Found | undefined {
		return this.#store.find(id);
	}

	stampBefore(id: ModuleId): FileStamp | null {
		return this.#store.stampBefore(id);
	}

	note({ id }: LoadedSourceText, format: string, stamp: FileStamp | null): void {
		if (this.#store.see(id)) this.#notes.push({ id, format, stamp, isOutdated: this.#store.isOutdated(id) });
	}

	otherHooks(): void {
		this.#store.otherHooks();
	}

	/** The notes since the last call. What was read of the store is let go of. */
	take(): readonly Note[] {
		const notes = this.#notes;
		this.#notes = [];
		this.#store.release();
		return notes;
	}
}
