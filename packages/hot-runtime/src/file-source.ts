// The update source over the files of loaded modules. It says which files are other than what was read, once for each save.
import { dirname } from 'node:path';
import { clock, pathOf } from '@hot-runtime/loader';
import type { ModuleId, SourceChange, UpdateSource } from '@hot-runtime/types';
import { isLate, readStamp } from './files/file-stamp.js';
import type { FileStamp } from './files/file-stamp.js';
import type { FileWatch, FileWatchEvents } from './files/file-watch.js';
import { FolderAges } from './files/folder-age.js';
import { FolderWatch } from './files/folder-watch.js';
import { LinkWatch } from './files/link-watch.js';
import { PollingWatch } from './files/polling-watch.js';
import { Settle } from './files/settle.js';
import { WatchedFile } from './files/watched-file.js';

export interface FileSourceOptions {
	/** Look at the files every so many milliseconds instead of waiting for the system to report. */
	readonly polling?: number | undefined;
	/** When the reading of what is tracked now began, in milliseconds of the epoch. Default: when it is tracked. */
	readonly readSince?: () => number;
	/** The system gives no more watches, and the files are polled from now on. */
	readonly onExhausted?: (error: NodeJS.ErrnoException, interval: number) => void;
	/** Something happened to the file of a module, and it is waited for more. */
	readonly onTouched?: (id: ModuleId) => void;
	/** Tests give one that refuses. */
	readonly openWatch?: (events: FileWatchEvents) => FileWatch;
}

export interface FileSource extends UpdateSource {
	/** `readAt`: no later than its text was read, in milliseconds of the epoch. Default: what the options say. */
	track(id: ModuleId, readAt?: number): void;
	/**
	 * After each update: what changed between its reading and now, and was not reported, is reported. `unread`: what was looked for and not found; it is
	 * reported if it is there.
	 */
	verify(unread?: Iterable<ModuleId>): void;
	close(): void;
}

/** An empty file may be on its way between truncation and write, a missing one between removal and creation. */
const unfinishedMs = 100;
const fallbackIntervalMs = 300;
/** Files looked at in one turn of the event loop when watching begins. */
const sliceSize = 200;
/** A larger flush is a branch switch: reading it all would cost more than a repeated update. */
const mostHashed = 20;

export function openFileSource(options: FileSourceOptions = {}): (changed: (changes: readonly SourceChange[]) => void) => FileSource {
	return changed => new WatchedFiles(options, changed);
}

class WatchedFiles implements FileSource {
	readonly #options: FileSourceOptions;
	readonly #changed: (changes: readonly SourceChange[]) => void;
	readonly #files = new Map<string, WatchedFile>();
	readonly #settle = new Settle(clock, paths => this.#look(paths, false));
	/** Files reported since the last `verify`. */
	readonly #reported = new Set<WatchedFile>();
	/** Files that are tracked and not watched yet. */
	#unwatched = new Set<WatchedFile>();
	#watch: FileWatch | null = null;
	#isStarting = false;
	#isClosed = false;

	constructor(options: FileSourceOptions, changed: (changes: readonly SourceChange[]) => void) {
		this.#options = options;
		this.#changed = changed;
	}

	track(id: ModuleId, readAt: number = this.#options.readSince?.() ?? clock.date()): void {
		const path = pathOf(id);
		if (path === null || this.#isClosed) return;
		const known = this.#files.get(path);
		if (known !== undefined) {
			if (known.join(id, readAt)) this.#settle.touch(path);
			return;
		}
		const file = new WatchedFile(path, id, readAt);
		this.#files.set(path, file);
		this.#unwatched.add(file);
		this.#start();
	}

	untrack(id: ModuleId): void {
		const file = this.#files.get(pathOf(id) ?? '');
		if (file === undefined || !file.leave(id)) return;
		file.cancelWait?.();
		this.#files.delete(file.path);
		this.#reported.delete(file);
		this.#settle.forget(file.path);
		if (!this.#unwatched.delete(file)) this.#watch?.delete(file.path);
	}

	verify(unread: Iterable<ModuleId> = []): void {
		for (const id of unread) {
			const file = this.#files.get(pathOf(id) ?? '');
			if (file?.wasMissing() === true) this.#reported.add(file);
		}
		const reported = [...this.#reported];
		this.#reported.clear();
		this.#touchOthers(reported);
	}

	close(): void {
		this.#isClosed = true;
		this.#settle.close();
		for (const file of this.#files.values()) file.cancelWait?.();
		this.#files.clear();
		this.#unwatched.clear();
		this.#reported.clear();
		this.#watch?.close();
	}

	/** Watching begins in the next turns of the event loop, a slice at a time: the program comes first. */
	#start(): void {
		if (this.#isStarting) return;
		this.#isStarting = true;
		// A timer: an immediate that keeps nothing alive waits for the next event of an idle program.
		clock.delay(0, () => {
			this.#isStarting = false;
			this.#watchSlice();
		});
	}

	#watchSlice(): void {
		if (this.#isClosed) return;
		const watch = this.#watch ??= this.#openWatch();
		const ages = new FolderAges();
		let count = 0;
		// No array: the program runs, and may have replaced what arrays can do.
		for (const file of this.#unwatched) {
			if (++count > sliceSize) break;
			this.#unwatched.delete(file);
			watch.add(file.path);
			if (file.compareWithReading(since => isLate(ages.changedAt(dirname(file.path)), since))) this.#settle.touch(file.path);
		}
		if (this.#unwatched.size > 0) this.#start();
	}

	/** Those that are not what was read or reported last. */
	#touchOthers(files: Iterable<WatchedFile>): void {
		for (const file of files) {
			if (file.isOther) this.#settle.touch(file.path);
		}
	}

	#happened(path: string): void {
		const file = this.#files.get(path);
		file?.happened();
		for (const id of file?.ids ?? []) this.#options.onTouched?.(id);
		this.#settle.touch(path);
	}

	#openWatch(): FileWatch {
		const { polling, openWatch } = this.#options;
		const events: FileWatchEvents = {
			touched: path => this.#happened(path),
			missed: () => this.#touchOthers(this.#files.values()),
			failed: error => this.#pollInstead(error),
		};
		if (openWatch !== undefined) return openWatch(events);
		return polling === undefined ? new LinkWatch(events, inner => new FolderWatch(inner)) : new PollingWatch(events, polling);
	}

	#pollInstead(error: NodeJS.ErrnoException): void {
		this.#watch = new PollingWatch({ touched: path => this.#happened(path), missed: () => {}, failed: () => {} }, fallbackIntervalMs);
		this.#unwatched = new Set(this.#files.values());
		this.#options.onExhausted?.(error, fallbackIntervalMs);
		this.#start();
	}

	/** Looks at what was touched and reports what is other than before. `isFinal`: an unfinished file was waited for. */
	#look(paths: ReadonlySet<string>, isFinal: boolean): void {
		const changes: SourceChange[] = [];
		for (const path of paths) {
			const file = this.#files.get(path);
			if (file === undefined) continue;
			const stamp = readStamp(path);
			if (!isFinal && (stamp === null || stamp.size === 0) && file.isNews(stamp)) this.#waitFor(file);
			else changes.push(...this.#take(file, stamp, paths.size <= mostHashed));
		}
		if (changes.length > 0) this.#changed(changes);
	}

	#take(file: WatchedFile, stamp: FileStamp | null, mayRead: boolean): readonly SourceChange[] {
		file.cancelWait?.();
		file.cancelWait = null;
		const changes = file.take(stamp, mayRead);
		if (changes.length > 0) this.#reported.add(file);
		return changes;
	}

	#waitFor(file: WatchedFile): void {
		file.cancelWait ??= clock.delay(unfinishedMs, () => {
			file.cancelWait = null;
			this.#look(new Set([file.path]), true);
		});
	}
}
