// What versions of packages ask of an update, in memory: importers that stay, a look at the new version before anybody reads it, changes that are taken back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoadResult, LoadRoot, ModuleId } from '@hot-runtime/types';
import { deferred, Program } from './support/program.js';
import type { ProgramOptions } from './support/program.js';
import type { Files } from './support/memory-host.js';

/** Modules named `hot-npm…` stand for a package, as the loader makes them. */
class PlacedProgram extends Program {
	constructor(files: Files, options: ProgramOptions) {
		super(files, options);
		const { load } = this.host;
		this.host.load = async (roots: readonly LoadRoot[], isKnown: (id: ModuleId) => boolean): Promise<LoadResult> => {
			const result = await load.call(this.host, roots, isKnown);
			return result.ok ? { ok: true, modules: result.modules.map(module => module.kind === 'source-text' && module.id.startsWith('hot-npm') ? { ...module, importersStay: true } : module) } : result;
		};
	}

	/** Puts another version in place of the package. */
	async put(location: string) {
		return this.runtime.changed([{ id: 'hot-npm', location }]);
	}
}

async function begin(files: Files, options: ProgramOptions = {}): Promise<PlacedProgram> {
	const program = new PlacedProgram({
		'main.js': 'import { version, only } from "./hot-npm"; import * as ns from "./hot-npm"; export const read = () => [version, ns.version, only]; import.meta.log("main runs");',
		'hot-npm': 'export * from "./one.js";', 'second': 'export * from "./two.js";', 'one.js': 'export let version = 1; export const only = "one"; import.meta.hot.dispose(() => import.meta.log("one is disposed of"));', 'two.js': 'export const version = 2, only = "two", more = "two"; import.meta.log("two runs");', ...files,
	}, options);
	await program.begin('main.js');
	await program.evaluation;
	return program;
}

const read = (program: Program): unknown => (program.exports('main.js')['read'] as () => unknown)();

test('importers of a package stay, read the new version everywhere, and are told by nobody', async () => {
	const program = await begin({});
	assert.deepEqual([read(program), program.takeLog()], [[1, 1, 'one'], ['main runs']]);
	const outcome = await program.put('second');
	assert.equal(outcome?.type, 'updated');
	assert.deepEqual([outcome.boundaries, outcome.loaded.toSorted(), outcome.pruned], [['hot-npm'], ['hot-npm', 'two.js'], ['one.js']]);
	assert.deepEqual([read(program), program.takeLog()], [[2, 2, 'two'], ['two runs', 'one is disposed of']]);
	await program.put('hot-npm');
	assert.deepEqual(read(program), [1, 1, 'one']);
	assert.equal(program.graph().modules.find(({ id }) => id === 'hot-npm')?.version, 3);
});

test('a version is looked at once it has run, before anybody reads it; refused, it is disposed of and the old one stays', async () => {
	const looked: unknown[] = [];
	const program = await begin({ 'two.js': 'export const version = 2, only = 2; import.meta.hot.dispose(() => import.meta.log("two is disposed of"));' }, {
		verify: (id, namespace) => {
			looked.push([id, Reflect.get(namespace, 'version'), read(program)]);
			throw new Error('it is unhealthy');
		},
	});
	const outcome = await program.put('second');
	assert.ok(outcome?.type === 'evaluation-error');
	assert.deepEqual([outcome.id, (outcome.error as Error).message, looked], ['hot-npm', 'it is unhealthy', [['hot-npm', 2, [1, 1, 'one']]]]);
	assert.deepEqual([read(program), program.takeLog()], [[1, 1, 'one'], ['main runs', 'two is disposed of']]);
	assert.deepEqual([outcome.pending.map(({ id, reason }) => [id, reason]), program.runtime.waits('hot-npm')], [[['hot-npm', 'evaluation-error']], true]);
});

test('a look that waits is waited for, and one that does not end is given up when something else changes', async () => {
	const gate = deferred();
	const waits = await begin({}, { verify: () => gate.promise });
	const swap = waits.put('second');
	await new Promise(resolve => { setImmediate(resolve); });
	assert.deepEqual(read(waits), [1, 1, 'one']);
	gate.resolve();
	assert.equal((await swap)?.type, 'updated');
	assert.deepEqual(read(waits), [2, 2, 'two']);
	const begun = deferred();
	const hangs = await begin({}, { verify: () => { begun.resolve(); return new Promise(() => undefined); }, handlerTime: 1000 });
	const stuck = hangs.put('second');
	await begun.promise;
	hangs.host.advance(1000);
	const next = hangs.change({ 'other.js': '' });
	const outcome = await stuck;
	assert.ok(outcome?.type === 'evaluation-error');
	assert.match(String(outcome.error), /did not finish its evaluation in 1 s/);
	assert.deepEqual(read(hangs), [1, 1, 'one']);
	hangs.runtime.withdraw(['hot-npm']);
	await next;
});

test('a change that was taken back is not tried again; one that was not is, with the next update', async () => {
	let isRefused = true;
	const program = await begin({}, { verify: () => { if (isRefused) throw new Error('no'); } });
	await program.put('second');
	program.runtime.withdraw(['hot-npm', 'nobody']);
	assert.equal(program.runtime.waits('hot-npm'), false);
	isRefused = false;
	await program.edit({ 'main.js': `${program.host.files.get('main.js') ?? ''} import.meta.hot.accept();` });
	assert.deepEqual(read(program), [1, 1, 'one']);
	isRefused = true;
	await program.put('second');
	isRefused = false;
	await program.edit({ 'main.js': `${program.host.files.get('main.js') ?? ''} import.meta.hot.accept(); // again` });
	assert.deepEqual(read(program), [2, 2, 'two']);
});

test('a version that lacks a name which somebody imports is refused before anything of it runs', async () => {
	const program = await begin({ 'two.js': 'export const version = 2; import.meta.log("two runs");' });
	const outcome = await program.put('second');
	assert.ok(outcome?.type === 'link-error');
	assert.deepEqual([(outcome.error as Error).message, outcome.id, program.takeLog(), read(program)], ["The requested module './hot-npm' does not provide an export named 'only'", 'main.js', ['main runs'], [1, 1, 'one']]);
});

test('an importer that accepts the package is told with the new version, and one that declines it blocks the swap', async () => {
	const accepting = await begin({ 'main.js': 'import { version } from "./hot-npm"; export const read = () => version; import.meta.hot.accept("./hot-npm", ns => import.meta.log("accepted", ns.version));' });
	assert.equal((await accepting.put('second'))?.type, 'updated');
	assert.deepEqual([read(accepting), accepting.takeLog()], [2, ['two runs', 'accepted', 2, 'one is disposed of']]);
	const declining = await begin({ 'main.js': 'import { version } from "./hot-npm"; export const read = () => version; import.meta.hot.decline("./hot-npm");' });
	const outcome = await declining.put('second');
	assert.ok(outcome?.type === 'declined');
	assert.deepEqual([outcome.by, read(declining), declining.takeLog()], ['main.js', 1, []]);
});

test('what is kept is closed at the end, begun at once in a process that exits, and an error of it is reported', async () => {
	const errors: unknown[] = [];
	const keeper = 'for (const name of ["a", "b"]) await import.meta.hot.keep(name, () => name, { dispose: value => { import.meta.log("closes", value); if (value === "a") throw new Error("a does not close"); } });';
	for (const close of ['closeKept', 'closeKeptNow'] as const) {
		const program = await begin({ 'main.js': `${keeper} export const read = () => 0;` }, { reportError: ({ id, handler, error }) => void errors.push([id, handler, (error as Error).message]) });
		await program.runtime[close]();
		await new Promise(resolve => { setImmediate(resolve); });
		assert.deepEqual(program.takeLog(), ['closes', 'b', 'closes', 'a'], close);
		assert.deepEqual(errors.splice(0), [['main.js', 'keep', 'a does not close']]);
		await program.runtime.close();
		assert.deepEqual(program.takeLog(), [], 'once');
	}
});
