// Entries, as Node drives them: what is not hot is evaluated by others, each in its place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRuntime } from '@hot-runtime/runtime';
import type { Runtime } from '@hot-runtime/runtime';
import type { EntryEvaluation, LoadedModule } from '@hot-runtime/types';
import { MemoryHost } from './hot/support/memory-host.js';
import type { Files } from './hot/support/memory-host.js';

interface Started {
	readonly runtime: Runtime;
	readonly host: MemoryHost;
	readonly lines: string[];
	readonly start: (entry: string) => Promise<EntryEvaluation>;
}

/** `externals`: namespace objects by specifier. Nothing counts as evaluated before the test says so. */
function open(files: Files, externals: Record<string, object>, bindings: 'builtin' | 'static' | 'live' = 'static'): Started {
	const host = new MemoryHost(files, externals);
	const runtime = createRuntime(host);
	const lines: string[] = [];
	globalThis.print = (...values) => void lines.push(values.join(' '));
	const asGiven = (module: LoadedModule): LoadedModule => module.kind === 'external' ? { ...module, bindings } : module;
	const start = async (entry: string): Promise<EntryEvaluation> => {
		const result = await host.load([{ id: entry }], (id) => runtime.has(id));
		if (!result.ok) throw result.failure.error;
		runtime.add(result.modules.map(asGiven));
		return runtime.start(entry, host.externals);
	};
	return { runtime, host, lines, start };
}

test('an external is evaluated between the modules that stand before and after it', async () => {
	const { start, lines } = open({ 'main.js': 'import "./a.js"; import { x } from "one"; import "./b.js"; import "two"; print("main", x);', 'a.js': 'print("a");', 'b.js': 'import { x } from "one"; print("b", x);' }, { one: { x: 1 }, two: {} });
	const evaluation = await start('main.js');
	assert.deepEqual(lines, []);
	evaluation.advance();
	assert.deepEqual(lines, ['a']);
	evaluation.advance();
	assert.deepEqual(lines, ['a']);
	evaluation.evaluated('one');
	assert.deepEqual(lines, ['a', 'b 1']);
	evaluation.evaluated('two');
	assert.equal(evaluation.finish(), null);
	assert.deepEqual(lines, ['a', 'b 1', 'main 1']);
});

test('built-ins are there from the start', async () => {
	const { start, lines } = open({ 'main.js': 'import { x } from "one"; print(x);' }, { one: { x: 1 } }, 'builtin');
	assert.equal((await start('main.js')).finish(), null);
	assert.deepEqual(lines, ['1']);
});

test('a name that an external lacks is an error before anything runs', async () => {
	const { start, lines } = open({ 'main.js': 'import "./a.js"; import { y } from "one";', 'a.js': 'print("a");' }, { one: { x: 1 } });
	await assert.rejects(start('main.js'), { name: 'SyntaxError', message: "The requested module 'one' does not provide an export named 'y'" });
	assert.deepEqual(lines, []);
});

test('live exports of an external are read as they are', async () => {
	const one = { x: 1 };
	const { start, lines, runtime } = open({ 'main.js': 'import { x } from "one"; import * as ns from "one"; export const read = () => print(x, ns.x);' }, { one }, 'live');
	const evaluation = await start('main.js');
	evaluation.evaluated('one');
	assert.equal(evaluation.finish(), null);
	const { read } = runtime.readExports('main.js', () => undefined) as { read: () => void };
	for (one.x = 2; one.x < 50; one.x++) read();
	assert.deepEqual(lines.slice(-1), ['49 49']);
});

test('a method that is called often through a live namespace sees it as its this, and is another when it was replaced', async () => {
	let reads = 0;
	const one = { f: Object.assign(function (this: object) { return this === one; }, { bind: () => assert.fail() }), value: 1 as unknown };
	const { start, host, lines, runtime } = open({ 'main.js': 'import { value } from "one"; import * as ns from "one"; export const call = () => ns.f(), callValue = () => { try { return value(); } catch (error) { return error.message; } };' }, { one }, 'live');
	Object.assign(host, { createMemberReader: (namespace: object, name: string) => () => (reads += 1, Reflect.get(namespace, name) as unknown) });
	const evaluation = await start('main.js');
	evaluation.evaluated('one');
	assert.equal(evaluation.finish(), null);
	const { call, callValue } = runtime.readExports('main.js', () => undefined) as { call: () => unknown; callValue: () => unknown };
	for (let i = 0; i < 50; i++) assert.equal(call(), true);
	assert.ok(reads > 30, 'read through the reader that the host made');
	Object.assign(one, { f: () => 'another' });
	assert.equal(call(), 'another');
	Object.assign(one, { f: 1 });
	assert.throws(call, { name: 'TypeError', message: 'ns.f is not a function' });
	for (let i = 0; i < 50; i++) assert.equal(callValue(), 'value is not a function');
	one.value = () => 'called';
	assert.equal(callValue(), 'called');
	assert.deepEqual(lines, []);
});

test('what a module throws is thrown by advance, then and later', async () => {
	const { start } = open({ 'main.js': 'import "./a.js"; import "one";', 'a.js': 'throw new Error("thrown");' }, { one: {} });
	const evaluation = await start('main.js');
	assert.throws(() => evaluation.advance(), { message: 'thrown' });
	assert.throws(() => evaluation.advance(), { message: 'thrown' });
	assert.throws(() => evaluation.finish(), { message: 'thrown' });
});

test('an entry that an external imports meanwhile runs at once; what the first has begun counts as a cycle', async () => {
	const { start, lines } = open({ 'main.js': 'import "./shared.js"; import "one"; export const late = 1; print("main");', 'shared.js': 'print("shared"); export const early = 1;', 'second.js': 'import { early } from "./shared.js"; import { late } from "./main.js"; print("second", early); try { late; } catch (error) { print(error.message); }' }, { one: {} });
	const first = await start('main.js');
	first.advance();
	const second = await start('second.js');
	assert.equal(second.finish(), null);
	first.evaluated('one');
	assert.equal(first.finish(), null);
	assert.deepEqual(lines, ['shared', 'second 1', "Cannot access 'late' before initialization", 'main']);
});

test('an import() of what another evaluation has begun waits for its end', async () => {
	const { start, lines, runtime } = open({ 'main.js': 'import "./a.js"; import "one"; export const x = 1; print("main");', 'a.js': 'import("./main.js").then((ns) => print("imported", ns.x));' }, { one: {} });
	const evaluation = await start('main.js');
	evaluation.advance();
	await new Promise((resolve) => setImmediate(resolve));
	assert.deepEqual(lines, []);
	evaluation.evaluated('one');
	assert.equal(evaluation.finish(), null);
	await new Promise((resolve) => setImmediate(resolve));
	assert.deepEqual(lines, ['main', 'imported 1']);
	await runtime.close();
});

test('if the external throws, who waits gets its error from the host', async () => {
	const { start, lines, host } = open({ 'main.js': 'import "./a.js"; import "one"; print("never");', 'a.js': 'import("./main.js").catch((error) => print("imported", error.message));' }, { one: {} });
	host.importExternal = async () => { throw new Error('one threw'); };
	(await start('main.js')).advance();
	await new Promise((resolve) => setImmediate(resolve));
	assert.deepEqual(lines, ['imported one threw']);
});

test('several entries share the program; each is a root', async () => {
	const { start, lines, runtime } = open({ 'main.js': 'import "./shared.js";', 'other.js': 'import "./shared.js"; print("other");', 'shared.js': 'print("shared");' }, {});
	assert.equal((await start('main.js')).finish(), null);
	assert.equal((await start('other.js')).finish(), null);
	assert.deepEqual(lines, ['shared', 'other']);
	assert.deepEqual(runtime.hot.graph().entries, ['main.js', 'other.js']);
});

test('a module that waits for another and then requests an external runs once, when both are done', async () => {
	const { start, lines } = open({ 'main.js': 'import "./waits.js"; print("main");', 'waits.js': 'import "./async.js"; import "one"; print("waits");', 'async.js': 'await 0; print("async");' }, { one: {} });
	const evaluation = await start('main.js');
	evaluation.advance();
	await new Promise((resolve) => setImmediate(resolve));
	assert.deepEqual(lines, ['async']);
	evaluation.evaluated('one');
	await evaluation.finish();
	assert.deepEqual(lines, ['async', 'waits', 'main']);
});

test('if the one it waits for throws meanwhile, it never runs', async () => {
	const { start, lines } = open({ 'main.js': 'import "./waits.js"; import "./sibling.js"; print("main");', 'waits.js': 'import "./async.js"; import "one"; print("waits");', 'async.js': 'await 0; throw new Error("thrown");', 'sibling.js': 'print("sibling");' }, { one: {} });
	const evaluation = await start('main.js');
	evaluation.advance();
	await new Promise((resolve) => setImmediate(resolve));
	await assert.rejects(async () => {
		evaluation.evaluated('one');
		await evaluation.finish();
	}, { message: 'thrown' });
	assert.equal(lines.includes('waits') || lines.includes('main'), false);
});

const waiting = { 'main.js': 'import "./a.js"; import { x } from "one"; import "./b.js"; print("main", x);', 'a.js': 'print("a");', 'b.js': 'print("b");' };

test('what stands behind an external that was begun runs, and what imports it waits for it', async () => {
	const { start, lines, host } = open(waiting, { one: { x: 1 } }, 'live');
	host.importExternal = () => new Promise(() => undefined);
	const evaluation = await start('main.js');
	evaluation.advance();
	evaluation.begun(['one']);
	evaluation.advance();
	assert.deepEqual(lines, ['a', 'b']);
	evaluation.evaluated('one');
	assert.deepEqual(lines, ['a', 'b', 'main 1']);
	assert.equal(evaluation.finish(), null);
});

test('what was evaluated before is not waited for when it counts as begun', async () => {
	const { start, lines } = open(waiting, { one: { x: 1 } }, 'live');
	const evaluation = await start('main.js');
	evaluation.evaluated('one');
	evaluation.begun(['one']);
	evaluation.advance();
	assert.deepEqual(lines, ['a', 'b', 'main 1']);
});

test('an external that throws after it was begun rejects what waits for it', async () => {
	const { start, lines, host } = open(waiting, { one: { x: 1 } }, 'live');
	host.importExternal = async () => { throw new Error('late'); };
	const evaluation = await start('main.js');
	evaluation.begun(['one']);
	evaluation.advance();
	await assert.rejects(async () => evaluation.finish(), { message: 'late' });
	assert.deepEqual(lines, ['a', 'b']);
	await assert.rejects(async () => evaluation.finish(), { message: 'late' });
});

test('a module that waits for an external and then throws rejects the entry', async () => {
	const { start, host } = open({ 'main.js': 'import "./a.js"; import "./b.js";', 'a.js': 'import "one"; throw new Error("from a");', 'b.js': '' }, { one: {} }, 'live');
	host.importExternal = () => new Promise(() => undefined);
	const evaluation = await start('main.js');
	evaluation.advance();
	evaluation.begun(['one']);
	evaluation.advance();
	evaluation.evaluated('one');
	assert.throws(() => evaluation.finish(), { message: 'from a' });
});

test('a dependency that rejects while its importer stands at an external does not stop what stands behind that', async () => {
	const { start, lines } = open({ 'main.js': 'import "./rejects.js"; import "one"; import "./b.js"; print("never");', 'rejects.js': 'await null; throw new Error("rejected");', 'b.js': 'print("b");' }, { one: {} });
	const evaluation = await start('main.js');
	evaluation.advance();
	await new Promise(setImmediate);
	evaluation.evaluated('one');
	assert.deepEqual(lines, ['b']);
	await assert.rejects(async () => evaluation.finish(), { message: 'rejected' });
});
