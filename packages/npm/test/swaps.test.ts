// A swap as the program answers it: what became of it, and what is taken back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SourceChange, UpdateOutcome } from '@hot-runtime/types';
import type { Swap } from '../dist/api.js';
import { MappedPackage, type MapRequest, type PlacedVersion } from '../dist/mapped-package.js';
import { VersionError } from '../dist/messages.js';
import { nameOf, type Surroundings } from '../dist/surroundings.js';
import { SwapListeners } from '../dist/swap-listeners.js';
import { failedBefore, failureOf, nothingToDo, Swaps } from '../dist/swaps.js';
import { within } from '../dist/within.js';

const place = (version: string): PlacedVersion => ({ version, integrity: null, from: `file:///${version}/`, stored: null, folder: null, since: new Date(0) });
const request: MapRequest = { name: 'lib', package: 'lib', version: '1.0.0', fallback: false, pinned: false, minAge: 0, integrity: null };
const done = nothingToDo(['hot-npm:lib']);
const pending = (...ids: readonly string[]): UpdateOutcome['pending'] => ids.map(id => ({ id, reason: 'unaccepted', chain: [id] }));

interface Answering {
	readonly swaps: Swaps;
	readonly mapped: MappedPackage;
	readonly asked: (readonly SourceChange[])[];
	readonly withdrawn: string[];
}

/** A program that answers each update as the test says. */
function programWith(ids: readonly string[], answer: (swaps: Swaps, turn: number) => UpdateOutcome | null | Promise<UpdateOutcome | null>): Answering {
	const asked: (readonly SourceChange[])[] = [];
	const withdrawn: string[] = [];
	const surroundings: Surroundings = {
		changed: async changes => answer(swaps, asked.push(changes)), withdraw: ids => void withdrawn.push(...ids),
		place: async () => {}, exportsOf: () => null, say: () => {}, terminal: null,
	};
	const swaps = new Swaps(surroundings);
	const mapped = new MappedPackage(request, place('1.0.0'));
	for (const id of ids) mapped.ids.add(id);
	return { swaps, mapped, asked, withdrawn };
}

test('every module that stands for the package changes its location in one update', async () => {
	const { swaps, mapped, asked } = programWith(['hot-npm:lib', 'hot-npm:lib/sub'], async all => all.verify('hot-npm:lib', {}).then(() => done));
	assert.equal(await swaps.swap({ mapped, to: place('2.0.0'), options: {} }), done);
	assert.deepEqual(asked, [[{ id: 'hot-npm:lib', location: 'file:///2.0.0/' }, { id: 'hot-npm:lib/sub', location: 'file:///2.0.0/' }]]);
});

test('a package that nothing imports yet is swapped by saying so', async () => {
	const { swaps, mapped } = programWith(['hot-npm:lib'], () => null);
	const outcome = await swaps.swap({ mapped, to: place('2.0.0'), options: {} });
	assert.deepEqual([outcome.type, outcome.changed, outcome.loaded], ['updated', ['hot-npm:lib'], []]);
});

test('where a part of the package fails, that change is withdrawn and the parts that were replaced go back', async () => {
	const refused: UpdateOutcome = { ...done, type: 'unaccepted', pending: pending('hot-npm:lib/sub'), loaded: ['hot-npm:lib', 'file:///2.0.0/index.js'] } as UpdateOutcome;
	const { swaps, mapped, asked, withdrawn } = programWith(['hot-npm:lib', 'hot-npm:lib/sub', 'hot-npm:lib/idle'], (_, turn) => turn === 1 ? refused : done);
	assert.equal(await swaps.swap({ mapped, to: place('2.0.0'), options: {} }), refused);
	assert.deepEqual(withdrawn, ['hot-npm:lib/sub']);
	assert.deepEqual(asked.slice(1), [[{ id: 'hot-npm:lib', location: 'file:///1.0.0/' }]], 'what was not loaded has nothing to take back');
});

test('where all of it fails there is nothing to take back', async () => {
	const { swaps, mapped, asked, withdrawn } = programWith(['hot-npm:lib'], () => ({ ...done, type: 'link-error', id: 'a', error: 1, pending: pending('hot-npm:lib') }) as unknown as UpdateOutcome);
	assert.equal((await swaps.swap({ mapped, to: place('2.0.0'), options: {} })).type, 'link-error');
	assert.deepEqual([asked.length, withdrawn], [1, ['hot-npm:lib']]);
});

test('an update that failed for another change is a swap that succeeded', async () => {
	const other = { ...done, type: 'load-error', id: 'main.js', error: new Error('a mistake in main.js'), chain: ['main.js'], pending: pending('main.js'), duration: 7 } as unknown as UpdateOutcome;
	const { swaps, mapped, withdrawn } = programWith(['hot-npm:lib'], () => other);
	const outcome = await swaps.swap({ mapped, to: place('2.0.0'), options: {} });
	assert.deepEqual([outcome.type, outcome.duration, failureOf(outcome), withdrawn], ['updated', 7, null, []]);
});

test('a new version is verified at the module of the package itself, or at a subpath if only that is imported', async () => {
	for (const [ids, checked] of [[['hot-npm:lib/sub', 'hot-npm:lib'], 'hot-npm:lib'], [['hot-npm:lib/sub', 'hot-npm:lib/other'], 'hot-npm:lib/sub']] as const) {
		const seen: unknown[] = [];
		const { swaps, mapped } = programWith(ids, async all => {
			for (const id of ids) await all.verify(id, { id });
			return done;
		});
		await swaps.swap({ mapped, to: place('2.0.0'), options: { verify: namespace => void seen.push(namespace) } });
		assert.deepEqual(seen, [{ id: checked }]);
		await swaps.verify(checked, { id: 'after' });
		assert.equal(seen.length, 1, 'nothing is verified when the swap is over');
	}
});

test('a check that answers false, throws, rejects or takes too long names the version and the one that stays', async () => {
	const checks: [verify: (() => unknown), reason: RegExp][] = [
		[() => false, /it answered false/], [() => { throw new Error('no database'); }, /no database/], [async () => Promise.reject(new Error('later')), /later/], [async () => false, /it answered false/],
		[() => new Promise(() => {}), /lib@2\.0\.0 was not there after 1 ms/],
	];
	for (const [verify, reason] of checks) {
		const { swaps, mapped } = programWith(['hot-npm:lib'], async all => {
			await assert.rejects(all.verify('hot-npm:lib', {}), (error: unknown) => error instanceof VersionError && error.code === 'UNHEALTHY' && reason.test(error.message) && /^lib@2\.0\.0 failed .* 1\.0\.0 is in place again\.$/.test(error.message));
			return done;
		});
		await swaps.swap({ mapped, to: place('2.0.0'), options: { verify, verifyTimeout: 1 } });
	}
	for (const fine of [undefined, null, 0, '', true]) {
		const { swaps, mapped } = programWith(['hot-npm:lib'], async all => all.verify('hot-npm:lib', {}).then(() => done));
		assert.equal(await swaps.swap({ mapped, to: place('2.0.0'), options: { verify: () => fine } }), done);
	}
});

test('a check is forgotten even if the update throws', async () => {
	let isAsked = false;
	const { swaps, mapped } = programWith(['hot-npm:lib'], () => { throw new Error('the program is gone'); });
	await assert.rejects(swaps.swap({ mapped, to: place('2.0.0'), options: { verify: () => { isAsked = true; } } }), /the program is gone/);
	await swaps.verify('hot-npm:lib', {});
	assert.equal(isAsked, false);
});

test('what an outcome failed with is told by its kind', () => {
	const error = new Error('x');
	assert.equal(failureOf(failedBefore('hot-npm:lib', error)), error);
	const other = (fields: object): unknown => failureOf({ ...done, ...fields } as unknown as UpdateOutcome);
	assert.equal(other({ type: 'evaluation-error', error }), error);
	assert.match(String(other({ type: 'declined', by: 'main.js' })), /main\.js declined it/);
	assert.match(String(other({ type: 'unaccepted' })), /nobody accepts it/);
});

test('the name of a package is read off the module that stands for it', () => {
	for (const [id, name] of [['hot-npm:lib', 'lib'], ['hot-npm:lib/a/b', 'lib'], ['hot-npm:@s/lib', '@s/lib'], ['hot-npm:@s/lib/a', '@s/lib'], ['file:///lib', null], ['hot-npm:', null], ['x hot-npm:lib', null]] as const) assert.equal(nameOf(id), name, id);
});

test('who is asked before a swap may refuse it, in their order; a later one is then not asked', async () => {
	const listeners = new SwapListeners(() => {});
	const swap: Swap = { name: 'lib', from: '1.0.0', to: '2.0.0' };
	const order: string[] = [];
	const undo = listeners.onBeforeSwap(async () => { order.push('first'); return true; });
	listeners.onBeforeSwap(() => { order.push('second'); return undefined; });
	await listeners.ask(swap);
	const refusal = listeners.onBeforeSwap(async ({ to }) => to !== '2.0.0');
	listeners.onBeforeSwap(() => { order.push('last'); return true; });
	await assert.rejects(listeners.ask(swap), (error: unknown) => error instanceof VersionError && error.code === 'REFUSED' && error.message === 'onBeforeSwap refused lib@2.0.0.');
	refusal();
	listeners.onBeforeSwap(() => { throw new Error('not on Fridays.\nat night'); });
	undo();
	await assert.rejects(listeners.ask(swap), { code: 'REFUSED', message: 'onBeforeSwap refused lib@2.0.0: not on Fridays.' });
	assert.deepEqual(order, ['first', 'second', 'first', 'second', 'second', 'last']);
});

test('who is told of a swap hears of its own kind only, and what one throws is said', async () => {
	const said: string[] = [];
	const told: string[] = [];
	const listeners = new SwapListeners(text => said.push(text));
	const swap: Swap = { name: 'lib', from: '1.0.0', to: '2.0.0' };
	listeners.on('onSwapped', ({ to }, { type }) => told.push(`swapped ${to} ${type}`));
	listeners.on('onFailed', ({ to }, { type }) => told.push(`failed ${to} ${type}`));
	listeners.on('onSwapped', () => { throw new Error('a mistake'); });
	listeners.on('onFailed', async () => Promise.reject('no error object'));
	const undo = listeners.on('onFailed', () => told.push('never'));
	undo();
	listeners.tell(swap, done);
	assert.deepEqual(told, [], 'who makes the swap does not wait for them');
	listeners.tell(swap, failedBefore('hot-npm:lib', null));
	await new Promise(resolve => setImmediate(resolve));
	assert.deepEqual(told, ['swapped 2.0.0 updated', 'failed 2.0.0 load-error']);
	assert.match(said[0] ?? '', /^\[hot\] A handler of onSwapped threw: Error: a mistake\n\s+at /);
	assert.equal(said[1], '[hot] A handler of onFailed threw: no error object');
});

test('work within its time answers and leaves no timer; late work is a timeout, whatever becomes of it', async () => {
	const timers = (): number => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length;
	const before = timers();
	assert.equal(await within(60_000, 'lib', Promise.resolve(1)), 1);
	await assert.rejects(within(60_000, 'lib', Promise.reject(new Error('own'))), /own/);
	let reject: (error: Error) => void = () => undefined;
	await assert.rejects(within(1, 'lib@1.0.0', new Promise((_, no) => { reject = no; })), { code: 'TIMEOUT', message: 'lib@1.0.0 was not there after 1 ms.' });
	reject(new Error('nobody hears it'));
	await new Promise(resolve => setImmediate(resolve));
	assert.equal(timers(), before);
});
