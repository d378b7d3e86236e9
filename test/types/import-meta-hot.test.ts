// What the compiler promises about `import.meta.hot` and `hot`. That this file compiles is the test; the examples that dynohot publishes are here
// with no more than the package's name changed.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { test } from 'node:test';
import type { LoadHookContext } from 'node:module';
import type { Hot, HotManagement, LoaderHot, UpdateOutcome } from 'hot-runtime';
import type {} from 'hot-runtime/import-meta';
import { hot } from 'hot-runtime';

test('import.meta.hot is typed, and absent without hot-runtime', () => {
	assert.equal(import.meta.hot, undefined);
});

test('hot can be imported by code outside of modules, and does nothing where hot-runtime is not registered', async () => {
	const management: HotManagement = hot;
	assert.equal(management.status(), 'idle');
	assert.equal(await management.check(), null);
	assert.deepEqual(await management.apply(), []);
	assert.deepEqual(management.graph().modules, []);
	assert.equal(management.explain('main.js').type, 'unknown');
	assert.deepEqual(management.history(), []);
	management.on('message', () => undefined)();
});

interface A {
	readonly one: 1;
}

interface B {
	readonly two: 2;
}

/** Never called. */
export function promises(swap: (handler: unknown) => void, outcome: UpdateOutcome): void {
	// A handler's namespace takes the type it is given.
	import.meta.hot?.accept();
	import.meta.hot?.accept((self) => self);
	import.meta.hot?.accept<A>('./a.js', (a) => a.one);
	import.meta.hot?.accept<[A, B]>(['./a.js', './b.js'], ([a, b], { changed }) => [a.one, b.two, changed[0]?.length]);
	import.meta.hot?.accept('./a.js', () => swap(0), (error: unknown, { moduleId, dependencyId }) => [error, moduleId.length, dependencyId.length]);
	import.meta.hot?.acceptExports(['a', 'b'], () => undefined);
	import.meta.hot?.decline(['./a.js']);
	// `data` is what the module says it is.
	const typed: Hot<{ server?: Server }> | undefined = import.meta.hot;
	const server = typed?.data?.server ?? createServer();
	typed?.dispose(data => {
		data.server = server;
	});
	// `keep` answers what `create` made, also where hot-runtime is absent.
	const keep: Hot['keep'] = import.meta.hot?.keep ?? (async (_key, create) => await create());
	const kept: Promise<Server> = keep('server', () => createServer(), { dispose: (value) => value.close() });
	void kept;
	// Events carry what belongs to them.
	import.meta.hot?.on('message', (text, { outcome, durations }) => [text.length, outcome?.type, durations.load]);
	import.meta.hot?.on('message', (message: string, ...params: unknown[]) => console.log(message, ...params));
	import.meta.hot?.on('unaccepted', ({ chains }) => chains[0]?.[0]);
	import.meta.hot?.on('status', ({ status, previous }) => [status, previous]);
	// @ts-expect-error There is no such event.
	import.meta.hot?.on('nonsense', () => undefined);
	// An outcome is told apart by its type.
	if (outcome.type === 'unaccepted') void outcome.chains;
	if (outcome.type === 'declined') void outcome.by;
	if (outcome.type === 'load-error' || outcome.type === 'link-error' || outcome.type === 'evaluation-error') void outcome.error;
	void outcome.loaded;
}

/** Never called: `context.hot` of a loader's hooks. */
export function loaderHot(context: LoadHookContext & { readonly hot?: LoaderHot }): void {
	context.hot?.watch('./part.html');
	context.hot?.watch(new URL('file:///part.html'));
	context.hot?.invalidate();
	// @ts-expect-error It takes one file at a time.
	context.hot?.watch(['./part.html']);
}
