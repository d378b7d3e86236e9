// What importers read: live, also where a value is kept for speed; and after they were bound to something else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begin, run } from './support/run.js';
import { start } from './hot/support/program.js';

const counter = 'export let count = 0; export const increment = () => ++count; export const set = (value) => { count = value; };';

test('a binding that is written is read as it is, before and after its value was kept', async () => {
	assert.deepEqual(await run({
		'main.js': `import { count, increment, set } from "./counter.js"; import * as ns from "./counter.js";
			let wrong = 0;
			for (let i = 1; i < 5000; i++) { increment(); if (count !== i || ns.count !== i || ns["count"] !== i) wrong++; }
			for (let i = 0; i < 5000; i++) if (count !== 4999) wrong++;
			set("text"); print(wrong, count, ns.count);`,
		'counter.js': counter,
	}), ['0 text text']);
});

test('every way to write is noticed', async () => {
	assert.deepEqual(await run({
		'main.js': `import { x, y, write } from "./x.js"; const seen = []; for (let i = 0; i < 3; i++) { x; y; }
			for (const how of Object.keys(write)) { write[how](); seen.push(how + ":" + x + "," + y); } print(seen.join(" "));`,
		'x.js': `export let x = 0, y = 0; export const write = { assign() { x = 1; }, add() { x += 1; }, post() { x++; }, pre() { --x; }, or() { x &&= 7; }, array() { [x, y] = [8, 9]; }, object() { ({ x, ...y } = { x: 10, z: 1 }); y = 0; },
			of() { for (x of [11]) ; }, in() { for (x in { k: 1 }) ; }, nested() { (() => { y = 12; })(); }, eval() { eval("x = 13"); } };`,
	}), ['assign:1,0 add:2,0 post:3,0 pre:2,0 or:7,0 array:8,9 object:10,0 of:11,0 in:k,0 nested:k,12 eval:13,12']);
});

test('while a binding is written often, importers read it through getters; when it rests, its value is kept again', async () => {
	const { program, lines } = await begin({ 'main.js': 'import { count, increment } from "./counter.js"; export const step = (n) => { let sum = 0; for (let i = 0; i < n; i++) { increment(); sum += count; } return sum; }; export const read = () => count;', 'counter.js': counter });
	const { step, read } = program.exports('main.js') as { step: (n: number) => number; read: () => number };
	assert.equal(step(4000), 4000 * 4001 / 2);
	assert.equal(program.host.timers, 1);
	program.host.advance(2000);
	assert.equal(read(), 4000);
	step(1);
	assert.equal(read(), 4001);
	assert.equal(program.host.timers, 0);
	assert.deepEqual(lines, []);
});

test('an importer that stays reads the new module everywhere: constants, methods, namespaces, re-exports', async () => {
	const program = await start({
		'main.js': 'import { c, f, l } from "./x.js"; import * as ns from "./x.js"; import { through } from "./middle.js"; import.meta.hot.accept(["./x.js", "./middle.js"]); export const read = () => [c, f(), l, ns.c, ns.f(), ns["c"], Object.keys(ns).length, through].join();',
		'middle.js': 'export { c as through } from "./x.js"; import.meta.hot.accept("./x.js");',
		'x.js': 'export const c = 1; export function f() { return "f1"; } export let l = 1; setTimeout; export function set() { l = 2; }',
	});
	const read = program.exports('main.js')['read'] as () => string;
	for (let i = 0; i < 3; i++) assert.equal(read(), '1,f1,1,1,f1,1,4,1');
	await program.updated({ 'x.js': 'export const c = 2; export function f() { return "f2"; } export let l = 2; export function set() { l = 3; } export const more = 1;' });
	for (let i = 0; i < 3; i++) assert.equal(read(), '2,f2,2,2,f2,2,5,2');
});

test('a constant may become mutable, and the other way round', async () => {
	const program = await start({
		'main.js': 'import { v, set } from "./x.js"; import.meta.hot.accept("./x.js"); export const read = () => v, write = (value) => set(value);',
		'x.js': 'export const v = 1; export const set = () => {};',
	});
	const { read, write } = program.exports('main.js') as { read: () => unknown; write: (value: unknown) => void };
	assert.equal(read(), 1);
	await program.updated({ 'x.js': 'export let v = 2; export const set = (value) => { v = value; };' });
	assert.equal(read(), 2);
	write(3);
	assert.equal(read(), 3);
	await program.updated({ 'x.js': 'export const v = 4; export const set = () => {};' });
	assert.deepEqual([read(), read()], [4, 4]);
});

test('code of an old version that still runs reads what its bindings hold', async () => {
	const program = await start({
		'main.js': 'import "./old.js"; import { increment } from "./counter.js"; export { increment }; import.meta.hot.accept("./old.js");',
		'old.js': 'import { count } from "./counter.js"; (globalThis.readers ??= []).push(() => count);',
		'counter.js': counter,
	});
	const readers = (globalThis as unknown as { readers: (() => number)[] }).readers;
	const increment = program.exports('main.js')['increment'] as () => number;
	assert.equal(readers[0]?.(), 0);
	await program.updated({ 'old.js': 'import { count } from "./counter.js"; (globalThis.readers ??= []).push(() => count); // new' });
	for (let i = 1; i < 5; i++) {
		increment();
		assert.deepEqual(readers.map((read) => read()), [i, i]);
	}
});

test('who reads an entry from outside is told of writes and of updates', async () => {
	const { program } = await begin({ 'main.js': 'export { count, increment } from "./counter.js"; import.meta.hot.accept("./counter.js");', 'counter.js': counter });
	const seen: unknown[] = [];
	const read = (): void => void seen.push(Reflect.get(program.runtime.readExports('main.js', read), 'count'));
	read();
	(program.exports('main.js')['increment'] as () => void)();
	await program.updated({ 'counter.js': `${counter} count = 10;` });
	(program.exports('main.js')['increment'] as () => void)();
	assert.deepEqual(seen, [0, 1, 10, 11]);
});

test('a call of what is no function throws what V8 throws, after the arguments, from the line of the call', async () => {
	assert.deepEqual(await run({
		'main.js': `import { a, nothing, later } from "./x.js"; import * as ns from "./x.js"; import def from "./x.js";
			const attempt = (call) => { try { print(call()); } catch (error) { print(error.message, error.constructor === TypeError, /thrower|import-cell/.test(error.stack.split("\\n")[1])); } };
			attempt(() => a()); attempt(() => nothing(print("argument"))); attempt(() => def\`\`); attempt(() => ns.a()); attempt(() => ns.none()); attempt(() => ns.none?.());
			attempt(() => later()); ns.set(); attempt(() => later()); attempt(() => ns.later()); ns.unset(); attempt(() => later());`,
		'x.js': 'export const a = 1, nothing = undefined; export default null; export let later; export const set = () => { later = () => "set"; }; export const unset = () => { later = 1; };',
	}), [
		'a is not a function true false', 'argument', 'nothing is not a function true false', 'def is not a function true false', 'ns.a is not a function true false', 'ns.none is not a function true false',
		'undefined', 'later is not a function true false', 'set', 'set', 'later is not a function true false',
	]);
});
