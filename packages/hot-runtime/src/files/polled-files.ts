// The files of a program that are looked at only when it asks what has changed: `hot.check()` without watching.
import { dirname } from 'node:path';
import { clock, pathOf } from '@hot-runtime/loader';
import type { ModuleId, SourceChange } from '@hot-runtime/types';
import { isLate, isOtherFile, isRacy, readStamp } from './file-stamp.js';
import type { FileStamp } from './file-stamp.js';
import { FolderAges } from './folder-age.js';

interface PolledFile {
	readonly path: string;
	/** As it was when it was last told of; null if it was not there. */
	stamp: FileStamp | null;
	takenAt: number;
	/** True if it may have changed between its reading and the first look at it. */
	isDoubtful: boolean;
}

export class PolledFiles {
	readonly #files = new Map<ModuleId, PolledFile>();
	/** When the reading of what is tracked now began, in milliseconds of the epoch. */
	readonly #readSince: () => number;
	/** Of the present turn of the event loop. */
	#ages: FolderAges | null = null;

	constructor(readSince: () => number) {
		this.#readSince = readSince;
	}

	track(id: ModuleId, readAt: number = this.#readSince()): void {
		const path = pathOf(id);
		if (path === null || this.#files.has(id)) return;
		const stamp = readStamp(path);
		const isDoubtful = stamp !== null && (isRacy(stamp, readAt) || isLate(this.#folderChangedAt(dirname(path)), readAt));
		this.#files.set(id, { path, stamp, takenAt: clock.date(), isDoubtful });
	}

	#folderChangedAt(folder: string): number {
		if (this.#ages === null) clock.soon(() => { this.#ages = null; });
		this.#ages ??= new FolderAges();
		return this.#ages.changedAt(folder);
	}

	untrack(id: ModuleId): void {
		this.#files.delete(id);
	}

	/** What is other than when it was last asked. */
	poll(): readonly SourceChange[] {
		const changes: SourceChange[] = [];
		for (const [id, file] of this.#files) {
			const stamp = readStamp(file.path);
			const isOther = isOtherFile(file.stamp, stamp);
			// Its times might hide a second write.
			const isDoubtful = file.isDoubtful || (stamp !== null && isRacy(stamp, file.takenAt));
			file.stamp = stamp;
			if (!isOther && !isDoubtful) continue;
			file.takenAt = clock.date();
			file.isDoubtful = false;
			changes.push(isOther ? { id } : { id, isDoubtful });
		}
		return changes;
	}
}
