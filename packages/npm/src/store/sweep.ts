// What no process uses any more leaves the store: by age, then by size, the longest unused first.
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isAlive, withLock } from './lock.js';
import { writeAtomically } from './write-atomically.js';

export interface SweepLimits {
	/** Milliseconds since the last use. */
	readonly maxAge: number;
	/** Bytes of unpacked archives. */
	readonly maxSize: number;
}

export interface Swept {
	readonly packages: readonly string[];
	readonly contents: readonly string[];
	readonly bytes: number;
}

/** What one process uses: packages by their keys, archives by their hashes. */
export interface Uses {
	readonly packages: readonly string[];
	readonly contents: readonly string[];
}

export function usesOf(versions: readonly { readonly uses: Uses }[]): Uses {
	return {
		packages: [...new Set(versions.flatMap(({ uses }) => uses.packages))],
		contents: [...new Set(versions.flatMap(({ uses }) => uses.contents))],
	};
}

/** What is younger than this is never removed: a process may be about to write down that it uses it. Milliseconds. */
const grace = 10 * 60_000;

/** Writes down what `user`, a part of this process, uses, in place of what it wrote before. */
export async function recordUses(root: string, user: string, uses: Uses): Promise<void> {
	await writeAtomically(useFile(root, user), JSON.stringify({ pid: process.pid, host: hostname(), ...uses }));
}

/** `user` uses nothing any more. */
export async function forgetUses(root: string, user: string): Promise<void> {
	await rm(useFile(root, user), { force: true });
}

const useFile = (root: string, user: string) => join(root, 'processes', `${hostname()}-${process.pid}-${user}.json`);

export const lockFile = (root: string) => join(root, 'lock');

export function sweepStore(root: string, limits: SweepLimits, now = Date.now()): Promise<Swept> {
	return withLock(lockFile(root), async () => {
		const used = await readUses(root);
		const packages = (await list(join(root, 'packages'))).filter(({ name }) => !used.packages.has(name));
		const contents = (await listContents(root)).filter(({ name }) => !used.contents.has(name));
		const total = (await listContents(root)).reduce((sum, { bytes }) => sum + bytes, 0);
		const { unwanted, bytes } = choose(contents, { ...limits, total, now });
		// A package's files are links into the content: they are free to make again as long as that is there.
		const old = packages.filter(({ used: at }) => now - at > limits.maxAge && now - at > Math.min(grace, limits.maxAge));
		for (const { path } of [...old, ...unwanted]) await remove(root, path);
		await sweepBuilding(root, now);
		return { packages: old.map(({ name }) => name), contents: unwanted.map(({ name }) => name), bytes };
	});
}

/** Whole: a process that dies while it removes a folder leaves no half of it under its name. */
async function remove(root: string, path: string): Promise<void> {
	const aside = join(root, 'building', randomUUID());
	await mkdir(join(root, 'building'), { recursive: true });
	await rename(path, aside);
	await rm(aside, { recursive: true, force: true });
}

interface Entry {
	readonly name: string;
	readonly path: string;
	readonly used: number;
	readonly bytes: number;
}

interface Choice extends SweepLimits {
	readonly total: number;
	readonly now: number;
}

/** Pure: which to remove. */
export function choose(entries: readonly Entry[], { maxAge, maxSize, total, now }: Choice): { readonly unwanted: readonly Entry[]; readonly bytes: number } {
	let rest = total;
	const unwanted = entries.toSorted((a, b) => a.used - b.used).filter(({ used, bytes }) => {
		if (now - used <= maxAge && (rest <= maxSize || now - used <= grace)) return false;
		rest -= bytes;
		return true;
	});
	return { unwanted, bytes: total - rest };
}

async function list(folder: string): Promise<Entry[]> {
	const names = await readdir(folder).catch(() => []);
	return Promise.all(names.map(async name => {
		const path = join(folder, name);
		const { bytes } = await readFields(join(path, 'record.json'));
		return { name, path, used: await stat(path).then(({ mtimeMs }) => mtimeMs, () => 0), bytes: typeof bytes === 'number' ? bytes : 0 };
	}));
}

async function listContents(root: string): Promise<Entry[]> {
	const groups = await readdir(join(root, 'content')).catch(() => []);
	return (await Promise.all(groups.map(group => list(join(root, 'content', group))))).flat();
}

/** What a JSON file says; nothing if it cannot be read, or was left half-written. */
async function readFields(path: string): Promise<Readonly<Record<string, unknown>>> {
	try {
		const fields: unknown = JSON.parse(await readFile(path, 'utf8'));
		return typeof fields === 'object' && fields !== null ? { ...fields } : {};
	} catch {
		return {};
	}
}

/** The uses of the processes that live. What a dead one wrote is removed. */
async function readUses(root: string): Promise<{ readonly packages: ReadonlySet<string>; readonly contents: ReadonlySet<string> }> {
	const packages = new Set<string>();
	const contents = new Set<string>();
	for (const name of await readdir(join(root, 'processes')).catch(() => [])) {
		const path = join(root, 'processes', name);
		const uses = await readFields(path);
		if (uses['host'] === hostname() && !isAlive(Number(uses['pid']))) await rm(path, { force: true });
		else {
			for (const key of keysOf(uses['packages'])) packages.add(key);
			for (const key of keysOf(uses['contents'])) contents.add(key);
		}
	}
	return { packages, contents };
}

const keysOf = (value: unknown): readonly string[] => Array.isArray(value) ? value.map(String) : [];

/** What a process that died left half-built. */
async function sweepBuilding(root: string, now: number): Promise<void> {
	for (const { path, used } of await list(join(root, 'building'))) {
		if (now - used > 60 * 60_000) await rm(path, { recursive: true, force: true });
	}
}
