// When a store is saved: after a pause, in slices, or at the end of the process; once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ModuleStore } from '../../dist/cache/module-store.js';
import { StoreKeeper } from '../../dist/cache/store-keeper.js';
import { clock } from '../../dist/clock.js';

interface Kept {
	readonly keeper: StoreKeeper;
	readonly done: string[];
	/** Delays that were asked for and not undone, in milliseconds. */
	readonly delays: () => readonly number[];
	/** Runs what the one delay is for. */
	readonly fire: () => void;
	readonly exitListeners: () => number;
}

/** A store of `slices` pieces, each taking as long as a slice may; a clock that only moves when told. */
function keep(t: { mock: { method: typeof test.mock.method } }, { slices = 0, isChanged = true }: { slices?: number; isChanged?: boolean } = {}): Kept {
	const done: string[] = [];
	const waiting = new Map<() => void, number>();
	let now = 0;
	let left = slices;
	t.mock.method(clock, 'now', () => now);
	t.mock.method(clock, 'delay', (ms: number, task: () => void) => {
		waiting.set(task, ms);
		return () => void waiting.delete(task);
	});
	const store = {
		isChanged, codeCache: (id: string, hash: string) => Buffer.from(`${id} ${hash}`), compiled: (id: string) => void done.push(`compiled ${id}`), save: () => void done.push('saved'), release: () => void done.push('released'),
		collect(mayGoOn: () => boolean) {
			for (; left > 0; left--) {
				if (!mayGoOn()) return false;
				now += 4;
				done.push('slice');
			}
			return true;
		},
	} as unknown as ModuleStore;
	const before = process.listenerCount('exit');
	return {
		keeper: new StoreKeeper(store), done, delays: () => [...waiting.values()], exitListeners: () => process.listenerCount('exit') - before,
		fire() {
			const [task] = waiting.keys();
			if (task === undefined) throw new Error('nothing waits');
			waiting.delete(task);
			task();
		},
	};
}

test('nothing is done or listened to before an entry has run', t => {
	const { keeper, done, delays, exitListeners } = keep(t);
	keeper.compiled('a.js', 'h', () => Buffer.alloc(0));
	assert.deepEqual([done, delays(), exitListeners()], [['compiled a.js'], [], 0]);
	assert.equal(String(keeper.codeCache('a.js', 'h')), 'a.js h');
});

test('a store is saved half a second after the last module was compiled', t => {
	const { keeper, done, delays, fire, exitListeners } = keep(t);
	keeper.started();
	keeper.compiled('a.js', 'h', () => Buffer.alloc(0));
	keeper.compiled('b.js', 'h', () => Buffer.alloc(0));
	assert.deepEqual([delays(), exitListeners()], [[500], 1], 'each puts it off');
	fire();
	assert.deepEqual([done, delays(), exitListeners()], [['compiled a.js', 'compiled b.js', 'saved'], [], 0]);
	keeper.compiled('c.js', 'h', () => Buffer.alloc(0));
	assert.deepEqual([delays(), exitListeners()], [[500], 1], 'what comes later is saved later');
	keeper.close();
});

test('what takes long is taken in slices, between which the program runs', t => {
	const { keeper, done, delays, fire } = keep(t, { slices: 3 });
	keeper.started();
	fire();
	assert.deepEqual([done, delays()], [['slice'], [1]]);
	fire();
	assert.deepEqual(done, ['slice', 'slice']);
	fire();
	assert.deepEqual([done, delays()], [['slice', 'slice', 'slice', 'saved'], []]);
});

test('a store that did not change collects nothing, and lets go of what it read', t => {
	const { keeper, done, fire } = keep(t, { slices: 3, isChanged: false });
	keeper.started();
	fire();
	assert.deepEqual(done, ['saved']);
});

test('a process that ends saves at once, whatever is left to do, and not twice', t => {
	const { keeper, done, delays, exitListeners } = keep(t, { slices: 2 });
	keeper.started();
	const listener = process.listeners('exit').at(-1);
	assert.ok(listener !== undefined);
	Reflect.apply(listener, process, [0]);
	assert.deepEqual([done, delays(), exitListeners()], [['saved'], [], 0]);
});

test('closing saves nothing, and listens to nothing', t => {
	const { keeper, done, delays, exitListeners } = keep(t);
	keeper.started();
	keeper.close();
	assert.deepEqual([done, delays(), exitListeners()], [['released'], [], 0]);
});
