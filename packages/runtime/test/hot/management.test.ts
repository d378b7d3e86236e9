import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApplyOptions, HotStatus, SourceChange } from '@hot-runtime/types';
import { start } from './support/program.js';

const files = {
	'main.js': 'import { value } from "./a.js"; import "./b.js"; import.meta.hot.accept("./a.js", () => import.meta.log("accepted", value));',
	'a.js': 'export const value = 1; import.meta.hot.dispose(() => import.meta.log("disposed"));', 'b.js': '',
};

test('without a watching source, changes are collected; check names what would be replaced, and apply does it', async () => {
	const program = await start(files, { isWatching: false });
	const { hot } = program.runtime;
	assert.equal(hot.status(), 'idle');
	assert.equal(await hot.check(), null);
	void program.change({ 'a.js': 'export const value = 2;' });
	await Promise.resolve();
	assert.deepEqual(program.takeLog(), []);
	assert.deepEqual(await hot.check(), ['a.js']);
	assert.equal(hot.status(), 'ready');
	assert.deepEqual(program.takeLog(), []);
	assert.deepEqual(await hot.apply(), ['a.js']);
	assert.deepEqual(program.takeLog(), ['disposed', 'accepted', 2]);
	assert.equal(hot.status(), 'idle');
	assert.deepEqual(hot.history().map(({ cause, type }) => [cause, type]), [['check', 'updated']]);
});

test('check asks the source what has changed', async () => {
	const changes: SourceChange[] = [];
	const program = await start(files, { isWatching: false, poll: async () => changes.splice(0) });
	assert.equal(await program.runtime.hot.check(), null);
	program.host.files.set('a.js', 'export const value = 2;');
	changes.push({ id: 'a.js' });
	assert.deepEqual(await program.runtime.hot.check(true), ['a.js']);
	assert.deepEqual(program.takeLog(), ['disposed', 'accepted', 2]);
});

test('check is allowed at rest only, and apply only when an update is ready', async () => {
	const program = await start(files, { isWatching: false });
	const { hot } = program.runtime;
	await assert.rejects(hot.apply(), { message: 'hot.apply() is only allowed in ready status (state: idle).' });
	void program.change({ 'a.js': 'export const value = 2;' });
	await hot.check();
	await assert.rejects(hot.check(), { message: 'hot.check() is only allowed in idle or watch status (state: ready).' });
	await hot.apply();
});

test('the states happen in webpack\'s order, and a status handler is awaited before the next', async () => {
	const program = await start(files);
	const { hot } = program.runtime;
	assert.equal(hot.status(), 'watch');
	const seen: string[] = [];
	const handler = async (status: HotStatus): Promise<void> => {
		seen.push(`${status} begins`);
		await new Promise((resolve) => setImmediate(resolve));
		seen.push(`${status} ends`);
	};
	hot.addStatusHandler(handler);
	await program.updated({ 'a.js': 'export const value = 2;' });
	const states = ['check', 'prepare', 'ready', 'dispose', 'apply', 'watch'];
	assert.deepEqual(seen, states.flatMap((state) => [`${state} begins`, `${state} ends`]));
	hot.removeStatusHandler(handler);
	await program.updated({ 'a.js': 'export const value = 3;' });
	assert.equal(seen.length, 12);
});

test('a refusal passes through abort, an evaluation that throws through fail', async () => {
	const program = await start(files);
	const seen: string[] = [];
	program.runtime.hot.on('status', ({ status, previous }) => void seen.push(`${previous} → ${status}`));
	await program.edit({ 'b.js': '0' });
	assert.deepEqual(seen, ['watch → check', 'check → prepare', 'prepare → abort', 'abort → watch']);
	seen.length = 0;
	await program.edit({ 'a.js': 'export const value = 2; throw new Error("no");' });
	assert.deepEqual(seen.slice(-3), ['dispose → apply', 'apply → fail', 'fail → watch']);
});

test('apply refuses the whole update for what is not accepted, unless that is to be ignored', async () => {
	const program = await start(files, { isWatching: false });
	const { hot } = program.runtime;
	void program.change({ 'a.js': 'export const value = 2;', 'b.js': '0' });
	await hot.check();
	const told: string[] = [];
	await assert.rejects(hot.apply({ onUnaccepted: ({ moduleId, chain }) => told.push(moduleId, ...chain) }), /Aborted because b\.js is not accepted\nUpdate propagation: b\.js → main\.js/);
	assert.deepEqual(told, ['b.js', 'b.js', 'main.js']);
	assert.deepEqual(program.takeLog(), []);
	assert.deepEqual(program.graph().pending.map(({ id }) => id).sort(), ['a.js', 'b.js']);
	await hot.check();
	assert.deepEqual(await hot.apply({ ignoreUnaccepted: true }), ['a.js']);
	assert.deepEqual(program.takeLog(), ['disposed', 'accepted', 2]);
	assert.deepEqual(program.graph().pending.map(({ id }) => id), ['b.js']);
});

test('apply refuses what is declined, unless that is to be ignored', async () => {
	const program = await start({ ...files, 'b.js': 'import.meta.hot.decline();' }, { isWatching: false });
	const { hot } = program.runtime;
	void program.change({ 'a.js': 'export const value = 2;', 'b.js': '0' });
	await hot.check();
	const told: unknown[] = [];
	await assert.rejects(hot.apply({ onDeclined: ({ type, moduleId, parentId }) => told.push(type, moduleId, parentId) }), /declined dependency: b\.js/);
	assert.deepEqual(told, ['self-declined', 'b.js', 'b.js']);
	await hot.check();
	assert.deepEqual(await hot.apply({ ignoreDeclined: true }), ['a.js']);
});

test('apply tells what is accepted and disposed of, and rejects for an error unless it is to be ignored', async () => {
	const program = await start({
		...files, 'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js", () => { throw new Error("handler"); });',
	}, { isWatching: false });
	const { hot } = program.runtime;
	const told: unknown[] = [];
	const options: ApplyOptions = {
		onAccepted: ({ type, moduleId, outdatedModules, outdatedDependencies }) => told.push(type, moduleId, outdatedModules, outdatedDependencies),
		onDisposed: ({ moduleId }) => told.push('disposed', moduleId),
		onErrored: ({ type, moduleId, error }) => told.push(type, moduleId, String(error)),
	};
	void program.change({ 'a.js': 'export const value = 2;' });
	await hot.check();
	await assert.rejects(hot.apply(options));
	assert.deepEqual(told, ['accepted', 'a.js', ['a.js'], { 'main.js': ['a.js'] }, 'disposed', 'a.js', 'accept-errored', 'main.js', 'Error: handler']);
	await hot.check();
	assert.deepEqual(await hot.apply({ ignoreErrored: true }), ['a.js']);
	assert.deepEqual(program.graph().pending, []);
});

test('check of a text that does not parse rejects with that error, and the next one recovers', async () => {
	const program = await start(files, { isWatching: false });
	const { hot } = program.runtime;
	void program.change({ 'a.js': 'export const = 1' });
	await assert.rejects(hot.check(), Error);
	assert.equal(hot.status(), 'idle');
	void program.change({ 'a.js': 'export const value = 2;' });
	assert.deepEqual(await hot.check(true), ['a.js']);
});

test('changes that come while an update is ready wait for it', async () => {
	const program = await start(files);
	const { hot } = program.runtime;
	hot.pause();
	const change = program.change({ 'a.js': 'export const value = 2;' });
	assert.deepEqual(await hot.check(), ['a.js']);
	assert.equal(await change, null);
	const later = program.change({ 'a.js': 'export const value = 3;' });
	await hot.apply();
	assert.deepEqual(program.takeLog(), ['disposed', 'accepted', 2]);
	hot.resume();
	assert.equal((await later)?.type, 'updated');
	assert.deepEqual(program.takeLog(), ['accepted', 3]);
});

test('pause collects changes, and resume applies them as one update', async () => {
	const program = await start(files);
	const { hot } = program.runtime;
	hot.pause();
	hot.pause();
	const changes = [program.change({ 'a.js': 'export const value = 2;' }), program.change({ 'a.js': 'export const value = 3;' })];
	hot.resume();
	await new Promise((resolve) => setImmediate(resolve));
	assert.deepEqual(program.takeLog(), []);
	hot.resume();
	const outcomes = await Promise.all(changes);
	assert.deepEqual(outcomes.map((outcome) => outcome?.update), [1, 1]);
	assert.deepEqual(program.takeLog(), ['disposed', 'accepted', 3]);
});

test('a text that looked half-written is not read again in a pause, but after it', async () => {
	const program = await start(files, { settleTime: 500 });
	await program.edit({ 'a.js': 'half (' });
	program.runtime.hot.pause();
	program.host.files.set('a.js', 'export const value = 2;');
	program.host.advance(500);
	await new Promise((resolve) => setImmediate(resolve));
	assert.deepEqual(program.takeLog(), []);
	program.runtime.hot.resume();
	await new Promise((resolve) => setImmediate(resolve));
	assert.deepEqual(program.takeLog(), ['disposed', 'accepted', 2]);
});

test('graph tells the program as data', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import "ext"; await import("./lazy.js"); import.meta.hot.accept("./a.js");',
		'a.js': 'import.meta.hot.decline("./b.js"); import "./b.js";',
		'b.js': 'import.meta.hot.acceptExports(["x"]); export const x = 1;',
		'lazy.js': 'import.meta.hot.accept(); import.meta.hot.decline();',
	}, { externals: { ext: {} } });
	await program.updated({ 'lazy.js': 'import.meta.hot.accept();' });
	const { modules, entries } = program.graph();
	const byId = new Map(modules.map((module) => [module.id, module]));
	assert.deepEqual(entries, ['main.js']);
	assert.deepEqual(byId.get('main.js')?.imports, ['a.js', 'ext']);
	assert.deepEqual(byId.get('main.js')?.dynamicImports, ['lazy.js']);
	assert.deepEqual(byId.get('main.js')?.acceptedDependencies, ['a.js']);
	assert.deepEqual([byId.get('lazy.js')?.version, byId.get('lazy.js')?.isSelfAccepting, byId.get('lazy.js')?.isDeclined], [2, true, false]);
	assert.deepEqual(byId.get('a.js')?.declinedDependencies, ['b.js']);
	assert.deepEqual(byId.get('b.js')?.acceptedExports, ['x']);
	assert.deepEqual([byId.get('ext')?.kind, byId.get('ext')?.hash, byId.get('ext')?.status], ['external', null, 'evaluated']);
	assert.doesNotThrow(() => JSON.stringify(program.graph()));
});

test('explain tells what a change would do and why, without doing it', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import "./u.js"; import "./d.js"; import.meta.hot.accept("./a.js");', 'a.js': 'import "./b.js";', 'b.js': '', 'u.js': '', 'd.js': 'import.meta.hot.decline();',
	}, { identify: (file) => file.replace('/project/', '') });
	const { hot } = program.runtime;
	const accepted = hot.explain('/project/b.js');
	assert.deepEqual([accepted.id, accepted.type, accepted.stale, accepted.boundaries], ['b.js', 'accepted', ['b.js', 'a.js'], [{ id: 'main.js', dependency: 'a.js' }]]);
	assert.match(accepted.text, /would load it anew and run a\.js again\. Accepted by main\.js\./);
	assert.deepEqual([hot.explain('u.js').type, hot.explain('u.js').chains], ['unaccepted', [['u.js', 'main.js']]]);
	assert.deepEqual([hot.explain('d.js').type, hot.explain('d.js').declinedBy], ['declined', 'd.js']);
	assert.deepEqual([hot.explain('nowhere.js').type, hot.explain('nowhere.js').id], ['unknown', null]);
	assert.deepEqual(hot.history(), []);
});

test('P62: the history is bounded, and holds texts, not errors', async () => {
	const program = await start(files, { historyLength: 3 });
	for (let index = 0; index < 5; index += 1) await program.edit({ 'a.js': index === 4 ? 'export const value = 5; throw new TypeError("no");' : `export const value = ${index};` });
	const history = program.runtime.hot.history();
	assert.deepEqual(history.map(({ update }) => update), [3, 4, 5]);
	assert.equal(history.at(-1)?.error, 'TypeError: no');
	assert.equal(history.at(-1)?.type, 'evaluation-error');
});

test('modules have the same functions on import.meta.hot', async () => {
	const program = await start({ 'main.js': 'const { hot, log } = import.meta; log(hot.status(), hot.graph().entries, hot.explain("main.js").type, hot.history().length);' });
	assert.deepEqual(program.takeLog(), ['watch', ['main.js'], 'unaccepted', 0]);
});
