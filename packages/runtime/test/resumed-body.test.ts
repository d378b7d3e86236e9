// A generator that is run as the async function it was made of does what that function does, microtask by microtask.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runAsAsync } from '../dist/records/resumed-body.js';

type Log = (text: string) => void;

interface Pair {
	readonly name: string;
	readonly resumed: (log: Log) => Generator<unknown, void, unknown>;
	readonly native: (log: Log) => Promise<void>;
}

// oxlint-disable-next-line unicorn/no-thenable
const withThen = (descriptor: PropertyDescriptor): object => Object.defineProperty({}, 'then', descriptor);
const thenable = (log: Log): object => withThen({ value(resolve: (value: string) => void) { log('then'); resolve('of a thenable'); } });
const broken = withThen({ get() { throw new RangeError('no then'); } });
const failed = (): Promise<never> => Promise.reject(new Error('rejected'));

/** Awaits whatever `values` makes, and tells what came of each. */
const awaiting = (name: string, values: (log: Log) => readonly unknown[]): Pair => ({
	name,
	*resumed(log) {
		for (const value of values(log)) {
			try {
				log(`got ${String(yield value)}`);
			} catch (error) {
				log(`caught ${String(error)}`);
			} finally {
				log('finally');
			}
		}
	},
	async native(log) {
		for (const value of values(log)) {
			try {
				log(`got ${String(await value)}`);
			} catch (error) {
				log(`caught ${String(error)}`);
			} finally {
				log('finally');
			}
		}
	},
});

const pairs: readonly Pair[] = [
	awaiting('values that are no promises', () => [1, 'two', null, undefined, { a: 3 }]),
	awaiting('promises', () => [Promise.resolve(1), Promise.resolve(Promise.resolve(2)), new Promise(resolve => setImmediate(resolve, 3))]),
	awaiting('thenables, which cost microtasks of their own', log => [thenable(log), Promise.resolve(thenable(log)), thenable(log)]),
	awaiting('rejections', () => [failed(), failed().catch(() => 'mended'), failed()]),
	awaiting('what cannot be asked for its then', () => [broken]),
	awaiting('a promise whose constructor cannot be read', () => [Object.defineProperty(Promise.resolve(1), 'constructor', { get() { throw new TypeError('no constructor'); } })]),
	awaiting('nothing', () => []),
	{
		name: 'a throw before anything is awaited',
		*resumed() {
			JSON.parse('not at all');
			yield 1;
		},
		async native() {
			JSON.parse('not at all');
			await Promise.resolve(1);
		},
	},
	{
		name: 'a throw behind an await',
		*resumed() {
			yield Promise.resolve(1);
			throw new Error('later');
		},
		async native() {
			await Promise.resolve(1);
			throw new Error('later');
		},
	},
	{
		name: 'a rejection that nobody catches',
		*resumed() { yield failed(); },
		async native() { await failed(); },
	},
];

/** What is logged, between marks for each microtask. */
async function seen(run: (log: Log) => Promise<void>): Promise<readonly string[]> {
	const lines: string[] = [];
	let isOver = false;
	const end = run(text => void lines.push(text)).then(
		value => { lines.push(`fulfilled ${String(value)}`); },
		(error: unknown) => { lines.push(`rejected ${String(error)}`); },
	).finally(() => { isOver = true; });
	lines.push('the caller goes on');
	for (let microtask = 1; !isOver; microtask++) {
		await (microtask % 50 === 0 ? new Promise(resolve => setImmediate(resolve)) : Promise.resolve());
		if (microtask < 50 && !isOver) lines.push(`microtask ${microtask}`);
	}
	await end;
	return lines;
}

for (const { name, resumed, native } of pairs) {
	test(`${name}: the same as in an async function, in the same microtasks`, async () => {
		assert.deepEqual(await seen(log => runAsAsync(resumed(log))), await seen(native));
	});
}
