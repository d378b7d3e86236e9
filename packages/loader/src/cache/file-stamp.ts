// What a file looked like when its text was read: enough to tell a changed file without reading it.
import { statSync } from 'node:fs';

/** mtime and ctime in milliseconds, size, inode. */
export type FileStamp = readonly [mtimeMs: number, ctimeMs: number, size: number, ino: number];

/** Two writes within one tick of the file system's clock leave the same times. */
const racyMs = 50;

/** Null where there is no file. */
export function readFileStamp(path: string): FileStamp | null {
	try {
		const stats = statSync(path, { throwIfNoEntry: false });
		return stats === undefined || !stats.isFile() ? null : [stats.mtimeMs, stats.ctimeMs, stats.size, stats.ino];
	} catch {
		return null;
	}
}

export function isSameStamp(left: FileStamp | null, right: FileStamp | null): boolean {
	if (left === null || right === null) return left === right;
	return left[0] === right[0] && left[1] === right[1] && left[2] === right[2] && left[3] === right[3];
}

/** True if the file was changed later than `time`, in whole milliseconds of the epoch. */
export const isLater = (stamp: FileStamp, time: number): boolean => Math.max(stamp[0], stamp[1]) >= time + 1;

/** True if a write right after `takenAt` (milliseconds of the epoch) could have left this very stamp. */
export const isRacyStamp = (stamp: FileStamp, takenAt: number): boolean => takenAt - Math.max(stamp[0], stamp[1]) < racyMs;
