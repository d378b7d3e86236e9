import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deferred, start } from './support/program.js';

type Load = () => Promise<{ readonly value: unknown }>;

test('an import() that ran is an edge: its module is accepted or not like any other', async () => {
	const program = await start({
		'main.js': `const ns = await import('./a.js'); import.meta.log(ns.value);
			import.meta.hot.accept('./a.js', async (next) => import.meta.log(next.value, (await import('./a.js')).value));`,
		'a.js': 'export const value = 1;',
	});
	await program.updated({ 'a.js': 'export const value = 2;' });
	assert.deepEqual(program.takeLog(), [1, 2, 2]);
});

test('an import() that nobody accepts is unaccepted', async () => {
	const program = await start({ 'main.js': 'await import("./a.js");', 'a.js': '' });
	assert.equal((await program.edit({ 'a.js': '0' })).type, 'unaccepted');
});

test('P15: an import() after the commit gets the new version, whole', async () => {
	const program = await start({
		'main.js': 'export const load = () => import("./a.js"); import.meta.hot.accept("./a.js");', 'a.js': 'import { value } from "./b.js"; export { value };', 'b.js': 'export const value = 1;',
	});
	const load = program.exports('main.js')['load'] as Load;
	assert.equal((await load()).value, 1);
	await program.updated({ 'b.js': 'export const value = 2;' });
	assert.equal((await load()).value, 2);
});

test('P15: an import() of a stale module while the update runs gets one version whole', async () => {
	const gate = deferred();
	Object.assign(globalThis, { importGate: gate });
	const program = await start({
		'main.js': 'export const load = () => import("./a.js"); import.meta.hot.accept("./a.js");', 'a.js': 'import { x } from "./b.js"; export const value = [x, 1];', 'b.js': 'export const x = 1;',
	});
	const load = program.exports('main.js')['load'] as Load;
	assert.deepEqual((await load()).value, [1, 1]);
	const update = program.updated({ 'a.js': 'import { x } from "./b.js"; await globalThis.importGate.promise; export const value = [x, 2];', 'b.js': 'export const x = 2;' });
	for (let index = 0; index < 5; index += 1) await new Promise((resolve) => setImmediate(resolve));
	const during = await load();
	assert.deepEqual(during.value, [1, 1]);
	gate.resolve();
	await update;
	assert.deepEqual((await load()).value, [2, 2]);
	assert.deepEqual(during.value, [1, 1]);
});

test('an import() whose load is in flight during an update ends with one consistent program', async () => {
	const gate = deferred();
	const program = await start({
		'main.js': 'import { x } from "./b.js"; export const load = () => import("./lazy.js"); import.meta.hot.accept("./b.js"); import.meta.hot.accept("./lazy.js"); export const read = () => x;',
		'lazy.js': 'import { x } from "./b.js"; export const value = x;', 'b.js': 'export const x = 1;',
	});
	program.host.beforeLoad = (roots) => roots[0]?.id === 'lazy.js' ? gate.promise : undefined;
	const loading = (program.exports('main.js')['load'] as Load)();
	await program.updated({ 'b.js': 'export const x = 2;' });
	gate.resolve();
	assert.equal((await loading).value, 2);
	program.host.beforeLoad = null;
	await program.updated({ 'b.js': 'export const x = 3;' });
	assert.equal((await (program.exports('main.js')['load'] as Load)()).value, 3);
});

test('concurrent import()s of one stale module evaluate it once', async () => {
	const program = await start({
		'main.js': `import './dep.js'; import.meta.hot.accept();
			export const all = () => Promise.all([import('./page.js'), import('./page.js'), import('./page.js')]);`,
		'page.js': 'import "./dep.js"; import.meta.log("page");', 'dep.js': '',
	});
	type All = () => Promise<readonly unknown[]>;
	await (program.exports('main.js')['all'] as All)();
	program.takeLog();
	await program.updated({ 'dep.js': '0' });
	const [a, b, c] = await (program.exports('main.js')['all'] as All)();
	assert.deepEqual(program.takeLog(), ['page']);
	assert.ok(a === b && b === c);
});

test('a module that only stale importers imported by import() is run again when it is imported again', async () => {
	const program = await start({
		'main.js': 'import "./router.js";',
		'router.js': `import { name } from './names.js'; import.meta.hot.accept(); export const page = () => import('./page.js'); globalThis.page = page;`,
		'page.js': 'import { name } from "./names.js"; import.meta.log("page of", name); export const value = name;',
		'names.js': 'export const name = "one";',
	});
	const page = (): ReturnType<Load> => (Reflect.get(globalThis, 'page') as Load)();
	await page();
	const outcome = await program.updated({ 'names.js': 'export const name = "two";' });
	assert.deepEqual(program.takeLog(), ['page of', 'one']);
	assert.deepEqual(outcome.pruned, []);
	await page();
	await page();
	assert.deepEqual(program.takeLog(), ['page of', 'two']);
});

test('a module that was imported by import() keeps its state when only its importer is run again unchanged', async () => {
	const program = await start({
		'main.js': 'import "./router.js";',
		'router.js': `import './dep.js'; import.meta.hot.accept(); globalThis.state = () => import('./state.js');`,
		'state.js': 'import.meta.log("state"); export const value = {};', 'dep.js': '',
	});
	const state = (): ReturnType<Load> => (Reflect.get(globalThis, 'state') as Load)();
	const { value } = await state();
	await program.updated({ 'dep.js': '0' });
	assert.equal((await state()).value, value);
	assert.deepEqual(program.takeLog(), ['state']);
});

test('an importer that is edited keeps what it still imports by import(), and lets go of what it does not', async () => {
	const router = (...names: readonly string[]): string => `import.meta.hot.accept(); globalThis.pages = () => Promise.all([${names.map((name) => `import('./${name}.js')`).join(', ')}]);`;
	const program = await start({
		'main.js': 'import "./router.js";', 'router.js': router('a', 'b'),
		'a.js': 'import.meta.log("a");', 'b.js': 'import.meta.log("b"); import.meta.hot.prune(() => import.meta.log("pruned b"));',
	});
	const pages = (): Promise<unknown> => (Reflect.get(globalThis, 'pages') as () => Promise<unknown>)();
	await pages();
	const outcome = await program.updated({ 'router.js': router('a') });
	assert.deepEqual(outcome.pruned, ['b.js']);
	await pages();
	assert.deepEqual(program.takeLog(), ['a', 'b', 'pruned b']);
});

test('what an importer imports by a name it puts together is not pruned when the importer is edited, and is updated', async () => {
	const router = (n: number): string => `import.meta.hot.accept(); const name = 'page'; globalThis.openPage = () => import('./' + name + '.js'); export const n = ${n};`;
	const program = await start({
		'main.js': 'import "./router.js";', 'router.js': router(1),
		'page.js': 'import.meta.hot.accept(); import.meta.log("page 1"); export const value = 1; import.meta.hot.prune(() => import.meta.log("pruned"));',
	});
	const open = (): ReturnType<Load> => (Reflect.get(globalThis, 'openPage') as Load)();
	await open();
	const outcome = await program.updated({ 'router.js': router(2) });
	assert.deepEqual(outcome.pruned, []);
	await program.updated({ 'page.js': 'import.meta.log("page 2"); export const value = 2; import.meta.hot.accept();' });
	assert.equal((await open()).value, 2);
	const gone = await program.updated({ 'main.js': '"accepts"; import.meta.hot.accept();' }).catch(() => null);
	assert.equal(gone, null, 'main does not accept itself');
	assert.deepEqual(program.takeLog(), ['page 1', 'page 2']);
});

test('what an importer imports by a name it puts together is new when both are run again, and is pruned with its importer', async () => {
	const program = await start({
		'main.js': 'import "./router.js"; import.meta.hot.accept();',
		'router.js': 'const name = "page"; const { value } = await import("./" + name + ".js"); import.meta.log("router sees", value); import.meta.hot.accept();',
		'page.js': 'export const value = 1;',
	});
	for (const value of [2, 3]) await program.updated({ 'page.js': `export const value = ${value};` });
	assert.deepEqual(program.takeLog(), ['router sees', 1, 'router sees', 2, 'router sees', 3]);
	const outcome = await program.updated({ 'main.js': 'import.meta.hot.accept();' });
	assert.deepEqual([...outcome.pruned].sort(), ['page.js', 'router.js']);
});

test('a module that an update lets go of and old code imports meanwhile is updated after it', async () => {
	const gate = deferred();
	Object.assign(globalThis, { letGoGate: gate });
	const program = await start({
		'main.js': 'import "./list.js"; import "./other.js"; import.meta.hot.accept("./list.js");',
		'other.js': 'import.meta.hot.accept(); globalThis.loadLetGo = () => import("./a.js");', 'list.js': 'import "./a.js";',
		'a.js': 'import.meta.log("a 1"); import.meta.hot.dispose(() => import.meta.log("a 1 is disposed of")); export const value = 1;',
	});
	const update = program.change({ 'list.js': 'await globalThis.letGoGate.promise;', 'a.js': 'import.meta.log("a 2"); export const value = 2;' });
	for (let index = 0; index < 5; index += 1) await new Promise((resolve) => setImmediate(resolve));
	await (Reflect.get(globalThis, 'loadLetGo') as Load)();
	const ended = new Promise((resolve) => {
		let updates = 0;
		program.runtime.hot.on('afterUpdate', () => (updates += 1) === 2 && resolve(null));
	});
	gate.resolve();
	await update;
	await ended;
	assert.equal((await (Reflect.get(globalThis, 'loadLetGo') as Load)()).value, 2);
	assert.deepEqual(program.takeLog(), ['a 1', 'a 1 is disposed of', 'a 2']);
	assert.deepEqual(program.graph().pending, []);
});

test('an import() whose evaluation failed is healed by the next text, whether somebody accepts it or not', async () => {
	const program = await start({ 'main.js': 'export const load = () => import("./a.js");', 'a.js': 'throw new Error("no");' });
	const load = program.exports('main.js')['load'] as Load;
	await assert.rejects(load(), { message: 'no' });
	await assert.rejects(load(), { message: 'no' });
	await program.updated({ 'a.js': 'export const value = 2;' });
	assert.equal((await load()).value, 2);
});

test('a lazy import with an error that is accepted is recoverable', async () => {
	const program = await start({
		'main.js': 'await import("./a.js").catch(() => {}); import.meta.hot.accept("./a.js", (a) => import.meta.log(a.value));', 'a.js': 'throw new Error("no");',
	});
	await program.updated({ 'a.js': 'export const value = 2;' });
	assert.deepEqual(program.takeLog(), [2]);
});

test('a new version may import by import() what is being replaced with it', async () => {
	const program = await start({
		'main.js': 'import { value } from "./a.js"; export const read = () => value; import.meta.hot.accept("./a.js");',
		'a.js': 'export const { value } = await import("./b.js"); import "./c.js";', 'b.js': 'import { c } from "./c.js"; export const value = c;', 'c.js': 'export const c = 1;',
	});
	await program.updated({ 'c.js': 'export const c = 2;' });
	assert.equal((program.exports('main.js')['read'] as () => unknown)(), 2);
});

test('a new version may import by import() a module that is new, and so may the old code meanwhile', async () => {
	const program = await start({
		'main.js': 'export const load = () => import("./new.js"); import.meta.hot.accept("./a.js"); import "./a.js";', 'a.js': '', 'new.js': 'import.meta.log("new"); export const value = 1;',
	});
	const update = program.updated({ 'a.js': 'export const { value } = await import("./new.js");' });
	const loading = (program.exports('main.js')['load'] as Load)();
	const [, old] = await Promise.all([update, loading]);
	assert.deepEqual(program.takeLog(), ['new']);
	assert.equal(await (program.exports('main.js')['load'] as Load)(), old);
	assert.equal((await (program.exports('main.js')['load'] as Load)()).value, 1);
});

test('a module that an update brings and old code imports meanwhile is one module', async () => {
	const gate = deferred();
	Object.assign(globalThis, { bringGate: gate });
	const program = await start({
		'main.js': 'import "./a.js"; export const load = () => import("./new.js"); import.meta.hot.accept("./a.js");', 'a.js': '', 'new.js': 'import.meta.log("new"); export const value = {};',
	});
	const update = program.updated({ 'a.js': 'import { value } from "./new.js"; await globalThis.bringGate.promise; export { value };' });
	for (let index = 0; index < 5; index += 1) await new Promise((resolve) => setImmediate(resolve));
	const loading = (program.exports('main.js')['load'] as Load)();
	gate.resolve();
	await update;
	assert.equal((await loading).value, program.exports('a.js')['value']);
	assert.deepEqual(program.takeLog(), ['new']);
});

test('a module that waits for its import() is evaluated as a new one when something imports it statically, and heals with what made it fail', async () => {
	const program = await start({
		'main.js': 'import "./user.js"; import "./router.js"; import.meta.hot.accept("./user.js", () => import.meta.log("accepted"));',
		'router.js': 'import "./dep.js"; import "./trigger.js"; import.meta.hot.accept(); globalThis.loadPage = () => import("./page.js");',
		'user.js': '', 'trigger.js': '', 'page.js': 'import "./dep.js"; import "./trigger.js"; import.meta.log("page");', 'dep.js': 'import.meta.hot.accept();',
	});
	await (Reflect.get(globalThis, 'loadPage') as Load)();
	await program.updated({ 'trigger.js': '0' });
	program.takeLog();
	// The page waits for its import() now; an update that fails because of what the page imports must not spoil it.
	const failed = await program.edit({ 'user.js': 'import "./page.js";', 'dep.js': 'throw new Error("no");' });
	assert.equal(failed.type, 'evaluation-error');
	const healed = await program.updated({ 'dep.js': '"good"; import.meta.hot.accept();' });
	assert.deepEqual(healed.pending, []);
	assert.deepEqual(program.takeLog(), ['page', 'accepted']);
});

test('a module that waits for its import() and is run by old code while an update brings it anew is disposed of at the commit', async () => {
	const gate = deferred();
	Object.assign(globalThis, { waitingGate: gate });
	const program = await start({
		'main.js': 'import "./user.js"; import "./router.js"; import.meta.hot.accept("./user.js");',
		'router.js': 'import "./dep.js"; import.meta.hot.accept(); globalThis.loadWaiting = () => import("./page.js");', 'user.js': '', 'dep.js': '',
		'page.js': 'import "./dep.js"; import.meta.log("page runs"); import.meta.hot.dispose(() => import.meta.log("page is disposed of"));',
	});
	await (Reflect.get(globalThis, 'loadWaiting') as Load)();
	await program.updated({ 'dep.js': '0' });
	assert.deepEqual(program.takeLog(), ['page runs', 'page is disposed of']);
	const update = program.updated({ 'user.js': 'import "./page.js"; await globalThis.waitingGate.promise;' });
	for (let index = 0; index < 5; index += 1) await new Promise((resolve) => setImmediate(resolve));
	await (Reflect.get(globalThis, 'loadWaiting') as Load)();
	gate.resolve();
	await update;
	assert.deepEqual(program.takeLog(), ['page runs', 'page runs', 'page is disposed of']);
});

test('a dispose handler that a version registers while the next one is being evaluated runs at the commit', async () => {
	const gate = deferred();
	Object.assign(globalThis, { lateGate: gate });
	const text = (n: number): string => [
		`globalThis.registerLate ??= () => import.meta.hot.dispose(() => import.meta.log("disposed of late")); export const n = ${n};`,
		'if (n > 1) await globalThis.lateGate.promise;',
	].join(' ');
	const program = await start({ 'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js", () => import.meta.log("accepted"));', 'a.js': text(1) });
	const update = program.updated({ 'a.js': text(2) });
	for (let index = 0; index < 5; index += 1) await new Promise((resolve) => setImmediate(resolve));
	(Reflect.get(globalThis, 'registerLate') as () => void)();
	gate.resolve();
	await update;
	assert.deepEqual(program.takeLog(), ['disposed of late', 'accepted']);
});

test('what an old version imports while it is being replaced belongs to the new one', async () => {
	const gate = deferred();
	Object.assign(globalThis, { replaceGate: gate });
	const text = (n: number): string => `import.meta.hot.accept(); globalThis.loadLate ??= () => import('./late.js'); export const n = ${n}; if (n > 1) await globalThis.replaceGate.promise;`;
	const program = await start({ 'main.js': 'import "./a.js";', 'a.js': text(1), 'late.js': 'import.meta.log("late");' });
	const update = program.change({ 'a.js': text(2) });
	for (let index = 0; index < 5; index += 1) await new Promise((resolve) => setImmediate(resolve));
	await (Reflect.get(globalThis, 'loadLate') as Load)();
	gate.resolve();
	await update;
	assert.deepEqual(program.graph().modules.find(({ id }) => id === 'late.js')?.importers, ['a.js']);
	const outcome = await program.updated({ 'a.js': '"no import";' });
	assert.deepEqual(outcome.pruned, ['late.js']);
});

test('what a version imports after it was replaced, or pruned, stays until the next update, whatever that is of', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import "./b.js"; import.meta.hot.accept();', 'b.js': 'globalThis.loadFromB = () => import("./late-b.js"); import.meta.hot.accept();',
		'a.js': 'globalThis.loadFromA = () => import("./late-a.js"); import.meta.hot.accept();', 'late-a.js': '', 'late-b.js': '',
	});
	await program.updated({ 'a.js': '"replaced"; import.meta.hot.accept();' });
	await (Reflect.get(globalThis, 'loadFromA') as Load)();
	const first = await program.updated({ 'main.js': 'import "./a.js"; import.meta.hot.accept();' });
	assert.deepEqual([...first.pruned].sort(), ['b.js', 'late-a.js']);
	await (Reflect.get(globalThis, 'loadFromB') as Load)();
	const second = await program.updated({ 'a.js': '"again"; import.meta.hot.accept();' });
	assert.deepEqual(second.pruned, ['late-b.js']);
});

test('what a version imports after it was replaced belongs to the one in its place, if that names it or nobody can tell', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./other.js"); import "./other.js";', 'other.js': '', 'late-a.js': '', 'late-b.js': '',
		'a.js': 'globalThis.loadBoth = () => Promise.all([import("./late-a.js"), import("./late-" + "b.js")]); import.meta.hot.accept();',
	});
	await program.updated({ 'a.js': '() => import("./late-a.js"); import.meta.hot.accept();' });
	await (Reflect.get(globalThis, 'loadBoth') as Load)();
	const outcome = await program.updated({ 'other.js': '0' });
	assert.deepEqual(outcome.pruned, []);
	for (const late of ['late-a.js', 'late-b.js']) assert.deepEqual(program.graph().modules.find(({ id }) => id === late)?.importers, ['a.js']);
});
