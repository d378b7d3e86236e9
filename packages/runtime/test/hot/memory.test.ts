import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { start } from './support/program.js';
import type { Program } from './support/program.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const files = {
	'main.js': 'import { value } from "./mid.js"; import.meta.hot.accept("./mid.js", () => {}); export const read = () => value;',
	'mid.js': 'import { value as leaf } from "./leaf.js"; export const value = leaf; import.meta.hot.dispose((data) => { data.n = 1; }); export const lazy = () => import("./lazy.js");',
	'leaf.js': `export const value = 0; import.meta.hot.on('afterUpdate', () => {}); const big = new Array(1000).fill('x'); export const hold = () => big;`,
	'lazy.js': 'export const lazy = 1;',
};

function leaf(index: number): string {
	return `${files['leaf.js']} // ${index}`;
}

async function edits(program: Program, from: number, count: number): Promise<void> {
	for (let index = from; index < from + count; index += 1) await program.change({ 'leaf.js': leaf(index) });
}

/** The heap when what can be collected has been. */
async function settledHeap(): Promise<number> {
	for (let round = 0; round < 4; round += 1) {
		collect();
		await new Promise((resolve) => setImmediate(resolve));
	}
	return process.memoryUsage().heapUsed;
}

/** By how many bytes the heap grows with each update, in the third of the time in which it grows least: a leak shows in each, what V8 compiles once in one. */
async function growth(run: (from: number, count: number) => Promise<void>, from: number, count: number): Promise<number> {
	const part = Math.ceil(count / 3);
	const grown: number[] = [];
	let before = await settledHeap();
	for (let index = 0; index < 3; index += 1) {
		await run(from + index * part, part);
		const now = await settledHeap();
		grown.push((now - before) / part);
		before = now;
	}
	return Math.min(...grown);
}

test('P55: a program that is updated again and again does not grow', async () => {
	const program = await start(files);
	await edits(program, 0, 500);
	const grown = await growth((from, count) => edits(program, from, count), 500, Number(process.env['HOT_RUNTIME_TEST_UPDATES'] ?? 600));
	assert.ok(grown < 1024, `${Math.round(grown)} bytes for each update`);
});

test('nor does one whose updates fail in every way', async () => {
	const program = await start(files);
	const bad = [(n: number) => `( ${n}`, (n: number) => `export const other = ${n};`, (n: number) => `export const value = 1; throw new Error('${n}');`, leaf];
	const run = async (from: number, count: number): Promise<void> => {
		for (let index = from; index < from + count; index += 1) await program.change({ 'leaf.js': (bad[index % bad.length] ?? leaf)(index) });
	};
	await run(0, 400);
	const grown = await growth(run, 400, 600);
	assert.ok(grown < 1024, `${Math.round(grown)} bytes for each update`);
});

test('a version that was replaced can be collected', async () => {
	const program = await start(files);
	const old = new WeakRef((program.exports('main.js')['read'] as () => unknown));
	assert.ok(old.deref() !== undefined);
	Object.assign(globalThis, { versions: [] });
	const text = (n: number): string => [
		`globalThis.versions.push(new WeakRef(function version() {})); export const value = ${n}; export const self = () => value;`,
		'globalThis.versions.push(new WeakRef(self));',
	].join(' ');
	await program.change({ 'leaf.js': text(1) });
	for (let n = 2; n < 12; n += 1) await program.change({ 'leaf.js': text(n) });
	await settledHeap();
	const refs = Reflect.get(globalThis, 'versions') as WeakRef<object>[];
	const alive = refs.filter((ref) => ref.deref() !== undefined).length;
	assert.ok(alive <= 3, `${alive} of ${refs.length} versions' functions are alive`);
});

test('what a module imports by import() and lets go of again does not pile up', async () => {
	const page = (n: number): string => `export const value = ${n}; export default class {}`;
	const program = await start({ 'main.js': 'import.meta.hot.accept(); export const page = await import("./page0.js");', 'page0.js': page(0) });
	for (let n = 1; n < 200; n += 1) {
		await program.change({ 'main.js': `import.meta.hot.accept(); export const page = await import("./page${n}.js");`, [`page${n}.js`]: page(n) });
	}
	assert.deepEqual(program.graph().modules.map(({ id }) => id).sort(), ['main.js', 'page199.js']);
	assert.ok(program.runtime.hot.history().length <= 100);
});
