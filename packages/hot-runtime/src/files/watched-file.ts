// What is known of one watched file, and what is to be reported of it. Nothing here waits or listens.
import { readFileSync } from 'node:fs';
import { clock, sha1 } from '@hot-runtime/loader';
import type { ModuleId, SourceChange } from '@hot-runtime/types';
import { isOtherFile, isRacy, readStamp } from './file-stamp.js';
import type { FileStamp } from './file-stamp.js';

/** Of a file that is not what was read, whatever it is. */
const unlikeAny: FileStamp = { mtimeMs: -1, ctimeMs: -1, size: -1, ino: -1, attributes: '' };

/** Somebody may say of a file that is there that it is missing, and would say so for ever. */
const mostMissed = 5;

/** Several modules may come from one file: `./a.js` and `./a.js?x`. */
export class WatchedFile {
	readonly path: string;
	readonly ids: Set<ModuleId>;
	/** Undoes the wait of an unfinished file. */
	cancelWait: (() => void) | null = null;
	/** Those that may have been read before the last report, which did not name them. */
	readonly #late = new Set<ModuleId>();
	/** As last read or reported. Null if it was not there. */
	#stamp: FileStamp | null = null;
	#stampedAt: number;
	/** True until it was looked at for the first time: nobody knows what it was when it was read. */
	#isNew = true;
	/** True if it was not there when it was to be read, and not looked at since. */
	#wasNotFound = false;
	/** True if it may be what was read, though its stamp is news. */
	#isDoubtful = false;
	/** How often it was missed since something happened to it. */
	#missed = 0;
	/** Of the reported text, if a later write could leave the same stamp. */
	#hash: string | null = null;

	/** `readAt`: no later than the text of `id` was read, in milliseconds of the epoch. */
	constructor(path: string, id: ModuleId, readAt: number) {
		this.path = path;
		this.ids = new Set([id]);
		this.#stampedAt = readAt;
	}

	/** Another module of it. True if the file is to be looked at for that. */
	join(id: ModuleId, readAt: number): boolean {
		if (this.ids.has(id)) return false;
		this.ids.add(id);
		if (this.#isNew) {
			this.#stampedAt = Math.min(this.#stampedAt, readAt);
			return false;
		}
		const now = readStamp(this.path);
		if (now !== null && !isRacy(now, readAt)) return false;
		this.#late.add(id);
		return true;
	}

	/** True if no module comes from it any more. */
	leave(id: ModuleId): boolean {
		this.#late.delete(id);
		return this.ids.delete(id) && this.ids.size === 0;
	}

	/** Something happened to it. */
	happened(): void {
		this.#missed = 0;
	}

	/** It was looked for and not found. True if it is to be looked at when `verify` is called. */
	wasMissing(): boolean {
		if (this.#isNew) this.#wasNotFound = true;
		else if (this.#missed++ < mostMissed) {
			this.#stamp = null;
			return true;
		}
		return false;
	}

	/** True if it is not what was read or reported last. */
	get isOther(): boolean {
		return isOtherFile(this.#stamp, readStamp(this.path));
	}

	/**
	 * It is watched from now on, and may have changed between its reading, or the last look at it, and this. True if it is to be looked at.
	 * `isMoved`: whether the way to it may have changed since the given moment.
	 */
	compareWithReading(isMoved: (since: number) => boolean): boolean {
		if (!this.#isNew) return this.isOther;
		const now = readStamp(this.path);
		// What was written after the reading may have an earlier time, that of the clock's last tick.
		this.#isDoubtful = !this.#wasNotFound && now !== null && (isRacy(now, this.#stampedAt) || isMoved(this.#stampedAt));
		this.#isNew = false;
		this.#stamp = this.#wasNotFound ? null : now === null || this.#isDoubtful ? unlikeAny : now;
		this.#stampedAt = clock.date();
		return this.#stamp === unlikeAny || this.#wasNotFound && now !== null;
	}

	/** True if it may be other than last time, now that it looks like `stamp`. */
	isNews(stamp: FileStamp | null): boolean {
		return isOtherFile(this.#stamp, stamp) || (stamp !== null && isRacy(stamp, this.#stampedAt));
	}

	/** Writes down what it is now, and answers what is to be reported. `mayRead`: its text may be looked at to find out. */
	take(stamp: FileStamp | null, mayRead: boolean): readonly SourceChange[] {
		if (!this.isNews(stamp)) {
			// Of the next change it is known what it was before.
			this.#stamp = stamp;
			return this.#takeLate();
		}
		const isOther = isOtherFile(this.#stamp, stamp);
		const hash = stamp !== null && mayRead ? hashOf(this.path) : null;
		// The same times within one tick of the file system's clock: the second event of one save, or a second save.
		if (!isOther && hash !== null && hash === this.#hash) return this.#takeLate();
		const isDoubtful = stamp !== null && (this.#isDoubtful || !isOther && (hash === null || this.#hash === null));
		this.#stamp = stamp;
		this.#stampedAt = clock.date();
		this.#isDoubtful = false;
		this.#hash = hash;
		this.#late.clear();
		const when = stamp === null ? {} : { changedAt: stamp.ctimeMs };
		return [...this.ids].map(id => isDoubtful ? { id, ...when, isDoubtful } : { id, ...when });
	}

	#takeLate(): readonly SourceChange[] {
		const changes = [...this.#late].map(id => ({ id, isDoubtful: true }));
		this.#late.clear();
		return changes;
	}
}

function hashOf(path: string): string | null {
	try {
		return sha1(readFileSync(path));
	} catch {
		return null;
	}
}
