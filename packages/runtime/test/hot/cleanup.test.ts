import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deferred, start } from './support/program.js';

test('what a version that was given up opens later is closed when its body has ended', async () => {
	const gate = deferred();
	Object.assign(globalThis, { gate: gate.promise });
	const body = (value: number): string => [
		`export const value = ${value}; if (value > 1) await globalThis.gate; import.meta.log('opened', value);`,
		`import.meta.hot.dispose(() => import.meta.log('closed', value));`,
	].join(' ');
	const program = await start({
		'main.js': 'import "./user.js"; import.meta.hot.accept("./user.js");',
		'user.js': 'import "./slow.js"; import "./after.js"; import "./broken.js";',
		'slow.js': body(1),
		'after.js': 'import "./slow.js"; import.meta.log("after");',
		'broken.js': '',
	});
	program.takeLog();
	const outcome = await program.edit({ 'slow.js': body(2), 'broken.js': 'await null; throw new Error("no");' });
	assert.equal(outcome.type, 'evaluation-error');
	assert.deepEqual(program.takeLog(), ['closed', 1]);
	gate.resolve();
	await gate.promise;
	await new Promise<void>((resolve) => setImmediate(resolve));
	assert.deepEqual(program.takeLog(), ['opened', 2, 'closed', 2]);
});

test('dispose handlers run importers before what they import, the last registered first, each awaited', async () => {
	const cleanup = (name: string): string => `
		import.meta.hot.dispose(() => import.meta.log('${name} first'));
		import.meta.hot.dispose(async () => { await null; await null; import.meta.log('${name} second'); });`;
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js");',
		'a.js': `import './b.js'; import './c.js'; ${cleanup('a')}`,
		'b.js': `import './d.js'; ${cleanup('b')}`,
		'c.js': `import './d.js'; ${cleanup('c')}`,
		'd.js': cleanup('d'),
	});
	await program.updated({ 'd.js': '' + 'import.meta.log("new d");' });
	assert.deepEqual(program.takeLog(), [
		'a second', 'a first', 'c second', 'c first', 'b second', 'b first', 'd second', 'd first', 'new d',
	]);
});

test('P42: a dispose handler that throws is reported, and the rest run', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js", () => import.meta.log("accepted"));',
		'a.js': 'import.meta.hot.dispose(() => import.meta.log("rest")); import.meta.hot.dispose(() => { throw new Error("no"); });',
	});
	const outcome = await program.updated({ 'a.js': '0' });
	assert.deepEqual(program.takeLog(), ['rest', 'accepted']);
	assert.deepEqual(outcome.reported.map(({ id, handler, error }) => [id, handler, String(error)]), [['a.js', 'dispose', 'Error: no']]);
	await program.updated({ 'a.js': '1' });
});

test('P43: the new version is evaluated only after the dispose handlers of the old one have settled', async () => {
	const gate = deferred();
	Object.assign(globalThis, { disposeGate: gate });
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js");',
		'a.js': 'import.meta.hot.dispose(() => globalThis.disposeGate.promise);',
	});
	const update = program.updated({ 'a.js': 'import.meta.log("new");' });
	for (let index = 0; index < 5; index += 1) await new Promise((resolve) => setImmediate(resolve));
	assert.deepEqual(program.takeLog(), []);
	gate.resolve();
	await update;
	assert.deepEqual(program.takeLog(), ['new']);
});

test('a handler that never settles is reported after a while, and the rest goes on when it does', async () => {
	const gate = deferred();
	Object.assign(globalThis, { slowGate: gate });
	const errors: string[] = [];
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js", () => import.meta.log("accepted"));',
		'a.js': 'import.meta.hot.dispose(() => globalThis.slowGate.promise);',
	}, { handlerTime: 5000 });
	program.runtime.hot.on('error', ({ error }) => void errors.push(String(error)));
	const update = program.updated({ 'a.js': '0' });
	while (program.host.timers === 0) await new Promise((resolve) => setImmediate(resolve));
	program.host.advance(5000);
	assert.match(errors[0] ?? '', /dispose handler has not settled for 5 s/);
	assert.deepEqual(program.takeLog(), []);
	gate.resolve();
	assert.equal((await update).reported.length, 1);
	assert.deepEqual(program.takeLog(), ['accepted']);
});

test('a handler that has had its time does not hold up another change', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js", () => new Promise(() => {}));', 'a.js': '',
	}, { handlerTime: 5000 });
	const first = program.change({ 'a.js': '0' });
	while (program.host.timers === 0) await new Promise((resolve) => setImmediate(resolve));
	const second = program.change({ 'a.js': '1' });
	program.host.advance(5000);
	assert.equal((await first)?.type, 'updated');
	while (program.host.timers === 0) await new Promise((resolve) => setImmediate(resolve));
	program.host.advance(5000);
	void program.change({ 'a.js': '2' });
	assert.equal((await second)?.type, 'updated');
});

test('P44: all dispose handlers run, not only the last registered', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js");',
		'a.js': 'for (const n of [1, 2, 3]) import.meta.hot.dispose(() => import.meta.log(n));',
	});
	await program.updated({ 'a.js': '0' });
	assert.deepEqual(program.takeLog(), [3, 2, 1]);
});

test('P45: nothing is disposed of when the new text cannot be loaded', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js");', 'a.js': 'import.meta.hot.dispose(() => import.meta.log("disposed"));',
	});
	await program.edit({ 'a.js': 'import "./missing.js";' });
	await program.edit({ 'a.js': '(' });
	assert.deepEqual(program.takeLog(), []);
});

test('P50: a handler that rejects is caught and reported', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js");',
		'a.js': 'import.meta.hot.dispose(async () => { throw new Error("rejected"); });',
	});
	const outcome = await program.updated({ 'a.js': '0' });
	assert.deepEqual(outcome.reported.map(({ error }) => String(error)), ['Error: rejected']);
});

test('a dispose handler can be taken back', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js");',
		'a.js': `const { hot } = import.meta; const one = () => import.meta.log(1), two = () => import.meta.log(2);
			hot.addDisposeHandler(one); hot.addDisposeHandler(two); hot.removeDisposeHandler(one);
			hot.dispose(() => import.meta.log(3))();`,
	});
	await program.updated({ 'a.js': '0' });
	assert.deepEqual(program.takeLog(), [2]);
});

test('data is one object for all versions of a module, and dispose handlers get it', async () => {
	const text = 'import.meta.hot.accept(); import.meta.log(import.meta.hot.data.count ?? 0); import.meta.hot.dispose((data) => { data.count = (data.count ?? 0) + 1; });';
	const program = await start({ 'main.js': 'import "./a.js";', 'a.js': text });
	await program.touch('a.js');
	await program.updated({ 'a.js': `${text} // changed` });
	assert.deepEqual(program.takeLog(), [0, 1, 2]);
});

test('data survives an update that failed', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js");', 'a.js': 'import.meta.hot.dispose((data) => { data.client = "open"; });',
	});
	await program.edit({ 'a.js': 'throw new Error("no");' });
	await program.updated({ 'a.js': 'import.meta.log(import.meta.hot.data.client);' });
	assert.deepEqual(program.takeLog(), ['open']);
});

test('prune runs dispose and prune handlers together, the last registered first', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept();',
		'a.js': `const { hot, log } = import.meta;
			hot.dispose(() => log(4)); hot.prune(() => log(3)); hot.dispose(() => log(2)); hot.prune(() => log(1));`,
	});
	const outcome = await program.updated({ 'main.js': '0' });
	assert.deepEqual(program.takeLog(), [1, 2, 3, 4]);
	assert.deepEqual(outcome.pruned, ['a.js']);
	assert.deepEqual(program.graph().modules.map(({ id }) => id), ['main.js']);
});

test('prune takes out all that is no longer reached, importers first, and cycles too', async () => {
	const told: string[] = [];
	const untracked: string[] = [];
	const program = await start({
		'main.js': 'import "./a.js"; import "./kept.js"; import.meta.hot.accept();',
		'a.js': 'import "./b.js"; import "./kept.js"; import.meta.hot.prune(() => import.meta.log("a"));',
		'b.js': 'import "./a.js"; import "./c.js"; import.meta.hot.prune(() => import.meta.log("b"));',
		'c.js': 'import.meta.hot.prune(() => import.meta.log("c"));',
		'kept.js': '',
	}, { untrack: (id) => untracked.push(id) });
	program.runtime.hot.on('beforePrune', ({ modules }) => void told.push(...modules));
	const outcome = await program.updated({ 'main.js': 'import "./kept.js";' });
	assert.deepEqual(program.takeLog(), ['a', 'b', 'c']);
	assert.deepEqual(outcome.pruned, ['a.js', 'b.js', 'c.js']);
	assert.deepEqual(told, ['a.js', 'b.js', 'c.js']);
	assert.deepEqual(untracked, ['a.js', 'b.js', 'c.js']);
});

test('a module that is imported again while its prune handlers run is a new one: watched, with data and kept values of its own', async () => {
	const gate = deferred();
	Object.assign(globalThis, { pruneGate: gate });
	const watched = new Set<string>();
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept();', 'other.js': '',
		'a.js': `import.meta.log('a runs', import.meta.hot.data.mark); import.meta.hot.data.mark = 'old'; await import.meta.hot.keep('pool', () => 'pool', { dispose: () => import.meta.log('closes the pool') });
			import.meta.hot.prune(async (data) => { import.meta.log('prunes', data.mark); await globalThis.pruneGate.promise; });`,
	}, { track: (id) => watched.add(id), untrack: (id) => watched.delete(id) });
	program.takeLog();
	const update = program.updated({ 'main.js': 'import.meta.hot.accept(); globalThis.againA = () => import("./a.js");' });
	while (program.host.log.length === 0) await new Promise((resolve) => setImmediate(resolve));
	await (Reflect.get(globalThis, 'againA') as () => Promise<unknown>)();
	gate.resolve();
	await update;
	assert.deepEqual(program.takeLog(), ['prunes', 'old', 'a runs', undefined, 'closes the pool']);
	assert.deepEqual([...watched].sort(), ['a.js', 'main.js']);
});

test('P49: data is gone after prune; a module that comes back is a new one', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept();',
		'a.js': 'import.meta.log(import.meta.hot.data.seen, import.meta.hot.version); import.meta.hot.data.seen = true;',
	});
	await program.updated({ 'main.js': 'import.meta.hot.accept();' });
	await program.updated({ 'main.js': 'import "./a.js"; import.meta.hot.accept();' });
	assert.deepEqual(program.takeLog(), [undefined, 1, undefined, 1]);
});

test('keep makes a value once; it lives over updates and is closed when its module is pruned', async () => {
	const text = `const { hot, log } = import.meta; hot.accept();
		const pool = await hot.keep('pool', async () => { log('open'); return { n: 1 }; }, { dispose: async (pool) => log('close', pool.n) });
		log(pool.n);`;
	const program = await start({ 'main.js': 'import "./a.js"; import.meta.hot.accept();', 'a.js': text });
	await program.updated({ 'a.js': `${text} // changed` });
	assert.deepEqual(program.takeLog(), ['open', 1, 1]);
	await program.updated({ 'main.js': '0' });
	assert.deepEqual(program.takeLog(), ['close', 1]);
});

test('keep: what could not be made is not kept, and two who ask at once get one value', async () => {
	const program = await start({
		'main.js': `const { hot, log } = import.meta; let made = 0;
			await hot.keep('bad', () => { throw new Error('no'); }).catch((error) => log(error.message));
			log(await hot.keep('bad', () => 'second try'));
			const both = await Promise.all([hot.keep('one', async () => ++made), hot.keep('one', async () => ++made)]);
			log(both);`,
	});
	assert.deepEqual(program.takeLog(), ['no', 'second try', [1, 1]]);
});

test('P53: what is kept is closed when the runtime is closed, the last made first', async () => {
	const program = await start({
		'main.js': `const { hot, log } = import.meta;
			for (const key of ['a', 'b']) await hot.keep(key, () => key, { dispose: (value) => log(value) });`,
	});
	await program.runtime.close();
	assert.deepEqual(program.takeLog(), ['b', 'a']);
	assert.equal(await program.runtime.changed([{ id: 'main.js' }]), null);
});

test('P51: an error is told with the module and the handler that threw it, whichever version registered it', async () => {
	const text = (n: number): string => `import.meta.hot.accept(); import.meta.hot.dispose(() => { throw new Error('version ${n}'); });`;
	const program = await start({ 'main.js': 'import "./a.js";', 'a.js': text(1) });
	const first = await program.updated({ 'a.js': text(2) });
	const second = await program.updated({ 'a.js': text(3) });
	assert.deepEqual([...first.reported, ...second.reported].map(({ id, handler, error }) => [id, handler, String(error)]), [
		['a.js', 'dispose', 'Error: version 1'], ['a.js', 'dispose', 'Error: version 2'],
	]);
});

test('P46, P54: what a version listens to outside is undone by its dispose handlers; fifty updates leave one listener', async () => {
	const emitter = new EventTarget();
	let heard = 0;
	Object.assign(globalThis, { emitter, hear: () => { heard += 1; } });
	const text = `const hear = () => globalThis.hear(); globalThis.emitter.addEventListener('x', hear);
		import.meta.hot.accept(); import.meta.hot.dispose(() => globalThis.emitter.removeEventListener('x', hear));`;
	const program = await start({ 'main.js': 'import "./a.js";', 'a.js': text });
	for (let index = 0; index < 50; index += 1) await program.updated({ 'a.js': `${text} // ${index}` });
	emitter.dispatchEvent(new Event('x'));
	assert.equal(heard, 1);
});

test('what a version that was replaced opens and registers afterwards is closed at once', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js");',
		'a.js': 'const { hot, log } = import.meta; globalThis.later = () => { hot.dispose(() => log("closed")); hot.on("afterUpdate", () => log("heard")); };',
	});
	const later = Reflect.get(globalThis, 'later') as () => void;
	await program.updated({ 'a.js': '0' });
	later();
	assert.deepEqual(program.takeLog(), ['closed']);
	await program.updated({ 'a.js': '1' });
	assert.deepEqual(program.takeLog(), []);
});

test('status handlers of a module go with its version', async () => {
	const text = 'import.meta.hot.accept(); import.meta.hot.addStatusHandler((status) => { if (status === "check") import.meta.log("heard"); });';
	const program = await start({ 'main.js': 'import "./a.js";', 'a.js': text });
	for (let index = 0; index < 3; index += 1) await program.updated({ 'a.js': `${text} // ${index}` });
	assert.deepEqual(program.takeLog(), ['heard', 'heard', 'heard']);
});
