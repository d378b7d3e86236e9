// What one walk sees of the disk. Each path is looked at once: a walk is over in less than the time between two saves.
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isSameStamp, readFileStamp, type FileStamp } from './file-stamp.js';
import type { PackageLookup } from './package-lookups.js';

export class FilesSeen {
	readonly #stamps = new Map<string, FileStamp | null>();
	readonly #present = new Map<string, boolean>();
	readonly #real = new Map<string, string | null>();
	readonly #lookups = new Map<PackageLookup, boolean>();

	stampOf(path: string): FileStamp | null {
		let stamp = this.#stamps.get(path);
		if (stamp === undefined) this.#stamps.set(path, stamp = readFileStamp(path));
		return stamp;
	}

	/** True if the file is there, and no link. */
	isFile(path: string): boolean {
		return this.stampOf(path) !== null && this.#realPathOf(path) === path;
	}

	/** True if no folder on the way to the file has become a link. */
	isInItsPlace(path: string): boolean {
		const folder = dirname(path);
		return this.#realPathOf(folder) === folder;
	}

	/** True if the package would be found where it was, and says what it said. */
	isAsItWas(lookup: PackageLookup): boolean {
		let isSame = this.#lookups.get(lookup);
		if (isSame === undefined) this.#lookups.set(lookup, isSame = this.#compare(lookup));
		return isSame;
	}

	#compare({ absent, folder, realFolder, manifest }: PackageLookup): boolean {
		if (this.#realPathOf(folder) !== realFolder) return false;
		if (!isSameStamp(this.stampOf(join(realFolder, 'package.json')), manifest)) return false;
		return absent.every(path => !this.#isPresent(path));
	}

	#isPresent(path: string): boolean {
		let isPresent = this.#present.get(path);
		if (isPresent === undefined) this.#present.set(path, isPresent = existsSync(path));
		return isPresent;
	}

	/** Null where there is nothing, or nothing that may be seen. */
	#realPathOf(path: string): string | null {
		let real = this.#real.get(path);
		if (real === undefined) this.#real.set(path, real = realPath(path));
		return real;
	}
}

function realPath(path: string): string | null {
	try {
		return realpathSync.native(path);
	} catch {
		return null;
	}
}
