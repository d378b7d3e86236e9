// Module Namespace Exotic Objects: every internal method.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { run, tell } from './support/run.js';

const x = 'export let b = 1; export const a = "a"; export function f() { return this; } export const g = () => 1; export default 3; export { b as "1" };';
const program = (body: string): Promise<string[]> => run({ 'main.js': `import * as ns from "./x.js"; ${tell} ${body}`, 'x.js': x });

test('its keys are the exported names in code unit order, then its tag', async () => {
	assert.deepEqual(await program('print(Reflect.ownKeys(ns).map(String).join()); print(Object.keys(ns).join()); for (const key in ns) print(key);'), [
		'1,a,b,default,f,g,Symbol(Symbol.toStringTag)', '1,a,b,default,f,g', '1', 'a', 'b', 'default', 'f', 'g',
	]);
});

test('its properties are writable, enumerable and not configurable, but cannot be written', async () => {
	assert.deepEqual(await program('print(Object.getOwnPropertyDescriptor(ns, "b")); print(Reflect.set(ns, "b", 2), Reflect.set(ns, "none", 2), ns.b); tell(() => { const o = ns; o.b = 2; });'), [
		'{ value: 1, writable: true, enumerable: true, configurable: false }', 'false false 1', "TypeError: 'set' on proxy: trap returned falsish for property 'b'",
	]);
});

test('a definition succeeds only if it changes nothing', async () => {
	assert.deepEqual(await program(`print([
		Reflect.defineProperty(ns, "b", { value: 1 }), Reflect.defineProperty(ns, "b", {}), Reflect.defineProperty(ns, "b", { value: 1, writable: true, enumerable: true, configurable: false }),
		Reflect.defineProperty(ns, "b", { value: 2 }), Reflect.defineProperty(ns, "b", { writable: false }), Reflect.defineProperty(ns, "b", { enumerable: false }),
		Reflect.defineProperty(ns, "b", { configurable: true }), Reflect.defineProperty(ns, "b", { get() {} }), Reflect.defineProperty(ns, "none", { value: 1 }),
		Reflect.defineProperty(ns, Symbol.toStringTag, { value: "Module" }), Reflect.defineProperty(ns, Symbol.toStringTag, { value: "x" }), Reflect.defineProperty(ns, Symbol.iterator, { value: 1 }),
	].join());`), ['true,true,true,false,false,false,false,false,false,true,false,false']);
});

test('only what is not there can be deleted', async () => {
	assert.deepEqual(await program('tell(() => { const o = ns; delete o.b; }); tell(() => { const o = ns; delete o[Symbol.toStringTag]; }); tell(() => { const o = ns; return delete o.none && delete o[Symbol.iterator]; });'), [
		"TypeError: Cannot delete property 'b' of [object Module]", "TypeError: Cannot delete property 'Symbol(Symbol.toStringTag)' of [object Module]", 'true',
	]);
});

test('it has no prototype, gets none, and is not extensible', async () => {
	assert.deepEqual(await program(`tell(() => Object.getPrototypeOf(ns)); tell(() => Object.setPrototypeOf(ns, null) === ns); tell(() => Object.setPrototypeOf(ns, {})); tell(() => Object.isExtensible(ns));
		tell(() => Object.preventExtensions(ns) === ns); tell(() => Object.isSealed(ns)); tell(() => Object.isFrozen(ns)); tell(() => Object.prototype.toString.call(ns));`), [
		'null', 'true', 'TypeError: [object Module] is not extensible', 'false', 'true', 'true', 'false', '[object Module]',
	]);
});

test('has and get know the exports and nothing of Object', async () => {
	assert.deepEqual(await program('print("b" in ns, "none" in ns, "toString" in ns, Symbol.toStringTag in ns, ns.toString, ns[Symbol.iterator], Reflect.get(ns, "b"));'), ['true false false true undefined undefined 1']);
});

test('a method is called with the namespace, found by name or by key', async () => {
	assert.deepEqual(await program('print(ns.f() === ns, ns["f"]() === ns, (0, ns.f)() === undefined, ns.g(), ns.f === ns["f"]);'), ['true true true 1 true']);
});

test('it is one object, however it is reached, and reads the binding as it is', async () => {
	assert.deepEqual(await run({
		'main.js': 'import * as ns from "./x.js"; import { self } from "./y.js"; print(ns === self, ns === await import("./x.js"), ns === ns.me); ns.set(2); print(ns.v, ns["v"], Object.values(ns)[2]);',
		'y.js': 'export * as self from "./x.js";',
		'x.js': 'export * as me from "./x.js"; export let v = 1; export function set(value) { v = value; }',
	}), ['true true true', '2 2 2']);
});

test('in the dead zone of a binding it throws what V8 throws', async () => {
	assert.deepEqual(await run({
		'main.js': `import * as ns from "./main.js"; ${tell} tell(() => ns.b); tell(() => ns["b"]); tell(() => ns.default); tell(() => Object.getOwnPropertyDescriptor(ns, "b")); tell(() => Object.hasOwn(ns, "b")); tell(() => "b" in ns); tell(() => ns.f()); tell(() => ns.v); export let b = 1; export function f() { return "f"; } export var v = 1; export default 1;`,
	}), [
		"ReferenceError: Cannot access 'b' before initialization", "ReferenceError: Cannot access 'b' before initialization", "ReferenceError: Cannot access 'default' before initialization",
		'ReferenceError: b is not defined', 'ReferenceError: b is not defined', 'true', 'f', 'undefined',
	]);
});

test('an inspector that looks past every proxy finds the values, of a self-reference too', async () => {
	const lines = await run({
		'main.js': 'import * as ns from "./x.js"; print(ns); print(Object.getOwnPropertyDescriptor(ns, "self").value === ns);',
		'x.js': 'export * as self from "./x.js"; export const a = 1; export let b = 2; export function f() {}',
	});
	assert.match(lines[0] ?? '', /a: 1/);
	assert.match(lines[0] ?? '', /b: 2/);
	assert.match(lines[0] ?? '', /f: \[Function: f\]/);
	assert.equal(lines[1], 'true');
});
