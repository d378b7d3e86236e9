// Programs that change the built-ins. Nothing of ours may lean on what a program can change.
import { conforms } from './support/conforms.js';
import type { Conditions } from './support/conforms.js';

const work = {
	'work.js': `
		import { a, f } from './dep.js'; import * as ns from './dep.js'; import def from './dep.js'; import { c } from './cjs.cjs';
		export const result = [ a, f(), ns.a, ns.f(), def, c, typeof import.meta.url, 'a' in ns ].join();
		export let n = 0; export const next = () => n++; export * from './dep.js'; export * as inner from './dep.js'; export default class { }`,
	'dep.js': `export const a = 1; export let b = 2; export function f() { return 'f'; } b = 3; export default 'default';`,
	'cjs.cjs': `exports.c = 'c';`,
	'awaits.js': `import { result } from './work.js'; await 0; export const awaited = result;`,
	'missing.js': `import { nothing } from './dep.js';`,
	'cycle.js': `import { other } from './cycle2.js'; export const own = 1; export const o = other;`,
	'cycle2.js': `import { own } from './cycle.js'; export const other = typeof (() => own);`,
};

/** Uses the module system after `text` ran. Prints with what was kept. */
const after = (text: string): string => `
const log = console.log.bind(console), { then: realThen } = Promise.prototype, RealPromise = Promise, keep = { keys: Object.keys, string: String };
${text}
const done = [];
log('start');
const tell = async (name, read) => { try { const ns = await import(name); log(name, read(ns)); } catch (error) { log(name, error && error.name, error && error.message); } };
await tell('./work.js', ns => ns.result + ns.n);
await tell('./work.js', ns => { ns.next(); return ns.n + ns.inner.a; });
await tell('./awaits.js', ns => ns.awaited);
await tell('./missing.js', () => 'never');
await tell('./none.js', () => 'never');
await tell('./cycle.js', ns => ns.o + ns.own);
log('end');
`;

/** Nodes whose own loader leans on what was changed: their `import()` fails, that of hot-runtime need not. */
const failsItself: Readonly<Record<string, readonly number[]>> = {
	'Function.prototype.call, apply and bind throw': [ 20 ],
	'Object functions throw': [ 20, 22 ],
	'Object.prototype has names of ours': [ 20, 22 ],
	'Promise is deleted': [ 22 ],
	'Promise is replaced': [ 22 ],
	'Promise.prototype.then throws': [ 20, 22, 24, 26 ],
	'Promise.resolve and all throw': [ 22 ],
	'Promise[Symbol.species] is replaced': [ 20, 22, 24, 26 ],
	'RegExp methods throw': [ 20, 22 ],
	'Set methods throw': [ 20, 22, 24, 26 ],
	'String methods throw': [ 20, 22 ],
	'array iteration throws': [ 20 ],
	'array methods throw': [ 22 ],
	'map, set and generator iteration throws': [ 20, 22, 24, 26 ],
	'the array iterator throws': [ 20 ],
	'the collections are replaced': [ 20, 22 ],
	// Here it is what we say of CommonJS there that fails, in the streams of Node.
	'process.nextTick, on and emit throw': [ 20 ],
};
const failsItselfFirst: Readonly<Record<string, readonly number[]>> = {
	'Function.prototype.call, apply and bind throw': [ 20 ],
	'Set methods throw': [ 24, 26 ],
	'array iteration throws': [ 20 ],
	'map, set and generator iteration throws': [ 24, 26 ],
	'the array iterator throws': [ 20 ],
};

/** Each program runs on two of the Nodes, in turn; on all that are named, where some are. */
const turns: readonly (readonly number[])[] = [ [ 20, 24 ], [ 22, 26 ] ];
let turn = 0;

function elsewhere(majors: readonly number[] = []): Conditions {
	if (majors.length >= 4) return { beyond: 'Node itself leans on these, and fails where hot-runtime does not' };
	const others = [ 20, 22, 24, 26 ].filter(major => !majors.includes(major));
	const inTurn = others.filter(major => turns[turn % 2]?.includes(major));
	turn++;
	return { on: major => (process.env.CONFORMANCE_NODES === undefined && inTurn.length > 0 ? inTurn : others).includes(major) };
}

/** Node itself leans on some of these; then both must fail alike. */
for (const [ name, text ] of Object.entries({
	'Promise is replaced': `globalThis.Promise = function () { throw new Error('tampered'); };`,
	'Promise is deleted': `delete globalThis.Promise;`,
	'Promise.prototype.then throws': `Promise.prototype.then = () => { throw new Error('tampered'); };`,
	'Promise.prototype.then counts': [
		'let n = 0; Promise.prototype.then = function (...args) { n++; return Reflect.apply(realThen, this, args); };',
		`process.on('exit', () => log('then was called', n > 1000));`,
	].join(' '),
	'Promise.prototype.catch and finally throw': `Promise.prototype.catch = Promise.prototype.finally = () => { throw new Error('tampered'); };`,
	'Promise.prototype.constructor is replaced': `Promise.prototype.constructor = function () { throw new Error('tampered'); };`,
	'Promise.resolve and all throw': `Promise.resolve = Promise.all = Promise.reject = Promise.withResolvers = () => { throw new Error('tampered'); };`,
	'Promise[Symbol.species] is replaced': `Object.defineProperty(Promise, Symbol.species, { get() { throw new Error('tampered'); } });`,
	'array iteration throws': `Array.prototype[Symbol.iterator] = () => { throw new Error('tampered'); };`,
	'the array iterator throws': `Object.getPrototypeOf([][Symbol.iterator]()).next = () => { throw new Error('tampered'); };`,
	'map, set and generator iteration throws': [
		'for (const each of [ new Map().entries(), new Set().values(),',
		`(function* () { })() ]) Object.getPrototypeOf(each).next = () => { throw new Error('tampered');`,
		'};',
	].join(' '),
	'the generator prototype is emptied': `const proto = Object.getPrototypeOf(Object.getPrototypeOf((function* () { })())); for (const key of Reflect.ownKeys(proto)) delete proto[key];`,
	'array methods throw': [
		`for (const key of [ 'push', 'pop', 'shift', 'unshift', 'map', 'filter', 'forEach', 'find', 'findIndex', 'includes', 'indexOf', 'join', 'slice',`,
		`'splice', 'some', 'every', 'sort', 'concat', 'reduce', 'flat', 'flatMap', 'at', 'entries', 'keys', 'values', 'reverse',`,
		`'toSorted' ]) if (key !== 'join') Array.prototype[key] = () => { throw new Error('tampered ' + key);`,
		'};',
	].join(' '),
	'Map methods throw': [
		`for (const key of [ 'get', 'set', 'has', 'delete', 'forEach', 'keys', 'values', 'entries', 'clear',`,
		`Symbol.iterator ]) Map.prototype[key] = () => { throw new Error('tampered');`,
		'};',
	].join(' '),
	'Set methods throw': `for (const key of [ 'add', 'has', 'delete', 'forEach', 'keys', 'values', 'entries', 'clear', Symbol.iterator ]) Set.prototype[key] = () => { throw new Error('tampered'); };`,
	'WeakMap methods throw': `for (const key of [ 'get', 'set', 'has', 'delete' ]) WeakMap.prototype[key] = WeakSet.prototype[key] = () => { throw new Error('tampered'); };`,
	'the collections are replaced': `globalThis.Map = globalThis.Set = globalThis.WeakMap = globalThis.WeakSet = globalThis.WeakRef = function () { throw new Error('tampered'); };`,
	'Object functions throw': [
		`for (const key of [ 'create', 'defineProperty', 'defineProperties', 'keys', 'entries', 'values', 'assign', 'freeze', 'fromEntries',`,
		`'getOwnPropertyDescriptor', 'getOwnPropertyNames', 'getPrototypeOf', 'setPrototypeOf', 'hasOwn', 'is',`,
		`'preventExtensions' ]) Object[key] = () => { throw new Error('tampered');`,
		'};',
	].join(' '),
	'Reflect is deleted': `delete globalThis.Reflect;`,
	'Reflect functions throw': `for (const key of Object.getOwnPropertyNames(Reflect)) if (key !== 'apply') Reflect[key] = () => { throw new Error('tampered'); };`,
	'Proxy is replaced': `globalThis.Proxy = function () { throw new Error('tampered'); };`,
	'Symbol is replaced': `globalThis.Symbol = function () { throw new Error('tampered'); };`,
	'Function.prototype.call, apply and bind throw': `Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => { throw new Error('tampered'); };`,
	'Object.prototype has accessors with names of descriptors': [
		`for (const key of [ 'get', 'set', 'value', 'writable', 'enumerable', 'configurable' ]) Object.defineProperty(Object.prototype, key,`,
		'{ get() { return undefined;',
		'}, set(value) { Object.defineProperty(this, key, { __proto__: null, value, writable: true, enumerable: true, configurable: true });',
		'}, configurable: true });',
	].join(' '),
	'Object.prototype.then is there': `Object.prototype.then = undefined;`,
	'Object.prototype has a getter named then': `let thens = 0; Object.defineProperty(Object.prototype, 'then', { get() { thens++; return undefined; }, configurable: true });`,
	'Object.prototype has names of ours': [
		`for (const key of [ 'kind', 'id', 'location', 'hash', 'source', 'resolved', 'record', 'status', 'namespace', 'error', 'ok', 'failure', 'gate', 'meta',`,
		`'environment', 'attributes', 'importName', 'isMutable', 'hoisted', 'with', 'type' ]) Object.prototype[key] = 'tampered';`,
	].join(' '),
	'Object.prototype is frozen': `Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.freeze(Promise.prototype); Object.freeze(Promise);`,
	'Object.prototype.hasOwnProperty and toString throw': `Object.prototype.hasOwnProperty = Object.prototype.toString = Object.prototype.valueOf = () => { throw new Error('tampered'); };`,
	'String methods throw': [
		`for (const key of Object.getOwnPropertyNames(String.prototype)) if (![ 'constructor', 'toString', 'valueOf',`,
		`'length' ].includes(key)) String.prototype[key] = () => { throw new Error('tampered');`,
		'};',
	].join(' '),
	'RegExp methods throw': [
		`RegExp.prototype.exec = RegExp.prototype.test = RegExp.prototype[Symbol.replace] = RegExp.prototype[Symbol.match] = RegExp.prototype[Symbol.split] = () => { throw new Error('tampered');`,
		'};',
	].join(' '),
	'JSON is replaced': `globalThis.JSON = { parse() { throw new Error('tampered'); }, stringify() { throw new Error('tampered'); } };`,
	'URL is replaced': `globalThis.URL = function () { throw new Error('tampered'); };`,
	'Error is replaced': `globalThis.Error = globalThis.SyntaxError = globalThis.ReferenceError = globalThis.TypeError = function (message) { this.message = 'tampered'; };`,
	'Error.prepareStackTrace throws': `Error.prepareStackTrace = () => { throw new RangeError('tampered'); };`,
	'Error.stackTraceLimit is 0': `Error.stackTraceLimit = 0;`,
	'timers are replaced': `globalThis.setTimeout = globalThis.setImmediate = globalThis.queueMicrotask = globalThis.clearTimeout = () => { throw new Error('tampered'); };`,
	'process and Buffer are deleted': `delete globalThis.process; delete globalThis.Buffer; delete globalThis.URL; delete globalThis.TextDecoder; delete globalThis.performance;`,
	'process.nextTick, on and emit throw': `process.nextTick = process.emitWarning = () => { throw new Error('tampered'); };`,
	'the console is replaced': `globalThis.console = { };`,
	'eval and Function are replaced': `globalThis.eval = globalThis.Function = () => { throw new Error('tampered'); }; Function.prototype.constructor = globalThis.Function;`,
	'fs functions are replaced': [
		`const fs = (await import('node:fs')).default; const { readFileSync } = fs;`,
		`fs.readFileSync = (name, ...rest) => /dep\\.js/.test(String(name)) ? 'tampered' : readFileSync(name, ...rest);`,
		`(await import('node:module')).syncBuiltinESMExports();`,
	].join(' '),
	'globalThis is frozen': `Object.freeze(globalThis);`,
	'undefined properties of Function.prototype': `Object.defineProperty(Function.prototype, 'prototype', { value: 1, configurable: true }); Function.prototype.name_ = 1;`,
	'the async function prototype is changed': `const AsyncFunction = Object.getPrototypeOf(async () => { }); AsyncFunction.constructor = null; Object.setPrototypeOf(AsyncFunction, null);`,
	'Number, Math and Date are changed': `Date.now = Math.random = Math.max = Number.isInteger = () => { throw new Error('tampered'); }; performance.now = () => { throw new Error('tampered'); };`,
})) {
	conforms(`tampering: ${name}`, { ...work, 'main.js': after(text) }, elsewhere(failsItself[name]));
	// V8 itself crashes on this one, above its own evaluation of a graph.
	if (name.startsWith('Promise[Symbol.species]')) {
		continue;
	}
	conforms(`tampering, in a module imported first: ${name}`, {
		...work,
		'tamper.js': `const log = console.log.bind(console), realThen = Promise.prototype.then; ${text}`,
		'main.js': `import { log } from './log.js'; import './tamper.js'; import { result } from './work.js'; import { awaited } from './awaits.js'; import './cycle.js'; log(result, awaited);`,
		'log.js': `export const log = console.log.bind(console);`,
	}, elsewhere(failsItselfFirst[name]));
}
