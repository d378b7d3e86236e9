import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deferred, start } from './support/program.js';
import type { Program } from './support/program.js';

const reading = { 'main.js': 'import { value } from "./a.js"; import.meta.hot.accept("./a.js", () => import.meta.log("accepted")); export const read = () => value;' };

function read(program: Program): unknown {
	return (program.exports('main.js')['read'] as () => unknown)();
}

test('a text that does not parse ends the update; the old code keeps running, and the next save tries again', async () => {
	const program = await start({ ...reading, 'a.js': 'export const value = 1; import.meta.hot.dispose(() => import.meta.log("disposed"));' });
	const outcome = await program.edit({ 'a.js': 'export const value = ;' });
	assert.ok(outcome.type === 'load-error');
	assert.equal(outcome.id, 'a.js');
	assert.deepEqual(outcome.chain, ['a.js', 'main.js']);
	assert.deepEqual(outcome.pending, [{ id: 'a.js', reason: 'load-error', chain: ['a.js', 'main.js'] }]);
	assert.deepEqual(program.takeLog(), []);
	assert.equal(read(program), 1);
	await program.updated({ 'a.js': 'export const value = 3;' });
	assert.deepEqual(program.takeLog(), ['disposed', 'accepted']);
	assert.equal(read(program), 3);
});

test('P12: an export that is missing is found before anything is disposed of', async () => {
	const program = await start({ ...reading, 'a.js': 'export const value = 1; import.meta.hot.dispose(() => import.meta.log("disposed"));' });
	const outcome = await program.edit({ 'a.js': 'export const other = 2;' });
	assert.ok(outcome.type === 'link-error');
	assert.equal(outcome.id, 'main.js');
	assert.match(String(outcome.error), /SyntaxError: The requested module '\.\/a\.js' does not provide an export named 'value'/);
	assert.deepEqual(program.takeLog(), []);
	assert.equal(read(program), 1);
});

test('a name that a built-in module has not is found before anything is disposed of', async () => {
	const program = await start({
		'main.js': 'import { value } from "./a.js"; import.meta.hot.accept("./a.js", () => import.meta.log(value));',
		'a.js': 'export const value = 1; import.meta.hot.dispose(() => import.meta.log("disposed"));',
	}, { externals: { 'node:new': { there: 2 } } });
	assert.equal((await program.edit({ 'a.js': 'import { nowhere } from "node:new"; export const value = nowhere;' })).type, 'link-error');
	assert.deepEqual(program.takeLog(), []);
	await program.updated({ 'a.js': 'import { there } from "node:new"; export const value = there;' });
	assert.deepEqual(program.takeLog(), ['disposed', 2]);
});

test('a link error is healed from the importer\'s side', async () => {
	const program = await start({
		'main.js': 'import "./user.js"; import.meta.hot.accept("./user.js", () => import.meta.log("accepted"));',
		'user.js': 'import { value } from "./a.js"; import.meta.log(value);',
		'a.js': 'export const value = 1;',
	});
	assert.equal((await program.edit({ 'a.js': 'export const renamed = 2;' })).type, 'link-error');
	const outcome = await program.updated({ 'user.js': 'import { renamed } from "./a.js"; import.meta.log(renamed);' });
	assert.deepEqual(program.takeLog(), [1, 2, 'accepted']);
	assert.deepEqual(outcome.changed, ['a.js', 'user.js']);
	assert.deepEqual(outcome.pending, []);
});

test('a throw in evaluation leaves importers with the old bindings, and the next change starts from there', async () => {
	const program = await start({ ...reading, 'a.js': 'export const value = 1;' });
	const outcome = await program.edit({ 'a.js': 'export const value = 2; throw new Error("no");' });
	assert.ok(outcome.type === 'evaluation-error');
	assert.equal(outcome.id, 'a.js');
	assert.equal(String(outcome.error), 'Error: no');
	assert.deepEqual(outcome.chain, ['a.js', 'main.js']);
	assert.deepEqual(program.takeLog(), []);
	assert.equal(read(program), 1);
	await program.updated({ 'a.js': 'export const value = 3;' });
	assert.deepEqual(program.takeLog(), ['accepted']);
	assert.equal(read(program), 3);
});

test('a new module keeps its old version when what a module that stays re-exports to it has failed', async () => {
	const program = await start({
		'main.js': 'import * as middle from "./middle.js"; export const version = 1; export const read = () => middle.value; import.meta.hot.accept();',
		'middle.js': 'export { value } from "./leaf.js";',
		'leaf.js': 'export const value = 1; import.meta.hot.accept();',
	});
	const outcome = await program.edit({
		'main.js': 'import * as middle from "./middle.js"; export const version = 2; export const read = () => middle.value; import.meta.hot.accept();',
		'leaf.js': 'throw new Error("no"); export const value = 2; import.meta.hot.accept();',
	});
	assert.equal(outcome.type, 'evaluation-error');
	assert.equal(read(program), 1);
	assert.equal(program.exports('main.js')['version'], 1);
	await program.updated({ 'leaf.js': 'export const value = 3; import.meta.hot.accept();' });
	assert.equal(read(program), 3);
	assert.equal(program.exports('main.js')['version'], 2);
});

test('what waited for another file to be mended is applied with it, though that was half-written when it was first read', async () => {
	const program = await start({
		'main.js': 'import { a } from "./a.js"; import { b } from "./b.js"; import.meta.hot.accept(["./a.js", "./b.js"]); export const read = () => a + b;',
		'a.js': 'export const a = "a1";',
		'b.js': 'export const b = "b1";',
	});
	assert.equal((await program.edit({ 'a.js': 'export const a = "a2";', 'b.js': 'export const b = ;' })).type, 'load-error');
	const { files } = program.host;
	const get = files.get.bind(files);
	let reads = 0;
	files.get = (id) => (id === 'b.js' && reads++ === 0 ? 'export const b = "b' : get(id));
	const outcome = await program.updated({ 'b.js': 'export const b = "b3";' });
	assert.deepEqual(outcome.pending, []);
	assert.equal(read(program), 'a2b3');
});

test('after an evaluation error the whole stale set is run again with the next change, from wherever it comes', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import "./other.js"; import.meta.hot.accept("./a.js"); import.meta.hot.accept("./other.js");',
		'a.js': 'import "./b.js"; import.meta.log("a"); import.meta.hot.dispose(() => import.meta.log("dispose a"));',
		'b.js': 'if (globalThis.isBroken) throw new Error("broken");',
		'other.js': '',
	});
	program.takeLog();
	Object.assign(globalThis, { isBroken: true });
	assert.equal((await program.touch('b.js')).type, 'evaluation-error');
	assert.deepEqual(program.takeLog(), ['dispose a']);
	Object.assign(globalThis, { isBroken: false });
	const outcome = await program.updated({ 'other.js': '0' });
	assert.deepEqual(program.takeLog(), ['a']);
	assert.deepEqual(outcome.pending, []);
	assert.deepEqual([...outcome.loaded, ...outcome.reevaluated].sort(), ['a.js', 'b.js', 'other.js']);
});

test('what was evaluated before the throw is cleaned up after', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js");',
		'a.js': 'import "./b.js"; export const ok = true;',
		'b.js': 'import.meta.log("open 1"); import.meta.hot.dispose(() => import.meta.log("close 1"));',
	});
	const outcome = await program.edit({
		'a.js': 'import "./b.js"; throw new Error("no");',
		'b.js': 'import.meta.log("open 2"); import.meta.hot.dispose(() => import.meta.log("close 2"));',
	});
	assert.equal(outcome.type, 'evaluation-error');
	assert.deepEqual(program.takeLog(), ['open 1', 'close 1', 'open 2', 'close 2']);
	await program.updated({ 'a.js': 'import "./b.js";' });
	assert.deepEqual(program.takeLog(), ['open 2']);
});

test('what is not connected with the module that threw is updated all the same', async () => {
	const program = await start({
		'main.js': 'import { a } from "./a.js"; import { b } from "./b.js"; export const read = () => [a, b];',
		'a.js': 'export const a = 1; import.meta.hot.accept();', 'b.js': 'export const b = 1; import.meta.hot.accept();',
	});
	const outcome = await program.edit({ 'a.js': 'throw new Error("no"); export const a = 2;', 'b.js': 'export const b = 2; import.meta.hot.accept();' });
	assert.equal(outcome.type, 'evaluation-error');
	assert.deepEqual(outcome.loaded, ['b.js']);
	assert.deepEqual(read(program), [1, 2]);
});

test('P14: a change that nobody accepts is named with every later outcome, and tried again with each', async () => {
	const files = {
		'main.js': 'import "./a.js"; import "./b.js"; import.meta.hot.accept("./b.js");',
		'a.js': 'import.meta.log("a1");', 'b.js': '',
	};
	const program = await start(files);
	assert.equal((await program.edit({ 'a.js': 'import.meta.log("a2");' })).type, 'unaccepted');
	const outcome = await program.updated({ 'b.js': 'import "./c.js";', 'c.js': '' });
	assert.deepEqual(outcome.pending, [{ id: 'a.js', reason: 'unaccepted', chain: ['a.js', 'main.js'] }]);
	assert.deepEqual(program.graph().pending, outcome.pending);
	assert.equal(program.graph().modules.find(({ id }) => id === 'a.js')?.pending, 'unaccepted');
	assert.deepEqual(program.takeLog(), ['a1']);
});

test('a change that waits is applied once somebody accepts it', async () => {
	const program = await start({
		'main.js': 'import "./mid.js"; import.meta.hot.accept("./mid.js");',
		'mid.js': 'import "./leaf.js"; import.meta.hot.decline();',
		'leaf.js': 'import.meta.log(1);',
	});
	assert.equal((await program.edit({ 'leaf.js': 'import.meta.log(2);' })).type, 'declined');
	assert.equal((await program.edit({ 'mid.js': 'import "./leaf.js";' })).type, 'declined');
	assert.deepEqual(program.takeLog(), [1]);
});

test('of a batch, what is accepted on every path is applied, and the rest stays pending', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import "./b.js"; import.meta.hot.accept("./b.js");', 'a.js': '', 'b.js': '',
	});
	const outcome = await program.updated({ 'a.js': 'import.meta.log("a");', 'b.js': 'import.meta.log("b");' });
	assert.deepEqual(program.takeLog(), ['b']);
	assert.deepEqual(outcome.loaded, ['b.js']);
	assert.deepEqual(outcome.pending.map(({ id }) => id), ['a.js']);
});

test('an old mistake does not stand in the way of a new change elsewhere', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import "./b.js"; import.meta.hot.accept(["./a.js", "./b.js"]);', 'a.js': '', 'b.js': '',
	});
	assert.equal((await program.edit({ 'a.js': 'syntax error' })).type, 'load-error');
	const outcome = await program.updated({ 'b.js': 'import.meta.log("b");' });
	assert.deepEqual(program.takeLog(), ['b']);
	assert.deepEqual(outcome.pending.map(({ id, reason }) => [id, reason]), [['a.js', 'load-error']]);
	const healed = await program.updated({ 'a.js': 'import.meta.log("a");' });
	assert.deepEqual(healed.pending, []);
});

test('a new import that cannot be found waits for the file, and is tried again when it comes', async () => {
	const program = await start({ ...reading, 'a.js': 'export const value = 1;' });
	const outcome = await program.edit({ 'a.js': 'export { value } from "./new.js";' });
	assert.ok(outcome.type === 'load-error');
	assert.equal(outcome.id, 'new.js');
	const healed = await program.updated({ 'new.js': 'export const value = 2;' });
	assert.deepEqual(healed.loaded.toSorted(), ['a.js', 'new.js']);
	assert.equal(read(program), 2);
});

test('what a waiting change would bring into the program is watched until it comes or is wanted no longer, and tried again when it changes', async () => {
	const watched = new Set<string>();
	const program = await start({ 'main.js': 'import "./a.js"; import "./b.js"; import.meta.hot.accept(["./a.js", "./b.js"]);', 'a.js': '', 'b.js': '' }, { track: (id) => watched.add(id), untrack: (id) => watched.delete(id) });
	program.host.files.set('new.js', 'export const other = 1;');
	assert.equal((await program.edit({ 'a.js': 'import { value } from "./new.js"; import.meta.log(value);' })).type, 'link-error');
	assert.equal((await program.edit({ 'b.js': 'import "./missing.js";' })).type, 'load-error');
	assert.deepEqual([...watched].sort(), ['a.js', 'b.js', 'main.js', 'missing.js', 'new.js']);
	const mended = await program.updated({ 'new.js': 'export const value = "mended";' });
	assert.deepEqual(mended.pending.map(({ id }) => id), ['b.js'], 'the other mistake does not stand in its way');
	assert.deepEqual(program.takeLog(), ['mended']);
	await program.updated({ 'b.js': '0' });
	assert.deepEqual([...watched].sort(), ['a.js', 'b.js', 'main.js', 'new.js']);
});

test('a waiting change is tried again when a module that it lacks something of changes, though that has left the program meanwhile', async () => {
	const watched = new Set<string>();
	const program = await start({
		'main.js': 'import "./a.js"; import "./b.js"; import.meta.hot.accept(["./a.js", "./b.js"]);', 'a.js': '', 'b.js': 'import "./lib.js";', 'lib.js': '',
	}, { track: (id) => watched.add(id), untrack: (id) => watched.delete(id) });
	assert.equal((await program.edit({ 'a.js': 'import { value } from "./lib.js"; import.meta.log(value);' })).type, 'link-error');
	assert.deepEqual((await program.updated({ 'b.js': '0' })).pruned, ['lib.js']);
	assert.ok(watched.has('lib.js'), 'it is still watched');
	const mended = await program.updated({ 'lib.js': 'export const value = "mended";' });
	assert.deepEqual(mended.pending, []);
	assert.deepEqual(program.takeLog(), ['mended']);
	assert.ok(watched.has('lib.js'));
});

test('a waiting change is tried again when a module on the way to what is missing is mended, instead of the missing one', async () => {
	const program = await start({ 'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js");', 'a.js': '' });
	program.host.files.set('between.js', 'import "./missing.js";');
	assert.equal((await program.edit({ 'a.js': 'import "./between.js"; import.meta.log("a");' })).type, 'load-error');
	await program.updated({ 'between.js': 'import.meta.log("between");' });
	assert.deepEqual(program.takeLog(), ['between', 'a']);
	assert.deepEqual(program.graph().pending, []);
});

test('a saved file whose text is as it was is run again', async () => {
	const program = await start({ 'main.js': 'import "./a.js";', 'a.js': 'import.meta.log("a"); import.meta.hot.accept();' });
	const outcome = await program.touch('a.js');
	assert.ok(outcome.type === 'updated');
	assert.deepEqual(outcome.reevaluated, ['a.js']);
	assert.deepEqual(program.takeLog(), ['a', 'a']);
});

test('P13: changes during an update are merged into the next one', async () => {
	const gate = deferred();
	Object.assign(globalThis, { gate });
	const program = await start({ ...reading, 'a.js': 'export const value = 1;' });
	const first = program.edit({ 'a.js': 'await globalThis.gate.promise; export const value = 2;' });
	await Promise.resolve();
	const second = program.change({ 'a.js': 'export const value = 3;' });
	const third = program.change({ 'a.js': 'export const value = 4;' });
	gate.resolve();
	assert.equal((await first).update, 1);
	const outcomes = await Promise.all([second, third]);
	assert.deepEqual(outcomes.map((outcome) => outcome?.update), [2, 2]);
	assert.equal(read(program), 4);
});

test('several reports at once are one update', async () => {
	const program = await start({ ...reading, 'a.js': 'export const value = 1;' });
	program.host.files.set('a.js', 'export const value = 2;');
	const outcomes = await Promise.all(Array.from({ length: 10_000 }, () => program.runtime.changed([{ id: 'a.js' }])));
	assert.deepEqual([...new Set(outcomes.map((outcome) => outcome?.update))], [1]);
});

test('a change of a file that is not part of the program is no update', async () => {
	const program = await start({ ...reading, 'a.js': 'export const value = 1;' });
	assert.equal(await program.change({ 'unknown.js': '' }), null);
	assert.deepEqual(program.runtime.hot.history(), []);
});

test('top-level await in an updated module is waited for before anything is accepted', async () => {
	const program = await start({ ...reading, 'a.js': 'export const value = 1;' });
	await program.updated({ 'a.js': 'export let value; await null; await null; value = 2;' });
	assert.deepEqual(program.takeLog(), ['accepted']);
	assert.equal(read(program), 2);
});

test('P31: an evaluation that does not end is reported after a while, and given up when something else changes', async () => {
	const program = await start({ ...reading, 'a.js': 'export const value = 1;' }, { handlerTime: 1000 });
	const stuck = program.change({ 'a.js': 'export const value = 2; await new Promise(() => {});' });
	while (program.host.timers === 0) await new Promise((resolve) => setImmediate(resolve));
	program.host.advance(1000);
	const next = program.change({ 'a.js': 'export const value = 3;' });
	const outcome = await stuck;
	assert.equal(outcome?.type, 'evaluation-error');
	assert.equal(outcome?.reported[0]?.handler, 'evaluation');
	assert.equal((await next)?.type, 'updated');
	assert.equal(read(program), 3);
});

test('P30: a data module that does not parse waits for its next text', async () => {
	const program = await start({ ...reading, 'a.js': 'export { default as value } from "./data.js";', 'data.js': 'export default {"n": 1};' });
	assert.equal((await program.edit({ 'data.js': 'export default {"n": ' })).type, 'load-error');
	await program.updated({ 'data.js': 'export default {"n": 2};' });
	assert.deepEqual(read(program), { n: 2 });
});

test('P16: an import() that failed is not kept: the next one tries again', async () => {
	const program = await start({ 'main.js': 'export const load = () => import("./lazy.js");' });
	const load = program.exports('main.js')['load'] as () => Promise<{ readonly value: number }>;
	await assert.rejects(load());
	program.host.files.set('lazy.js', 'export const value = 1;');
	assert.equal((await load()).value, 1);
});

test('an update during the first evaluation waits for it', async () => {
	const gate = deferred();
	Object.assign(globalThis, { firstGate: gate });
	const { Program } = await import('./support/program.js');
	const program = new Program({
		'main.js': 'import { value } from "./a.js"; await globalThis.firstGate.promise; import.meta.hot.accept("./a.js"); export const read = () => value;',
		'a.js': 'export const value = 1;',
	}, {});
	await program.begin('main.js');
	const outcome = program.change({ 'a.js': 'export const value = 2;' });
	await new Promise((resolve) => setImmediate(resolve));
	gate.resolve();
	await program.evaluation;
	assert.equal((await outcome)?.type, 'updated');
	assert.equal(read(program), 2);
});

test('an update of what accepts itself does not wait for the entry', async () => {
	const { Program } = await import('./support/program.js');
	const program = new Program({
		'main.js': 'import { value } from "./a.js"; await new Promise(() => {});',
		'a.js': 'export const value = 1; import.meta.log(value); import.meta.hot.accept();',
	}, {});
	await program.begin('main.js');
	const outcome = await program.change({ 'a.js': 'export const value = 2; import.meta.log(value);' });
	assert.equal(outcome?.type, 'updated');
	assert.deepEqual(program.takeLog(), [1, 2]);
});

test('no outcome is an exception, not even when everything throws', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js", () => { throw undefined; });',
		'a.js': 'import.meta.hot.dispose(() => { throw null; }); import.meta.hot.on("afterUpdate", () => { throw 1; });',
	});
	const outcome = await program.edit({ 'a.js': 'import.meta.hot.on("afterUpdate", () => { throw 1; });' });
	assert.equal(outcome.type, 'unaccepted');
	assert.deepEqual(outcome.reported.map(({ id, handler }) => [id, handler]), [['a.js', 'dispose'], ['main.js', 'accept']]);
});

test('a program that awaits at its top for as long as it runs is updated without waiting for that', async () => {
	const { Program } = await import('./support/program.js');
	const program = new Program({
		'main.js': 'import "./a.js"; import "./u.js"; import.meta.hot.accept("./a.js", () => import.meta.log("accepted")); await new Promise(() => {});', 'a.js': '', 'u.js': '',
	}, { handlerTime: 1000 });
	await program.begin('main.js');
	assert.equal((await program.change({ 'a.js': '0' }))?.type, 'updated');
	program.host.advance(1000);
	assert.equal((await program.change({ 'u.js': '0' }))?.type, 'unaccepted');
	assert.deepEqual(program.takeLog(), ['accepted']);
});

test('a text that moved is read again from where it moved to', async () => {
	const program = await start({
		'main.js': 'import "./pkg.js"; import.meta.hot.accept("./pkg.js");', 'pkg.js': 'import.meta.log(1);', 'v2/pkg.js': 'import.meta.log(2);',
	});
	await program.runtime.changed([{ id: 'pkg.js', location: 'v2/pkg.js' }]);
	await program.touch('pkg.js');
	assert.deepEqual(program.takeLog(), [1, 2, 2]);
});

test('every change that a module could not take is tried again, not only the last', async () => {
	const program = await start({
		'main.js': `import { a } from './a.js'; import { b } from './b.js';
			const check = (name) => () => { if (globalThis.isRefusing) throw new Error('no'); import.meta.log(name); };
			import.meta.hot.accept('./a.js', check('a')); import.meta.hot.accept('./b.js', check('b'));`,
		'a.js': 'export const a = 1;', 'b.js': 'export const b = 1;', 
	});
	Object.assign(globalThis, { isRefusing: true });
	const refused = await program.edit({ 'a.js': 'export const a = 2;', 'b.js': 'export const b = 2;' });
	assert.deepEqual(refused.pending.map(({ id }) => id), ['a.js', 'b.js']);
	Object.assign(globalThis, { isRefusing: false });
	await program.updated({ 'b.js': 'export const b = 3;' });
	assert.deepEqual(program.takeLog(), ['a', 'b']);
});

test('a host that breaks its promise ends the update, not the process, and the change is not lost', async () => {
	const program = await start({ ...reading, 'a.js': 'export const value = 1;' });
	program.host.beforeLoad = () => {
		throw new Error('the disk is gone');
	};
	const outcome = await program.edit({ 'a.js': 'export const value = 2;' });
	assert.ok(outcome.type === 'evaluation-error');
	assert.equal(String(outcome.error), 'Error: the disk is gone');
	assert.deepEqual(outcome.pending.map(({ id }) => id), ['a.js']);
	program.host.beforeLoad = null;
	await program.touch('a.js');
	assert.equal(read(program), 2);
});

const disposable = { ...reading, 'a.js': 'export const value = 1; import.meta.hot.dispose(() => import.meta.log("disposed"));' };

test('a name that a newly imported package lacks is found before anything is disposed of or runs, and heals', async () => {
	const program = await start(disposable, { externals: { pkg: { something: 2 } } });
	for (const text of ['import { nothing } from "pkg"; export const value = nothing;', 'export { nothing as value } from "pkg";', 'export * from "pkg";']) {
		const outcome = await program.edit({ 'a.js': text });
		assert.equal(outcome.type, 'link-error', text);
		assert.deepEqual([program.takeLog(), outcome.loaded], [[], []]);
	}
	await program.updated({ 'a.js': 'import { something } from "pkg"; export const value = something; import.meta.log("runs");' });
	assert.deepEqual(program.takeLog(), ['disposed', 'pkg runs', 'runs', 'accepted']);
});

test('a newly imported package that cannot be linked is named, with who imports it, before anything is disposed of', async () => {
	const program = await start(disposable, { externals: { good: {}, bad: {} } });
	program.host.unlinkable.set('bad', new SyntaxError('no'));
	const outcome = await program.edit({ 'a.js': 'import "good"; import "bad"; export const value = 2;' });
	assert.equal(outcome.type, 'load-error');
	assert.ok('chain' in outcome);
	assert.deepEqual([outcome.chain, program.takeLog()], [['bad', 'a.js', 'main.js'], []]);
	assert.deepEqual((await program.updated({ 'a.js': 'import "good"; export const value = 3;' })).pending, []);
	assert.deepEqual(program.takeLog(), ['disposed', 'good runs', 'accepted']);
});

test('check tells of a name that a newly imported package lacks, and apply runs the package in its place', async () => {
	const program = await start(disposable, { isWatching: false, externals: { pkg: { something: 2 } } });
	const { hot } = program.runtime;
	void program.change({ 'a.js': 'import { nothing } from "pkg"; export const value = nothing;' });
	await assert.rejects(hot.check(), /does not provide an export named 'nothing'/);
	void program.change({ 'a.js': 'import { something } from "pkg"; export const value = something;' });
	await hot.check();
	assert.deepEqual(program.takeLog(), []);
	await hot.apply();
	assert.deepEqual(program.takeLog(), ['disposed', 'pkg runs', 'accepted']);
});

test('a package that comes back is not linked anew: Node keeps each module that it is asked for', async () => {
	const program = await start(disposable, { externals: { pkg: { something: 2 } } });
	for (let round = 1; round <= 3; round++) {
		await program.updated({ 'a.js': `import { something } from "pkg"; export const value = ${round};` });
		await program.updated({ 'a.js': 'export const value = 0;' });
	}
	// It was linked once, and ran in its place three times, as far as the program can tell.
	assert.equal(program.host.sequences, 4);
});
