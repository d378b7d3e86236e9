import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compileBody } from '../dist/compile.js';
import { transform } from '../dist/transform/index.js';
import { execute } from './support/observe.js';

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

test('an error of V8 is thrown as it is', () => {
	assert.throws(() => compileBody({ code: '(function*(){ let a, a })', prefixLength: 0, filename: url, isUpdate: true }), { name: 'SyntaxError', message: "Identifier 'a' has already been declared" });
	assert.doesNotThrow(() => compileBody({ code: '(function*(){})', prefixLength: 0, filename: url, isUpdate: true }));
});
