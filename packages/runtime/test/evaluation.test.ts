// The order of evaluation, cycles, errors.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, run, tell, tellAsync } from './support/run.js';

test('modules run once, each after what it requests, in the order of the text', async () => {
	assert.deepEqual(await run({
		'main.js': 'import "./b.js"; import "./a.js"; import "./b.js"; export * from "./c.js"; print("main");',
		'a.js': 'import "./shared.js"; print("a");', 'b.js': 'import "./shared.js"; print("b");', 'c.js': 'print("c");', 'shared.js': 'print("shared");',
	}), ['shared', 'b', 'a', 'c', 'main']);
});

test('a graph without top-level await runs with no microtask in between', async () => {
	assert.deepEqual(await run({
		'main.js': 'import "./a.js"; import "./b.js"; print("main"); export {};',
		'a.js': 'Promise.resolve().then(() => print("microtask")); print("a");', 'b.js': 'import "./c.js"; print("b");', 'c.js': 'print("c");',
	}), ['a', 'c', 'b', 'main', 'microtask']);
});

test('functions are hoisted through a cycle, var is undefined, the rest is in its dead zone under the importer\'s name', async () => {
	assert.deepEqual(await run({
		'main.js': 'import "./b.js"; export function f() { return v; } export var v = 1; export let l = 1; export const c = 1; export class K {} export default 1;',
		'b.js': `import { f, v, l as renamed, c, K } from "./main.js"; import d from "./main.js"; ${tell} tell(() => f()); tell(() => v); tell(() => renamed); tell(() => c); tell(() => K); tell(() => d); tell(() => typeof c);`,
	}), [
		'undefined', 'undefined', "ReferenceError: Cannot access 'renamed' before initialization", "ReferenceError: Cannot access 'c' before initialization",
		"ReferenceError: Cannot access 'K' before initialization", "ReferenceError: Cannot access 'd' before initialization", "ReferenceError: Cannot access 'c' before initialization",
	]);
});

test('once initialised, what was in its dead zone can be read', async () => {
	assert.deepEqual(await run({
		'main.js': 'import { read } from "./b.js"; export const c = 1; export let l = 2; print(read()); l = 3; print(read());',
		'b.js': 'import { c, l } from "./main.js"; export const read = () => `${c} ${l}`; try { read(); } catch (error) { print(error.message); }',
	}), ["Cannot access 'c' before initialization", '1 2', '1 3']);
});

test('a module that throws is run once; every importer and every import() gets the same error', async () => {
	assert.deepEqual(await run({
		'main.js': `const errors = []; for (const file of ["./throws.js", "./user.js", "./throws.js"]) await import(file).catch((error) => errors.push(error)); print(errors.length, new Set(errors).size, errors[0].message);`,
		'throws.js': 'print("once"); throw new Error("thrown");', 'user.js': 'import "./throws.js"; print("never");',
	}), ['once', '3 1 thrown']);
});

test('undefined can be thrown', async () => {
	assert.deepEqual(await run({
		'main.js': 'for (let i = 0; i < 2; i++) await import("./throws.js").then(() => print("fulfilled"), (error) => print("threw", error));', 'throws.js': 'throw undefined;',
	}), ['threw undefined', 'threw undefined']);
});

test('a throw in a cycle is the error of all that were being evaluated, and not of what had been', async () => {
	assert.deepEqual(await run({
		'main.js': `${tellAsync} for (const file of ["a", "b", "done", "outside"]) await tellAsync(() => import("./" + file + ".js").then(() => file + " is fine"));`,
		'a.js': 'import "./b.js"; throw new Error("a");', 'b.js': 'import "./done.js"; import "./a.js"; print("b ran");', 'done.js': 'print("done ran");', 'outside.js': 'import "./b.js"; print("never");',
	}), ['done ran', 'b ran', 'Error: a', 'Error: a', 'done is fine', 'Error: a']);
});

test('an entry that throws throws there; another entry of the same graph gets the error too', async () => {
	const { program, error } = await begin({ 'main.js': 'import "./throws.js";', 'other.js': 'import "./throws.js";', 'throws.js': 'throw new Error("thrown");' });
	assert.equal(error instanceof Error && error.message, 'thrown');
	await assert.rejects(program.begin('other.js'), (other) => other === error);
});

test('this is undefined, and nothing of ours has a common name', async () => {
	assert.deepEqual(await run({ 'main.js': 'print(this, typeof require, typeof module, typeof exports, typeof declare);' }), ['undefined undefined undefined undefined undefined']);
});

test('an anonymous default export has the name default', async () => {
	assert.deepEqual(await run({
		'main.js': 'import a from "./a.js"; import b from "./b.js"; import c from "./c.js"; print(a.name, b.name, c.name);',
		'a.js': 'export default function () {}', 'b.js': 'export default class {}', 'c.js': 'export default () => 1;',
	}), ['default default default']);
});
