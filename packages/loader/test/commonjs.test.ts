import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import type { ModuleSource } from '@hot-runtime/types';
import { commonJSModuleSource, isDecidedByOthers, moduleSourceOfExports } from '../dist/commonjs.js';

const namesOf = ({ localExports }: ModuleSource): readonly string[] => localExports.map(({ exportName }) => exportName);
const names = (text: string, url = 'file:///a.cjs', namesWhole = false): readonly string[] => namesOf(commonJSModuleSource(text, url, namesWhole));

test('the names are those that Node finds in the text, and default is the whole', () => {
	assert.deepEqual(names('exports.a = 1; exports["b c"] = 2; Object.defineProperty(exports, "d", { value: 1 });'), ['default', 'a', 'b c', 'd']);
	assert.deepEqual(names('module.exports = { a, b: c, ...d }; exports.e = 1;'), ['default', 'a', 'b', 'e']);
	assert.deepEqual(names('const e = exports; e.hidden = 1;'), ['default']);
	assert.deepEqual(names(''), ['default']);
});

test('what a text itself calls default is no second default', () => {
	assert.deepEqual(names('exports.default = 1; exports.a = 2;'), ['default', 'a']);
});

test('where Node offers the whole under its own name, that name is there, once', () => {
	assert.deepEqual(names('exports.a = 1; exports["module.exports"] = 2;', 'file:///a.cjs', true), ['default', 'module.exports', 'a']);
	assert.deepEqual(names('exports.a = 1; exports["module.exports"] = 2;'), ['default', 'a']);
});

test('names of what is re-exported are found in the files, also in a circle, and what is missing gives none', t => {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hot-commonjs-')));
	t.after(() => rmSync(folder, { recursive: true }));
	const write = (name: string, text: string): string => {
		writeFileSync(join(folder, name), text);
		return text;
	};
	write('b.js', 'module.exports = require("./c"); exports.b = 1;');
	write('c.js', 'exports.c = 1; module.exports = require("./a.cjs");');
	write('data.json', '{ "d": 1 }');
	const text = write('a.cjs', '__exportStar(require("./b")); __exportStar(require("./missing")); __exportStar(require("./data.json")); exports.a = 1;');
	assert.deepEqual([...names(text, pathToFileURL(join(folder, 'a.cjs')).href)].sort(), ['a', 'b', 'c', 'default'].sort());
});

test('a text that the analysis does not understand has no names, if V8 takes it', () => {
	assert.deepEqual(names('exports.a = 1; `${`'.slice(0, 14)), ['default', 'a']);
	assert.deepEqual(names('#!/usr/bin/env node\nexports.a = 1;'), ['default', 'a']);
});

test('a text that V8 does not compile is refused with its own error; return and await as a name are no errors', () => {
	assert.throws(() => names('exports.a = ;'), { name: 'SyntaxError', message: "Unexpected token ';'" });
	assert.throws(() => names('import a from "./a.js";'), SyntaxError);
	assert.deepEqual(names('var await = 1; exports.a = await; return;'), ['default', 'a']);
});

test('the body says what it may require again, and nothing that would end the comment', () => {
	const { code, prefixLength } = commonJSModuleSource(`require('./a'); require( "b" ); require(c); require('*/d');`, 'file:///a.cjs', false);
	assert.match(code, /\/\*\.\/a b d\*\/$/);
	assert.equal(code.slice(0, prefixLength), '(function*(hot$){"use strict";');
});

test('the body declares readers that ask for the value each time, and runs the module once it is its turn', () => {
	const { code } = commonJSModuleSource('exports["a\\nb"] = 1;', 'file:///a.cjs', true);
	const done: string[] = [];
	let readers: readonly (() => unknown)[] = [];
	let value = 1;
	const body = (0, eval)(code) as (hot: object) => Generator;
	const steps = body({
		declare: (given: typeof readers) => { readers = given; },
		wrote: () => done.push('wrote'),
		meta: { read: (name: string | null) => `${name} ${value}`, run: () => done.push('ran') },
	});
	steps.next();
	assert.deepEqual([readers.map(read => read()), done], [['null 1', 'null 1', 'a\nb 1'], []]);
	value = 2;
	assert.ok(steps.next().done);
	assert.deepEqual([readers.map(read => read()), done], [['null 2', 'null 2', 'a\nb 2'], ['ran', 'wrote']]);
});

test('of a module that has run the names are read off its exports, without its getters', () => {
	const exports = Object.defineProperty({ a: 1 }, 'trap', { get() { throw new Error('asked'); }, enumerable: true });
	assert.deepEqual(namesOf(moduleSourceOfExports(exports, false)), ['default', 'a', 'trap']);
	assert.deepEqual(namesOf(moduleSourceOfExports(Object.assign(() => {}, { x: 1 }), true)).filter(name => !['length', 'name'].includes(name)), ['default', 'module.exports', 'x']);
	for (const value of [null, undefined, 1, 'text']) assert.deepEqual(namesOf(moduleSourceOfExports(value, false)), ['default']);
});

test('every export may be written to, and is there before the module runs', () => {
	const { localExports, requests, hasTLA } = commonJSModuleSource('exports.a = 1;', 'file:///a.cjs', false);
	assert.ok(localExports.every(({ isMutable, hoisted, isThisFree }) => isMutable && hoisted === 'var' && !isThisFree));
	assert.deepEqual([requests, hasTLA], [[], false]);
});

test('a text that hands on what another file exports, found or not, does not decide alone', () => {
	assert.ok(isDecidedByOthers(commonJSModuleSource('module.exports = require("./missing");', 'file:///a.cjs', false)));
	assert.ok(!isDecidedByOthers(commonJSModuleSource('exports.a = require("./missing");', 'file:///b.cjs', false)));
});
