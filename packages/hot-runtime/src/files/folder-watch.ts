// Watches the folders of files, not the files: a file's own watch goes deaf when an editor replaces the file, and a
// folder costs one watch however many modules it holds. A folder that is replaced is found again through its parent.
import { existsSync, statSync, watch } from 'node:fs';
import type { FSWatcher } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { clock, inside } from '@hot-runtime/loader';
import type { FileWatch, FileWatchEvents } from './file-watch.js';

/** What the system says when it has no more watches to give. */
const exhausted = new Set(['ENOSPC', 'EMFILE', 'ENFILE', 'ENOSYS']);

/** Linux keeps some 16,000 events that nobody has read yet, of all watches of a thread together, and drops what comes then without a word. */
const mostAtOnce = 1000;

interface Folder {
	readonly path: string;
	/** Base names of the watched files in it. */
	readonly files: Set<string>;
	/** Base names of the watched folders in it. */
	readonly folders: Set<string>;
	/** Null while the folder is not there. */
	open: { readonly watcher: FSWatcher; readonly ino: number } | null;
	isParentWatched: boolean;
}

function inodeOf(path: string): number | null {
	try {
		const stats = statSync(path, { throwIfNoEntry: false });
		return stats?.isDirectory() === true ? stats.ino : null;
	} catch {
		return null;
	}
}

export class FolderWatch implements FileWatch {
	readonly #events: FileWatchEvents;
	readonly #folders = new Map<string, Folder>();
	#isClosed = false;
	/** Events since the event loop last came round. */
	#atOnce = 0;

	constructor(events: FileWatchEvents) {
		this.#events = events;
	}

	add(path: string): void {
		this.#folder(dirname(path)).files.add(basename(path));
	}

	delete(path: string): void {
		const folder = this.#folders.get(dirname(path));
		if (folder === undefined) return;
		folder.files.delete(basename(path));
		this.#release(folder);
	}

	close(): void {
		this.#isClosed = true;
		for (const folder of this.#folders.values()) folder.open?.watcher.close();
		this.#folders.clear();
	}

	#folder(path: string): Folder {
		const known = this.#folders.get(path);
		if (known !== undefined) return known;
		const folder: Folder = { path, files: new Set(), folders: new Set(), open: null, isParentWatched: false };
		this.#folders.set(path, folder);
		this.#open(folder);
		return folder;
	}

	/** A package's own folder is as far up as we look for replaced folders; above it only for one that is gone. */
	#open(folder: Folder): void {
		// What is above comes first: should the folder be replaced meanwhile, that is told.
		if (!existsSync(join(folder.path, 'package.json')) && hasPackageAbove(folder.path)) this.#watchParent(folder);
		folder.open = this.#watch(folder);
		if (folder.open !== null || folder.isParentWatched) return;
		this.#watchParent(folder);
		folder.open = this.#watch(folder);
	}

	#watchParent(folder: Folder): void {
		const parent = dirname(folder.path);
		if (this.#isClosed || folder.isParentWatched || parent === folder.path) return;
		folder.isParentWatched = true;
		this.#folder(parent).folders.add(basename(folder.path));
	}

	#watch(folder: Folder): Folder['open'] {
		const ino = inodeOf(folder.path);
		if (ino === null || this.#isClosed) return null;
		try {
			const watcher = watch(folder.path, { persistent: false }, (_event, name) => inside(() => {
				if (folder.open?.watcher === watcher) this.#happened(folder, name);
			}));
			watcher.on('error', error => inside(() => {
				if (!this.#isExhausted(error) && folder.open?.watcher === watcher) this.#reopen(folder);
			}));
			return { watcher, ino };
		} catch (error) {
			this.#isExhausted(error);
			return null;
		}
	}

	/** If so, this watch is at its end. Any other error concerns one folder only. */
	#isExhausted(error: unknown): boolean {
		if (!isSystemError(error) || !exhausted.has(error.code ?? '')) return false;
		if (!this.#isClosed) {
			this.close();
			this.#events.failed(error);
		}
		return true;
	}

	/** All that waited while the program was busy comes in one turn. */
	#count(): void {
		if (this.#atOnce++ > 0) return;
		clock.soon(() => {
			const isFlood = this.#atOnce > mostAtOnce;
			this.#atOnce = 0;
			if (!isFlood || this.#isClosed) return;
			// Those above come first. Whether a folder is still the same, its inode's number does not tell: it may be given again.
			for (const folder of [...this.#folders.values()]) if (this.#folders.get(folder.path) === folder) this.#reopen(folder);
			this.#events.missed();
		});
	}

	#happened(folder: Folder, name: string | null): void {
		this.#count();
		if (name === null) return this.#touchAll(folder);
		if (folder.files.has(name)) this.#events.touched(join(folder.path, name));
		if (folder.folders.has(name)) {
			const child = this.#folders.get(join(folder.path, name));
			if (child !== undefined) this.#recheck(child);
		}
		// The folder itself was deleted or moved; another one in its place may have the same number.
		if (name === basename(folder.path)) this.#reopen(folder);
	}

	/** The folder may have become another one, or may be gone: whatever is in it now is to be looked at. It may also have been away for a moment. */
	#recheck(folder: Folder): void {
		if (folder.open === null || folder.open.ino !== inodeOf(folder.path)) this.#reopen(folder);
		else this.#touchAll(folder);
	}

	#reopen(folder: Folder): void {
		folder.open?.watcher.close();
		folder.open = null;
		this.#open(folder);
		this.#touchAll(folder);
	}

	#touchAll(folder: Folder): void {
		for (const name of folder.files) this.#events.touched(join(folder.path, name));
		for (const name of folder.folders) {
			const child = this.#folders.get(join(folder.path, name));
			if (child !== undefined) this.#recheck(child);
		}
	}

	#release(folder: Folder): void {
		if (folder.files.size > 0 || folder.folders.size > 0) return;
		folder.open?.watcher.close();
		this.#folders.delete(folder.path);
		if (!folder.isParentWatched) return;
		const parent = this.#folders.get(dirname(folder.path));
		if (parent === undefined) return;
		parent.folders.delete(basename(folder.path));
		this.#release(parent);
	}
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
	return error instanceof Error && 'code' in error;
}

/** True if some folder above holds a package.json: then the way up to it is a project's, and worth watching. */
function hasPackageAbove(path: string): boolean {
	for (let folder = dirname(path); dirname(folder) !== folder; folder = dirname(folder)) {
		if (existsSync(join(folder, 'package.json'))) return true;
	}
	return false;
}
