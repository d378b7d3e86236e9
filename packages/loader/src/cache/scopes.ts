// The `package.json` files that decide what format a file is in. If one changes, or one comes or goes, nothing stored is taken.
import { dirname, join } from 'node:path';
import { isLater, readFileStamp, type FileStamp } from './file-stamp.js';

/** Of no file: who looks again finds another one. */
const unknown: FileStamp = [-1, -1, -1, -1];

export class Scopes {
	readonly #stamps = new Map<string, FileStamp | null>();
	readonly #since: number;

	/** What was changed after `since`, in milliseconds of the epoch, may not be what the modules were read with. */
	constructor(since: number) {
		this.#since = since;
	}

	/** What Node looks for when it is asked for the format of the file at `path`: upwards to the first that is there. */
	add(path: string): void {
		for (let folder = dirname(path); ; folder = dirname(folder)) {
			const manifest = join(folder, 'package.json');
			if (this.#stamps.has(manifest)) return;
			const stamp = readFileStamp(manifest);
			this.#stamps.set(manifest, stamp !== null && isLater(stamp, this.#since) ? unknown : stamp);
			if (stamp !== null || folder === dirname(folder)) return;
		}
	}

	list(): readonly (readonly [string, FileStamp | null])[] {
		return [...this.#stamps];
	}
}
