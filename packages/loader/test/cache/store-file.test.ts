// The format of a store on disk: what was written is read back to the letter, and what is damaged is never read as something else.
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { isRacyStamp, isSameStamp, readFileStamp, type FileStamp } from '../../dist/cache/file-stamp.js';
import { Scopes } from '../../dist/cache/scopes.js';
import { readStoreFile, StorePiles, type StoredModule, type StoreFile } from '../../dist/cache/store-file.js';

interface Written { readonly text: string; readonly data?: Buffer }

const row = (id: string, placed: Pick<StoredModule, 'text' | 'isLatin1' | 'data' | 'dataSum'>): StoredModule => ({
	id, path: `/${id}`, hash: `hash of ${id}`, stamp: [1, 2, 3, 4], format: 'module', resolved: [[0, 1]],
	source: { requests: [], imports: [], localExports: [], indirectExports: [], starExports: [], hasTLA: false, usesImportMeta: false, prefixLength: 3 }, ...placed,
});

function encode(modules: readonly Written[]): Buffer {
	const piles = new StorePiles();
	const rows = modules.map(({ text, data }, index) => row(`m${index}`, { ...piles.addText(text), ...piles.addData(data) }));
	return Buffer.concat(piles.encode({ scopes: [['/package.json', null]], resolutions: [{ url: 'file:///a.js', format: 'module', attributes: {} }], lookups: [], modules: rows }));
}

function temporary(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'hot-store-file-'));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	return join(folder, 'store');
}

/** All that can be had of a store. */
function contentOf(file: StoreFile): unknown {
	return { index: file.index, modules: file.index.modules.map(module => [file.textOf(module), file.dataOf(module)?.toString('latin1')]) };
}

const modules: readonly Written[] = [
	{ text: 'const plain = 1;', data: Buffer.from('code of the first') }, { text: '' }, { text: 'ÿ is Latin-1, \u0000 too', data: Buffer.alloc(0) }, { text: '漢字 \u{1f600} \ud800 alone', data: Buffer.from([0, 255, 128]) }, { text: 'x'.repeat(9), data: Buffer.alloc(8, 7) }, { text: '漢' },
];

test('texts of each kind and data of each length are read back to the letter, whatever stands beside them', t => {
	const path = temporary(t);
	for (const list of [[], modules, [...modules].reverse(), modules.slice(3, 4), Array.from({ length: 40 }, (_, length) => ({ text: 'ab漢'.slice(length % 3).repeat(length), data: Buffer.alloc(length, length) }))]) {
		writeFileSync(path, encode(list));
		const file = readStoreFile(path);
		assert.ok(file !== null);
		assert.deepEqual(file.index.modules.map(module => file.textOf(module)), list.map(({ text }) => text));
		assert.deepEqual(file.index.modules.map(module => file.dataOf(module)?.toString('hex')), list.map(({ data }) => data === undefined || data.length === 0 ? undefined : data.toString('hex')));
		assert.deepEqual(file.index.modules.map(({ id, stamp, resolved }) => [id, stamp, resolved]), list.map((_, index) => [`m${index}`, [1, 2, 3, 4], [[0, 1]]]));
	}
});

test('data lies where V8 takes it without a copy, and fills up its last word with zeros', () => {
	const piles = new StorePiles();
	const spans = [1, 8, 9, 0, 16].map(length => piles.addData(Buffer.alloc(length, 1)).data);
	assert.deepEqual(spans, [[0, 1], [8, 8], [16, 9], [0, 0], [32, 16]]);
	const parts = piles.encode({ scopes: [], resolutions: [], lookups: [], modules: [] });
	assert.deepEqual(parts.slice(2).map(part => [...part].reduce((sum, byte) => sum + byte, 0)), [1, 8, 9, 16]);
	assert.equal((parts[0]?.length ?? 0) + (parts[1]?.length ?? 0), 28 + (parts[1]?.length ?? 0));
	assert.equal((parts[1]?.length ?? 1) % 8, 0);
});

test('a text is Latin-1 if each of its letters is', () => {
	const piles = new StorePiles();
	assert.deepEqual([piles.addText('abc'), piles.addText('é\u00ff'), piles.addText('Ā'), piles.addText(''), piles.addText('\u{1f600}')], [
		{ text: [0, 3], isLatin1: true }, { text: [3, 2], isLatin1: true }, { text: [0, 1], isLatin1: false }, { text: [5, 0], isLatin1: true }, { text: [1, 2], isLatin1: false },
	]);
});

test('with any one byte changed, a store is none, or says the same, or lacks the data that was hit', t => {
	const path = temporary(t);
	const whole = encode(modules);
	writeFileSync(path, whole);
	const intact = JSON.parse(JSON.stringify(contentOf(readStoreFile(path) as StoreFile))) as { modules: [string, string | null][] };
	const seen = { none: 0, same: 0, lacking: 0 };
	const opened = openSync(path, 'r+');
	t.after(() => closeSync(opened));
	for (let at = 0; at < whole.length; at++) {
		writeSync(opened, Buffer.of(whole.readUInt8(at) ^ (1 << at % 8)), 0, 1, at);
		const file = readStoreFile(path);
		if (file === null) {
			writeSync(opened, whole, at, 1, at);
			seen.none++;
			continue;
		}
		const found = JSON.parse(JSON.stringify(contentOf(file))) as typeof intact;
		writeSync(opened, whole, at, 1, at);
		const lacking = found.modules.filter(([, data], index) => data !== intact.modules[index]?.[1]);
		assert.ok(lacking.length <= 1 && lacking.every(([, data]) => data === undefined || data === null), `byte ${at} is read as ${lacking.join()}`);
		found.modules = found.modules.map(([text], index) => [text, intact.modules[index]?.[1] ?? null]);
		assert.deepEqual(found, intact, `byte ${at}`);
		if (lacking.length === 0) seen.same++;
		else seen.lacking++;
	}
	assert.deepEqual({ ...seen, same: seen.same < 40 }, { none: seen.none, lacking: modules.reduce((sum, { data }) => sum + (data?.length ?? 0), 0), same: true });
});

test('cut short anywhere, or longer than it says, a store is none', t => {
	const path = temporary(t);
	const whole = encode(modules);
	writeFileSync(path, whole);
	for (let length = whole.length - 1; length >= 0; length--) {
		truncateSync(path, length);
		assert.equal(readStoreFile(path), null, `${length} bytes`);
	}
	for (const more of [Buffer.alloc(1), Buffer.alloc(8), whole]) {
		writeFileSync(path, Buffer.concat([whole, more]));
		assert.equal(readStoreFile(path), null);
	}
});

test('what is no file, of another version, or of no JSON is none', t => {
	const path = temporary(t);
	assert.equal(readStoreFile(path), null);
	assert.equal(readStoreFile(join(path, '..')), null);
	const whole = encode(modules);
	writeFileSync(path, Buffer.concat([Buffer.from('hotmods1'), whole.subarray(8)]));
	assert.equal(readStoreFile(path), null);
});

test('data is had in any order, and again, though only a window of it is read at a time', t => {
	const path = temporary(t);
	const sizes = [300_000, 10, 300_000, 700_000, 5, 524_288, 1, 100_000];
	const list = sizes.map((size, index) => ({ text: '', data: Buffer.alloc(size, index + 1) }));
	writeFileSync(path, encode(list));
	const file = readStoreFile(path) as StoreFile;
	for (const order of [[0, 1, 2, 3, 4, 5, 6, 7], [7, 6, 5, 4, 3, 2, 1, 0], [3, 0, 3, 7, 0, 4, 4, 5, 6, 2, 1], [7, 0, 7]]) {
		for (const index of order) {
			const { data } = list[index] ?? {};
			assert.ok(data !== undefined && file.dataOf(file.index.modules[index] as StoredModule)?.equals(data) === true, `${index} of ${order.join()}`);
		}
	}
});

test('once another file is in its place, or it is gone, there is no data more; texts stay', t => {
	const path = temporary(t);
	const list = [{ text: 'a', data: Buffer.alloc(600_000, 1) }, { text: 'b', data: Buffer.alloc(600_000, 2) }];
	const whole = encode(list);
	const replace: (() => void)[] = [
		() => rmSync(path), () => { writeFileSync(`${path}.new`, whole); renameSync(`${path}.new`, path); }, () => utimesSync(path, 1000, 1000), () => writeFileSync(path, whole.subarray(0, whole.length - 1)),
	];
	for (const change of replace) {
		writeFileSync(path, whole);
		const file = readStoreFile(path) as StoreFile;
		const [first, second] = file.index.modules as [StoredModule, StoredModule];
		assert.equal(file.dataOf(first)?.length, 600_000);
		change();
		assert.equal(file.dataOf(second), undefined, String(change));
		assert.deepEqual([file.textOf(first), file.textOf(second)], ['a', 'b']);
	}
});

test('a span that lies outside of the data, or whose sum is another, gives none', t => {
	const path = temporary(t);
	writeFileSync(path, encode([{ text: '', data: Buffer.alloc(16, 1) }]));
	const file = readStoreFile(path) as StoreFile;
	const [module] = file.index.modules as [StoredModule];
	for (const wrong of [{ data: [8, 16] }, { data: [1000, 8] }, { data: [0, 8] }, { dataSum: module.dataSum + 1 }, { data: [0, 1e9] }] as Partial<StoredModule>[]) assert.equal(file.dataOf({ ...module, ...wrong }), undefined, JSON.stringify(wrong));
	assert.equal(file.dataOf(module)?.length, 16);
});

test('a stamp tells a file from another by its times, its size or its number; without a file there is none', t => {
	const path = temporary(t);
	assert.equal(readFileStamp(path), null);
	assert.equal(readFileStamp(join(path, '..')), null, 'a folder is no file');
	assert.equal(readFileStamp(join(path, 'below')), null);
	writeFileSync(path, 'text');
	const { mtimeMs, ctimeMs, ino } = statSync(path);
	assert.deepEqual(readFileStamp(path), [mtimeMs, ctimeMs, 4, ino]);
	const stamp: FileStamp = [10, 20, 30, 40];
	assert.ok(isSameStamp(stamp, [10, 20, 30, 40]));
	for (const index of [0, 1, 2, 3]) assert.ok(!isSameStamp(stamp, stamp.map((value, at) => at === index ? value + 1 : value) as unknown as FileStamp), `field ${index}`);
	assert.deepEqual([isSameStamp(null, null), isSameStamp(stamp, null), isSameStamp(null, stamp)], [true, false, false]);
});

test('a stamp taken within a tick of either of its times may be left by a later write as well', () => {
	for (const [mtime, ctime, at, isRacy] of [[1000, 1000, 1000, true], [1000, 1000, 1049, true], [1000, 1000, 1050, false], [0, 1000, 1049, true], [1000, 0, 1049, true], [0, 1000, 1050, false], [2000, 0, 1000, true]] as const) {
		assert.equal(isRacyStamp([mtime, ctime, 0, 0], at), isRacy, `${mtime} ${ctime} ${at}`);
	}
});

test('the format of a file is decided by the first package.json upwards, and by those that are not there before it', t => {
	const folder = join(temporary(t), '..');
	writeFileSync(join(folder, 'package.json'), '{}');
	const scopes = new Scopes(Date.now() + 1000);
	scopes.add(join(folder, 'a/b/x.js'));
	const paths = scopes.list().map(([path]) => path.slice(folder.length));
	assert.deepEqual(paths, ['/a/b/package.json', '/a/package.json', '/package.json']);
	assert.deepEqual(scopes.list().map(([, stamp]) => stamp === null), [true, true, false]);
	scopes.add(join(folder, 'a/y.js'));
	scopes.add(join(folder, 'c/z.js'));
	assert.deepEqual(scopes.list().map(([path]) => path.slice(folder.length)), [...paths, '/c/package.json']);
	assert.equal(readFileSync(join(folder, 'package.json'), 'utf8'), '{}');
	const later = new Scopes(Date.now() - 60_000);
	later.add(join(folder, 'y.js'));
	assert.deepEqual(later.list().map(([, stamp]) => stamp), [[-1, -1, -1, -1]], 'what changed since may be another than what was read');
});
