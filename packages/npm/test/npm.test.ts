// npm as a program calls it, with packages that are installed: nothing is fetched, so no thread is started and nobody is asked.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import type { SourceChange, UpdateOutcome } from '@hot-runtime/types';
import { FollowedFile } from '../dist/follow-file.js';
import { VersionError } from '../dist/messages.js';
import { NpmVersions, type NpmSource } from '../dist/npm.js';
import type { Places, Surroundings } from '../dist/surroundings.js';
import { failedBefore, nothingToDo } from '../dist/swaps.js';
import { makeFolder, type Folder } from './support/folder.js';

const withCode = (code: string) => (error: unknown) => error instanceof VersionError && error.code === code;

interface Program { readonly npm: NpmVersions; readonly folder: Folder; readonly places: Places[]; readonly changes: (readonly SourceChange[])[]; [Symbol.asyncDispose](): Promise<void> }

async function open(outcome: UpdateOutcome | null = nothingToDo(['hot-npm:lib'])): Promise<Program> {
	const folder = await makeFolder({ 'package.json': '{}', 'node_modules/lib/package.json': '{"name":"lib","version":"1.0.0"}', 'node_modules/@s/other/package.json': '{"name":"@s/other","version":"2.0.0"}' });
	const places: Places[] = [];
	const changes: (readonly SourceChange[])[] = [];
	const surroundings: Surroundings = { place: async all => void places.push(all), changed: async all => { changes.push(all); return outcome; }, withdraw: () => {}, exportsOf: () => null, say: () => {}, terminal: null };
	const npm = new NpmVersions(surroundings);
	return { npm, folder, places, changes, async [Symbol.asyncDispose]() { await npm.close(); await folder[Symbol.asyncDispose](); } };
}

test('an installed package keeps its place, is hot, and may have another name', async () => {
	await using program = await open();
	await program.npm.map({ lib: true, short: { package: '@s/other', pinned: true } }, { folder: program.folder.path });
	const from = pathToFileURL(join(program.folder.path, 'package.json')).href;
	const url = (name: string) => `${pathToFileURL(join(program.folder.path, name)).href}/`;
	const [placed] = program.places;
	assert.deepEqual(placed?.packages, { lib: { from, name: 'lib' }, short: { from, name: '@s/other' } });
	assert.deepEqual(placed.hotFolders.slice(1), [url('node_modules/lib'), url('node_modules/@s/other')]);
	assert.deepEqual(placed.storeFolders, [url('node_modules/.cache/hot-runtime/npm/packages')]);
	assert.deepEqual(program.npm.versions().map(({ name, package: own, version, source, pinned }) => [name, own, version, source, pinned]), [['lib', 'lib', '1.0.0', 'installed', false], ['short', '@s/other', '2.0.0', 'installed', true]]);
	assert.deepEqual([program.npm.isMapped('lib'), program.npm.isMapped('@s/other')], [true, false]);
	program.npm.noteDrift('lib', '3.0.0');
	assert.equal(program.npm.versions()[0]?.drift, '3.0.0');
});

test('a mapping with one mistake maps nothing, whichever package it is of', async () => {
	const mistakes: [mapping: Parameters<NpmVersions['map']>[0], code: string][] = [
		[{ lib: true, '../x': true }, 'INVALID_NAME'], [{ lib: true, x: { package: 'a/b' } }, 'INVALID_NAME'], [{ lib: true, x: 'file:../x' }, 'INVALID_VERSION'], [{ lib: true, x: { version: 'github:a/b' } }, 'INVALID_VERSION'], [{ lib: true, missing: true }, 'NOT_INSTALLED'],
	];
	for (const [mapping, code] of mistakes) {
		await using program = await open();
		await assert.rejects(async () => program.npm.map(mapping, { folder: program.folder.path }), withCode(code));
		assert.deepEqual([program.npm.versions(), program.places], [[], []], code);
	}
});

test('who asks for what is not mapped, or for what is no version, has made a mistake; everything else is an outcome', async () => {
	await using program = await open();
	const { npm } = program;
	await assert.rejects(npm.use('lib', '2.0.0'), withCode('NOT_MAPPED'));
	await npm.map({ lib: true, pinned: { package: 'lib', pinned: true } }, { folder: program.folder.path });
	await assert.rejects(npm.use('other', '2.0.0'), withCode('NOT_MAPPED'));
	await assert.rejects(npm.rollback('other'), withCode('NOT_MAPPED'));
	await assert.rejects(npm.prepare('other', '1.0.0'), withCode('NOT_MAPPED'));
	await assert.rejects(npm.use('../x', '2.0.0'), withCode('INVALID_NAME'));
	await assert.rejects(npm.use('lib', 'npm:other@1'), withCode('INVALID_VERSION'));
	assert.throws(() => npm.noteDrift('other', null), withCode('NOT_MAPPED'));
	const codeOf = (outcome: UpdateOutcome): unknown => outcome.type === 'load-error' ? [outcome.id, (outcome.error as VersionError).code] : outcome.type;
	assert.deepEqual(codeOf(await npm.rollback('lib')), ['hot-npm:lib', 'NO_PREVIOUS_VERSION']);
	assert.deepEqual(codeOf(await npm.use('pinned', '2.0.0')), ['hot-npm:pinned', 'PINNED']);
	assert.deepEqual(codeOf(await npm.rollback('pinned')), ['hot-npm:pinned', 'PINNED']);
	assert.deepEqual([npm.versions().flatMap(({ denied }) => denied), program.changes], [[], []], 'none of it says that a version is bad, or reached the program');
});

test('what happens is told with the versions it is about, and a listener that was taken back hears nothing', async () => {
	await using program = await open();
	const { npm } = program;
	const told: unknown[] = [];
	npm.onFailed((swap, { type }) => void told.push(['failed', swap, type]));
	npm.onSwapped((swap, { type }) => void told.push(['swapped', swap, type]));
	npm.onFailed(() => void told.push('never'))();
	npm.onBeforeSwap(() => { throw new Error('never asked'); })();
	await npm.map({ lib: true }, { folder: program.folder.path });
	npm.track('hot-npm:lib');
	npm.track('file:///app.js');
	await npm.rollback('lib');
	assert.equal((await npm.follow('lib', true)).type, 'updated');
	await new Promise(resolve => setImmediate(resolve));
	assert.deepEqual(told, [['failed', { name: 'lib', from: '1.0.0', to: '' }, 'load-error']], 'what is in place already is no swap');
});

test('calls are done one after the other, and one that fails keeps none waiting', async () => {
	await using program = await open();
	const { npm } = program;
	const all = await Promise.allSettled([npm.map({ missing: true }, { folder: program.folder.path }), npm.map({ lib: true }), npm.rollback('lib')]);
	assert.deepEqual(all.map(({ status }) => status), ['rejected', 'fulfilled', 'rejected'], 'a package must be mapped when it is asked for');
	assert.equal(npm.isMapped('lib'), true);
	await npm.close();
	assert.equal(existsSync(join(program.folder.path, 'node_modules/.cache')), false, 'nothing was fetched, so nothing is written');
});

interface Followed { readonly file: FollowedFile; readonly done: unknown[]; readonly said: string[]; readonly folder: Folder; readonly until: (text: string) => Promise<void>; [Symbol.asyncDispose](): Promise<void> }

/** A program that follows a file, whose packages come and go as `follow` says. */
async function follow(text: string | null, answer: (name: string, version: string | true) => UpdateOutcome | Promise<UpdateOutcome> = () => nothingToDo([])): Promise<Followed> {
	const folder = await makeFolder(text === null ? {} : { 'hot-versions.json': text });
	const done: unknown[] = [];
	const said: string[] = [];
	let wake = (): void => {};
	const running = new Map<string, string>();
	const npm = {
		map: async (mapping: Record<string, unknown>, options?: unknown) => {
			for (const [name, entry] of Object.entries(mapping)) {
				if (entry === 'broken') throw new VersionError('UNKNOWN_PACKAGE', `There is no ${name}.`);
				running.set(name, String(entry));
			}
			done.push(['map', mapping, ...options === undefined ? [] : [options]]);
			wake();
		},
		isMapped: (name: string) => running.has(name),
		follow: async (name: string, version: string | true) => { const outcome = await answer(name, version); if (outcome.type === 'updated') running.set(name, String(version)); return outcome; },
		noteDrift: (name: string, version: string | null) => void done.push(['drift', name, version]),
		versions: () => [...running].map(([name, version]) => ({ name, version })),
	} as unknown as NpmSource;
	const file = new FollowedFile(npm, { say: line => { said.push(line); wake(); } }, folder.path);
	// Of one change a system may tell twice, so nothing is counted.
	const until = async (text: string): Promise<void> => { while (!JSON.stringify([said, done]).includes(JSON.stringify(text).slice(1, -1))) await new Promise<void>(resolve => { wake = resolve; }); };
	const keepAlive = setInterval(() => {}, 1000);
	return { file, done, said, folder, until, async [Symbol.asyncDispose]() { clearInterval(keepAlive); file.close(); await folder[Symbol.asyncDispose](); } };
}

test('a file gives the folder, and what it says of packager and store, when its packages are mapped', async () => {
	await using followed = await follow('{"revision":1,"packages":{"lib":"1.0.0"},"store":"../store","packager":"http://packager"}');
	await followed.file.start();
	const { path } = followed.folder;
	assert.deepEqual(followed.done, [['map', { lib: '1.0.0' }, { folder: path, store: join(path, '../store'), packager: 'http://packager' }]]);
});

test('a program without the file starts, and follows it when it comes; a file that cannot be understood stops the start', { timeout: 60_000 }, async () => {
	await using followed = await follow(null);
	await followed.file.start();
	assert.deepEqual(followed.done, []);
	await followed.folder.write({ 'next.json': '{"packages":{"lib":"1.0.0"}}' });
	await rename(join(followed.folder.path, 'next.json'), join(followed.folder.path, 'hot-versions.json'));
	await followed.until('map');
	assert.deepEqual(followed.done, [['map', { lib: '1.0.0' }]]);
	await using broken = await follow('{"packages":');
	await assert.rejects(broken.file.start(), withCode('INVALID_DESIRED_STATE'));
});

test('each change of the file is applied to what it changes, and said; an older revision is not, nor what was cut short', { timeout: 60_000 }, async () => {
	const failure = new VersionError('UNKNOWN_VERSION', 'There is no such version.\nMore.');
	await using followed = await follow('{"revision":5,"packages":{"lib":"1.0.0","other":"1.0.0"}}', (name, version) => version === '9.9.9' ? failedBefore(`hot-npm:${name}`, failure) : nothingToDo([]));
	await followed.file.start();
	followed.done.length = 0;
	const file = join(followed.folder.path, 'hot-versions.json');
	/** What is done when the file has been replaced, once `line` is said. */
	const replace = async (text: string, line: string): Promise<unknown[]> => {
		await followed.folder.write({ 'next.json': text });
		await rename(join(followed.folder.path, 'next.json'), file);
		await followed.until(line);
		return followed.done.splice(0);
	};
	assert.deepEqual(await replace('{"revision":6,"packages":{"lib":"2.0.0","other":"1.0.0"}}', '[hot] lib: 1.0.0 → 2.0.0'), [['drift', 'lib', null]]);
	assert.deepEqual(await replace('{"revision":5,"packages":{"lib":"1.0.0"}}', `[hot] ${file}: revision 5 is older than 6, which this process has; it is ignored.`), []);
	assert.deepEqual(await replace('{"revision":7,"pack', `[hot] ${file}: it is not a JSON object`), []);
	assert.deepEqual(await replace('{"revision":7,"packages":{"lib":"9.9.9","other":"1.0.0"}}', '[hot] lib: 9.9.9 is not used, 2.0.0 keeps running.\n  There is no such version.'), [['drift', 'lib', '9.9.9']]);
	const last = await replace('{"revision":8,"packages":{"nobody":"broken","new":"1.0.0","other":{"version":"3.0.0"},"lib":"9.9.9"}}', '[hot] other: 1.0.0 → 3.0.0');
	assert.deepEqual(last, [['map', { new: '1.0.0' }], ['drift', 'other', null]], 'one that cannot be had keeps no other waiting, and what stays is not asked for again');
	assert.ok(followed.said.includes('[hot] There is no nobody'));
	await rm(file);
	followed.file.close();
	assert.deepEqual(await readdir(followed.folder.path), []);
});
