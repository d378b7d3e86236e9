// When the way to a file last changed: a folder that is moved into the place of another brings files whose own times are old.
import { existsSync, lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Asks for each folder once: to be used within one turn of the event loop. */
export class FolderAges {
	readonly #changedAt = new Map<string, number>();

	/** In milliseconds of the epoch. Looks as far up as FolderWatch does: the folder of a package is not replaced. */
	changedAt(folder: string): number {
		let changedAt = this.#changedAt.get(folder);
		if (changedAt === undefined) {
			const above = dirname(folder);
			const isTop = above === folder || existsSync(join(folder, 'package.json'));
			changedAt = isTop ? -Infinity : Math.max(timeOf(folder), this.changedAt(above));
			this.#changedAt.set(folder, changedAt);
		}
		return changedAt;
	}
}

function timeOf(folder: string): number {
	try {
		return lstatSync(folder, { throwIfNoEntry: false })?.ctimeMs ?? Infinity;
	} catch {
		return Infinity;
	}
}
