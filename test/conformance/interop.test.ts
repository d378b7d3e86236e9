// What is not hot: CommonJS, JSON, built-ins, wasm; and what is not hot importing what is.
import { conforms } from './support/conforms.js';

const tell = (...names: string[]): string => names.map(name => [
	`try { const ns = await import('${name}'); console.log('${name}', Object.keys(ns), ns.default); console.log(ns);`,
	`} catch (error) { console.log('${name}', error.name, error.code, error.message); }`,
].join(' ')).join('\n');

conforms('CommonJS modules and the names they export', {
	'main.js': tell(...Array.from({ length: 14 }, (_, index) => `./c${index}.cjs`)),
	'c0.cjs': 'exports.a = 1; exports.b = 2;',
	'c1.cjs': 'module.exports = { a: 1, b: 2 };',
	'c2.cjs': 'module.exports = function f() { }; module.exports.extra = 1;',
	'c3.cjs': 'module.exports = 5;',
	'c4.cjs': 'module.exports = null;',
	'c5.cjs': 'module.exports = undefined;',
	'c6.cjs': `Object.defineProperty(exports, '__esModule', { value: true }); exports.default = 'the default'; exports.named = 1;`,
	'c7.cjs': `for (const key of [ 'x', 'y' ]) exports[key] = key;`,
	'c8.cjs': `module.exports = require('./c0.cjs');`,
	'c9.cjs': `Object.defineProperty(exports, 'getter', { enumerable: true, get() { return 'got'; } }); exports.if = 1; exports['a b'] = 2;`,
	'c10.cjs': `exports.then = 1; exports.default = 2; exports.__esModule = true;`,
	'c11.cjs': `throw new Error('from CommonJS');`,
	'c12.cjs': `module.exports = class K { static s = 1; };`,
	'c13.cjs': [
		'exports.a = 1; setTimeout(() => { exports.a = 2; }); exports.this = this === exports; exports.args = arguments.length;',
		`exports.names = [ __filename === module.filename, typeof require, require.main === module, module.id === '.', module.children.length, module.loaded ];`,
	].join(' '),
}, { known: 'Node 26 says of a namespace that it is a proxy', knownOn: major => major === 26 });

conforms('CommonJS that threw, imported by another module afterwards', {
	'main.js': `await import('./c.cjs').catch(error => console.log(error.message)); await import('./user.js').catch(error => console.log(error.message));`,
	'user.js': `import { a } from './c.cjs'; console.log(a);`,
	'c.cjs': `throw new Error('from CommonJS'); exports.a = 1;`,
}, { known: 'Node evaluates the second importer, with undefined for the names; the specification says that the error is thrown again' });

conforms('imports of CommonJS', {
	'main.js': `
		import def, { a, b } from './c.cjs'; import * as ns from './c.cjs'; import { default as again } from './c.cjs'; import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
		console.log(def, a, b, ns.a, ns.default === def, again === def, require('./c.cjs') === def, ns.missing, Object.keys(ns), require.cache[require.resolve('./c.cjs')].exports === def, def.f() === def, ns.f() === def, ns.f() === ns);
		export { a as re } from './c.cjs'; export * from './c.cjs'; import * as self from './main.js'; console.log(Object.keys(self)); def.a = 'changed'; console.log(a, ns.a, def.a);`,
	'c.cjs': `exports.a = 1; exports.b = { c: 2 }; exports.f = function () { return this; };`,
});

conforms('a name that a CommonJS module does not export', {
	'main.js': `import { missing } from './c.cjs'; console.log(missing);`,
	'c.cjs': 'exports.a = 1;',
});

conforms('a name that a CommonJS module does not export, in import()', {
	'main.js': `for (const name of [ './a.js', './b.js', './c.js' ]) await import(name).catch(error => console.log(error.name, error.message));`,
	'a.js': `import { missing } from './c.cjs';`, 'b.js': `import { missing as x, y } from './c.cjs';`, 'c.js': `export { missing } from './c.cjs';`,
	'c.cjs': 'exports.a = 1;',
});

for (const [ ignored, env ] of [ [ 'packages', {} ], [ 'nothing', { HOT_RUNTIME: '{"ignore":"(?!)","silent":true}' } ] ] as const) {
	conforms(`require.cache holds what the program loaded and no more, with ${ignored} ignored`, {
		'main.js': `import { createRequire } from 'node:module'; import c from './c.cjs'; import 'dep'; import { later } from './x.js';
			const require = createRequire(import.meta.url); const tell = () => console.log(Object.keys(require.cache).map(path => path.split(/[\\\\/]/).slice(-2).join('/')).sort());
			tell(); await import('./later.js'); tell(); later(); require('./d.cjs'); tell(); await import('./broken.js').catch(error => console.log(error.name)); tell(); console.log(c.children(), require('./c.cjs') === c);`,
		'c.cjs': `exports.children = () => module.children.length; require('./d.cjs');`,
		'd.cjs': '',
		'e.cjs': '',
		'x.js': `import './e.cjs'; export const later = () => { };`,
		'later.js': `import 'dep/esm'; export { }`,
		'broken.js': `import { none } from './x.js';`,
		'node_modules/dep/index.js': `require('./inner');`,
		'node_modules/dep/inner.js': `exports.x = 1;`,
		'node_modules/dep/esm.mjs': `import './inner.js';`,
		'node_modules/dep/package.json': '{ "exports": { ".": "./index.js", "./esm": "./esm.mjs" } }',
	}, { env, shows: /c\.cjs/ });
}

conforms('JSON', {
	'main.js': `
		import data from './data.json' with { type: 'json' }; import again from './data.json' with { type: 'json' }; import * as ns from './data.json' with { type: 'json' }; import query from './data.json?1' with { type: 'json' }; import { createRequire } from 'node:module';
		console.log(data, data === again, Object.keys(ns), data === query, typeof createRequire); data.a = 'changed'; console.log(again.a, (await import('./data.json', { with: { type: 'json' } })).default === data, ns);
		for (const name of [ './bad.json', './empty.json', './missing.json', './number.json', './null.json', './string.json', './bom.json', './proto.json' ]) await import(name, { with: { type: 'json' } }).then(ns => console.log(name, ns), error => console.log(name, error.name, error.code, error.message));`,
	'data.json': '{ "a": 1, "default": 2, "list": [ 1, null ] }',
	'bad.json': '{ "a": }',
	'empty.json': '',
	'number.json': '5',
	'null.json': 'null',
	'string.json': '"x"',
	'bom.json': '\uFEFF{ "a": 1 }',
	'proto.json': '{ "__proto__": { "x": 1 }, "then": 1 }',
}, { known: 'Node 26 says of a namespace that it is a proxy', knownOn: major => major === 26 });

conforms('JSON that is also required is one object', {
	'main.js': `import data from './data.json' with { type: 'json' }; import { createRequire } from 'node:module'; console.log(createRequire(import.meta.url)('./data.json') === data);`,
	'data.json': '{}',
}, { known: 'JSON modules are hot: each version of a file is an object of its own' });

conforms('JSON without its attribute', { 'main.js': `import data from './data.json';\nconsole.log(data);`, 'data.json': '{}' });
conforms('JavaScript with the attribute of JSON', { 'main.js': `import data from './x.js' with { type: 'json' };\nconsole.log(data);`, 'x.js': 'export default 1;' });
conforms('an attribute that Node does not know', { 'main.js': `import data from './x.js' with { kind: 'x' };\nconsole.log(data);`, 'x.js': 'export default 1;' });
conforms('a type that Node does not know', { 'main.js': `import data from './x.css' with { type: 'css' };\nconsole.log(data);`, 'x.css': 'a { }' });
conforms('broken JSON ends the program as Node ends it', { 'main.js': `import data from './data.json' with { type: 'json' };\nconsole.log(data);`, 'data.json': '{ "a": }' });

conforms('built-ins', {
	'main.js': `
		import fs, { readFileSync } from 'fs'; import * as nsfs from 'node:fs'; import { fs as none, default as again } from 'node:fs'; `.replace('fs as none, ', '') + `import { syncBuiltinESMExports, builtinModules } from 'node:module'; import process2, { argv, env } from 'node:process'; import * as path from 'path'; import { setTimeout as wait } from 'timers/promises'; import assert, { strict } from 'assert';
		console.log(fs === again, fs.readFileSync === readFileSync, nsfs.default === fs, process2 === process, argv === process.argv, env === process.env, path.sep, typeof wait, strict === assert.strict, Object.keys(path).length === Object.keys(path.default).length + (('module.exports' in path) ? 1 : 0) + 1, nsfs === await import('fs'), nsfs === await import('node:fs'));
		fs.readFileSync = () => 'mocked'; console.log(readFileSync === fs.readFileSync); syncBuiltinESMExports(); console.log(readFileSync === fs.readFileSync, readFileSync(), nsfs.readFileSync(), (0, readFileSync)(), [ readFileSync ][0]()); fs.readFileSync = null; syncBuiltinESMExports(); console.log(readFileSync, nsfs.readFileSync); fs.added = 1; syncBuiltinESMExports(); console.log(nsfs.added); console.log(Object.prototype.toString.call(nsfs), nsfs.missing, typeof nsfs.promises.readFile);`,
});

conforms('a built-in that is not there', { 'main.js': `import 'node:nothing';` });
conforms('a name that a built-in does not export', { 'main.js': `import { nothing } from 'node:fs';\nconsole.log(nothing);` });
conforms('every built-in has the names it has', { 'main.js': [
	`import { builtinModules } from 'node:module';`,
	'for (const name of builtinModules) if (!/^_|constants|punycode|sys$|trace_events|wasi|sqlite|inspector/.test(name)) console.log(name,',
	`Object.keys(await import(name)).length, Object.keys(await import(name.startsWith('node:') ? name : 'node:' + name)).join());`,
].join(' ') });

conforms('a CommonJS main that imports', {
	'main.cjs': [
		'console.log(typeof require, require.main === module);',
		`import('./hot.js').then(ns => { console.log(ns); ns.next(); console.log(ns.n); return import('./hot.js').then(again => console.log(again === ns)); });`,
		`console.log('sync');`,
	].join(' '),
	'hot.js': `import { x } from './dep.js'; console.log('hot', x); export let n = 0; export const next = () => ++n; export default class { }`,
	'dep.js': `export const x = 1;`,
}, { args: [ 'main.cjs' ] });

conforms('CommonJS requires an ES module', {
	'main.js': `import './c.cjs'; import { n } from './hot.js'; console.log('main', n);`,
	'c.cjs': `try { const ns = require('./hot.js'); console.log(ns.n, Object.keys(ns), ns.__esModule, typeof ns.default); ns.next(); console.log(ns.n); } catch (error) { console.log(error.code); }`,
	'hot.js': `export let n = 0; export const next = () => { n++; }; export default 5;`,
}, { on: major => major !== 20 });

conforms('CommonJS requires an ES module with top-level await', {
	'main.js': `import './c.cjs'; console.log('main');`,
	'c.cjs': `try { require('./hot.js'); } catch (error) { console.log(error.code); }`,
	'hot.js': `await 0; export default 5;`,
});

conforms('CommonJS requires a text that is an ES module by its syntax', {
	'main.cjs': [
		`try { console.log(require('./x.js')); } catch (error) { console.log(error.name, error.code); }`,
		`import('./x.js').then(ns => console.log(ns.default), error => console.log(error.name));`,
	].join(' '),
	'x.js': `export default 5;`, 'package.json': '{}',
}, { args: [ 'main.cjs' ] });

conforms('a main module that is an ES module by its syntax', { 'main.js': `import { x } from './x.js';\nconsole.log(x, typeof require);`, 'x.js': `export const x = 1;`, 'package.json': '{}' });
conforms('a main module that is an ES module by a await of its own', { 'main.js': `await 0;\nconsole.log(typeof require);`, 'package.json': '{}' });
conforms('a main module that is CommonJS', {
	'main.js': `console.log(typeof require, this === module.exports); const { x } = require('./y.js'); console.log(x); import('./z.mjs').then(ns => console.log(ns));`,
	'y.js': `exports.x = 1;`,
	'z.mjs': `import { x } from './y.js'; import def from './y.js'; console.log(x, def); export { x };`,
	'package.json': '{}',
});

conforms('packages: ES modules, CommonJS and both', {
	'main.js': [
		`import * as esm from 'esm'; import * as cjs from 'cjs'; import dual from 'dual'; import { createRequire } from 'node:module';`,
		`const require = createRequire(import.meta.url); console.log(esm, cjs, dual, require('dual'), require('cjs') === cjs.default);`,
		`console.log(esm.ns === await import('esm/inner.js'), await import('esm/user.js')); export * from 'esm'; export * from 'cjs';`,
		`import * as self from './main.js'; console.log(Object.keys(self));`,
	].join(' '),
	'shared.js': `console.log('shared'); export const shared = {};`,
	'node_modules/esm/package.json': '{ "name": "esm", "type": "module", "exports": { ".": "./index.js", "./inner.js": "./inner.js", "./user.js": "./user.js" } }',
	'node_modules/esm/index.js': `export * as ns from './inner.js'; export const a = 1; export default class A { }; export let live = 0;`,
	'node_modules/esm/inner.js': `export const inner = 1; export const meta = Object.keys(import.meta).filter(key => key !== 'hot');`,
	'node_modules/esm/user.js': `import { shared } from '../../shared.js'; export const same = shared === (await import('../../shared.js')).shared;`,
	'node_modules/cjs/package.json': '{ "name": "cjs" }',
	'node_modules/cjs/index.js': `module.exports = { b: 2 }; exports.none = 1;`,
	'node_modules/dual/package.json': '{ "name": "dual", "exports": { "import": "./index.mjs", "require": "./index.cjs" } }',
	'node_modules/dual/index.mjs': `export default 'esm';`,
	'node_modules/dual/index.cjs': `module.exports = 'cjs';`,
});

conforms('a package imports a module of the user, in a cycle', {
	'main.js': `import { call } from 'framework'; export const config = { value: 1 }; export function hoisted() { return 'hoisted'; } console.log(await call());`,
	'node_modules/framework/package.json': '{ "name": "framework", "type": "module", "exports": "./index.js" }',
	'node_modules/framework/index.js': `export const call = async () => { const { config, hoisted } = await import('../../plugin.js'); return [ config, hoisted() ]; };`,
	'plugin.js': `export { config, hoisted } from './main.js'; console.log('plugin');`,
}, { anyCodeFrame: true });

const wasm = Buffer.from('0061736d0100000001070160027f7f017f030201000707010361646400000a09010700200020016a0b', 'hex');
conforms('wasm', {
	'main.js': [
		`await import('./add.wasm').then(ns => console.log(Object.keys(ns), ns.add(1, 2)), error => console.log(error.name, error.code));`,
		`await import('./user.js').then(ns => console.log(ns.sum), error => console.log(error.name, error.code));`,
	].join(' '),
	'user.js': `import { add } from './add.wasm'; import * as ns from './add.wasm'; export const sum = add(3, 4) + ns.add(1, 1);`,
	'add.wasm': wasm,
});
conforms('wasm behind its flag', {
	'main.js': `import { add } from './add.wasm'; import * as ns from './add.wasm'; console.log(add(3, 4), Object.keys(ns), ns.add(1, 1));`,
	'add.wasm': wasm,
}, { args: [ '--experimental-wasm-modules', 'main.js' ] });

conforms('data URLs', { 'main.js': `
	import one from 'data:text/javascript,export default 1'; import json from 'data:application/json,{"a":1}' with { type: 'json' }; import * as b64 from 'data:text/javascript;base64,ZXhwb3J0IGNvbnN0IHggPSBpbXBvcnQubWV0YS51cmw='; import { again } from 'data:text/javascript,import fs from "fs"; export const again = typeof fs'; console.log(one, json, b64.x, again);
	for (const url of [ 'data:text/javascript,let', 'data:text/javascript,import "./x.js"', 'data:', 'data:text/javascript,throw new Error("thrown")', 'data:text/javascript,export default await 1' ]) await import(url).then(ns => console.log(ns), error => console.log(url, error.name, error.code, error.message));` });

conforms('modules of the same text are their own', {
	'main.js': `import * as a from './a.js'; import * as b from './b.js'; console.log(a.o === b.o, a === b);`,
	'a.js': `export const o = {};`,
	'b.js': `export const o = {};`,
});

conforms('an anonymous class or function of CommonJS called through imports', {
	'main.js': `import def, { f } from './c.cjs'; import * as ns from './c.cjs'; console.log(f() === undefined, ns.f() === ns, ns.default.f() === def, new ns.K().x, def.K.name);`,
	'c.cjs': `'use strict'; exports.f = function () { return this; }; exports.K = class { x = 1; };`,
});

conforms('JSON that is read before its turn is undefined', {
	'main.js': `import { data } from './a.js'; import direct from './x.json' with { type: 'json' }; console.log('main', data, direct);`,
	'a.js': `import './b.js'; export { default as data } from './x.json' with { type: 'json' };`,
	'b.js': `
		import * as a from './a.js'; import { data } from './a.js';
		const see = () => { for (let i = 0; i < 40; i++) a.data; return [ a.data, data, Object.keys(a) ]; };
		console.log('b', ...see());
		setTimeout(() => console.log('later', ...see()));`,
	'x.json': '{ "x": 1 }',
}, { shows: /b undefined undefined/ });

conforms('what built-in modules say of the place they were called at', {
	'main.js': `import assert, { ok, strict, strict as named } from 'node:assert'; import * as all from 'assert'; import { suite, it } from 'node:test'; import util from 'node:util';
		const x = 1; for (const fail of [ () => assert(x === 2), () => assert.ok(x === 2), () => ok(x === 2), () => all.ok(x === 2), () => named(typeof x === 'string'), () => strict.ok(null, undefined), () => util.x(), () => new util(), () => assert.nope.x, () => { const { a } = util.nope; }, () => all.nope() ])
			try { fail(); } catch (error) { console.log(error.message, /main.js:(\\d+:\\d+)/.exec(error.stack)[1]); }
		console.log(String(() => assert(x)), typeof suite, typeof it); try { util = 1; } catch (error) { console.log(error.message); } try { all++; } catch (error) { console.log(error.message); } try { [ ok ] = [ 1 ]; } catch (error) { console.log(error.message); }
		assert.ok(x === 2);`,
}, { shows: /assert\.ok\(x === 2\)/ });

conforms('what the program puts in the place of built-in modules is live', {
	'main.js': `import { register } from 'node:module'; register('./hooks.js', import.meta.url); console.log((await import('./user.js')).seen, (await import('./other.js')).seen);`,
	'hooks.js': `export async function resolve(specifier, context, next) { return /(?:user|other)\\.js$/.test(context.parentURL) && [ 'node:path', 'assert' ].includes(specifier) ? next('./fake.js', context) : next(specifier, context); }`,
	'user.js': `import path, * as ns from 'node:path'; import { y as z } from 'assert'; ns.set(2); export const seen = [ path.x, ns.y, z, ns.join?.name ]; ns.set(3); seen.push(path.x, ns.y, z);`,
	'other.js': `import path from 'node:path'; import fs from 'node:fs'; export const seen = [ path.x, typeof fs.readFileSync ];`,
	'fake.js': `let d = { x: 'fake' }; export { d as default }; export let y = 1; export function set(v) { y = v; d = { x: v }; }`,
}, { args: [ '--no-warnings', 'main.js' ] });

conforms('types that cannot be stripped', {
	'main.js': `for (const name of [ './enum.ts', './bad.ts' ]) await import(name).catch(error => console.log(error.name, error.code, error.message, error.stack.split('\\n    at')[0]));`,
	'enum.ts': `enum A { a }`, 'bad.ts': `const a: = 1;`,
}, { on: major => major > 20, args: [ '--no-warnings', 'main.js' ], shows: /enum\.ts:1/ });

conforms('the stack of an error in CommonJS that is imported', { 'main.js': `import './a.cjs';`, 'a.cjs': `function f() { throw new Error('in a'); }\nf();` });
