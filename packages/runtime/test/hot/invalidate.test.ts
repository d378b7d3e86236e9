import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './support/program.js';

async function idle(): Promise<void> {
	for (let index = 0; index < 5; index += 1) await new Promise((resolve) => setImmediate(resolve));
}

test('invalidate in an accept handler moves the update on to the importers', async () => {
	const text = (value: number): string => `export const value = ${value}; import.meta.log('a', value); import.meta.hot.accept(() => import.meta.hot.invalidate('not me'));`;
	const program = await start({
		'main.js': 'import { value } from "./a.js"; import.meta.hot.accept("./a.js", () => import.meta.log("main", value));', 'a.js': text(1),
	});
	const told: unknown[] = [];
	program.runtime.hot.on('invalidate', ({ id, message, update }) => void told.push(id, message, update));
	const outcome = await program.updated({ 'a.js': text(2) });
	assert.deepEqual(program.takeLog(), ['a', 1, 'a', 2, 'main', 2]);
	assert.deepEqual(outcome.boundaries, ['a.js', 'main.js']);
	assert.deepEqual(told, ['a.js', 'not me', 1]);
});

test('invalidate in evaluation moves the update on to the importers, once', async () => {
	const program = await start({
		'main.js': 'import "./mid.js"; import.meta.hot.accept("./mid.js", () => import.meta.log("main"));',
		'mid.js': 'import "./a.js"; import.meta.log("mid");',
		'a.js': 'import.meta.hot.accept();',
	});
	await program.updated({ 'a.js': 'import.meta.log("a"); import.meta.hot.accept(); if (import.meta.hot.version > 1) import.meta.hot.invalidate();' });
	assert.deepEqual(program.takeLog(), ['mid', 'a', 'mid', 'main']);
});

test('P4: invalidate in a dispose handler joins the update that is being applied', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js", () => import.meta.log("main"));',
		'a.js': 'import.meta.hot.accept(); import.meta.hot.dispose(() => import.meta.hot.invalidate());',
	});
	const outcome = await program.updated({ 'a.js': 'import.meta.log("new"); import.meta.hot.accept();' });
	assert.deepEqual(program.takeLog(), ['new', 'main']);
	assert.equal(outcome.update, 1);
	assert.equal(program.runtime.hot.history().length, 1);
});

test('invalidate outside of an update starts one: the module is run again', async () => {
	const program = await start({
		'main.js': 'import { value } from "./a.js"; import.meta.hot.accept("./a.js", () => import.meta.log("main", value));',
		'a.js': 'export const value = Math.random(); import.meta.log("a"); globalThis.invalidateA = () => import.meta.hot.invalidate();',
	});
	program.takeLog();
	(Reflect.get(globalThis, 'invalidateA') as () => void)();
	await idle();
	assert.equal(program.takeLog()[0], 'a');
	assert.deepEqual(program.runtime.hot.history().map(({ cause, reevaluated }) => [cause, reevaluated]), [['invalidate', ['a.js']]]);
});

test('invalidate on a root that accepts itself runs it again; one that does not is unaccepted', async () => {
	const program = await start({ 'main.js': 'import.meta.log("main"); import.meta.hot.accept(); globalThis.invalidateMain = () => import.meta.hot.invalidate();' });
	(Reflect.get(globalThis, 'invalidateMain') as () => void)();
	await idle();
	assert.deepEqual(program.takeLog(), ['main', 'main']);
	await program.updated({ 'main.js': 'globalThis.invalidateMain = () => import.meta.hot.invalidate();' });
	(Reflect.get(globalThis, 'invalidateMain') as () => void)();
	await idle();
	assert.equal(program.runtime.hot.history().at(-1)?.type, 'unaccepted');
});

test('invalidate on a root during an update leaves it pending', async () => {
	const program = await start({ 'main.js': 'import.meta.hot.accept(() => import.meta.hot.invalidate()); import.meta.hot.dispose(() => import.meta.log("disposed"));' });
	const outcome = await program.edit({ 'main.js': 'import.meta.log("new");' });
	assert.equal(outcome.type, 'unaccepted');
	assert.deepEqual(outcome.loaded, ['main.js']);
	assert.deepEqual(outcome.pending, [{ id: 'main.js', reason: 'unaccepted', chain: ['main.js'] }]);
	assert.deepEqual(program.takeLog(), ['disposed', 'new']);
});

test('invalidate in the first evaluation, before any update, starts one when that has ended', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.log("main"); import.meta.hot.accept("./a.js", () => import.meta.log("accepted"));',
		'a.js': 'import.meta.log("a"); if (import.meta.hot.version === 1) import.meta.hot.invalidate();',
	});
	await idle();
	assert.deepEqual(program.takeLog(), ['a', 'main', 'a', 'accepted']);
});

test('P3: modules that invalidate each other stop after one round each, and the circle is named', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js", () => import.meta.log("main"));',
		'a.js': 'import "./b.js"; import.meta.hot.accept("./b.js", () => { import.meta.log("a"); import.meta.hot.invalidate(); });',
		'b.js': 'import "./a.js"; import.meta.hot.accept("./a.js", () => { import.meta.log("b"); import.meta.hot.invalidate(); });',
	});
	const outcome = await program.edit({ 'b.js': 'import "./a.js"; import.meta.hot.accept("./a.js", () => { import.meta.log("b"); import.meta.hot.invalidate(); }); "changed";' });
	assert.ok(program.takeLog().length < 10);
	assert.ok(['unaccepted', 'updated'].includes(outcome.type));
	await idle();
	assert.equal(program.runtime.hot.history().length, 1);
});

test('P3: a module that always invalidates does not loop', async () => {
	const text = 'import.meta.hot.accept(); import.meta.log("a"); if (import.meta.hot.version > 1) import.meta.hot.invalidate();';
	const program = await start({
		'main.js': 'import "./mid.js";',
		'mid.js': 'import "./a.js"; import.meta.hot.accept("./a.js", () => { import.meta.log("mid"); import.meta.hot.invalidate(); }); import.meta.hot.accept();',
		'a.js': text,
	});
	const outcome = await program.updated({ 'a.js': `${text}; "changed"` });
	assert.deepEqual(program.takeLog(), ['a', 'a', 'mid']);
	assert.deepEqual(outcome.boundaries, ['a.js', 'mid.js']);
});

test('P3: a module that is reached over two ways may pass the update on each time: that is no circle', async () => {
	const passesOn = 'import.meta.hot.accept(() => { import.meta.log(import.meta.url); import.meta.hot.invalidate(); });';
	const files = {
		'main.js': 'import "./c.js"; import.meta.hot.accept("./c.js", () => import.meta.log("main"));',
		'c.js': `import "./b.js"; ${passesOn}`, 'b.js': `import "./a.js"; ${passesOn}`, 'a.js': passesOn,
	};
	const program = await start(files);
	await program.updated({ 'a.js': `${files['a.js']} "changed";`, 'c.js': `${files['c.js']} "changed";` });
	assert.deepEqual(program.takeLog(), ['a.js', 'c.js', 'b.js', 'main', 'c.js', 'main']);
	assert.deepEqual(program.graph().pending, []);
});

test('P3: a cycle whose members pass updates on ends when the first is reached again, and is applied once one of them takes it', async () => {
	const passesOn = 'import.meta.hot.accept(() => import.meta.hot.invalidate());';
	const program = await start({
		'main.js': 'import "./c.js"; import.meta.hot.accept("./c.js");', 'c.js': `import "./b.js"; ${passesOn}`, 'b.js': `import "./a.js"; ${passesOn}`,
		'a.js': `import "./c.js"; ${passesOn}`,
	});
	const outcome = await program.edit({ 'a.js': `import "./c.js"; ${passesOn} "changed";` });
	assert.equal(outcome.type, 'unaccepted');
	assert.deepEqual(outcome.type === 'unaccepted' && outcome.chains, [['a.js', 'b.js', 'c.js', 'a.js']]);
	await program.updated({ 'b.js': 'import "./a.js"; import.meta.hot.accept();' });
	assert.deepEqual(program.graph().pending, []);
});

test('a version that was replaced cannot invalidate the next one', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js");', 'a.js': 'globalThis.invalidateOld ??= () => import.meta.hot.invalidate();',
	});
	await program.updated({ 'a.js': '0' });
	(Reflect.get(globalThis, 'invalidateOld') as () => void)();
	await idle();
	assert.equal(program.runtime.hot.history().length, 1);
});
