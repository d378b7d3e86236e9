// The `package.json` files that decide what format a file is in. If one changes, or one comes or goes, nothing stored is taken.
import { dirname, join } from 'node:path';
import { readFileStamp, type FileStamp } from './file-stamp.js';

export class Scopes {
	readonly #stamps = new Map<string, FileStamp | null>();

	/** What Node looks for when it is asked for the format of the file at `path`: upwards to the first that is there. */
	add(path: string): void {
		for (let folder = dirname(path); ; folder = dirname(folder)) {
			const manifest = join(folder, 'package.json');
			if (this.#stamps.has(manifest)) return;
			const stamp = readFileStamp(manifest);
			this.#stamps.set(manifest, stamp);
			if (stamp !== null || folder === dirname(folder)) return;
		}
	}

	list(): readonly (readonly [string, FileStamp | null])[] {
		return [...this.#stamps];
	}
}
