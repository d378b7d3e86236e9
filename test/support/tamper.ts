// A module that changes nearly all built-ins there are. What it puts in their places works as before, but for hot-runtime's own files: they are told of,
// and get an error.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { root } from './nodes.js';

const own = `${pathToFileURL(join(root, 'packages')).href}/`;

/** Exports `log`, and `look`, which says whose built-ins are in place. Without `tampers` nothing is changed, and `look` says the same. */
export const tamperingModule = (tampers: boolean): string => `
import fs from 'node:fs';
const { writeSync } = fs;
const text = value => typeof value === 'object' && value !== null ? value.length === undefined ? '{}' : '[' + joined(value) + ']' : '' + value;
const joined = list => { let all = ''; for (let i = 0; i < list.length; i++) all += (i === 0 ? '' : ' ') + text(list[i]); return all; };
export const log = (...values) => void writeSync(1, joined(values) + '\\n');
const changed = [], own = ${JSON.stringify(own)}, { captureStackTrace } = Error, { apply, construct, ownKeys, getOwnPropertyDescriptor, defineProperty, getPrototypeOf } = Reflect, { includes } = String.prototype;
function caller(replacement) {
	const { stackTraceLimit } = Error, place = {};
	Error.stackTraceLimit = 1; captureStackTrace(place, replacement);
	const { stack } = place;
	Error.stackTraceLimit = stackTraceLimit;
	return '' + stack;
}
function refuse(name, replacement) {
	const from = caller(replacement);
	// An asynchronous frame waits for what Node does.
	if (!apply(includes, from, [own]) || apply(includes, from, ['at async '])) return;
	log('hot-runtime uses', name, from);
	throw new Error('hot-runtime uses ' + name);
}
function replace(owner, key, path) {
	const descriptor = getOwnPropertyDescriptor(owner, key), original = descriptor?.value;
	if (typeof original !== 'function' || !descriptor.configurable) return;
	const name = path + '.' + (typeof key === 'symbol' ? key.description : key);
	const isConstructor = key !== 'constructor' && typeof original.prototype === 'object' && original.prototype !== null && getOwnPropertyDescriptor(original, 'prototype')?.writable === false;
	const replacement = isConstructor
		? new Proxy(original, { apply(target, self, args) { refuse(name, undefined); return apply(target, self, args); }, construct(target, args, as) { refuse(name, undefined); return construct(target, args, as); } })
		: { method(...args) { refuse(name, replacement); return apply(original, this, args); } }.method;
	defineProperty(owner, key, { __proto__: null, value: replacement, writable: true, enumerable: descriptor.enumerable, configurable: true });
	changed[changed.length] = { owner, key, replacement };
}
function replaceAll(owner, path, except = []) {
	const keys = ownKeys(owner);
	for (let i = 0; i < keys.length; i++) {
		let isExcept = keys[i] === 'constructor' || keys[i] === Symbol.hasInstance;
		for (let j = 0; j < except.length; j++) if (except[j] === keys[i]) isExcept = true;
		if (!isExcept) replace(owner, keys[i], path);
	}
}
export function look(where) {
	for (let i = 0; i < changed.length; i++) if (changed[i].owner[changed[i].key] !== changed[i].replacement) return log(where, 'does not find its own', changed[i].key);
	for (let i = 0; i < names.length; i++) if ({}[names[i]] === undefined) return log(where, 'does not find its own', names[i]);
	log(where, 'finds its own built-ins');
}
let names = [];
if (${tampers}) {
	names = ['location', 'changedAt', 'isDoubtful', 'isSettled', 'wasTold', 'importersStay', 'dependency', 'ignoreErrored', 'onErrored', 'missing', 'reached', 'isUnfinished'];
	const iterators = [[][Symbol.iterator](), new Map().keys(), new Set().keys(), 'a'.matchAll(/a/g), ''[Symbol.iterator]()], generator = getPrototypeOf(function* () {}).prototype;
	const globals = { Array, ArrayBuffer, Date, Error, JSON, Map, Math, Number, Object, Promise, Reflect, RegExp, Set, String, Symbol, TypeError, URL, WeakMap, WeakRef, WeakSet };
	const prototypes = { Array, Boolean, Date, Error, Function, Map, Number, Promise, RegExp, Set, String, WeakMap, WeakRef, WeakSet };
	const functions = ['queueMicrotask', 'setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'clearImmediate', 'structuredClone', 'parseInt', 'decodeURIComponent', 'encodeURIComponent', 'isNaN'];
	const constructors = ['Map', 'Set', 'WeakMap', 'WeakSet', 'Promise', 'URL', 'Date', 'RegExp', 'Array', 'Proxy'];
	const prototypeNames = ownKeys(prototypes), globalNames = ownKeys(globals);
	for (let i = 0; i < iterators.length; i++) replace(getPrototypeOf(iterators[i]), 'next', 'iterator');
	for (let i = 0; i < prototypeNames.length; i++) replaceAll(prototypes[prototypeNames[i]].prototype, prototypeNames[i] + '.prototype', ['call', 'apply', 'bind']);
	replaceAll(getPrototypeOf(Uint8Array.prototype), 'TypedArray.prototype');
	replaceAll(generator, 'generator');
	for (let i = 0; i < globalNames.length; i++) replaceAll(globals[globalNames[i]], globalNames[i], ['captureStackTrace', 'prepareStackTrace']);
	for (let i = 0; i < functions.length; i++) replace(globalThis, functions[i], 'globalThis');
	for (let i = 0; i < constructors.length; i++) replace(globalThis, constructors[i], 'globalThis');
	JSON = { parse: JSON.parse, stringify: JSON.stringify };
	performance.now = () => { throw new Error('performance.now'); };
	for (let i = 0; i < names.length; i++) defineProperty(Object.prototype, names[i], { __proto__: null, value: 'tampered', writable: true, enumerable: false, configurable: true });
	if (changed.length < 300) log('too few', changed.length);
}
`;
