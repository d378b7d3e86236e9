// The update source over the files of loaded modules. It says which files are other than what was read, once for each save.
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clock, sha1 } from '@hot-runtime/loader';
import type { ModuleId, SourceChange, UpdateSource } from '@hot-runtime/types';
import { isLate, isOtherFile, isRacy, readStamp } from './files/file-stamp.js';
import type { FileStamp } from './files/file-stamp.js';
import type { FileWatch, FileWatchEvents } from './files/file-watch.js';
import { FolderAges } from './files/folder-age.js';
import { FolderWatch } from './files/folder-watch.js';
import { LinkWatch } from './files/link-watch.js';
import { PollingWatch } from './files/polling-watch.js';
import { Settle } from './files/settle.js';

export interface FileSourceOptions {
	/** Look at the files every so many milliseconds instead of waiting for the system to report. */
	readonly polling?: number | undefined;
	/** When the reading of what is tracked now began, in milliseconds of the epoch. Default: when it is tracked. */
	readonly readSince?: () => number;
	/** The system gives no more watches, and the files are polled from now on. */
	readonly onExhausted?: (error: NodeJS.ErrnoException, interval: number) => void;
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

/** Somebody may say of a file that is there that it is missing, and would say so for ever. */
const mostMissed = 5;

/** Of a file that is not what was read, whatever it is. */
const unlikeAny: FileStamp = { mtimeMs: -1, ctimeMs: -1, size: -1, ino: -1, attributes: '' };

/** One watched file. Several modules may come from it: `./a.js` and `./a.js?x`. */
interface WatchedFile {
	readonly path: string;
	readonly ids: Set<ModuleId>;
	/** As last read or reported. Null if it was not there. */
	stamp: FileStamp | null;
	stampedAt: number;
	/** True until it was looked at for the first time: nobody knows what it was when it was read. */
	isNew: boolean;
	/** True if it may be what was read, though its stamp is news. */
	isDoubtful: boolean;
	/** How often it was missed since something happened to it. */
	missed: number;
	/** Of the reported text, if a later write could leave the same stamp. */
	hash: string | null;
	/** Undoes the wait of an unfinished file. */
	cancelWait: (() => void) | null;
}

export function openFileSource(options: FileSourceOptions = {}): (changed: (changes: readonly SourceChange[]) => void) => FileSource {
	return changed => new WatchedFiles(options, changed);
}

/** The path of a module that is a file, without query and fragment; null for any other. */
export function pathOf(id: ModuleId): string | null {
	if (!id.startsWith('file:')) return null;
	try {
		return fileURLToPath(id.replace(/[?#].*$/, ''));
	} catch {
		return null;
	}
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
			known.ids.add(id);
			return;
		}
		const file: WatchedFile = { path, ids: new Set([id]), stamp: null, stampedAt: readAt, isNew: true, isDoubtful: false, missed: 0, hash: null, cancelWait: null };
		this.#files.set(path, file);
		this.#unwatched.add(file);
		this.#start();
	}

	untrack(id: ModuleId): void {
		const file = this.#files.get(pathOf(id) ?? '');
		if (file === undefined || !file.ids.delete(id) || file.ids.size > 0) return;
		file.cancelWait?.();
		this.#files.delete(file.path);
		this.#reported.delete(file);
		this.#settle.forget(file.path);
		if (!this.#unwatched.delete(file)) this.#watch?.delete(file.path);
	}

	verify(unread: Iterable<ModuleId> = []): void {
		for (const id of unread) this.#wasMissing(this.#files.get(pathOf(id) ?? ''));
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

	#wasMissing(file: WatchedFile | undefined): void {
		if (file === undefined) return;
		if (file.isNew) file.stampedAt = -Infinity;
		else if (file.missed++ < mostMissed) {
			file.stamp = null;
			this.#reported.add(file);
		}
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
			this.#compareWithReading(file, ages);
		}
		if (this.#unwatched.size > 0) this.#start();
	}

	/** Those that are not what was read or reported last. */
	#touchOthers(files: Iterable<WatchedFile>): void {
		for (const file of files) {
			if (isOtherFile(file.stamp, readStamp(file.path))) this.#settle.touch(file.path);
		}
	}

	#happened(path: string): void {
		const file = this.#files.get(path);
		if (file !== undefined) file.missed = 0;
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

	/** The file may have changed between its reading, or the last look at it, and the start of its watch. */
	#compareWithReading(file: WatchedFile, ages: FolderAges): void {
		if (!file.isNew) return this.#touchOthers([file]);
		const now = readStamp(file.path);
		// What was written after the reading may have an earlier time, that of the clock's last tick.
		const isDoubtful = now !== null && (isRacy(now, file.stampedAt) || isLate(ages.changedAt(dirname(file.path)), file.stampedAt));
		file.isNew = false;
		file.isDoubtful = isDoubtful;
		file.stamp = now === null || isDoubtful ? unlikeAny : now;
		file.stampedAt = clock.date();
		if (file.stamp === unlikeAny) this.#settle.touch(file.path);
	}

	/** Looks at what was touched and reports what is other than before. `isFinal`: an unfinished file was waited for. */
	#look(paths: ReadonlySet<string>, isFinal: boolean): void {
		const changes: SourceChange[] = [];
		for (const path of paths) {
			const file = this.#files.get(path);
			if (file === undefined) continue;
			const stamp = readStamp(path);
			if (!isFinal && (stamp === null || stamp.size === 0) && this.#isNews(file, stamp)) this.#waitFor(file);
			else this.#take(file, stamp, paths.size <= mostHashed, changes);
		}
		if (changes.length > 0) this.#changed(changes);
	}

	#waitFor(file: WatchedFile): void {
		file.cancelWait ??= clock.delay(unfinishedMs, () => {
			file.cancelWait = null;
			this.#look(new Set([file.path]), true);
		});
	}

	#isNews(file: WatchedFile, stamp: FileStamp | null): boolean {
		return isOtherFile(file.stamp, stamp) || (stamp !== null && isRacy(stamp, file.stampedAt));
	}

	/** Writes down what the file is now, and adds to `changes` what is to be reported. */
	#take(file: WatchedFile, stamp: FileStamp | null, mayRead: boolean, changes: SourceChange[]): void {
		file.cancelWait?.();
		file.cancelWait = null;
		if (!this.#isNews(file, stamp)) {
			// Of the next change it is known what it was before.
			file.stamp = stamp;
			return;
		}
		const isOther = isOtherFile(file.stamp, stamp);
		const hash = stamp !== null && mayRead ? hashOf(file.path) : null;
		// The same times within one tick of the file system's clock: the second event of one save, or a second save.
		if (!isOther && hash !== null && hash === file.hash) return;
		const isDoubtful = stamp !== null && (file.isDoubtful || !isOther && (hash === null || file.hash === null));
		file.stamp = stamp;
		file.stampedAt = clock.date();
		file.isDoubtful = false;
		file.hash = hash;
		this.#reported.add(file);
		for (const id of file.ids) changes.push(isDoubtful ? { id, isDoubtful } : { id });
	}
}

function hashOf(path: string): string | null {
	try {
		return sha1(readFileSync(path));
	} catch {
		return null;
	}
}
