// By which files a package is entered, and what a file asks for: pure functions of a manifest and of texts.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesIntegrity, integrityOf } from '../dist/packager/document.js';
import { endings, findEntries, normalise } from '../dist/packager/entries.js';
import { findRequires } from '../dist/packager/requires.js';

const entriesOf = (manifest: object, files: readonly string[], conditions: readonly string[] = []) =>
	findEntries(manifest as Record<string, unknown>, new Set(files), conditions).map(({ field, path }) => [field, path]);

test('without fields a package is entered by its index; every ending is tried in one order', () => {
	assert.deepEqual(entriesOf({}, ['index.js']), [['main', 'index.js']]);
	for (const [index, ending] of endings.entries()) {
		const later = endings.slice(index).map(each => `lib${each}`);
		assert.deepEqual(entriesOf({ main: './lib' }, later), [['main', `lib${ending}`]], ending);
	}
	assert.deepEqual(entriesOf({ main: './' }, ['index.cjs', 'index.json']), [['main', 'index.cjs']]);
	assert.deepEqual(entriesOf({ main: '.' }, ['x.js']), [['main', null], ['index', null]]);
});

test('main and module are both entries, and the index only if neither is there', () => {
	const manifest = { main: 'a', module: 'm.mjs' };
	assert.deepEqual(entriesOf(manifest, ['a.js', 'm.mjs', 'index.js']), [['module', 'm.mjs'], ['main', 'a.js']]);
	assert.deepEqual(entriesOf(manifest, ['m.mjs', 'index.js']), [['module', 'm.mjs'], ['main', null]]);
	assert.deepEqual(entriesOf(manifest, ['index.js']), [['module', null], ['main', null], ['index', 'index.js']]);
	for (const broken of [{ main: 1 }, { main: null }, { main: { a: 'b' } }, { module: [] }, { exports: null }]) assert.deepEqual(entriesOf(broken, ['index.js']), [['main', 'index.js']], JSON.stringify(broken));
});

test('exports name files exactly, for import and for require', () => {
	const files = ['i.mjs', 'r.cjs', 'd.js', 'b.js', 'sub.js', 'sub'];
	assert.deepEqual(entriesOf({ exports: './d.js' }, files), [['.', 'd.js']]);
	assert.deepEqual(entriesOf({ exports: './d' }, files), [['.', null], ['index', null]], 'no ending is tried');
	assert.deepEqual(entriesOf({ exports: { import: './i.mjs', require: './r.cjs' } }, files), [['.', 'i.mjs'], ['.', 'r.cjs']]);
	assert.deepEqual(entriesOf({ exports: { node: { import: './i.mjs', default: './d.js' }, default: './b.js' } }, files), [['.', 'i.mjs'], ['.', 'd.js']]);
	assert.deepEqual(entriesOf({ exports: { browser: './b.js', default: './d.js' } }, files), [['.', 'd.js']]);
	assert.deepEqual(entriesOf({ exports: { browser: './b.js', default: './d.js' } }, files, ['browser']), [['.', 'b.js']]);
	assert.deepEqual(entriesOf({ exports: { default: './d.js', import: './i.mjs' } }, files), [['.', 'd.js']], 'the first that holds');
	assert.deepEqual(entriesOf({ exports: { '.': './d.js', './sub': './sub.js', './package.json': './package.json' } }, files), [['.', 'd.js'], ['./sub', 'sub.js'], ['./package.json', null]]);
	assert.deepEqual(entriesOf({ exports: './d.js', main: './b.js' }, files), [['.', 'd.js'], ['main', 'b.js']]);
});

test('a target that is no file of the package is none', () => {
	const files = ['a.js', 'index.js'];
	for (const exports of ['a.js', '/a.js', 'https://example.org/a.js', 7, true, [], {}, [null], { import: null }]) assert.deepEqual(entriesOf({ exports, main: 'a' }, files), [['main', 'a.js']], JSON.stringify(exports));
	assert.deepEqual(entriesOf({ exports: [{ browser: './no.js' }, 'invalid', './a.js', './index.js'] }, files), [['.', 'a.js']], 'the first of a list that names a file');
	assert.deepEqual(entriesOf({ main: '../a.js' }, files), [['main', null], ['index', 'index.js']]);
	assert.deepEqual(entriesOf({ exports: './../a.js', main: 'index' }, files), [['.', null], ['main', 'index.js']]);
});

test('a condition whose target is null ends the search, as it does for Node', () => {
	assert.deepEqual(entriesOf({ exports: { '.': './a.js', './x': { node: null, default: './b.js' } } }, ['a.js', 'b.js']), [['.', 'a.js']]);
	assert.deepEqual(entriesOf({ exports: { '.': { import: null, default: './b.js' } } }, ['b.js']), [['.', 'b.js']], 'for import there is none, for require there is');
	assert.deepEqual(entriesOf({ exports: { '.': { node: { browser: './no.js' }, default: './b.js' } } }, ['b.js']), [['.', 'b.js']], 'a condition with nothing in it that holds does not');
});

test('a pattern gives an entry for each text it matches, with something in the place of the star', () => {
	const files = ['lib/a.js', 'lib/deep/b.js', 'lib/.js', 'lib/c.txt', 'lib/d.json', 'other/e.js'];
	assert.deepEqual(entriesOf({ exports: { './*': './lib/*.js' } }, files), [['./a', 'lib/a.js'], ['./deep/b', 'lib/deep/b.js']]);
	assert.deepEqual(entriesOf({ exports: { './*': './lib/*' } }, files), [['./a.js', 'lib/a.js'], ['./deep/b.js', 'lib/deep/b.js'], ['./.js', 'lib/.js'], ['./d.json', 'lib/d.json']]);
	assert.deepEqual(entriesOf({ exports: { './*': './none/*.js' }, main: 'other/e.js' }, files), [['main', 'other/e.js']]);
});

test('a path is made plain, and one that leaves its package stays outside', () => {
	for (const [path, plain] of [['./a.js', 'a.js'], ['a/./b//c', 'a/b/c'], ['./lib/../a.js', 'a.js'], ['', ''], ['.', ''], ['a/..', ''], ['../a.js', '../a.js'], ['a/../../b', '../b'], ['../../a', '../../a'], ['./..', '..']] as const) assert.equal(normalise(path), plain, path);
});

test('what a file asks for is found in any position, once for each kind', () => {
	const texts: [text: string, requests: readonly string[]][] = [
		['import "a"; import b from "b"; export { c } from "c"; export * from "d"; export * as e from "e"; import f, * as g from "f";', ['import a', 'import b', 'import c', 'import d', 'import e', 'import f']],
		['export { x }; export const y = 1; let x;', []],
		['import j from "./j.json" with { type: "json" };', ['import ./j.json']],
		['if (x) { const f = () => [require("a"), require("a"), import("a")]; }', ['import a', 'require a']],
		['module.require("a"); require.resolve("b"); require.resolve.paths("c"); module.exports.require("d"); this.require("e"); new require("f");', ['require a', 'require b']],
		['require(`a`); import(`b`); require(`c${x}`); require("d" + x); require(); require(...["e"]); import(x ?? "f");', ['import b', 'require a']],
		['require("a", 1); require?.("b");', ['require a']],
		['const element = <div>{require("a")}</div>;', ['require a']],
		['type A = string; const x = require("a"); (x: any);', ['require a']],
		['#!/usr/bin/env node\nreturn require("a");', ['require a']],
		['await 1; require("a"); let let1; let let1;', ['require a']],
	];
	for (const [text, requests] of texts) assert.deepEqual(findRequires(text)?.requires.map(({ kind, specifier }) => `${kind} ${specifier}`).toSorted(), requests, text);
});

test('only an import or export declaration makes a text an ES module', () => {
	for (const text of ['import "a"', 'export default 1', 'export * from "a"', 'let a; export { a as b }']) assert.equal(findRequires(text)?.isModule, true, text);
	for (const text of ['', 'import("a")', 'import.meta', 'exports.a = 1', 'const text = "export {}";', '// export {}']) assert.equal(findRequires(text)?.isModule ?? false, false, text);
});

test('the integrity of a set of files does not depend on their order, but on each name and content', () => {
	const [one, two] = [integrityOf('one'), integrityOf(Buffer.from('two'))];
	assert.match(one, /^sha512-[A-Za-z0-9+/]{86}==$/);
	assert.equal(integrityOf('one'), integrityOf(new Uint8Array([111, 110, 101])));
	const both = filesIntegrity([['a', one], ['b', two]]);
	assert.equal(filesIntegrity([['b', two], ['a', one]]), both);
	const others: (readonly (readonly [string, string])[])[] = [[['a', two], ['b', one]], [['a', one]], [['a', one], ['c', two]], [['a', one], ['b', two], ['b', two]], []];
	for (const other of others) assert.notEqual(filesIntegrity(other), both);
});
