// Where the store of a project lies, and how a file gets there whole.
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { workerThreads } from '../late-builtins.js';

/** More files, or more bytes, than these are removed, the oldest first. */
const mostFiles = 24;
const mostBytes = 512 * 2 ** 20;

/** The file for an entry: another one for each Node, and for what else `key` says. Null where there is no project. */
export function storePath(entry: string, folder: string | null, key: string): string | null {
	const home = folder ?? (entry.startsWith('file:') ? projectStore(fileURLToPath(entry)) : null);
	if (home === null) return null;
	return join(home, `${nameOf(JSON.stringify([entry, process.version, process.arch, key]))}.modules`);
}

/** Two sums of 32 bits: enough to tell the few entries of a project apart, and no library to load. */
export function nameOf(text: string): string {
	let left = 0;
	let right = 0x811c9dc5;
	for (let at = 0; at < text.length; ++at) {
		left = Math.imul(left, 31) + text.charCodeAt(at) | 0;
		right = Math.imul(right ^ text.charCodeAt(at), 0x01000193);
	}
	return [left, right].map(sum => (sum >>> 0).toString(16).padStart(8, '0')).join('');
}

/** Null if the file belongs to no project. */
export function projectStore(path: string): string | null {
	for (let at = dirname(path); ; at = dirname(at)) {
		if (existsSync(join(at, 'package.json'))) return join(at, 'node_modules/.cache/hot-runtime');
		if (at === dirname(at)) return null;
	}
}

/** Other processes see the old file or the new one. What the disk refuses costs speed and nothing else. */
export function placeFile(path: string, parts: readonly Buffer[]): void {
	const draft = `${path}.${process.pid}-${workerThreads().threadId}.new`;
	try {
		mkdirSync(dirname(path), { recursive: true });
		writeParts(draft, parts);
		renameSync(draft, path);
		removeOldest(dirname(path));
	} catch {
		removeIfAllowed(draft);
	}
}

function writeParts(path: string, parts: readonly Buffer[]): void {
	const opened = openSync(path, 'w');
	try {
		for (const part of parts) for (let at = 0; at < part.length;) at += writeSync(opened, part, at);
	} finally {
		closeSync(opened);
	}
}

/** Where nothing may be written, as under the permission model, nothing was. */
function removeIfAllowed(path: string): void {
	try {
		rmSync(path, { force: true });
	} catch { /* It costs speed and nothing else. */ }
}

function removeOldest(folder: string): void {
	const files = readdirSync(folder).filter(name => /\.(?:modules|code|new)$/.test(name)).map(name => {
		const { mtimeMs, size } = statSync(join(folder, name));
		return { path: join(folder, name), mtimeMs, size };
	});
	files.sort((left, right) => right.mtimeMs - left.mtimeMs);
	let bytes = 0;
	files.forEach((file, position) => {
		bytes += file.size;
		if (position > 0 && (position >= mostFiles || bytes > mostBytes)) rmSync(file.path, { force: true });
	});
}
