// Asynchronous modules: AsyncModuleExecutionFulfilled and Rejected, cycles, order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, run, tellAsync } from './support/run.js';

test('siblings of a waiting module run; what imports it waits', async () => {
	assert.deepEqual(await run({
		'main.js': 'import "./a.js"; import "./b.js"; import "./c.js"; print("main");',
		'a.js': 'print("a1"); await 0; print("a2");', 'b.js': 'import "./a.js"; print("b");', 'c.js': 'print("c");',
	}), ['a1', 'c', 'a2', 'b', 'main']);
});

test('modules that waited run in the order in which they were reached', async () => {
	assert.deepEqual(await run({
		'main.js': 'import "./z.js"; import "./y.js"; import "./x.js"; print("main");',
		'x.js': 'import "./wait.js"; print("x");', 'y.js': 'import "./wait.js"; print("y");', 'z.js': 'import "./wait.js"; print("z");', 'wait.js': 'await 0; print("waited");',
	}), ['waited', 'z', 'y', 'x', 'main']);
});

test('what waits for a synchronous module that waits runs without another microtask', async () => {
	assert.deepEqual(await run({
		'main.js': 'import "./outer.js"; print("main");', 'outer.js': 'import "./inner.js"; print("outer");',
		'inner.js': 'import "./wait.js"; print("inner"); Promise.resolve().then(() => print("microtask"));', 'wait.js': 'await 0; print("waited");',
	}), ['waited', 'inner', 'outer', 'main', 'microtask']);
});

test('a cycle with top-level await is done when its root is', async () => {
	assert.deepEqual(await run({
		'main.js': 'const a = import("./a.js").then(() => print("a is done")); const b = import("./b.js").then(() => print("b is done")); await a; await b;',
		'a.js': 'import "./b.js"; print("a1"); await 0; print("a2");', 'b.js': 'import "./a.js"; print("b");',
	}), ['b', 'a1', 'a2', 'a is done', 'b is done']);
});

test('a member of a cycle whose root rejected is rejected too', async () => {
	assert.deepEqual(await run({
		'main.js': `${tellAsync} for (const file of ["a", "b", "a", "user"]) await tellAsync(() => import("./" + file + ".js"));`,
		'a.js': 'import "./b.js"; await 0; throw new Error("a");', 'b.js': 'import "./a.js"; print("b ran");', 'user.js': 'import "./b.js"; print("never");',
	}), ['b ran', 'Error: a', 'Error: a', 'Error: a', 'Error: a']);
});

test('a rejection reaches what waits, and each import() of it', async () => {
	const { lines, error } = await begin({
		'main.js': 'import "./user.js"; print("never");', 'user.js': 'import "./rejects.js"; import "./fine.js"; print("never");', 'rejects.js': 'await 0; throw new Error("rejected");', 'fine.js': 'print("fine");',
	});
	assert.deepEqual([lines, error instanceof Error && error.message], [['fine'], 'rejected']);
});

test('a hoisted function of an asynchronous module can be called before its turn', async () => {
	assert.deepEqual(await run({
		'main.js': 'import "./b.js"; export var v = 1; print("main", await Promise.resolve(f())); export function f() { return "f " + v; }',
		'b.js': 'import { f, v } from "./main.js"; print(f(), v);',
	}), ['f undefined undefined', 'main f 1']);
});

test('the promise of an asynchronous entry settles when all of its graph has', async () => {
	const { lines, program } = await begin({ 'main.js': 'import "./a.js"; print("main");', 'a.js': 'await import("./b.js"); print("a");', 'b.js': 'await 0; print("b");' });
	assert.deepEqual(lines, ['b', 'a', 'main']);
	assert.equal(await program.evaluation, undefined);
});

test('for await and await in every position keep their meaning', async () => {
	assert.deepEqual(await run({
		'main.js': 'import { x } from "./x.js"; for await (const item of [1, Promise.resolve(2)]) print(item); const { y = await 3 } = {}; print(x, y, `${await x}`); export const z = await x;', 'x.js': 'export const x = await Promise.resolve("x");',
	}), ['1', '2', 'x 3 x']);
});
