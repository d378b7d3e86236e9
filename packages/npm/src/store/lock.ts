// One process at a time. The lock is a file that is created exclusively and names its owner; that of a dead owner may be taken over.
import { link, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { storeLocked } from '../messages.js';

interface Owner {
	readonly pid: number;
	readonly host: string;
	readonly token: string;
}

/** Milliseconds after which the lock of an owner that cannot be asked (another machine) counts as left behind. */
const maxAge = 60_000;

/** Runs `task` alone among all that use the lock file `path`. Waits up to `patience` milliseconds for the others. */
export async function withLock<T>(path: string, task: () => Promise<T>, patience = 30_000): Promise<T> {
	const owner: Owner = { pid: process.pid, host: hostname(), token: randomUUID() };
	const deadline = Date.now() + patience;
	while (!await tryCreate(path, owner)) {
		if (await isAbandoned(path)) await takeAway(path, owner);
		else if (Date.now() > deadline) throw storeLocked(path, await readFile(path, 'utf8').catch(() => 'another process'));
		else await wait(5 + Math.random() * 20);
	}
	try {
		return await task();
	} finally {
		if ((await readOwner(path))?.token === owner.token) await rm(path, { force: true });
	}
}

async function tryCreate(path: string, owner: Owner): Promise<boolean> {
	try {
		const file = await open(path, 'wx');
		try {
			await file.writeFile(JSON.stringify(owner));
		} finally {
			await file.close();
		}
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
		throw error;
	}
}

async function readOwner(path: string): Promise<Owner | null> {
	try {
		const owner: unknown = JSON.parse(await readFile(path, 'utf8'));
		return typeof owner === 'object' && owner !== null && 'pid' in owner && 'host' in owner && 'token' in owner ? owner as Owner : null;
	} catch {
		return null;
	}
}

async function isAbandoned(path: string): Promise<boolean> {
	const owner = await readOwner(path);
	const age = await stat(path).then(({ mtimeMs }) => Date.now() - mtimeMs, () => 0);
	if (owner === null) return age > maxAge;
	return owner.host === hostname() ? !isAlive(owner.pid) : age > maxAge;
}

/** Moves the lock file aside; whoever succeeds in that has removed it. One that was made anew in between is put back. */
async function takeAway(path: string, { token }: Owner): Promise<void> {
	const aside = `${path}.${token}`;
	try {
		await rename(path, aside);
		if (!await isAbandoned(aside)) await link(aside, path).catch(() => {});
		await rm(aside, { force: true });
	} catch (error) {
		if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
	}
}

export function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return error instanceof Error && 'code' in error && error.code === 'EPERM';
	}
}
