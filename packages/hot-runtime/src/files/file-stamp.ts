// What a file looked like at one moment: enough to tell that it changed without reading it.
import { statSync } from 'node:fs';

export interface FileStamp {
	readonly mtimeMs: number;
	readonly ctimeMs: number;
	readonly size: number;
	readonly ino: number;
}

/** A clock tick of the file system: two writes within one leave the same times. Kernels tick every 1 to 10 ms. */
const racyMs = 25;

/** Null where there is no file: missing, a folder, or out of reach. */
export function readStamp(path: string): FileStamp | null {
	try {
		const stats = statSync(path, { throwIfNoEntry: false });
		if (stats === undefined || !stats.isFile()) return null;
		return { mtimeMs: stats.mtimeMs, ctimeMs: stats.ctimeMs, size: stats.size, ino: stats.ino };
	} catch {
		return null;
	}
}

/** True if a write, a touch or a replacement lies between two stamps. A change of mode or of links alone is none. */
export function isOtherFile(before: FileStamp | null, after: FileStamp | null): boolean {
	if (before === null || after === null) return before !== after;
	return before.mtimeMs !== after.mtimeMs || before.size !== after.size || before.ino !== after.ino;
}

/** True if a stamp taken at `takenAt` (milliseconds of the epoch) may be that of a later write too. */
export const isRacy = (stamp: FileStamp, takenAt: number): boolean => takenAt - stamp.mtimeMs < racyMs;
