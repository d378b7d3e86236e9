// What CommonJS code gets for a package under version control: something that stays, and shows the version in place.
import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { inspect, isDeepStrictEqual } from 'node:util';
import { forgetRequired, RequireViews } from '../dist/require-view.js';
import type { Places, Surroundings } from '../dist/surroundings.js';
import { makeFolder } from './support/folder.js';

const folderURL = (path: string) => `${pathToFileURL(path).href}/`;

interface Views {
	readonly views: RequireViews;
	/** As a file `app.cjs` in the folder has it. */
	readonly require: NodeJS.Require;
	/** Puts the version in `folder` in place. */
	readonly put: (folder: string, more?: Partial<Places>) => void;
	readonly path: (...parts: string[]) => string;
	[Symbol.asyncDispose](): Promise<void>;
}

/** Versions of `lib` in folders of their own, by the text of their main file. */
async function open(versions: Readonly<Record<string, string>>, { files = {}, exportsOf = () => null }: { readonly files?: Readonly<Record<string, string>>; readonly exportsOf?: Surroundings['exportsOf'] } = {}): Promise<Views> {
	const folder = await makeFolder({ 'app.cjs': '', ...files });
	for (const [name, text] of Object.entries(versions)) await folder.write({ [`${name}/node_modules/lib/package.json`]: '{"name":"lib"}', [`${name}/node_modules/lib/index.js`]: text });
	const path = (...parts: string[]) => join(folder.path, ...parts);
	const views = new RequireViews({ exportsOf, place: async () => {}, changed: async () => null, withdraw: () => {}, say: () => {}, terminal: null });
	const put: Views['put'] = (name, more = {}) => views.place({ packages: { lib: { from: pathToFileURL(path(name, 'package.json')).href, name: 'lib' } }, hotFolders: [], storeFolders: [], ...more });
	put(Object.keys(versions)[0] ?? '');
	views.install();
	return { views, put, path, require: createRequire(path('app.cjs')), async [Symbol.asyncDispose]() { views.close(); await folder[Symbol.asyncDispose](); } };
}

test('what was taken once shows the version in place: reads, writes, calls, new, in, delete, keys', async () => {
	await using all = await open({
		one: 'exports.text = "one"; exports.only = 1; exports.f = function () { return this === exports; };',
		two: 'module.exports = class Two { constructor(n) { this.n = n; } static text = "two"; };',
		three: 'module.exports = (...args) => args.join(); module.exports.text = "three";',
	});
	const lib = all.require('lib') as Record<string, unknown> & ((...args: number[]) => string) & (new (n: number) => { n: number });
	assert.equal(all.require('lib'), lib, 'every require gives the same');
	assert.deepEqual([lib['text'], 'only' in lib, Object.keys(lib), Object.hasOwn(lib, 'only')], ['one', true, ['text', 'only', 'f'], true]);
	lib['added'] = 1;
	delete lib['only'];
	assert.deepEqual([Object.keys(lib), Object.assign({}, lib)['added']], [['text', 'f', 'added'], 1]);
	assert.equal((lib as unknown as { f(): boolean }).f(), false, 'a method sees what it is called on');
	assert.throws(() => lib(1), TypeError);
	all.put('two');
	assert.deepEqual([lib['text'], 'added' in lib, Object.getPrototypeOf(lib) === Function.prototype], ['two', false, true]);
	all.put('three');
	assert.equal(lib['text'], 'three');
	all.put('one');
	assert.deepEqual([lib['added'], 'only' in lib], [1, false], 'a version is run once');
});

test('a view of a function can be called, constructed and extended, whatever comes after it', async () => {
	await using all = await open({
		one: 'module.exports = class One { constructor(n) { this.n = n; this.made = new.target === module.exports; } who() { return "one " + this.n; } static s = 1; };',
		two: 'module.exports = function Two(n) { if (!new.target) return "called " + n; this.n = n; }; module.exports.prototype.who = function () { return "two " + this.n; };',
		three: 'module.exports = { plain: true };',
	});
	const lib = all.require('lib') as unknown as { (n: number): string; new (n: number): { who(): string; made?: boolean }; readonly name: string; readonly s?: number };
	assert.deepEqual([typeof lib, lib.name, lib.s, new lib(1).who(), new lib(1).made, new lib(1) instanceof lib], ['function', 'One', 1, 'one 1', true, true]);
	assert.throws(() => lib(1), { name: 'TypeError', message: /Class constructor One cannot be invoked without 'new'/ });
	class Derived extends lib { override who() { return `derived ${super.who()}`; } }
	assert.deepEqual([new Derived(2).who(), new Derived(2) instanceof lib, new Derived(2).made], ['derived one 2', true, false]);
	all.put('two');
	assert.deepEqual([lib(3), new lib(4).who(), lib.name, Object.hasOwn(lib, 'prototype')], ['called 3', 'two 4', 'Two', true]);
	all.put('three');
	assert.deepEqual([(lib as unknown as { plain: boolean }).plain, Object.keys(lib)], [true, ['plain']]);
	assert.throws(() => lib(1), TypeError);
});

test('a view of an array is one: its length, its keys and its copies are those of the version in place', async () => {
	await using all = await open({ one: 'module.exports = ["a", "b"];', two: 'module.exports = ["c"];', three: 'module.exports = { length: "a text", x: 1 };' });
	const lib = all.require('lib') as string[];
	assert.deepEqual([Array.isArray(lib), lib.length, [...lib], Object.keys(lib), JSON.stringify(lib), lib.concat(['z'])], [true, 2, ['a', 'b'], ['0', '1'], '["a","b"]', ['a', 'b', 'z']]);
	assert.deepEqual(Object.getOwnPropertyDescriptor(lib, 'length'), { value: 2, writable: true, enumerable: false, configurable: false });
	assert.deepEqual(Reflect.ownKeys(lib), ['0', '1', 'length']);
	lib.push('more');
	assert.equal(lib.length, 3);
	all.put('two');
	assert.deepEqual([[...lib], Object.entries(lib), lib.map((each) => each)], [['c'], [['0', 'c']], ['c']]);
	all.put('three');
	assert.deepEqual([Object.keys(lib), Reflect.ownKeys(lib).length], [['x'], 2]);
});

test('accessors, symbols and definitions go to the version in place', async () => {
	await using all = await open({ one: 'let n = 0; Object.defineProperty(exports, "count", { get: () => ++n }); exports[Symbol.for("s")] = 1; Object.freeze(exports.frozen = {});' });
	const lib = all.require('lib') as Record<PropertyKey, unknown>;
	assert.deepEqual([lib['count'], lib['count'], lib[Symbol.for('s')], Object.getOwnPropertySymbols(lib)], [1, 2, 1, [Symbol.for('s')]]);
	assert.deepEqual({ ...Object.getOwnPropertyDescriptor(lib, 'count'), get: null }, { get: null, set: undefined, enumerable: false, configurable: true });
	Object.defineProperty(lib, 'defined', { value: 5, enumerable: true });
	assert.deepEqual([lib['defined'], isDeepStrictEqual(Object.keys(lib), ['frozen', 'defined']), Reflect.set(lib, 'count', 1), Reflect.getPrototypeOf(lib) === Object.prototype], [5, true, false, true]);
	assert.equal(Reflect.getOwnPropertyDescriptor(lib, 'nothing'), undefined);
	assert.doesNotThrow(() => inspect(lib));
});

test('a value that is no object cannot follow, and one that replaces an object is seen through it', async () => {
	await using all = await open({ one: 'module.exports = "text";', two: 'exports.a = 1;' });
	assert.equal(all.require('lib'), 'text');
	all.put('two');
	const lib = all.require('lib') as { readonly a: number; readonly length?: number };
	assert.equal(lib.a, 1);
	all.put('one');
	assert.deepEqual([lib.length, Reflect.ownKeys(lib).length], [4, 5], 'the letters and the length');
});

test('subpaths have views of their own; a package is never its own view, nor is a dependency that a stored package has beside it', async () => {
	await using all = await open({ one: 'exports.own = require("lib/sub"); exports.text = "one";' }, {
		files: {
			'one/node_modules/lib/sub.js': 'exports.sub = "one";', 'two/node_modules/lib/package.json': '{"name":"lib"}', 'two/node_modules/lib/index.js': '', 'two/node_modules/lib/sub.js': 'exports.sub = "two";',
			'node_modules/lib/index.js': 'exports.text = "installed";', 'store/user/node_modules/user/index.js': 'module.exports = require("lib").text;', 'store/other/node_modules/other/index.js': 'module.exports = require("lib").text;',
			'store/lib-x/node_modules/lib/index.js': 'exports.text = "beside";',
		},
	});
	await symlink(all.path('store/lib-x/node_modules/lib'), all.path('store/user/node_modules/lib'));
	all.put('one', { storeFolders: [folderURL(all.path('store'))] });
	const sub = all.require('lib/sub') as { readonly sub: string };
	assert.equal(sub.sub, 'one');
	assert.deepEqual([all.require('./store/user/node_modules/user'), all.require('./store/other/node_modules/other')], ['beside', 'one']);
	all.put('two', { storeFolders: [folderURL(all.path('store'))] });
	assert.equal(sub.sub, 'two');
	assert.throws(() => all.require('lib/none'), { code: 'MODULE_NOT_FOUND' });
	assert.notEqual(all.require('node:path'), undefined);
	all.views.close();
	assert.equal((all.require('lib') as { readonly text: string }).text, 'installed');
});

test('of a version of ES modules the program\'s own namespace is shown, and what is not in the program is loaded', async () => {
	const namespace = { text: 'the program\'s' };
	const asked: string[] = [];
	await using all = await open({ one: '' }, {
		files: { 'esm/node_modules/lib/package.json': '{ "type" : "module", "main": "index.js" }', 'esm/node_modules/lib/index.js': '', 'esm/node_modules/lib/a.cjs': 'exports.text = "cjs";' },
		exportsOf: id => { asked.push(id); return namespace; },
	});
	all.put('esm');
	assert.equal((all.require('lib') as typeof namespace).text, 'the program\'s');
	assert.equal((all.require('lib/a.cjs') as typeof namespace).text, 'cjs');
	assert.deepEqual([...new Set(asked)], ['hot-npm:lib']);
});

test('closing leaves alone what was patched over it, and installing twice patches once', async () => {
	const internals = module as unknown as { _load: (...args: unknown[]) => unknown };
	const before = internals._load;
	const all = await open({ one: 'exports.a = 1;' });
	const ours = internals._load;
	all.views.install();
	assert.equal(internals._load, ours);
	const theirs = (...args: unknown[]): unknown => Reflect.apply(ours, module, args);
	internals._load = theirs;
	await all[Symbol.asyncDispose]();
	assert.equal(internals._load, theirs);
	internals._load = before;
});

test('what lies below the folders that nobody needs leaves the cache, and nothing beside them', async () => {
	await using folder = await makeFolder({ 'a/x.js': 'module.exports = {};', 'ab/x.js': 'module.exports = {};' });
	const require = createRequire(join(folder.path, 'main.js'));
	const [a, ab] = [require('./a/x.js') as object, require('./ab/x.js') as object];
	forgetRequired([join(folder.path, 'a')]);
	assert.notEqual(require('./a/x.js'), a);
	assert.equal(require('./ab/x.js'), ab);
	forgetRequired([]);
	assert.equal(require('./ab/x.js'), ab);
});
