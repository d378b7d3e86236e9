import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Settle } from '../dist/files/settle.js';
import type { Clock } from '../dist/files/settle.js';

/** A clock that goes when it is told to. */
class SteppedClock implements Clock {
	#now = 0;
	#tasks: { readonly at: number; readonly task: () => void }[] = [];

	now(): number {
		return this.#now;
	}

	delay(ms: number, task: () => void): () => void {
		const entry = { at: this.#now + ms, task };
		this.#tasks.push(entry);
		return () => { this.#tasks = this.#tasks.filter(other => other !== entry); };
	}

	afterEvents(task: () => void): () => void {
		for (const event of this.events.splice(0)) event();
		return this.delay(0, task);
	}

	/** Happened, and not told yet. */
	readonly events: (() => void)[] = [];

	get isIdle(): boolean {
		return this.#tasks.length === 0;
	}

	advance(ms: number): void {
		const end = this.#now + ms;
		for (;;) {
			const next = this.#tasks.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
			if (next === undefined) break;
			this.#tasks = this.#tasks.filter(other => other !== next);
			this.#now = next.at;
			next.task();
		}
		this.#now = end;
	}
}

function setUp(): { clock: SteppedClock; settle: Settle; handed: { at: number; paths: string[] }[] } {
	const clock = new SteppedClock();
	const handed: { at: number; paths: string[] }[] = [];
	const settle = new Settle(clock, paths => handed.push({ at: clock.now(), paths: [...paths] }));
	return { clock, settle, handed };
}

test('one save is handed over at once, with the truncation and the write in one', () => {
	const { clock, settle, handed } = setUp();
	settle.touch('a');
	clock.advance(0.2);
	settle.touch('a');
	clock.advance(20);
	assert.equal(handed.length, 1);
	assert.deepEqual(handed[0]?.paths, ['a']);
	assert.ok((handed[0]?.at ?? 99) <= 2, `at ${handed[0]?.at}`);
	assert.ok(clock.isIdle, 'no timer is left');
});

test('events that wait behind a late timer belong to the same burst', () => {
	const { clock, settle, handed } = setUp();
	settle.touch('a');
	// The program was busy for longer than the pause that is waited for, and the saves of that time were not told yet.
	clock.events.push(() => settle.touch('b'), () => settle.touch('c'));
	clock.advance(50);
	assert.deepEqual(handed.map(({ paths }) => paths), [['a', 'b', 'c']]);
});

test('a burst of files is handed over whole, once it pauses', () => {
	const { clock, settle, handed } = setUp();
	for (let index = 0; index < 50; index++) {
		settle.touch(`m${index}`);
		clock.advance(0.2);
	}
	clock.advance(20);
	assert.equal(handed.length, 1);
	assert.equal(handed[0]?.paths.length, 50);
	assert.ok((handed[0]?.at ?? 99) <= 20, `at ${handed[0]?.at}`);
});

test('a save right after another waits for more to come', () => {
	const { clock, settle, handed } = setUp();
	settle.touch('a');
	clock.advance(5);
	settle.touch('a');
	clock.advance(4);
	settle.touch('a');
	clock.advance(20);
	assert.equal(handed.length, 2);
});

test('who writes without a pause is heard all the same', () => {
	const { clock, settle, handed } = setUp();
	for (let ms = 0; ms < 1000; ms++) {
		settle.touch('a');
		clock.advance(1);
	}
	assert.ok(handed.length >= 2 && handed.length <= 3, `${handed.length} times in 1000 ms`);
});

test('saves that go on and on are handed over less and less often', () => {
	const { clock, settle, handed } = setUp();
	for (let save = 0; save < 100; save++) {
		settle.touch('a');
		clock.advance(12);
	}
	clock.advance(20);
	assert.ok(handed.length <= 6, `${handed.length} times for 100 saves`);
});

test('what is forgotten or closed is not handed over', () => {
	const { clock, settle, handed } = setUp();
	settle.touch('a');
	settle.touch('b');
	settle.forget('a');
	clock.advance(20);
	assert.deepEqual(handed.map(({ paths }) => paths), [['b']]);
	settle.touch('c');
	settle.close();
	clock.advance(200);
	assert.equal(handed.length, 1);
	assert.ok(clock.isIdle);
});
