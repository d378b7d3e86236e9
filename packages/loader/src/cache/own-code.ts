// V8's code cache of our own code, which is published as one script: see hot-runtime's core-shell.ts. Without it, reading that script takes most of
// what the least program starts later.
//
// The file holds the data twice: V8 believes whatever it is given, and a sum over all of it takes longer than reading it once more.
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { nameOf, placeFile, projectStore } from './store-location.js';

export interface OwnCode {
	/** What the user said about where to keep it; null if nothing. */
	readonly folder: string | null;
	readonly path: string;
	/** V8's code cache, with the functions that ran until now. */
	createCachedData(): Buffer;
}

/** `program`: what the process was started with, which need not be a path. Null where there is no project. */
export function ownCodePath(program: string | undefined, folder: string | null, key: string): string | null {
	const home = folder ?? (program !== undefined && isAbsolute(program) ? projectStore(join(program, 'main')) : null);
	return home === null ? null : join(home, `${nameOf(key)}.code`);
}

/** Undefined if there is none, or it is damaged. */
export function readOwnCode(path: string): Buffer | undefined {
	try {
		const twice = readFileSync(path);
		const data = twice.subarray(0, twice.length / 2);
		return data.length > 0 && data.equals(twice.subarray(data.length)) ? data : undefined;
	} catch {
		return undefined;
	}
}

let unsaved: OwnCode | null = null;

/** Our own code was compiled without V8's code cache. */
export function ownCodeCompiled(code: OwnCode): void {
	unsaved = code;
}

/** `folder`: as for OwnCode. If it became another one meanwhile, nothing would look for it there. */
export function saveOwnCode(folder: string | null): void {
	if (unsaved === null || unsaved.folder !== folder) return;
	const { path } = unsaved;
	const data = unsaved.createCachedData();
	unsaved = null;
	placeFile(path, [data, data]);
}
