import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './support/program.js';
import type { Program } from './support/program.js';

function read(program: Program): unknown {
	return (program.exports('main.js')['read'] as () => unknown)();
}

const cycle = {
	'main.js': 'import { a } from "./a.js"; import.meta.hot.accept("./a.js", () => import.meta.log("accepted")); export const read = () => a();',
	'a.js': 'import { b } from "./b.js"; import.meta.log("a"); export function a() { return `a1 ${b()}`; } export const tail = 1;',
	'b.js': 'import { tail } from "./a.js"; import.meta.log("b"); export function b() { return `b1 ${tail}`; }',
};

test('P2: a change inside of a cycle runs the whole cycle again, in the order of the specification', async () => {
	const program = await start(cycle);
	assert.deepEqual(program.takeLog(), ['b', 'a']);
	const outcome = await program.updated({ 'b.js': cycle['b.js'].replace('b1', 'b2') });
	assert.deepEqual(program.takeLog(), ['b', 'a', 'accepted']);
	assert.deepEqual([outcome.loaded, outcome.reevaluated], [['b.js'], ['a.js']]);
	assert.equal(read(program), 'a1 b2 1');
});

test('a change of the root of a cycle runs the whole cycle again', async () => {
	const program = await start(cycle);
	program.takeLog();
	await program.updated({ 'a.js': cycle['a.js'].replace('a1', 'a2') });
	assert.deepEqual(program.takeLog(), ['b', 'a', 'accepted']);
	assert.equal(read(program), 'a2 b1 1');
});

test('P2: a cycle is entered where the program enters it, though a root that begins later imports another member of it', async () => {
	const accepted = '["./entered.js", "./inner.js", "./outside.js"]';
	const program = await start({
		'main.js': `import "./entered.js"; import "./inner.js"; import "./outside.js"; import.meta.hot.accept(${accepted});`,
		'entered.js': 'export const value = 1;',
		'inner.js': 'import { value } from "./entered.js"; export const inner = 1; export const read = () => value;',
		'outside.js': 'import { inner } from "./inner.js"; import.meta.log(inner);',
	});
	await program.updated({ 'entered.js': 'import { inner } from "./inner.js"; export const value = inner + 1;' });
	assert.deepEqual(program.takeLog(), [1, 1]);
	assert.equal((program.exports('inner.js') as { read(): number }).read(), 2);
});

test('P2: a cycle that reads a binding too early throws the error Node throws, and the old one stays', async () => {
	const program = await start(cycle);
	const outcome = await program.edit({ 'b.js': 'import { tail } from "./a.js"; export const b = () => tail; tail;' });
	assert.ok(outcome.type === 'evaluation-error');
	assert.equal(String(outcome.error), 'ReferenceError: Cannot access \'tail\' before initialization');
	assert.equal(outcome.id, 'b.js');
	assert.equal(read(program), 'a1 b1 1');
});

test('a member of a cycle that accepts itself is replaced alone, and the others read the new version', async () => {
	const program = await start({
		...cycle, 'b.js': `${cycle['b.js']} import.meta.hot.accept();`,
	});
	program.takeLog();
	await program.updated({ 'b.js': cycle['b.js'].replace('b1', 'b2') });
	assert.deepEqual(program.takeLog(), ['b']);
	assert.equal(read(program), 'a1 b2 1');
});

test('a module that imports itself is updated', async () => {
	const program = await start({
		'main.js': 'import { value } from "./a.js"; import.meta.hot.accept("./a.js"); export const read = () => value;', 'a.js': 'import * as self from "./a.js"; export const value = 1; self.value;',
	});
	await program.updated({ 'a.js': 'import * as self from "./a.js"; export let value = 2; value = self.value + 1;' });
	assert.equal(read(program), 3);
});

test('a new import is loaded and evaluated before its importer', async () => {
	const tracked: string[] = [];
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js");', 'a.js': '',
	}, { track: (id) => tracked.push(id) });
	const outcome = await program.updated({ 'a.js': 'import "./new.js"; import.meta.log("a");', 'new.js': 'import "./newer.js"; import.meta.log("new");', 'newer.js': 'import.meta.log("newer");' });
	assert.deepEqual(program.takeLog(), ['newer', 'new', 'a']);
	assert.deepEqual(outcome.loaded.toSorted(), ['a.js', 'new.js', 'newer.js']);
	assert.deepEqual(tracked.toSorted(), ['a.js', 'main.js', 'new.js', 'newer.js']);
	await program.updated({ 'newer.js': 'import.meta.log("newer 2");' });
	assert.deepEqual(program.takeLog(), ['newer 2', 'new', 'a']);
});

test('a removed import is pruned, unless something else still imports it', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import "./b.js"; import.meta.hot.accept(["./a.js", "./b.js"]);',
		'a.js': 'import "./shared.js"; import "./own.js";', 'b.js': 'import "./shared.js";', 'shared.js': '', 'own.js': '',
	});
	assert.deepEqual((await program.updated({ 'a.js': '' + '0' })).pruned, ['own.js']);
	assert.deepEqual((await program.updated({ 'b.js': '0' })).pruned, ['shared.js']);
});

test('what is about to be pruned may lack an import of what is replaced: the others read the new version, and nothing is left behind', async () => {
	const program = await start({
		'main.js': 'import "./holder.js"; import "./reader.js"; import { read } from "./reader.js"; import.meta.hot.accept("./holder.js"); export { read };',
		'holder.js': 'import "./user.js";',
		'user.js': 'import { old } from "./lib.js"; import.meta.hot.accept("./lib.js"); import.meta.hot.prune(() => { import.meta.log("pruned"); });',
		'reader.js': 'import { value } from "./lib.js"; import.meta.hot.accept("./lib.js"); export const read = () => value;',
		'lib.js': 'export const old = 1, value = 1;',
	});
	const outcome = await program.updated({ 'holder.js': '0', 'lib.js': 'export const value = 2;' });
	assert.deepEqual(outcome.pending, []);
	assert.deepEqual(program.takeLog(), ['pruned']);
	assert.equal((program.exports('main.js')['read'] as () => number)(), 2);
});

test('what would be pruned, but is held by what failed, keeps what it imports', async () => {
	const program = await start({
		'main.js': 'import "./holder.js"; import { read } from "./reader.js"; import.meta.hot.accept("./holder.js"); export { read };',
		'holder.js': 'import "./user.js";',
		'user.js': 'import { old } from "./lib.js"; import.meta.hot.accept("./lib.js"); import.meta.hot.prune(() => { import.meta.log("pruned"); });',
		'reader.js': 'import { value } from "./lib.js"; import.meta.hot.accept("./lib.js"); export const read = () => value;',
		'lib.js': 'export const old = 1, value = 1;',
	});
	const read = (): number => (program.exports('main.js')['read'] as () => number)();
	const outcome = await program.edit({ 'holder.js': 'throw new Error("holder");', 'lib.js': 'export const value = 2;' });
	assert.equal(outcome.type, 'evaluation-error');
	assert.equal(read(), 1);
	const mended = await program.updated({ 'holder.js': '0' });
	assert.deepEqual(mended.pending, []);
	assert.equal(read(), 2);
	assert.deepEqual(program.takeLog(), ['pruned']);
});

test('an import that moves from one module to another is not pruned', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import "./b.js"; import.meta.hot.accept(["./a.js", "./b.js"]);',
		'a.js': 'import "./c.js";', 'b.js': '', 'c.js': 'import.meta.log("c");',
	});
	const outcome = await program.updated({ 'a.js': '0', 'b.js': 'import "./c.js";' });
	assert.deepEqual(outcome.pruned, []);
	assert.deepEqual(program.takeLog(), ['c']);
});

test('an importer that no longer imports what changed is asked in its old version, and is not run for it again', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import "./b.js"; import.meta.hot.accept(["./a.js", "./b.js"]);', 'a.js': 'import "./b.js"; import.meta.log("a");', 'b.js': '',
	});
	program.takeLog();
	await program.updated({ 'a.js': 'import.meta.log("a2");', 'b.js': '0' });
	assert.deepEqual(program.takeLog(), ['a2']);
	await program.updated({ 'b.js': '1' });
	assert.deepEqual(program.takeLog(), []);
});

test('a module that is deleted while it is imported is a load error; restored, it is loaded', async () => {
	const program = await start({
		'main.js': 'import { value } from "./a.js"; import.meta.hot.accept("./a.js"); export const read = () => value;', 'a.js': 'export const value = 1;',
	});
	const outcome = await program.edit({ 'a.js': null });
	assert.ok(outcome.type === 'load-error');
	assert.equal(outcome.id, 'a.js');
	assert.equal(read(program), 1);
	await program.updated({ 'a.js': 'export const value = 2;' });
	assert.equal(read(program), 2);
});

test('a module that is deleted and no longer imported is pruned, in one batch or in two', async () => {
	const files = { 'main.js': 'import "./a.js"; import.meta.hot.accept();', 'a.js': 'import.meta.hot.prune(() => import.meta.log("pruned"));' };
	const one = await start(files);
	assert.deepEqual((await one.updated({ 'a.js': null, 'main.js': '0' })).pruned, ['a.js']);
	assert.deepEqual(one.takeLog(), ['pruned']);
	const two = await start(files);
	assert.equal((await two.edit({ 'a.js': null })).type, 'load-error');
	const outcome = await two.updated({ 'main.js': '0' });
	assert.deepEqual(outcome.pruned, ['a.js']);
	assert.deepEqual(outcome.pending, []);
});

test('a rename is an update: the new module runs, the old one is pruned', async () => {
	const program = await start({
		'main.js': 'import { value } from "./mid.js"; import.meta.hot.accept("./mid.js"); export const read = () => value;',
		'mid.js': 'export { value } from "./old.js";',
		'old.js': 'export const value = 1; import.meta.hot.dispose(() => import.meta.log("disposed")); import.meta.hot.prune(() => import.meta.log("pruned"));',
	});
	const outcome = await program.updated({ 'old.js': null, 'new.js': 'export const value = 2; import.meta.log("new");', 'mid.js': 'export { value } from "./new.js";' });
	assert.equal(read(program), 2);
	assert.deepEqual(outcome.pruned, ['old.js']);
	assert.deepEqual(program.takeLog(), ['disposed', 'new', 'pruned']);
});

test('a text that moved is read where it is now, and its identity stays', async () => {
	const program = await start({
		'main.js': 'import { value } from "./pkg.js"; import.meta.hot.accept("./pkg.js"); export const read = () => value;',
		'pkg.js': 'export const value = 1;',
		'v2/pkg.js': 'export const value = 2;',
	});
	const outcome = await program.runtime.changed([{ id: 'pkg.js', location: 'v2/pkg.js' }]);
	assert.equal(outcome?.type, 'updated');
	assert.equal(read(program), 2);
	assert.equal(program.graph().modules.find(({ id }) => id === 'pkg.js')?.location, 'v2/pkg.js');
});

test('re-exports through a module that stays reach the new version', async () => {
	const program = await start({
		'main.js': 'import { x, y } from "./barrel.js"; import * as ns from "./barrel.js"; export const read = () => [x, y, ns.x, ns.y, Object.keys(ns)];',
		'barrel.js': 'export { x } from "./a.js"; export * from "./a.js"; import.meta.log("barrel");',
		'a.js': 'export const x = 1, y = 1; import.meta.hot.accept();',
	});
	await program.updated({ 'a.js': 'export const x = 2, y = 2, z = 2; import.meta.hot.accept();' });
	assert.deepEqual(program.takeLog(), ['barrel']);
	assert.deepEqual(read(program), [2, 2, 2, 2, ['x', 'y', 'z']]);
});

test('what a module that stays hands on under another name reaches those who also import the new version themselves', async () => {
	const program = await start({
		'main.js': 'import { x, whole, own } from "./barrel.js"; import { y } from "./a.js"; import { kept } from "./kept.js"; export const read = () => [x, y, whole.x, own.x, kept];',
		'barrel.js': 'import * as own from "./a.js"; export { x } from "./a.js"; export * as whole from "./a.js"; export { own };',
		'kept.js': 'export const kept = 1;',
		'a.js': 'export const x = 1, y = 1; import.meta.hot.accept();',
	});
	assert.deepEqual(read(program), [1, 1, 1, 1, 1]);
	await program.updated({ 'a.js': 'export const x = 2, y = 2; import.meta.hot.accept();' });
	assert.deepEqual(read(program), [2, 2, 2, 2, 1]);
});

test('an importer that stays is refused for a name that the new version lacks, and not for what it imports of others', async () => {
	const program = await start({
		'main.js': 'import { y } from "./b.js"; import { x } from "./a.js"; export { x as handed } from "./a.js"; import.meta.hot.accept("./a.js"); export const read = () => [x, y];',
		'a.js': 'export const x = 1;', 'b.js': 'export const y = 1;',
	});
	const outcome = await program.edit({ 'a.js': 'export const z = 2;' });
	assert.equal(outcome.type, 'link-error');
	assert.deepEqual(read(program), [1, 1]);
	await program.updated({ 'a.js': 'export const x = 3;' });
	assert.deepEqual(read(program), [3, 1]);
});

test('a namespace kept by user code from before an update stays that of its version', async () => {
	const program = await start({
		'main.js': 'import * as a from "./a.js"; const kept = a; import.meta.hot.accept("./a.js", (next) => import.meta.log(kept.value, a.value, next === a, kept === a)); ',
		'a.js': 'export const value = 1;',
	});
	await program.updated({ 'a.js': 'export const value = 2, other = 2;' });
	assert.deepEqual(program.takeLog(), [1, 2, true, false]);
});

test('P24: exported classes are replaced as they are, and objects keep the class they were made of', async () => {
	const program = await start({
		'main.js': [
			'import { C } from "./a.js"; const old = new C();',
			'import.meta.hot.accept("./a.js", () => import.meta.log(old instanceof C, new C() instanceof C, old.name(), new C().name(), C.name));',
		].join(' '),
		'a.js': 'export class C { name() { return "one"; } }',
	});
	await program.updated({ 'a.js': 'export class C { name() { return "two"; } }' });
	assert.deepEqual(program.takeLog(), [false, true, 'one', 'two', 'C']);
});

test('P22: live bindings stay live after an update', async () => {
	const program = await start({
		'main.js': 'import { count, increment } from "./a.js"; import.meta.hot.accept("./a.js"); export const read = () => (increment(), count);',
		'a.js': 'export let count = 0; export const increment = () => { count += 1; };',
	});
	assert.equal(read(program), 1);
	await program.updated({ 'a.js': 'export let count = 10; export const increment = () => { count += 1; };' });
	assert.equal(read(program), 11);
	assert.equal(read(program), 12);
});

test('a module that is not hot is evaluated once, and read after an update', async () => {
	const external = { now: 1 };
	const program = await start({
		'main.js': 'import { now } from "ext"; import "./a.js"; import.meta.hot.accept("./a.js"); export const read = () => now;', 'a.js': 'import { now } from "ext"; import.meta.log(now);',
	}, { externals: { ext: external } });
	await program.updated({ 'a.js': 'import { now } from "ext"; import.meta.log(now + 1);' });
	assert.deepEqual(program.takeLog(), [1, 2]);
	assert.equal(read(program), 1);
});

test('a module that is not hot and is newly imported by an update is evaluated in its place', async () => {
	const program = await start({ 'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js");', 'a.js': '' }, { externals: { ext: { value: 7 } } });
	await program.updated({ 'a.js': 'import { value } from "ext"; import.meta.log(value);' });
	assert.deepEqual(program.takeLog(), ['ext runs', 7]);
});

test('P33: a deep chain of importers is run again without recursion', async () => {
	const files: Record<string, string> = { 'main.js': 'import { value } from "./m0.js"; import.meta.hot.accept("./m0.js"); export const read = () => value;' };
	const depth = 2000;
	for (let index = 0; index < depth; index += 1) files[`m${index}.js`] = `export { value } from "./m${index + 1}.js";`;
	files[`m${depth}.js`] = 'export const value = 1;';
	const program = await start(files);
	const outcome = await program.updated({ [`m${depth}.js`]: 'export const value = 2;' });
	assert.equal(outcome.reevaluated.length, depth);
	assert.equal(read(program), 2);
});

test('a module that imports one replaced module and re-exports another passes the second on to its importers', async () => {
	const program = await start({
		'main.js': 'import { y } from "./mid.js"; export const read = () => y;',
		'mid.js': 'import "./x.js"; export { y } from "./y.js";', 'x.js': 'import.meta.hot.accept();', 'y.js': 'export const y = 1; import.meta.hot.accept();',
	});
	await program.updated({ 'x.js': '0', 'y.js': 'export const y = 2;' });
	assert.equal(read(program), 2);
});

test('P23: exported values are never wrapped: a class can be extended and made, by its own name, before and after an update', async () => {
	const text = (value: number): string => `export class Base { value = ${value}; static of() { return new this(); } } export default function named() { return new.target; }`;
	const program = await start({
		'main.js': `import Named, { Base } from './a.js'; class Derived extends Base {}
			const look = () => import.meta.log(new Derived().value, Base.of().value, Base.name, new Named() === Named, Object.getPrototypeOf(Derived) === Base);
			look(); import.meta.hot.accept('./a.js', look);`,
		'a.js': text(1),
	});
	await program.updated({ 'a.js': text(2) });
	assert.deepEqual(program.takeLog(), [1, 1, 'Base', true, true, 1, 2, 'Base', true, false]);
});

test('P25: methods of old objects keep reading their own private fields', async () => {
	const text = (value: number): string => `export class Counter { #n = ${value}; get() { return this.#n; } static read(counter) { return counter.#n; } }`;
	const program = await start({
		'main.js': `import { Counter } from './a.js'; const old = new Counter();
			import.meta.hot.accept('./a.js', () => { let seen; try { seen = Counter.read(old); } catch (error) { seen = error.name; } import.meta.log(old.get(), new Counter().get(), seen); });`,
		'a.js': text(1),
	});
	await program.updated({ 'a.js': text(2) });
	assert.deepEqual(program.takeLog(), [1, 2, 'TypeError']);
});

test('P32: a cycle with top-level await is run again as one group, and what imports it after it', async () => {
	const program = await start({
		'main.js': 'import { a } from "./a.js"; import.meta.hot.accept("./a.js", (ns) => import.meta.log("accepted", ns.a, a));',
		'a.js': 'import { b } from "./b.js"; import.meta.log("a"); await null; export const a = `a${b}`;',
		'b.js': 'import "./a.js"; import.meta.log("b"); await null; await null; export const b = 1; import.meta.log("b ends");',
	});
	assert.deepEqual(program.takeLog(), ['b', 'b ends', 'a']);
	await program.updated({ 'b.js': 'import "./a.js"; import.meta.log("b"); await null; export const b = 2; import.meta.log("b ends");' });
	assert.deepEqual(program.takeLog(), ['b', 'b ends', 'a', 'accepted', 'a2', 'a2']);
});

test('P60: a module is made once and held until it is let go of: import() after any number of collections is the same', async () => {
	const program = await start({ 'main.js': 'export const load = () => import("./a.js");', 'a.js': 'import.meta.log("a"); export const value = {};' });
	const load = program.exports('main.js')['load'] as () => Promise<{ readonly value: object }>;
	const { value } = await load();
	for (let round = 0; round < 3; round += 1) await new Promise((resolve) => setImmediate(resolve));
	assert.equal((await load()).value, value);
	assert.deepEqual(program.takeLog(), ['a']);
});
