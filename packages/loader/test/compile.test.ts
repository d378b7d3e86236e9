import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { compileBody } from '../dist/compile.js';
import { registerSourceMap } from '../dist/source-map-registry.js';
import { transformWithMap } from '../dist/transform/source-map.js';
import { transform } from '../dist/transform/index.js';
import { execute, native, transformed } from './support/observe.js';

const url = 'file:///folder/module.js';

test('lines and columns are those of the file, on the first line too', async () => {
	const { read } = await execute("export const result = new Error('x').stack; export const second = [\n  new Error('y').stack]");
	assert.match(String(read('result')), /file:\/\/\/module\.js:1:23\n/);
	assert.match(String(read('second')), /file:\/\/\/module\.js:2:3\n/);
});

test('a code cache is made and taken', () => {
	const source = transform('export function f() { return 1 }', { url });
	const cachedData = compileBody({ ...source, filename: url, isUpdate: false }).createCachedData();
	assert.equal(compileBody({ ...source, filename: url, isUpdate: false, cachedData }).isFromCache, true);
	assert.equal(compileBody({ ...source, filename: url, isUpdate: true, cachedData }).isFromCache, true);
	const other = transform('export function g() { return "another text" }', { url });
	assert.equal(compileBody({ ...other, filename: url, isUpdate: false, cachedData }).isFromCache, false);
	assert.equal(compileBody({ ...source, filename: url, isUpdate: false }).isFromCache, false);
});

test('evaluated code imports as it would in a module, without a warning', async (context) => {
	const emitWarning = context.mock.method(process, 'emitWarning');
	const { read } = await execute("export const result = [await eval(`import('node:fs')`), await new Function(`return import('node:fs')`)()]");
	assert.equal(Array.isArray(read('result')), true);
	assert.equal(emitWarning.mock.callCount(), 0);
});

test('an error of V8 is thrown as it is', () => {
	assert.throws(() => compileBody({ code: '(function*(){ let a, a })', prefixLength: 0, filename: url, isUpdate: true }), { name: 'SyntaxError', message: "Identifier 'a' has already been declared" });
	assert.doesNotThrow(() => compileBody({ code: '(function*(){})', prefixLength: 0, filename: url, isUpdate: true }));
});

/** Bytes in use, once all that can be collected is. */
function usedBytes(): number {
	setFlagsFromString('--expose-gc');
	const collect: () => void = runInNewContext('gc');
	for (let i = 0; i < 3; i++) collect();
	return process.memoryUsage().heapUsed;
}

/** What `run` keeps for each of 200 runs with another text of 50 KB, after 50 that do not count. */
function keptEach(run: (text: string) => void): number {
	const padding = `/* ${'x'.repeat(50_000)} */`;
	for (let i = 0; i < 50; i++) run(`${padding}export const x = ${i}`);
	const before = usedBytes();
	for (let i = 50; i < 250; i++) run(`${padding}export const x = ${i}`);
	return (usedBytes() - before) / 200;
}

test('a replaced body can be collected', () => {
	const kept = keptEach((text) => compileBody({ ...transform(text, { url }), filename: url, isUpdate: true }));
	assert.ok(kept < 10_000, `${kept} bytes`);
});

test('a replaced source map can be collected', () => {
	const kept = keptEach((text) => registerSourceMap(url, transformWithMap(text, { url }).sourceMap));
	assert.ok(kept < 10_000, `${kept} bytes`);
});

test('a registered source map lets a stack say what it says natively', async () => {
	const text = `import { f, o, C, thrower, default as d } from 'm'; import * as ns from 'm'; /* some text before, on the first line */ let x = f(1, f(2)); export const first = f();
		export const results = [
			f(), ns.f(), f(f, 1), o.f(), f\`x\`, new C().stack, f(x, { f }, f()), d(ns.f(1), f(2)),
			ns .f(), [1].map((f2) => f()).join(), (() => { { let f; } return f(); })(), ns.o.f(), (0, f)(), f?.(), ns.f?.(), new ns.C().stack, (function () { return f(1) })(),
			(() => { try { thrower(); } catch (error) { return error.stack } })(), (() => { try { o.nothing.more; } catch (error) { return error.stack } })(), (() => { try { (void 0).x = f(); } catch (error) { return error.stack } })(),
		].map((stack) => String(stack).split('\\n').slice(1, 4).map((line) => /:(\\d+:\\d+)\\)?$/.exec(line)?.[1]).join());`;
	const modules = { m: 'export const f = (...values) => new Error("f").stack; export const o = { f }; export class C extends Error {} export const thrower = () => { throw new Error("t") }; export default f' };
	const expected = await native(text, modules);
	process.setSourceMapsEnabled(true);
	try {
		registerSourceMap('file:///module.js', transformWithMap(text, { url: 'file:///module.js' }).sourceMap);
		const actual = await transformed(text, modules);
		assert.deepEqual(placesIn(actual.exports['results']), placesIn(expected.exports['results']));
	} finally {
		process.setSourceMapsEnabled(false);
	}
});

/** The places in the module: below it on the stack are other files. */
function placesIn(inspected = ''): readonly string[] {
	return inspected.match(/\b[1-5]:\d+\b/g) ?? [];
}
