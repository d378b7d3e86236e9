// Looks at every file again and again: for containers and network disks, which report nothing.
import { unwatchFile, watchFile } from 'node:fs';
import type { FileWatch, FileWatchEvents } from './file-watch.js';

export class PollingWatch implements FileWatch {
	readonly #events: FileWatchEvents;
	readonly #interval: number;
	readonly #listeners = new Map<string, () => void>();

	constructor(events: FileWatchEvents, interval: number) {
		this.#events = events;
		this.#interval = interval;
	}

	add(path: string): void {
		if (this.#listeners.has(path)) return;
		const listener = () => this.#events.touched(path);
		this.#listeners.set(path, listener);
		watchFile(path, { persistent: false, interval: this.#interval }, listener);
	}

	delete(path: string): void {
		const listener = this.#listeners.get(path);
		if (listener === undefined) return;
		this.#listeners.delete(path);
		// Only ours: the program may watch the same file.
		unwatchFile(path, listener);
	}

	close(): void {
		for (const path of this.#listeners.keys()) this.delete(path);
	}
}
