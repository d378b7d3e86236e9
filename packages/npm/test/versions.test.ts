// From a request to a version: which questions are asked, and what is done where nobody answers.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import type { Tasks } from '../dist/fetching/tasks.js';
import type { MapRequest } from '../dist/mapped-package.js';
import { VersionError, type VersionErrorCode } from '../dist/messages.js';
import type { ExactVersion } from '../dist/registry.js';
import type { StoredVersion } from '../dist/store/stored-version.js';
import { Versions } from '../dist/versions.js';
import { makeFolder } from './support/folder.js';

const request: MapRequest = { name: 'lib', package: '@demo/lib', version: '^1.0.0', fallback: false, pinned: false, minAge: 0, integrity: null };
const exact = (version: string): ExactVersion => ({ name: '@demo/lib', version, registry: 'r' });
const stored = (version: string): StoredVersion => ({ registry: 'r', name: '@demo/lib', version, integrity: `sha512-${version}`, folder: `/store/${version}`, home: `/store/home/${version}`, folders: [], peers: [], uses: { packages: [], contents: [] } });
const outage = (code: VersionErrorCode) => async (): Promise<never> => { throw new VersionError(code, `${code}.`); };

interface Desk { readonly versions: Versions; readonly asked: string[] }

function open(folder: string, tasks: Partial<Tasks>, timeout: number | null = null): Desk {
	const asked: string[] = [];
	const all: Tasks = {
		resolve: async (name, version, minAge) => { asked.push(`resolve ${name}@${version} ${minAge}`); return (tasks.resolve ?? (async () => exact('1.2.0')))(name, version, minAge); },
		fetch: async (wanted, running, onProgress) => { asked.push(`fetch ${wanted.version} beside ${JSON.stringify(running)}`); return (tasks.fetch ?? (async ({ version }) => stored(version)))(wanted, running, onProgress); },
		newestStored: async (name, version) => { asked.push(`newest ${name}@${version}`); return (tasks.newestStored ?? (async () => null))(name, version); },
		close: async () => {},
	};
	return { asked, versions: new Versions({ tasks: all, folder, store: join(folder, 'store'), timeout, onProgress: () => {}, running: () => ({ react: '18.0.0' }) }) };
}

const app = { 'node_modules/@demo/lib/package.json': '\uFEFF{"name":"@demo/lib","version":"0.9.0"}' };

test('a version is asked for, then fetched; an exact one whose registry is known then is not asked for again', async () => {
	await using folder = await makeFolder();
	const { versions, asked } = open(folder.path, {});
	const chosen = await versions.choose({ ...request, minAge: 5 });
	const placed = await versions.start(request, chosen);
	assert.deepEqual([placed.version, placed.integrity, placed.from, placed.folder], ['1.2.0', 'sha512-1.2.0', pathToFileURL('/store/home/1.2.0/package.json').href, null]);
	assert.deepEqual(await versions.resolve(request, 'v1.3.0'), exact('1.3.0'));
	await versions.resolve(request, '^1.0.0');
	assert.deepEqual(asked, ['resolve @demo/lib@^1.0.0 5', 'fetch 1.2.0 beside {"react":"18.0.0"}', 'resolve @demo/lib@^1.0.0 0']);
});

test('the installed version is found from the folder upwards, through a byte order mark, and its folder is hot', async () => {
	await using folder = await makeFolder({ ...app, 'packages/inner/x': '' });
	const { versions, asked } = open(join(folder.path, 'packages/inner'), {});
	const placed = await versions.choose({ ...request, version: true });
	assert.ok('from' in placed);
	assert.deepEqual([placed.version, placed.stored, placed.folder, placed.from], ['0.9.0', null, `${pathToFileURL(join(folder.path, 'node_modules/@demo/lib')).href}/`, pathToFileURL(join(folder.path, 'packages/inner/package.json')).href]);
	assert.equal(await versions.start(request, placed), placed);
	assert.deepEqual(asked, []);
});

test('a package that is not installed, or whose package.json is broken, is an error that names the folder', async () => {
	for (const files of [{}, { 'node_modules/@demo/lib/package.json': '{"name":' }, { 'node_modules/@demo/lib/package.json': '[]' }, { 'node_modules/@demo/lib/package.json': '{"name":1}' }] as Record<string, string>[]) {
		await using folder = await makeFolder(files);
		const { versions } = open(folder.path, {});
		await assert.rejects(versions.installed(request), (error: unknown) => error instanceof VersionError && error.code === 'NOT_INSTALLED' && error.message.startsWith('lib is mapped') && error.message.includes(folder.path));
	}
});

test('without a fallback an outage is an error; with it a stored version serves, else the installed one', async () => {
	await using folder = await makeFolder(app);
	for (const code of ['REGISTRY_UNREACHABLE', 'REGISTRY_REFUSED', 'TIMEOUT'] as const) {
		await assert.rejects(open(folder.path, { resolve: outage(code) }).versions.choose(request), { code });
		const fallback = { ...request, fallback: true };
		const second = open(folder.path, { resolve: outage(code), newestStored: async () => exact('1.1.0') });
		const chosen = await second.versions.choose(fallback);
		assert.equal(chosen.version, '1.1.0');
		assert.deepEqual(second.asked, ['resolve @demo/lib@^1.0.0 0', 'newest @demo/lib@^1.0.0', 'fetch 1.1.0 beside {"react":"18.0.0"}']);
		assert.equal((await open(folder.path, { resolve: outage(code) }).versions.choose(fallback)).version, '0.9.0');
		assert.equal((await open(folder.path, { resolve: outage(code), newestStored: async () => exact('1.1.0'), fetch: outage('REGISTRY_UNREACHABLE') }).versions.choose(fallback)).version, '0.9.0', 'the stored one lacks a part');
	}
});

test('what is nobody\'s outage is an error even with a fallback', async () => {
	await using folder = await makeFolder(app);
	const fallback = { ...request, fallback: true };
	for (const code of ['UNKNOWN_PACKAGE', 'UNKNOWN_VERSION', 'WRONG_INTEGRITY', 'DISK_FULL', 'FAILED'] as const) {
		await assert.rejects(open(folder.path, { resolve: outage(code) }).versions.choose(fallback), { code });
		await assert.rejects(open(folder.path, { fetch: outage(code) }).versions.start(fallback, exact('1.2.0')), { code });
	}
	await assert.rejects(open(folder.path, { resolve: async () => { throw new TypeError('a mistake of ours'); } }).versions.choose(fallback), TypeError);
});

test('a fetch that fails at the start falls back to what is stored for its exact version', async () => {
	await using folder = await makeFolder(app);
	const { versions, asked } = open(folder.path, { fetch: outage('REGISTRY_UNREACHABLE') });
	assert.equal((await versions.start({ ...request, fallback: true }, exact('1.2.0'))).version, '0.9.0');
	assert.deepEqual(asked.map(line => line.split(' ', 2).join(' ')), ['fetch 1.2.0', 'newest @demo/lib@1.2.0']);
});

test('an archive with another integrity than was asked for is refused', async () => {
	await using folder = await makeFolder();
	const { versions } = open(folder.path, {});
	assert.equal((await versions.fetch(exact('1.2.0'), 'sha512-1.2.0')).version, '1.2.0');
	await assert.rejects(versions.fetch(exact('1.2.0'), 'sha512-other'), (error: unknown) => error instanceof VersionError && error.code === 'WRONG_INTEGRITY' && (error.cause as Error).message === 'sha512-1.2.0');
});

test('a question and a fetch have their time: the call\'s own, else that of all', async () => {
	await using folder = await makeFolder();
	const never = { resolve: () => new Promise<never>(() => {}), fetch: () => new Promise<never>(() => {}) };
	const { versions } = open(folder.path, never, 1);
	await assert.rejects(versions.resolve(request, '^1.0.0'), { code: 'TIMEOUT', message: '@demo/lib@^1.0.0 was not there after 1 ms.' });
	await assert.rejects(versions.fetch(exact('1.2.0')), { code: 'TIMEOUT', message: '@demo/lib@1.2.0 was not there after 1 ms.' });
	await assert.rejects(open(folder.path, never, 60_000).versions.fetch(exact('1.2.0'), null, 2), { message: '@demo/lib@1.2.0 was not there after 2 ms.' });
	await assert.rejects(open(folder.path, never).versions.resolve(request, '^1.0.0', 3), { message: '@demo/lib@^1.0.0 was not there after 3 ms.' });
});
