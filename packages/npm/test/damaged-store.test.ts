// A store that a crash, a full disk or a person has left in a state it should not have: what can be used is used, what cannot is made anew.
import assert from 'node:assert/strict';
import { mkdir, readFile, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { PackageTree, TreePackage } from '../dist/dependency-tree.js';
import { readNpmConfig } from '../dist/npm-config.js';
import { folderDocumentStore } from '../dist/packager/document-store.js';
import { createPackager } from '../dist/packager/packager.js';
import { addContent, contentFolder, contentKey, moveInto } from '../dist/store/content.js';
import { openKeptStore } from '../dist/store/kept-store.js';
import { isAlive, withLock } from '../dist/store/lock.js';
import { readManifest } from '../dist/store/manifest.js';
import { listTrees, openStored, readStoredTree, writeTree } from '../dist/store/stored-version.js';
import { choose, forgetUses, recordUses, sweepStore, usesOf } from '../dist/store/sweep.js';
import { writeAtomically } from '../dist/store/write-atomically.js';
import { makeFolder } from './support/folder.js';
import { startRegistry } from './support/registry.js';

const exists = (path: string) => stat(path).then(() => true, () => false);
const hour = 60 * 60_000;
const age = (path: string, ms: number) => utimes(path, new Date(Date.now() - ms), new Date(Date.now() - ms));
const everything = { maxAge: -1, maxSize: 0 };
const dead = 2 ** 22 + 1;

test('a package.json that is missing, cut short or no object is an empty one', async () => {
	const empty = { name: '', version: '', fields: {} };
	for (const text of [null, '', '{"name":"lib"', '[]', 'null', '"lib"', '7', '\u0000\u0000']) {
		await using folder = await makeFolder(text === null ? {} : { 'package.json': text });
		assert.deepEqual(await readManifest(folder.path), empty, String(text));
	}
	await using folder = await makeFolder({ 'package.json': '\uFEFF{"name":["lib"],"version":1,"main":"a.js"}' });
	assert.deepEqual(await readManifest(folder.path), { name: '', version: '', fields: { name: ['lib'], version: 1, main: 'a.js' } });
	await mkdir(join(folder.path, 'other/package.json'), { recursive: true });
	assert.deepEqual(await readManifest(join(folder.path, 'other')), empty, 'a folder in its place');
});

test('content whose record or files are missing is made again in its place, and what is whole is left alone', async () => {
	await using root = await makeFolder();
	const folder = contentFolder(root.path, 'abcdef');
	assert.equal(folder, join(root.path, 'content', 'ab', 'abcdef'));
	let turn = 0;
	const add = () => addContent(folder, join(root.path, 'building', String(++turn)), target => writeFile(join(target, 'index.js'), `made ${turn}`));
	const text = () => readFile(join(folder, 'package/index.js'), 'utf8');
	assert.deepEqual(await add(), { bytes: 6, files: 1, needsBuild: false, hasBinary: false, folder: join(folder, 'package') });
	await add();
	assert.equal(await text(), 'made 1');
	const damages: (() => Promise<unknown>)[] = [
		() => writeFile(join(folder, 'record.json'), ''), () => writeFile(join(folder, 'record.json'), '{"bytes":'), () => rm(join(folder, 'record.json')), () => rm(join(folder, 'package'), { recursive: true }),
	];
	for (const damage of damages) {
		await damage();
		await add();
		assert.equal(await text(), `made ${turn}`, String(damage));
	}
	assert.deepEqual(await readdir(join(root.path, 'building')), []);
});

test('a folder is moved into place unless another process was faster; what cannot be moved is an error', async () => {
	await using root = await makeFolder({ 'from/a': 'new', 'there/a': 'old' });
	const path = (name: string) => join(root.path, name);
	await moveInto(path('from'), path('there'));
	assert.equal(await readFile(path('there/a'), 'utf8'), 'old');
	await moveInto(path('from'), path('deep/er/to'));
	assert.equal(await readFile(path('deep/er/to/a'), 'utf8'), 'new');
	await assert.rejects(moveInto(path('from'), path('nowhere')), { code: 'ENOENT' });
});

test('what must be compiled, and what brings its binary, is read off the files', async () => {
	const own = `${process.platform}-${process.arch}`;
	const packages: [files: Record<string, string>, needsBuild: boolean, hasBinary: boolean][] = [
		[{ 'package.json': '{"scripts":{"install":"node-gyp rebuild"}}' }, true, false],
		[{ 'package.json': '{"scripts":{"preinstall":"npx prebuild-install || true"}}' }, true, false],
		[{ 'package.json': '{"scripts":{"install":"node scripts/hello.js","build":"node-gyp rebuild"}}' }, false, false],
		[{ 'package.json': '{"scripts":{"install":7}}' }, false, false], [{ 'package.json': '{"scripts":"node-gyp"}' }, false, false],
		[{ 'package.json': '{"gypfile":true}' }, true, false], [{ 'package.json': '{"gypfile":"yes"}' }, false, false],
		[{ 'binding.gyp': '' }, true, false], [{ 'test/binding.gyp': '' }, false, false],
		[{ 'lib/x.node': '' }, false, true], [{ 'prebuilds/x.node': '' }, false, true], [{ [`prebuilds/${own}/x.node`]: '' }, false, true],
		[{ [`prebuilds/${process.platform}/x.node`]: '' }, false, true], [{ [`prebuilds/${process.platform}-mips+${process.arch}/x.node`]: '' }, false, true],
		[{ 'prebuilds/plan9-mips/x.node': '' }, false, false], [{ [`prebuilds/${process.platform}-mips/x.node`]: '' }, false, false],
	];
	for (const [files, needsBuild, hasBinary] of packages) {
		await using root = await makeFolder();
		const content = await addContent(join(root.path, 'content'), join(root.path, 'beside'), async target => {
			for (const [name, text] of Object.entries(files)) {
				await mkdir(join(target, name, '..'), { recursive: true });
				await writeFile(join(target, name), text);
			}
		});
		assert.deepEqual([content.needsBuild, content.hasBinary, content.files], [needsBuild, hasBinary, 1], JSON.stringify(files));
	}
});

test('an archive is kept under its hash; without one it is not kept', () => {
	const hex = '00'.repeat(64);
	assert.equal(contentKey({ name: 'lib', version: '1.0.0', integrity: `sha512-${Buffer.from(hex, 'hex').toString('base64')}` }), hex);
	for (const integrity of ['', 'sha512', 'sha512-', 'sha512-?', 'md9-AAAA', 'a b c']) assert.throws(() => contentKey({ name: 'lib', version: '1.0.0', integrity }), { code: 'NO_INTEGRITY', message: /lib@1\.0\.0/ }, integrity);
});

const leaf: TreePackage = { name: '@s/leaf', version: '1.0.0', integrity: `sha512-${Buffer.alloc(64).toString('base64')}`, resolved: '', location: 'node_modules/@s/leaf', dependencies: {}, ranges: {}, peers: {} };
const tree: PackageTree = { packages: [leaf] };
const exact = { name: '@s/leaf', version: '1.0.0', registry: 'r' };

test('a tree that cannot be read is none; names and versions of one are checked before they become paths', async () => {
	await using root = await makeFolder();
	await writeTree(root.path, exact, tree);
	assert.deepEqual(await readStoredTree(root.path, exact), tree);
	assert.deepEqual(await listTrees(root.path, '@s/leaf', 'r'), ['1.0.0']);
	assert.deepEqual(await listTrees(root.path, '@s/leaf', 'other'), []);
	const file = join(root.path, 'trees/r/@s+leaf/1.0.0.json');
	for (const text of ['', '{"packages":[', 'null']) {
		await writeFile(file, text);
		assert.equal(await readStoredTree(root.path, exact), null, text);
		assert.equal(await openStored(root.path, exact, async () => (_, otherwise) => otherwise), null, text);
	}
	for (const [packages, code] of [[[{ ...leaf, name: '../x' }], 'INVALID_NAME'], [[{ ...leaf, version: '../1' }], 'INVALID_VERSION'], [[{ ...leaf, version: '1.0.0/../../x' }], 'INVALID_VERSION'], [[leaf, { ...leaf, dependencies: { '..': 0 } }], 'INVALID_NAME'], [[{ ...leaf, peers: { 'a/b': { range: '*', isOptional: false, otherwise: null } } }], 'INVALID_NAME']] as const) {
		await assert.rejects(writeTree(root.path, exact, { packages }), { code });
		await writeFile(file, JSON.stringify({ packages }));
		await assert.rejects(openStored(root.path, exact, async () => (_, otherwise) => otherwise), { code });
	}
});

test('a version is at hand if every package of it is laid out, and is then used anew', async () => {
	await using root = await makeFolder();
	await writeTree(root.path, exact, { packages: [{ ...leaf, archive: 'sha512-archive', peers: { react: { range: '*', isOptional: true, otherwise: null } }, dependencies: { other: 1 } }, { ...leaf, name: 'other' }] });
	const open = () => openStored(root.path, exact, async () => () => null);
	assert.equal(await open(), null);
	const [one, two] = ['@s+leaf@1.0.0_', 'other@1.0.0_'];
	const names = await makeAll(root.path);
	const stored = await open();
	assert.ok(stored !== null);
	assert.deepEqual([stored.integrity, stored.peers, stored.home, stored.uses.packages.map(key => key.slice(0, -20))], ['sha512-archive', ['react'], join(root.path, 'packages', names[0] ?? ''), [one, two]]);
	await age(stored.home, 5 * hour);
	await open();
	assert.ok(Date.now() - (await stat(stored.home)).mtimeMs < hour);
	await rm(join(root.path, 'packages', names[1] ?? ''), { recursive: true });
	assert.equal(await open(), null, 'a dependency is gone');

	async function makeAll(root: string): Promise<readonly string[]> {
		const { planLayout } = await import('../dist/store/layout.js');
		const read = await readStoredTree(root, exact) ?? tree;
		const keys = planLayout(root, read, () => null).map(({ key }) => key);
		for (const key of keys) await mkdir(join(root, 'packages', key), { recursive: true });
		return keys;
	}
});

test('what a process has left half-written about its uses does not keep the store from being swept', async () => {
	await using root = await makeFolder({
		'processes/half.json': '{"pid":', 'processes/empty.json': '', 'processes/null.json': 'null', 'processes/other.json': '{"pid":1,"host":"elsewhere"}',
		'processes/dead.json': JSON.stringify({ pid: dead, host: hostname(), packages: ['used by the dead'], contents: [] }),
		'processes/far.json': JSON.stringify({ pid: dead, host: 'elsewhere', packages: ['used far away'], contents: ['c1'] }),
		'packages/used by the dead/x': '', 'packages/used far away/x': '', 'packages/young/x': '',
		'content/aa/c1/record.json': '{"bytes":5}', 'content/bb/c2/record.json': '{"byt', 'content/bb/c3/package/x': '', 'building/old/x': '', 'building/new/x': '',
	});
	for (const name of ['packages/used by the dead', 'packages/used far away', 'content/aa/c1', 'content/bb/c2', 'content/bb/c3', 'building/old']) await age(join(root.path, name), 2 * hour);
	const swept = await sweepStore(root.path, { maxAge: hour, maxSize: Infinity });
	assert.deepEqual([swept.packages, [...swept.contents].toSorted(), swept.bytes], [['used by the dead'], ['c2', 'c3'], 0]);
	assert.deepEqual((await readdir(join(root.path, 'packages'))).toSorted(), ['used far away', 'young']);
	assert.deepEqual(await readdir(join(root.path, 'building')), ['new']);
	assert.equal(await exists(join(root.path, 'processes/dead.json')), false);
	assert.equal(await exists(join(root.path, 'lock')), false);
});

test('a use is written whole, said once for the same versions, and taken back at the end', async () => {
	await using root = await makeFolder({ 'packages/a/x': '', 'packages/b/x': '' });
	const store = openKeptStore(root.path);
	const version = (folder: string, ...packages: string[]) => ({ folder, uses: { packages, contents: [] } }) as unknown as Parameters<typeof store.keep>[0][number];
	const written = async () => (await readdir(join(root.path, 'processes'))).toSorted();
	await store.keep([version('/a', 'a')]);
	const [name = ''] = await written();
	assert.match(name, new RegExp(`^${hostname().replaceAll('.', '\\.')}-${process.pid}-[0-9a-f]{8}\\.json$`));
	await age(join(root.path, 'processes', name), hour);
	await store.keep([version('/a', 'a')]);
	assert.ok(Date.now() - (await stat(join(root.path, 'processes', name))).mtimeMs > hour / 2, 'the same is not written again');
	await store.keep([version('/b', 'b'), version('/c', 'b', 'c')]);
	assert.deepEqual(JSON.parse(await readFile(join(root.path, 'processes', name), 'utf8')), { pid: process.pid, host: hostname(), packages: ['b', 'c'], contents: [] });
	assert.deepEqual((await store.sweep(everything)).packages, ['a']);
	await store.close();
	assert.deepEqual(await written(), []);
	assert.deepEqual((await store.sweep(everything)).packages, ['b']);
	await recordUses(root.path, 'me', usesOf([{ uses: { packages: ['a', 'a'], contents: ['c'] } }, { uses: { packages: ['a'], contents: ['c', 'd'] } }]));
	await forgetUses(root.path, 'me');
	await forgetUses(root.path, 'me');
	assert.deepEqual(await written(), []);
});

test('what is younger than ten minutes never leaves by size, and what is old leaves whatever the size', () => {
	const now = 100 * hour;
	const entry = (name: string, minutes: number, bytes = 10) => ({ name, path: name, used: now - minutes * 60_000, bytes });
	const names = (entries: readonly ReturnType<typeof entry>[], limits: { maxAge: number; maxSize: number }, total: number) => {
		const { unwanted, bytes } = choose(entries, { ...limits, total, now });
		return [unwanted.map(({ name }) => name), bytes];
	};
	assert.deepEqual(names([entry('young', 9), entry('older', 11)], { maxAge: Infinity, maxSize: 0 }, 20), [['older'], 10]);
	assert.deepEqual(names([entry('a', 60), entry('b', 61)], { maxAge: 60 * 60_000, maxSize: Infinity }, 20), [['b'], 10], 'the limit itself is young enough');
	assert.deepEqual(names([entry('a', 30, 1), entry('b', 20, 100)], { maxAge: Infinity, maxSize: 100 }, 101), [['a'], 1], 'no more than is needed');
	assert.deepEqual(names([entry('used elsewhere', 30)], { maxAge: Infinity, maxSize: 50 }, 50), [[], 0]);
	assert.deepEqual(names([], { maxAge: 0, maxSize: 0 }, 99), [[], 0]);
});

test('a lock of nobody\'s is waited for while it is young, and taken when it is old', async () => {
	await using folder = await makeFolder();
	const lock = join(folder.path, 'lock');
	for (const text of ['', '{"pid":', '{}', 'null', JSON.stringify({ pid: dead, host: 'elsewhere', token: 'x' })]) {
		await writeFile(lock, text);
		await assert.rejects(withLock(lock, async () => 'never', -1), (error: Error) => 'code' in error && error.code === 'STORE_LOCKED' && error.message.includes(lock) && error.message.includes(text));
		await age(lock, 61_000);
		assert.equal(await withLock(lock, async () => 'taken', -1), 'taken', text);
		assert.equal(await exists(lock), false);
	}
});

test('a lock is given back when its task throws, and one that somebody took over is left to him', async () => {
	await using folder = await makeFolder();
	const lock = join(folder.path, 'lock');
	await assert.rejects(withLock(lock, async () => { throw new Error('in the task'); }), /in the task/);
	assert.equal(await exists(lock), false);
	const theirs = JSON.stringify({ pid: process.pid, host: hostname(), token: 'theirs' });
	await withLock(lock, () => writeFile(lock, theirs));
	assert.equal(await readFile(lock, 'utf8'), theirs);
	await assert.rejects(withLock(join(folder.path, 'no/folder/lock'), async () => 0), { code: 'ENOENT' });
	assert.deepEqual([isAlive(process.pid), isAlive(dead)], [true, false]);
});

test('a file is replaced whole, its folder made, and nothing left beside it', async () => {
	await using folder = await makeFolder();
	const file = join(folder.path, 'a/b/c.json');
	await writeAtomically(file, 'one');
	await Promise.all(['two', 'three', 'four'].map(text => writeAtomically(file, text.repeat(1000))));
	assert.match(await readFile(file, 'utf8'), /^(?:(?:two){1000}|(?:three){1000}|(?:four){1000})$/);
	assert.deepEqual(await readdir(join(folder.path, 'a/b')), ['c.json']);
});

test('a packager makes a document anew whose file is damaged', async () => {
	await using registry = await startRegistry({ name: 'lib', version: '1.0.0', fields: { exports: './index.js' }, files: { 'index.js': 'export const lib = 1;' } });
	await using folder = await makeFolder({ 'package.json': '{}' });
	await folder.write({ '.npmrc': `registry=${registry.url}\ncache=${join(folder.path, 'cache')}\nfetch-retries=0\n` });
	const options = await readNpmConfig({ folder: folder.path, env: {} });
	const documents = folderDocumentStore(join(folder.path, 'documents'));
	const keys: string[] = [];
	const store = { ...documents, write: (key: string, data: Uint8Array) => { keys.push(key); return documents.write(key, data); } };
	const ask = async () => {
		const packager = createPackager({ storeFolder: join(folder.path, 'store'), documents: store, registry: options });
		const packaged = await packager.document(await packager.resolve('lib@1.0.0'));
		await packager.close();
		return packaged.integrity;
	};
	const first = await ask();
	const file = join(folder.path, 'documents', keys[0] ?? '');
	const bytes = await readFile(file);
	assert.equal(await ask(), first);
	assert.equal(keys.length, 1, 'what is kept is not made again');
	for (const damaged of [bytes.subarray(0, bytes.length >> 1), Buffer.alloc(0), Buffer.from('no archive')]) {
		await writeFile(file, damaged);
		assert.equal(await ask(), first);
		assert.deepEqual(await readFile(file), bytes);
	}
	assert.equal(keys.length, 4);
	assert.equal(await documents.read('no/such/key'), null);
	assert.equal(await documents.read(`${keys[0] ?? ''}/below a file`), null);
	await mkdir(join(folder.path, 'documents/folder'));
	await assert.rejects(documents.read('folder'), { code: 'EISDIR' });
});
