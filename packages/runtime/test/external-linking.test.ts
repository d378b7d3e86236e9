// Imports of what is not hot: which names it has is known from its namespace, at once or later.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRuntime } from '@hot-runtime/runtime';
import type { LoadedModule } from '@hot-runtime/types';
import { MemoryHost } from './hot/support/memory-host.js';
import type { Files } from './hot/support/memory-host.js';
import { start } from './hot/support/program.js';

type Externals = Readonly<Record<string, object>>;

/** A namespace as Node's are: without a prototype. */
const namespace = (fields: object): object => Object.freeze(Object.assign(Object.create(null), fields) as object);

interface Loaded { readonly lines: string[]; readonly error: unknown; readonly host: MemoryHost }

/** What an entry prints that Node drives: all namespaces are told before it is linked. */
async function run(files: Files, externals: Externals): Promise<Loaded> {
	const host = new MemoryHost(files, externals);
	const runtime = createRuntime(host);
	const lines: string[] = [];
	globalThis.print = (...values) => void lines.push(values.map(String).join(' '));
	const result = await host.load([{ id: 'main.js' }], () => false);
	if (!result.ok) throw result.failure.error;
	runtime.add(result.modules);
	try {
		const evaluation = runtime.start('main.js', host.externals);
		for (const id of Object.keys(externals)) evaluation.evaluated(id);
		await evaluation.finish();
		return { lines, error: null, host };
	} catch (error) {
		return { lines, error, host };
	}
}

const lines = async (files: Files, externals: Externals): Promise<readonly string[]> => {
	const { lines: printed, error } = await run(files, externals);
	assert.equal(error, null);
	return printed;
};

test('a star export hands on the names of what is not hot, but for default and those of its own', async () => {
	assert.deepEqual(await lines({
		'main.js': 'import * as ns from "./star.js"; import { a, own } from "./star.js"; print(Object.keys(ns).join(), a, own, ns.default);', 'star.js': 'export * from "lib"; export const own = "star", b = "star b";',
	}, { lib: namespace({ a: 1, b: 2, default: 3 }) }), ['a,b,own 1 star undefined']);
});

test('one name of two that are not hot is ambiguous; the same by two ways is not', async () => {
	const files = { 'star.js': 'export * from "one"; export * from "two"; export * from "./again.js";', 'again.js': 'export * from "one";' };
	const externals = { one: namespace({ a: 1, same: 1 }), two: namespace({ b: 2, same: 2 }) };
	assert.deepEqual(await lines({ ...files, 'main.js': 'import { a, b } from "./star.js"; import * as ns from "./star.js"; print(a, b, Object.keys(ns).filter(name => name !== "same").join());' }, externals), ['1 2 a,b']);
	const { error, lines: printed } = await run({ ...files, 'main.js': 'import { same } from "./star.js"; print("ran");' }, externals);
	assert.deepEqual([String(error), printed], ["SyntaxError: The requested module './star.js' contains conflicting star exports for name 'same'", []]);
});

test('a name of a re-export that is not hot lacks is an error of the request that asks for it', async () => {
	const lib = { lib: namespace({ a: 1, default: 2 }) };
	const missing = (specifier: string, name: string) => `SyntaxError: The requested module '${specifier}' does not provide an export named '${name}'`;
	const cases: [files: Files, error: string][] = [
		[{ 'main.js': 'import { b } from "lib";' }, missing('lib', 'b')], [{ 'main.js': 'export { b } from "lib";' }, missing('lib', 'b')], [{ 'main.js': 'import { toString } from "lib";' }, missing('lib', 'toString')],
		[{ 'main.js': 'import { x } from "./middle.js";', 'middle.js': 'export { b as x } from "lib";' }, missing('lib', 'b')], [{ 'main.js': 'import { b } from "./star.js";', 'star.js': 'export * from "lib";' }, missing('./star.js', 'b')],
		[{ 'main.js': 'import d from "./star.js";', 'star.js': 'export * from "lib";' }, missing('./star.js', 'default')],
	];
	for (const [files, error] of cases) {
		const result = await run(files, lib);
		assert.equal(String(result.error), error);
	}
});

test('the namespace of what is not hot is its own object, by whatever way it comes', async () => {
	const lib = namespace({ a: 1, f() { return this === lib; } });
	globalThis.print = () => undefined;
	assert.deepEqual(await lines({
		'main.js': 'import * as ns from "lib"; import { lib, self } from "./middle.js"; import * as middle from "./middle.js"; print(ns === lib, middle.lib === ns, self(), ns.f(), ns["f"](), middle.lib.f(), ns.none, "none" in ns);',
		'middle.js': 'import * as imported from "lib"; export * as lib from "lib"; export const self = () => imported.f();',
	}, { lib }), ['true true true true true true undefined false']);
});

test('what is exported under a name that is a string is found by it', async () => {
	assert.deepEqual(await lines({ 'main.js': 'import { "a b" as ab } from "lib"; export { "a b" as "c d" } from "lib"; import * as self from "./main.js"; print(ab, self["c d"]);' }, { lib: namespace({ 'a b': 7 }) }), ['7 7']);
});

/** A program whose `load(file)` imports what is not hot later: then the names are told only as it is imported. */
async function later(files: Files, externals: Externals) {
	const program = await start({ 'main.js': 'export const load = (file) => import(file);', ...files }, { externals });
	const load = program.exports('main.js')['load'] as (file: string) => Promise<Record<string, unknown>>;
	return { program, load };
}

test('a graph that comes by import() is linked as soon as its names are known, before anything of it runs', async () => {
	const { program, load } = await later({ 'user.js': 'import "./first.js"; import { a } from "./star.js"; export { a }; import.meta.log("user");', 'first.js': 'import.meta.log("first");', 'star.js': 'export * from "one"; export * from "two";' }, { one: namespace({ a: 1 }), two: namespace({ b: 2 }) });
	assert.equal((await load('./user.js'))['a'], 1);
	assert.deepEqual(program.takeLog(), ['first', 'one runs', 'two runs', 'user']);
});

test('a name that what is not hot turns out to lack rejects the import(), and nothing of it has run', async () => {
	const cases: Files[] = [{ 'user.js': 'import "./first.js"; import { none } from "one"; import.meta.log("user");' }, { 'user.js': 'import "./first.js"; export { none } from "one";' }, { 'user.js': 'import "./first.js"; import "./middle.js";', 'middle.js': 'import { none } from "./star.js";', 'star.js': 'export * from "one"; export * from "two";' }];
	for (const files of cases) {
		const { program, load } = await later({ ...files, 'first.js': 'import.meta.log("first");' }, { one: namespace({ a: 1 }), two: namespace({ b: 2 }) });
		await assert.rejects(load('./user.js'), { name: 'SyntaxError', message: /does not provide an export named 'none'$/ });
		assert.deepEqual(program.takeLog(), [], JSON.stringify(files));
	}
});

test('a module that only re-exports is linked once more, too, when the names are known', async () => {
	const { program, load } = await later({ 'user.js': 'export { none } from "./middle.js";', 'middle.js': 'export { none } from "one"; import.meta.log("middle");', 'fine.js': 'export { a } from "./good.js";', 'good.js': 'export { a } from "one";' }, { one: namespace({ a: 1 }) });
	await assert.rejects(load('./user.js'), { name: 'SyntaxError', message: "The requested module 'one' does not provide an export named 'none'" });
	assert.deepEqual(program.takeLog(), []);
	assert.equal((await load('./fine.js'))['a'], 1);
});

test('a name that only the second of two that are not hot has is the second\'s, once both are known', async () => {
	const { load } = await later({ 'user.js': 'export { b } from "./star.js"; export * from "./star.js";', 'star.js': 'export * from "one"; export * from "two";' }, { one: namespace({ a: 1 }), two: namespace({ b: 2 }) });
	const user = await load('./user.js');
	assert.deepEqual([user['b'], Object.keys(user)], [2, ['a', 'b']]);
});

test('a host that tells only of one external at a time evaluates each in its turn', async () => {
	const { program, load } = await later({ 'user.js': 'import { a } from "one"; import "./between.js"; import { b } from "two"; export const sum = a + b; import.meta.log("user");', 'between.js': 'import.meta.log("between");' }, { one: namespace({ a: 1 }), two: namespace({ b: 2 }) });
	Reflect.set(program.host, 'importInPlace', undefined);
	const { importExternal } = program.host;
	program.host.importExternal = async (module) => {
		program.host.log.push(`${module.id} runs`);
		return importExternal.call(program.host, module);
	};
	assert.equal((await load('./user.js'))['sum'], 3);
	assert.deepEqual(program.takeLog(), ['one runs', 'between', 'two runs', 'user']);
	assert.equal((await load('./user.js'))['sum'], 3);
	assert.deepEqual(program.takeLog(), []);
});

test('what is not hot and throws ends the import() there, and each later one in the same way', async () => {
	const { program, load } = await later({ 'user.js': 'import "./before.js"; import "broken"; import.meta.log("user");', 'before.js': 'import.meta.log("before");' }, { broken: namespace({}) });
	Reflect.set(program.host, 'importInPlace', undefined);
	const error = new Error('it is broken');
	program.host.importExternal = async () => Promise.reject(error);
	for (const turn of ['first', 'second']) await assert.rejects(load('./user.js'), (thrown) => thrown === error, turn);
	assert.deepEqual(program.takeLog(), ['before']);
});

test('a module that is adopted is linked and run at once, and is then a module like any other', async () => {
	const { program } = await later({ 'cjs.js': 'export const v = 1; import.meta.log("cjs");' }, {});
	const result = await program.host.load([{ id: 'cjs.js' }], () => false);
	assert.ok(result.ok);
	const [module] = result.modules as [LoadedModule];
	program.runtime.adopt(module);
	program.runtime.adopt(module);
	assert.deepEqual([program.takeLog(), program.exports('cjs.js')['v']], [['cjs'], 1]);
	program.runtime.required('main.js', 'cjs.js', './cjs.js', true);
	program.runtime.required('main.js', 'nobody.js', './nobody.js', true);
	program.runtime.required('nobody.js', 'cjs.js', './cjs.js', true);
	assert.deepEqual(program.graph().modules.find(({ id }) => id === 'cjs.js')?.importers, ['main.js']);
	const broken = { ...module, id: 'broken.js', hash: 'x', source: { ...(module.kind === 'source-text' ? module.source : assert.fail()), code: 'not ( a function' } } as LoadedModule;
	assert.throws(() => program.runtime.adopt(broken), SyntaxError);
	assert.equal(program.runtime.has('broken.js'), false);
});
