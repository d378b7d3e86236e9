// Rules of RULES.md that are about one program in memory and have no other place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { deferred, start } from './support/program.js';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

async function collectAll(): Promise<void> {
	for (let round = 0; round < 4; round += 1) {
		collect();
		await new Promise((resolve) => setImmediate(resolve));
	}
}

test('P19: a barrel that accepts itself swallows nothing: importers read the new version through it', async () => {
	const program = await start({
		'main.js': 'import { value } from "./barrel.js"; import.meta.hot.accept(); export const read = () => value;',
		'barrel.js': 'export * from "./a.js"; export { value as other } from "./a.js"; import.meta.hot.accept();',
		'a.js': 'export const value = 1;',
	});
	const outcome = await program.updated({ 'a.js': 'export const value = 2;' });
	assert.deepEqual(outcome.boundaries, ['barrel.js']);
	assert.equal((program.exports('main.js')['read'] as () => unknown)(), 2);
});

test('P21: a namespace that was kept is that of its version; a live binding, and an import of the namespace, are those of the present one', async () => {
	const program = await start({
		'main.js': 'import * as ns from "./a.js"; import.meta.hot.accept("./a.js"); export const kept = ns; export const now = () => ns;', 'a.js': 'export const value = 1;',
	});
	await program.updated({ 'a.js': 'export const value = 2;' });
	const { kept, now } = program.exports('main.js') as { kept: { value: number }; now(): { value: number } };
	assert.equal(kept.value, 1);
	assert.equal(now().value, 2);
	assert.equal(now(), now());
});

test('P47: a patch that a dispose handler takes back does not stack up, in whatever order modules patch', async () => {
	const target = { call: () => 'original' };
	Object.assign(globalThis, { patched: target });
	const patch = (n: number): string => [
		`const { call } = globalThis.patched; globalThis.patched.call = () => "${n} " + call(); import.meta.hot.accept();`,
		'import.meta.hot.dispose(() => { globalThis.patched.call = call; });',
	].join(' ');
	const program = await start({ 'main.js': 'import "./a.js";', 'a.js': patch(0) });
	for (let n = 1; n <= 50; n += 1) await program.updated({ 'a.js': patch(n) });
	assert.equal(target.call(), '50 original');
});

test('P48: what may be registered once is kept, and fifty updates register it once', async () => {
	const registry = new Set<string>();
	Object.assign(globalThis, {
		register: (name: string) => {
			if (registry.has(name)) throw new Error(`${name} is registered already`);
			registry.add(name);
			return { name };
		},
	});
	const text = (n: number): string => `export const metric = await import.meta.hot.keep("metric", () => globalThis.register("requests")); import.meta.hot.accept(); export const n = ${n};`;
	const program = await start({ 'main.js': 'import "./a.js";', 'a.js': text(0) });
	for (let n = 1; n <= 50; n += 1) await program.updated({ 'a.js': text(n) });
	assert.deepEqual([...registry], ['requests']);
});

test('P52: what is under way ends with the old pool before a dispose handler that drains closes it, and the new version opens its own after that', async () => {
	const request = deferred();
	Object.assign(globalThis, { pendingRequest: request.promise });
	const text = `
		let isOpen = true;
		const underway = (async () => { await globalThis.pendingRequest; import.meta.log('request ends while the pool is', isOpen ? 'open' : 'closed'); })();
		import.meta.log('opens');
		import.meta.hot.accept();
		import.meta.hot.dispose(async () => { await underway; isOpen = false; import.meta.log('closes'); });`;
	const program = await start({ 'main.js': 'import "./pool.js";', 'pool.js': text });
	const update = program.updated({ 'pool.js': `${text};` });
	request.resolve();
	await update;
	assert.deepEqual(program.takeLog().slice(0, 6), ['opens', 'request ends while the pool is', 'open', 'closes', 'opens', 'request ends while the pool is']);
});

test('P57: a version whose text has import() is collected with all it made', async () => {
	Object.assign(globalThis, { importers: [] });
	const text = (n: number): string => `export const lazy = () => import('./lazy.js'); globalThis.importers.push(new WeakRef(lazy)); await lazy(); import.meta.hot.accept(); export const n = ${n};`;
	const program = await start({ 'main.js': 'import "./a.js";', 'a.js': text(0), 'lazy.js': 'export const lazy = 1;' });
	for (let n = 1; n < 20; n += 1) await program.updated({ 'a.js': text(n) });
	await collectAll();
	const alive = (Reflect.get(globalThis, 'importers') as WeakRef<object>[]).filter((ref) => ref.deref() !== undefined).length;
	assert.ok(alive <= 2, `${alive} of 20 versions are alive`);
});

test('P61: an old version is held by nobody but its own users: when the timer that pinned it ends, it is collected', async () => {
	Object.assign(globalThis, { pinned: [], pins: new Set() });
	const text = (n: number): string => `const big = { n: ${n} }; globalThis.pinned.push(new WeakRef(big)); globalThis.pins.add(() => big); import.meta.hot.accept();`;
	const program = await start({ 'main.js': 'import "./a.js";', 'a.js': text(0) });
	for (let n = 1; n < 10; n += 1) await program.updated({ 'a.js': text(n) });
	await collectAll();
	const alive = (): number => (Reflect.get(globalThis, 'pinned') as WeakRef<object>[]).filter((ref) => ref.deref() !== undefined).length;
	assert.equal(alive(), 10);
	(Reflect.get(globalThis, 'pins') as Set<unknown>).clear();
	await collectAll();
	assert.ok(alive() <= 2, `${alive()} of 10 versions are alive`);
});
