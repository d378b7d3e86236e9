// Names: which binding an import stands for, and what is said where there is none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, run } from './support/run.js';
import type { Files } from './hot/support/memory-host.js';

const missing = (specifier: string, name: string): string => `The requested module '${specifier}' does not provide an export named '${name}'`;

/** The message of the SyntaxError that linking ends with. Nothing of the program may have run. */
async function linkError(files: Files): Promise<string> {
	const { error, lines } = await begin(files);
	assert.ok(error instanceof SyntaxError, `no SyntaxError, but ${String(error)}`);
	assert.deepEqual(lines, []);
	return error.message;
}

test('every form of import reads what it names', async () => {
	assert.deepEqual(await run({
		'main.js': 'import def, { a, b as c, "a string" as d } from "./x.js"; import * as ns from "./x.js"; import { default as e } from "./x.js"; print(def, a, c, d, e, ns.a);',
		'x.js': 'export const a = 1; const b = 2; export { b, b as "a string" }; export default 3;',
	}), ['3 1 2 2 3 1']);
});

test('a re-export is the binding of the module it comes from', async () => {
	assert.deepEqual(await run({
		'main.js': 'import { x, set, y, ns } from "./middle.js"; set(2); print(x, y, ns.x);',
		'middle.js': 'import { x as imported } from "./x.js"; export { imported as x }; export { set, x as y } from "./x.js"; export * as ns from "./x.js";',
		'x.js': 'export let x = 1; export const set = (value) => { x = value; };',
	}), ['2 2 2']);
});

test('a star export gives all names but default, and none that two modules give differently', async () => {
	assert.deepEqual(await run({
		'main.js': 'import * as ns from "./star.js"; print(Object.keys(ns), ns.own, ns.ambiguous);',
		'star.js': 'export * from "./a.js"; export * from "./b.js"; export const own = "star";',
		'a.js': 'export const a = 1, ambiguous = 1, own = "a"; export default 1;',
		'b.js': 'export const b = 1, ambiguous = 2;',
	}), ["[ 'a', 'b', 'own' ] star undefined"]);
});

test('a name that two stars give from one binding is not ambiguous, by whatever ways and names it comes', async () => {
	assert.deepEqual(await run({
		'main.js': 'import { same, deep } from "./star.js"; import * as ns from "./star.js"; print(same, deep, Object.keys(ns));',
		'star.js': 'export * from "./a.js"; export * from "./b.js"; export * from "./circle.js";',
		'a.js': 'export { same } from "./c.js"; export { deep } from "./middle.js";',
		'b.js': 'export { renamed as same } from "./c.js"; export * from "./middle.js";',
		'middle.js': 'export { deep } from "./c.js";',
		'circle.js': 'export * from "./star.js";',
		'c.js': 'const same = 1; export { same, same as renamed }; export const deep = 2;',
	}), ["1 2 [ 'deep', 'same' ]"]);
});

test('a name that is ambiguous below one star is a key of a namespace if another star gives it, as in V8, and an error to who imports it', async () => {
	const stars = {
		'star.js': 'export * from "./both.js"; export * from "./c.js";', 'both.js': 'export * from "./a.js"; export * from "./b.js";', 'again.js': 'export * from "./both.js"; export * from "./star.js";',
		'a.js': 'export const x = "a";', 'b.js': 'export const x = "b";', 'c.js': 'export const x = "c";',
	};
	assert.deepEqual(await run({ ...stars, 'main.js': 'import * as ns from "./star.js"; import * as both from "./both.js"; const own = ns; print(ns.x, own.x, "x" in both, both.x);' }), ['c c false undefined']);
	assert.deepEqual(await run({ ...stars, 'main.js': 'import * as ns from "./again.js"; print(ns.x);' }), ['c']);
	assert.equal(await linkError({ ...stars, 'main.js': 'import { x } from "./star.js";' }), "The requested module './both.js' contains conflicting star exports for name 'x'");
});

test('a missing name is an error before anything runs, also where the import is not used', async () => {
	assert.equal(await linkError({ 'main.js': 'import { y } from "./x.js"; print("ran");', 'x.js': 'print("ran");' }), missing('./x.js', 'y'));
	assert.equal(await linkError({ 'main.js': 'import y from "./x.js";', 'x.js': 'export const x = 1;' }), missing('./x.js', 'default'));
	assert.equal(await linkError({ 'main.js': 'export { y } from "./x.js";', 'x.js': '' }), missing('./x.js', 'y'));
	assert.equal(await linkError({ 'main.js': 'import { y } from "./x.js"; export { y };', 'x.js': '' }), missing('./x.js', 'y'));
});

test('the error is the one V8 finds first: dependencies before importers, imports by their local names, then re-exports', async () => {
	assert.equal(await linkError({ 'main.js': 'import { a } from "./x.js"; import "./y.js";', 'x.js': '', 'y.js': 'import { b } from "./x.js";' }), missing('./x.js', 'b'));
	assert.equal(await linkError({ 'main.js': 'import { z as b, y as a } from "./x.js";', 'x.js': '' }), missing('./x.js', 'y'));
	assert.equal(await linkError({ 'main.js': 'export { q } from "./x.js"; import { z } from "./x.js";', 'x.js': '' }), missing('./x.js', 'z'));
});

test('behind re-exports the error names the request that fails', async () => {
	assert.equal(await linkError({ 'main.js': 'import { a } from "./middle.js";', 'middle.js': 'export { b as a } from "./x.js";', 'x.js': '' }), missing('./x.js', 'b'));
	assert.equal(await linkError({ 'main.js': 'import { a } from "./star.js";', 'star.js': 'export * from "./x.js";', 'x.js': '' }), missing('./star.js', 'a'));
	assert.equal(await linkError({ 'main.js': 'import a from "./star.js";', 'star.js': 'export * from "./x.js";', 'x.js': 'export default 1;' }), missing('./star.js', 'default'));
});

test('an ambiguous name is an error where it is imported', async () => {
	const stars = { 'star.js': 'export * from "./a.js"; export * from "./b.js";', 'a.js': 'export const x = 1;', 'b.js': 'export const x = 2;' };
	const message = "The requested module './star.js' contains conflicting star exports for name 'x'";
	assert.equal(await linkError({ ...stars, 'main.js': 'import { x } from "./star.js";' }), message);
	assert.equal(await linkError({ ...stars, 'main.js': 'export { x } from "./star.js";' }), message);
});

test('names that are re-exported in a circle do not resolve', async () => {
	const circle = { 'main.js': 'import "./a.js";', 'a.js': 'export { x } from "./b.js";', 'b.js': 'export { x } from "./a.js";' };
	assert.equal(await linkError(circle), "Detected cycle while resolving name 'x' in './b.js'");
	assert.equal(await linkError({ 'main.js': 'export { x } from "./main.js";' }), "Detected cycle while resolving name 'x' in './main.js'");
});

test('a member that a namespace lacks is undefined, and no error', async () => {
	assert.deepEqual(await run({ 'main.js': 'import * as ns from "./x.js"; print(ns.none, "none" in ns);', 'x.js': 'export const x = 1;' }), ['undefined false']);
});

test('an assignment to an import is a TypeError when it runs, after its right side', async () => {
	assert.deepEqual(await run({
		'main.js': 'import { x } from "./x.js"; try { x = (print("right"), 1); } catch (error) { print(error.name, error.message); } print(x);',
		'x.js': 'export let x = 5;',
	}), ['right', 'TypeError Assignment to constant variable.', '5']);
});

test('what does not link leaves nothing behind: the next attempt loads it anew', async () => {
	const { program, error } = await begin({ 'main.js': 'import { y } from "./x.js"; print(y);', 'x.js': '' });
	assert.ok(error instanceof SyntaxError);
	assert.equal(program.runtime.has('main.js'), false);
	program.host.files.set('x.js', 'export const y = "mended";');
	const lines: unknown[] = [];
	globalThis.print = (...values) => void lines.push(...values);
	await program.begin('main.js');
	assert.deepEqual(lines, ['mended']);
});
