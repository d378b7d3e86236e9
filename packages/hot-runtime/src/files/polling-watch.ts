// Looks at every file again and again: for containers and network disks, which report nothing. Not by `fs.watchFile`: that takes its first look some
// time after it was called, and what was saved until then is never told.
import { stat } from 'node:fs';
import { clock } from '@hot-runtime/loader';
import { isOtherFile, readStamp, toStamp, type FileStamp } from './file-stamp.js';
import type { FileWatch, FileWatchEvents } from './file-watch.js';

export class PollingWatch implements FileWatch {
	readonly #events: FileWatchEvents;
	readonly #interval: number;
	readonly #stamps = new Map<string, FileStamp | null>();
	/** Null while there is nothing to look at. */
	#stop: (() => void) | null = null;
	/** Files that were asked for in the last round and have not answered. */
	#asked = 0;

	constructor(events: FileWatchEvents, interval: number) {
		this.#events = events;
		this.#interval = interval;
	}

	add(path: string): void {
		if (this.#stamps.has(path)) return;
		this.#stamps.set(path, readStamp(path));
		this.#stop ??= clock.every(this.#interval, () => this.#lookAround());
	}

	delete(path: string): void {
		this.#stamps.delete(path);
		if (this.#stamps.size === 0) this.close();
	}

	close(): void {
		this.#stamps.clear();
		this.#stop?.();
		this.#stop = null;
	}

	#lookAround(): void {
		if (this.#asked > 0) return;
		for (const path of this.#stamps.keys()) {
			this.#asked++;
			stat(path, (_, stats) => {
				this.#asked--;
				this.#compare(path, stats?.isFile() === true ? toStamp(stats) : null);
			});
		}
	}

	#compare(path: string, now: FileStamp | null): void {
		const before = this.#stamps.get(path);
		if (before === undefined || (!isOtherFile(before, now) && before?.ctimeMs === now?.ctimeMs)) return;
		this.#stamps.set(path, now);
		this.#events.touched(path);
	}
}
