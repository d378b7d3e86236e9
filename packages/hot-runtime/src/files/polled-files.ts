// The files of a program that are looked at only when it asks what has changed: `hot.check()` without watching.
import { clock } from '@hot-runtime/loader';
import type { ModuleId, SourceChange } from '@hot-runtime/types';
import { pathOf } from '../file-source.js';
import { isOtherFile, isRacy, readStamp } from './file-stamp.js';
import type { FileStamp } from './file-stamp.js';

interface PolledFile {
	readonly path: string;
	/** As it was when it was last told of; null if it was not there. */
	stamp: FileStamp | null;
	takenAt: number;
}

export class PolledFiles {
	readonly #files = new Map<ModuleId, PolledFile>();

	track(id: ModuleId): void {
		const path = pathOf(id);
		if (path !== null && !this.#files.has(id)) this.#files.set(id, { path, stamp: readStamp(path), takenAt: clock.date() });
	}

	untrack(id: ModuleId): void {
		this.#files.delete(id);
	}

	/** What is other than when it was last asked. A file written just before that is told once more: its times might hide a second write. */
	poll(): readonly SourceChange[] {
		const changes: SourceChange[] = [];
		for (const [id, file] of this.#files) {
			const stamp = readStamp(file.path);
			const mayHideAnother = stamp !== null && isRacy(stamp, file.takenAt);
			const isOther = isOtherFile(file.stamp, stamp);
			file.stamp = stamp;
			if (!isOther && !mayHideAnother) continue;
			file.takenAt = clock.date();
			changes.push({ id });
		}
		return changes;
	}
}
