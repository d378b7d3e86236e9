// Looks at every file again and again: for containers and network disks, which report nothing. Not by `fs.watchFile`: that takes its first look some
// time after it was called, and what was saved until then is never told.
import { stat } from 'node:fs';
import { clock, inside } from '@hot-runtime/loader';
import { isOtherFile, isRacy, readStamp, toStamp, type FileStamp } from './file-stamp.js';
import type { FileWatch, FileWatchEvents } from './file-watch.js';

/** What a file looked like. */
interface Look {
	readonly stamp: FileStamp | null;
	/** A write right after it may have left the same stamp. */
	readonly mayHideAnother: boolean;
}

const look = (stamp: FileStamp | null): Look => ({ stamp, mayHideAnother: stamp !== null && isRacy(stamp, clock.date()) });

export class PollingWatch implements FileWatch {
	readonly #events: FileWatchEvents;
	readonly #interval: number;
	readonly #files = new Map<string, Look>();
	/** Null while there is nothing to look at. */
	#stop: (() => void) | null = null;
	/** Files that were asked for in the last round and have not answered. */
	#asked = 0;

	constructor(events: FileWatchEvents, interval: number) {
		this.#events = events;
		this.#interval = interval;
	}

	add(path: string): void {
		if (this.#files.has(path)) return;
		this.#files.set(path, look(readStamp(path)));
		this.#stop ??= clock.every(this.#interval, () => this.#lookAround());
	}

	delete(path: string): void {
		this.#files.delete(path);
		if (this.#files.size === 0) this.close();
	}

	close(): void {
		this.#files.clear();
		this.#stop?.();
		this.#stop = null;
	}

	#lookAround(): void {
		if (this.#asked > 0) return;
		for (const path of this.#files.keys()) {
			this.#asked++;
			stat(path, (_, stats) => inside(() => {
				this.#asked--;
				this.#compare(path, stats?.isFile() === true ? toStamp(stats) : null);
			}));
		}
	}

	#compare(path: string, now: FileStamp | null): void {
		const before = this.#files.get(path);
		if (before === undefined) return;
		const { stamp, mayHideAnother } = before;
		if (!mayHideAnother && !isOtherFile(stamp, now) && stamp?.ctimeMs === now?.ctimeMs) return;
		this.#files.set(path, look(now));
		this.#events.touched(path);
	}
}
