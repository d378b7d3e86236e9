// hot-versions.json: which versions a process should run. Data; a revision orders it, so that what arrives late does not undo what came later.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MapEntry, Mapping } from './api.js';
import { invalidDesiredState, VersionError } from './messages.js';
import { checkName, parseRequest } from './package-spec.js';
import { withLock } from './store/lock.js';
import { writeAtomically } from './store/write-atomically.js';

export interface DesiredState {
	/** Counts the changes; null in a file that is only edited by hand. */
	readonly revision: number | null;
	readonly packages: Mapping;
	readonly packager: string | null;
	readonly store: string | null;
}

export const desiredFile = (folder: string) => join(folder, 'hot-versions.json');

/** Null if there is no file. Rejects with a `VersionError` for one that cannot be understood. */
export async function readDesired(file: string): Promise<DesiredState | null> {
	let text: string;
	try {
		text = await readFile(file, 'utf8');
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
		throw error;
	}
	return parseDesired(text, file);
}

export function parseDesired(text: string, file: string): DesiredState {
	const fail = (problem: string): never => {
		throw invalidDesiredState(file, problem);
	};
	const state = parseObject(text) ?? fail('it is not a JSON object');
	for (const key of Object.keys(state)) if (!['revision', 'packages', 'packager', 'store', '$schema'].includes(key)) fail(`it has an unknown key ${JSON.stringify(key)}`);
	const { revision = null, packages = {}, packager = null, store = null } = state;
	if (revision !== null && !(Number.isSafeInteger(revision) && Number(revision) >= 0)) fail('"revision" must be a whole number');
	if (packager !== null && typeof packager !== 'string') fail('"packager" must be a URL');
	if (store !== null && typeof store !== 'string') fail('"store" must be the path of a folder');
	if (!isObject(packages)) return fail('"packages" must be an object');
	return {
		revision: revision === null ? null : Number(revision), packager: textOr(packager), store: textOr(store),
		packages: Object.fromEntries(Object.entries(packages).map(([name, entry]) => [name, parseEntry(name, entry, fail)])),
	};
}

const textOr = (value: unknown) => typeof value === 'string' ? value : null;

const entryKeys = { package: 'string', version: 'string', fallback: 'boolean', pinned: 'boolean', minAge: 'number', integrity: 'string' } as const;

function parseEntry(name: string, entry: unknown, fail: (problem: string) => never): true | string | MapEntry {
	if (entry !== true && typeof entry !== 'string' && !isObject(entry)) return fail(`${JSON.stringify(name)} must be true, a version or an object`);
	try {
		checkName(name);
		if (typeof entry === 'string') parseRequest(name, entry);
	} catch (error) {
		return fail(error instanceof VersionError ? error.message : String(error));
	}
	if (!isObject(entry)) return entry;
	for (const [key, value] of Object.entries(entry)) {
		const type: string | undefined = Reflect.get(entryKeys, key);
		if (type === undefined) fail(`${JSON.stringify(name)} has an unknown key ${JSON.stringify(key)}`);
		if (typeof value !== type && !(key === 'version' && value === true)) fail(`"${key}" of ${JSON.stringify(name)} must be a ${type}`);
	}
	return entry as MapEntry;
}

function parseObject(text: string): Record<string, unknown> | null {
	try {
		const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
		return isObject(value) ? value : null;
	} catch {
		return null;
	}
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a mapping's entry asks for. */
export const wantedVersion = (entry: true | string | MapEntry): true | string => typeof entry === 'object' ? entry.version ?? true : entry;

/** Writes new versions into the file of `folder`, one writer at a time, and counts the revision up. Answers the new state. */
export async function setDesired(folder: string, changes: Mapping): Promise<DesiredState> {
	const file = desiredFile(folder);
	return withLock(`${file}.lock`, async () => {
		const before = await readDesired(file) ?? { revision: null, packages: {}, packager: null, store: null };
		const next: DesiredState = { ...before, revision: (before.revision ?? 0) + 1, packages: { ...before.packages, ...changes } };
		const { packager, store, ...rest } = next;
		const text = JSON.stringify({ ...rest, ...packager === null ? {} : { packager }, ...store === null ? {} : { store } }, null, '\t');
		await writeAtomically(file, `${text}\n`);
		return next;
	});
}
