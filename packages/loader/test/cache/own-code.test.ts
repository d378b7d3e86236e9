import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test, type TestContext } from 'node:test';
import { ownCodeCompiled, ownCodePath, readOwnCode, saveOwnCode } from '../../dist/cache/own-code.js';

function temporaryFolder(t: TestContext): string {
	const folder = mkdtempSync(join(tmpdir(), 'hot-runtime-own-code-'));
	t.after(() => rmSync(folder, { recursive: true }));
	return folder;
}

const data = Buffer.from(Array.from({ length: 4096 }, (_, at) => Math.imul(at, 0x9e3779b1) >>> 24));

test('what V8 compiled of our own code is saved once, and only into the folder that is looked into', t => {
	const folder = temporaryFolder(t);
	const path = join(folder, 'cache/a.code');
	let taken = 0;
	const createCachedData = (): Buffer => {
		taken++;
		return data;
	};
	saveOwnCode(null);
	ownCodeCompiled({ folder: null, path, createCachedData });
	saveOwnCode(folder);
	assert.deepEqual([taken, readdirSync(folder), readOwnCode(path)], [0, [], undefined]);
	saveOwnCode(null);
	saveOwnCode(null);
	assert.deepEqual([taken, readdirSync(join(folder, 'cache'))], [1, ['a.code']]);
	assert.deepEqual(readOwnCode(path), data);
});

test('of our own code nothing is taken from a file that is damaged, cut off or empty', t => {
	const folder = temporaryFolder(t);
	const path = join(folder, 'a.code');
	ownCodeCompiled({ folder, path, createCachedData: () => data });
	saveOwnCode(folder);
	const whole = readFileSync(path);
	for (const at of [0, 1000, data.length - 1, data.length, whole.length - 1]) {
		const damaged = Buffer.from(whole);
		damaged[at] = (damaged[at] ?? 0) ^ 1;
		writeFileSync(path, damaged);
		assert.equal(readOwnCode(path), undefined, `byte ${at}`);
	}
	for (const length of [0, 1, 2, data.length, whole.length - 2, whole.length - 1]) {
		writeFileSync(path, whole.subarray(0, length));
		assert.equal(readOwnCode(path), undefined, `${length} bytes`);
	}
	writeFileSync(path, whole);
	assert.deepEqual(readOwnCode(path), data);
});

test('our own code is kept in the project of the program, or in the folder that the user named', t => {
	const folder = temporaryFolder(t);
	mkdirSync(join(folder, 'app/src'), { recursive: true });
	writeFileSync(join(folder, 'app/package.json'), '{}');
	writeFileSync(join(folder, 'app/src/main.js'), '');
	const named = (program: string | undefined, given: string | null = null): string | null => {
		const path = ownCodePath(program, given, 'a key');
		return path === null ? null : relative(folder, path).replace(/[0-9a-f]{16}/, '*');
	};
	const inProject = 'app/node_modules/.cache/hot-runtime/*.code';
	assert.deepEqual([
		named(join(folder, 'app/src/main.js')), named(join(folder, 'app/src/main')), named(join(folder, 'app')), named(join(folder, 'app/src/main.js'), join(folder, 'else')), named(undefined, join(folder, 'else')),
	], [inProject, inProject, inProject, 'else/*.code', 'else/*.code']);
	assert.deepEqual([named(undefined), named('-'), named('[worker eval]'), named('/')], [null, null, null, null]);
	assert.notEqual(ownCodePath(folder, folder, 'a key'), ownCodePath(folder, folder, 'another key'));
});
