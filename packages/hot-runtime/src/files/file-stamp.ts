// What a file looked like at one moment: enough to tell that it changed without reading it.
import { statSync } from 'node:fs';
import type { Stats } from 'node:fs';

export interface FileStamp {
	readonly mtimeMs: number;
	readonly ctimeMs: number;
	readonly size: number;
	readonly ino: number;
	/** Who may do what with it, and under how many names it is known: changes of these alone change `ctimeMs` too. */
	readonly attributes: string;
}

/** A clock tick of the file system: two writes within one leave the same times. Kernels tick every 1 to 10 ms. */
const racyMs = 25;

/** Null where there is no file: missing, a folder, or out of reach. */
export function readStamp(path: string): FileStamp | null {
	try {
		const stats = statSync(path, { throwIfNoEntry: false });
		if (stats === undefined || !stats.isFile()) return null;
		return toStamp(stats);
	} catch {
		return null;
	}
}

export function toStamp({ mtimeMs, ctimeMs, size, ino, mode, nlink, uid, gid }: Stats): FileStamp {
	return { mtimeMs, ctimeMs, size, ino, attributes: `${mode} ${nlink} ${uid} ${gid}` };
}

/**
 * True if a write, a touch or a replacement lies between two stamps. A change of mode, owner or links alone is none; where nothing explains why the
 * file was changed, it was written and given its old time again.
 */
export function isOtherFile(before: FileStamp | null, after: FileStamp | null): boolean {
	if (before === null || after === null) return before !== after;
	if (before.mtimeMs !== after.mtimeMs || before.size !== after.size || before.ino !== after.ino) return true;
	return before.ctimeMs !== after.ctimeMs && before.attributes === after.attributes;
}

/** True if a stamp taken at `takenAt` (milliseconds of the epoch) may be that of a later write too. */
export const isRacy = (stamp: FileStamp, takenAt: number): boolean => isLate(Math.max(stamp.mtimeMs, stamp.ctimeMs), takenAt);

/** True if what the file system says happened at `time` may have happened after `moment`. */
export const isLate = (time: number, moment: number): boolean => moment - time < racyMs;
