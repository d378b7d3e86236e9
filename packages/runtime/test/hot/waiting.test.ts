// What waits for an update, and what an update leaves behind: the queue, pending changes, wanted modules, half-written texts, kept values, the history.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoadedModule, ModuleId, UpdateOutcome } from '@hot-runtime/types';
import { Events } from '../../dist/hot/events.js';
import { usesOnly } from '../../dist/hot/export-use.js';
import { History } from '../../dist/hot/history.js';
import { closersOf, Identities, keep } from '../../dist/hot/identities.js';
import { PendingChanges } from '../../dist/hot/pending.js';
import { UnsettledTexts } from '../../dist/hot/unsettled-texts.js';
import { UpdateQueue } from '../../dist/hot/update-queue.js';
import type { Batch } from '../../dist/hot/update-queue.js';
import { WantedModules } from '../../dist/hot/wanted.js';
import type { ModuleRecord } from '../../dist/records/module-record.js';
import { waitFor } from '../../dist/steps.js';
import { unsheltered } from '../../dist/unsheltered.js';
import { deferred } from './support/program.js';

const durations = { load: 0, propagate: 0, link: 0, dispose: 0, evaluate: 0, accept: 0, prune: 0 };
const outcome = (update: number): UpdateOutcome => ({ update, type: 'updated', changed: [], duration: 0, durations, pending: [], reported: [], loaded: [], reevaluated: [], boundaries: [], pruned: [] });
const turn = (): Promise<void> => new Promise(resolve => { setImmediate(resolve); });

interface Queue { readonly queue: UpdateQueue; readonly batches: Batch[]; readonly finish: (result: UpdateOutcome | null) => Promise<void> }

/** A queue whose updates end when the test says so. */
function open(): Queue {
	const batches: Batch[] = [];
	let running = deferred<UpdateOutcome | null>();
	const queue = new UpdateQueue(unsheltered.run, batch => {
		batches.push(batch);
		running = deferred<UpdateOutcome | null>();
		return waitFor(running.promise);
	});
	return { queue, batches, finish: async result => { running.resolve(result); await turn(); } };
}

test('reports of one turn are one update, and what comes while it runs is the next one', async () => {
	const { queue, batches, finish } = open();
	const first = [queue.push([{ id: 'a' }], 'change'), queue.push([{ id: 'b', location: '/b2' }], 'change')];
	assert.equal(queue.isWaiting, true);
	await turn();
	assert.deepEqual([batches.map(({ changes }) => [...changes]), queue.isWaiting], [[[['a', undefined], ['b', '/b2']]], false]);
	const second = queue.push([{ id: 'c' }], 'change');
	await turn();
	assert.equal(batches.length, 1);
	await finish(outcome(1));
	assert.deepEqual((await Promise.all(first)).map(each => each?.update), [1, 1]);
	assert.deepEqual([...batches[1]?.changes.keys() ?? []], ['c']);
	await finish(null);
	assert.equal(await second, null);
});

test('of one module the last location counts, the latest time, and a change before a cause of ours', async () => {
	const { queue, batches, finish } = open();
	void queue.push([{ id: 'a', location: '/1', changedAt: 5 }, { id: 'b', changedAt: 7 }], 'invalidate' as Batch['cause']);
	void queue.push([{ id: 'a', location: '/2', changedAt: 3 }, { id: 'b' }], 'change');
	void queue.push([{ id: 'a' }], 'invalidate' as Batch['cause']);
	await turn();
	const [batch] = batches;
	assert.deepEqual([[...batch?.changes ?? []], [...batch?.changedAt ?? []], batch?.cause], [[['a', '/2'], ['b', undefined]], [['a', Infinity], ['b', Infinity]], 'change']);
	await finish(null);
});

test('a queue that is held starts nothing until it was released as often; a release too many does nothing', async () => {
	const { queue, batches, finish } = open();
	queue.release();
	queue.hold();
	queue.hold();
	void queue.push([{ id: 'a' }], 'change');
	await turn();
	queue.release();
	await turn();
	assert.deepEqual([batches.length, queue.isHeld, queue.isWaiting], [0, true, true]);
	queue.release();
	await turn();
	assert.deepEqual([batches.length, queue.isHeld], [1, false]);
	await finish(null);
});

test('what is taken out of the queue is nobody\'s outcome any more', async () => {
	const { queue, batches } = open();
	queue.hold();
	const waiting = queue.push([{ id: 'a' }], 'change');
	assert.deepEqual([...queue.take()?.changes.keys() ?? []], ['a']);
	assert.deepEqual([await waiting, queue.take(), queue.isWaiting], [null, null, false]);
	queue.release();
	await turn();
	assert.equal(batches.length, 0);
});

test('a task that must be alone waits for the update that runs, and the next update for it', async () => {
	const { queue, batches, finish } = open();
	void queue.push([{ id: 'a' }], 'change');
	await turn();
	const order: string[] = [];
	const alone = queue.exclusively(function* () { order.push('begins'); yield turn(); order.push('ends'); return 7; });
	const fails = queue.exclusively(function* () { order.push('fails'); yield turn(); throw new Error('own'); });
	fails.catch(() => undefined);
	await turn();
	assert.deepEqual(order, []);
	await finish(outcome(1));
	void queue.push([{ id: 'b' }], 'change');
	assert.equal(await alone, 7);
	await turn();
	assert.deepEqual([order, batches.length], [['begins', 'ends'], 2]);
	await finish(null);
	await assert.rejects(fails, /own/);
	void queue.push([{ id: 'c' }], 'change');
	await turn();
	assert.equal(batches.length, 3, 'a task that fails keeps nobody waiting');
	await finish(null);
});

test('a closed queue answers null to all who wait and to all who come', async () => {
	const { queue, batches } = open();
	queue.hold();
	const waiting = queue.push([{ id: 'a' }], 'change');
	queue.close();
	assert.deepEqual([await waiting, await queue.push([{ id: 'b' }], 'change')], [null, null]);
	queue.release();
	await turn();
	assert.equal(batches.length, 0);
	queue.close();
});

test('what waits is tried with each update, at its last place; what was just reported counts as new', () => {
	const pending = new PendingChanges();
	pending.set({ id: 'a', location: '/a' }, 'unaccepted', ['a', 'main']);
	pending.set({ id: 'b', location: undefined }, 'load-error', ['b']);
	pending.set({ id: 'a', location: '/a2' }, 'declined', ['a']);
	assert.deepEqual([pending.size, pending.list()], [2, [{ id: 'a', reason: 'declined', chain: ['a'] }, { id: 'b', reason: 'load-error', chain: ['b'] }]]);
	assert.deepEqual(pending.with(new Map([['b', '/b'], ['c', undefined]])), [{ id: 'a', location: '/a2', isFresh: false }, { id: 'b', location: '/b', isFresh: true }, { id: 'c', location: undefined, isFresh: true }]);
	assert.deepEqual(pending.with(new Map([['a', undefined]])).at(-1), { id: 'a', location: '/a2', isFresh: true });
	pending.addUnfinished(['a', 'z']);
	pending.finished('a');
	assert.deepEqual([[...pending.unfinished], pending.get('a')?.reason], [['z'], 'declined'], 'a change may wait although its old text was run again');
	pending.delete('z');
	pending.delete('a');
	assert.deepEqual([[...pending.unfinished], pending.get('a'), pending.size], [[], undefined, 1]);
});

interface Watched { readonly wanted: WantedModules; readonly log: string[] }

function want(): Watched {
	const log: string[] = [];
	return { log, wanted: new WantedModules({ track: id => void log.push(`+${id}`), untrack: id => void log.push(`-${id}`) }) };
}

const text = (id: ModuleId, ...resolved: readonly ModuleId[]): [ModuleId, LoadedModule] => [id, { kind: 'source-text', id, resolved } as unknown as LoadedModule];

test('what a waiting change would bring is watched until it comes or nothing wants it', () => {
	const { wanted, log } = want();
	const inProgram = new Set(['main', 'util']);
	const has = (id: ModuleId): boolean => inProgram.has(id);
	wanted.loaded(['main'], new Map([text('main', 'new', 'util', 'main'), text('new', 'deep', 'util'), text('util', 'never'), ['ext', { kind: 'external', id: 'ext' } as LoadedModule]]), has);
	wanted.failed('main', { id: 'broken', error: new Error(), missing: 'gone', reached: ['new', 'util', 'broken'] }, has);
	assert.deepEqual([...wanted.ownersOf(['deep'])], ['main']);
	assert.deepEqual([...wanted.ownersOf(['util', 'gone'])], ['main'], 'what is in the program may leave it');
	assert.deepEqual([...wanted.ownersOf(['never', 'main'])], [], 'nor is followed what is in the program, or its own change');
	wanted.settle(has, () => true);
	assert.deepEqual(log.splice(0).toSorted(), ['+broken', '+deep', '+gone', '+new']);
	inProgram.add('deep');
	wanted.settle(has, () => true);
	assert.deepEqual(log.splice(0), [], 'what came is watched by the program from now on');
	wanted.settle(has, () => false);
	assert.deepEqual(log.splice(0).toSorted(), ['-broken', '-gone', '-new']);
	assert.deepEqual([...wanted.ownersOf(['new'])], []);
});

test('a wanted module stays watched while one of several changes wants it', () => {
	const { wanted, log } = want();
	for (const root of ['a', 'b']) wanted.failed(root, { id: 'missing', error: new Error() }, () => false);
	wanted.settle(() => false, id => id === 'b');
	assert.deepEqual([...wanted.ownersOf(['missing'])], ['b']);
	wanted.settle(() => false, id => id === 'b');
	assert.deepEqual(log, ['+missing']);
	wanted.failed('b', { id: 'b', error: new Error() }, () => false);
	wanted.failed('b', { id: null, error: new Error() }, () => false);
	assert.deepEqual([...wanted.ownersOf(['b'])], [], 'its own text is no other module');
	wanted.failed('c', { id: null, error: new Error(), reached: ['inside', 'outside'] }, (id) => id === 'inside');
	assert.deepEqual([[...wanted.ownersOf(['inside'])], [...wanted.ownersOf(['outside'])]], [[], ['c']], 'what was reached in the program is watched by it');
});

test('half-written texts are read once more when their time is over, together, and not before', () => {
	const retried: (readonly ModuleId[])[] = [];
	const delays: { task: () => void; undone: boolean }[] = [];
	const texts = new UnsettledTexts(task => { const delay = { task, undone: false }; delays.push(delay); return () => { delay.undone = true; }; }, all => void retried.push(all));
	assert.equal(texts.wait(() => true), false, 'nothing is unsettled');
	texts.add(['a', 'b', 'a', 'mended']);
	assert.equal(texts.wait(id => id !== 'mended'), true);
	texts.add(['c']);
	assert.equal(texts.wait(() => true), true);
	assert.deepEqual(delays.map(({ undone }) => undone), [true, false], 'the time of all begins anew');
	delays[1]?.task();
	assert.deepEqual(retried, [['a', 'b', 'c']]);
	assert.equal(texts.wait(() => true), false, 'once');
	texts.add(['d']);
	texts.wait(() => true);
	texts.stop();
	assert.equal(delays.at(-1)?.undone, true);
});

test('a value is made once under its key, by whoever asks first; one that could not be made is made again', async () => {
	const identities = new Identities();
	const identity = identities.get('a');
	let made = 0;
	assert.deepEqual(await Promise.all([keep(identity, 'pool', () => ++made), keep(identity, 'pool', async () => ++made)]), [1, 1]);
	await assert.rejects(keep(identity, 'db', () => { throw new Error('no database'); }), /no database/);
	assert.equal(await keep(identity, 'db', () => 'there'), 'there');
	assert.equal(await keep(identity, 'nothing', () => undefined), undefined);
	assert.deepEqual([...identity.kept.keys()], ['pool', 'db', 'nothing']);
});

test('what is kept is closed the last first, at once if it is made, else when it is, and never if it could not be', async () => {
	const identities = new Identities();
	const closed: unknown[] = [];
	const dispose = (value: unknown): void => void closed.push(value);
	const late = deferred<string>();
	await keep(identities.get('a'), 'one', () => 'a one', { dispose });
	await keep(identities.get('b'), 'one', () => 'b one', { dispose });
	await keep(identities.get('a'), 'open', () => 'nothing to close');
	const waiting = keep(identities.get('a'), 'late', () => late.promise, { dispose });
	const failing = keep(identities.get('b'), 'failing', async () => Promise.reject(new Error('x')), { dispose });
	const closers = identities.takeKept();
	assert.deepEqual(closers.map(({ id }) => id), ['b', 'b', 'a', 'a']);
	const ends = closers.map(({ close }) => close());
	assert.deepEqual(closed, ['b one', 'a one']);
	late.resolve('late');
	await assert.rejects(failing);
	await Promise.all([waiting, ...ends]);
	assert.deepEqual(closed, ['b one', 'a one', 'late']);
	assert.deepEqual([identities.takeKept(), closersOf('a', identities.get('a'))], [[], []]);
});

test('a module that left the program is another one when it comes back', () => {
	const identities = new Identities();
	identities.get('a').version = 3;
	const { data } = identities.get('a');
	assert.equal(identities.version('a'), 3);
	assert.equal(identities.take('a')?.data, data);
	assert.deepEqual([identities.take('a'), identities.version('a'), identities.get('a').data === data], [null, 1, false]);
});

test('the history holds the last updates as texts, frozen, whatever was thrown', () => {
	const history = new History(2);
	const unshowable = { toString() { throw new Error('no'); } };
	for (const [index, error] of [new TypeError('first'), 'text', unshowable].entries()) history.add({ ...outcome(index + 1), type: 'load-error', id: 'a', error, chain: [] }, 'change', index);
	assert.deepEqual(history.entries().map(({ update, error, time }) => [update, error, time]), [[2, 'text', 1], [3, 'an error that cannot be shown', 2]]);
	history.add(outcome(4), 'change', 9);
	const [, last] = history.entries();
	assert.deepEqual([last?.error, Object.isFrozen(last), history.entries() === history.entries()], [null, true, false]);
	const none = new History(0);
	none.add(outcome(1), 'change', 0);
	assert.deepEqual(none.entries(), []);
});

test('a listener is called in its turn, through the guard of its module, and not after its undo', async () => {
	const unknown: unknown[] = [];
	const events = new Events((event, owner) => void unknown.push([event, owner]));
	const log: unknown[] = [];
	const run = async (owner: ModuleId | null, call: () => unknown): Promise<void> => { log.push(owner); await call(); };
	const handler = (value: unknown): void => void log.push(value);
	const undo = events.on('error', handler as never, 'a.js');
	events.on('error', handler as never, null);
	events.on('error', (async () => { undo(); log.push('async'); }) as never, 'b.js');
	await unsheltered.run(events.emit('error', ['x'] as never, run));
	assert.deepEqual(log.splice(0), ['a.js', 'x', null, 'x', 'b.js', 'async'], 'those who listened when it happened');
	events.off('error', handler as never, 'a.js');
	events.off('error', handler as never, null);
	await unsheltered.run(events.emit('error', ['y'] as never, run));
	assert.deepEqual([log, events.has('error'), events.has('status')], [['b.js', 'async'], true, false]);
	for (const event of ['nothing', 'toString', 'vite:beforeUpdate', '__proto__']) {
		events.on(event as 'error', handler as never, 'a.js')();
		events.off(event as 'error', handler as never, 'a.js');
	}
	assert.deepEqual(unknown, [['nothing', 'a.js'], ['toString', 'a.js'], ['__proto__', 'a.js']], 'a name with a colon is another tool\'s');
});

test('an importer uses only some exports if every way it names the module names those', () => {
	const record = (source: object, dynamic: readonly string[] = []): ModuleRecord => ({ kind: 'source-text', dynamicImports: new Map(dynamic.map(id => [id, id])), loaded: { resolved: ['a', 'other', 'a'], source: { imports: [], indirectExports: [], starExports: [], ...source } } }) as unknown as ModuleRecord;
	const names = new Set(['x', 'y']);
	const entry = (request: number, importName: string | null) => ({ request, importName });
	const cases: [record: ModuleRecord, isOnly: boolean][] = [
		[record({}), true], [record({ imports: [entry(0, 'x'), entry(2, 'y')] }), true], [record({ imports: [entry(0, 'z')] }), false], [record({ imports: [entry(1, 'z')] }), true], [record({ imports: [entry(0, 'x'), entry(2, 'z')] }), false], [record({ imports: [entry(0, null)] }), false],
		[record({ indirectExports: [entry(0, 'x')] }), true], [record({ indirectExports: [entry(2, 'z')] }), false], [record({ indirectExports: [entry(0, null)] }), false], [record({ starExports: [2] }), false], [record({ starExports: [1] }), true], [record({ imports: [entry(0, 'x')] }, ['a']), false],
		[record({}, ['other']), true], [{ kind: 'synthetic' } as ModuleRecord, false],
	];
	for (const [index, [importer, isOnly]] of cases.entries()) assert.equal(usesOnly(importer, 'a', names), isOnly, `case ${index}`);
});
