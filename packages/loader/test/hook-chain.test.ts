import assert from 'node:assert/strict';
import test from 'node:test';
import { HookChain, loadHot, toResolution, type HotContexts, type LoadHookResult } from '../dist/hook-chain.js';
import { runAsync, runSync } from '../dist/steps.js';

const resolution = { url: 'file:///a.js', format: null, attributes: { type: 'json' } };

test('what was kept first is called, until other hooks come to lie below', () => {
	const chain = new HookChain();
	const asked: string[] = [];
	const next = (name: string) => (url: string) => {
		asked.push(`${name} ${url}`);
		return { url, format: 'module' };
	};
	assert.equal(chain.isComplete, false);
	chain.keepResolve(next('first'), ['node', 'import']);
	chain.keepResolve(next('second'), ['node', 'require']);
	assert.equal(chain.isComplete, false);
	chain.keepLoad(next('first'));
	chain.keepLoad(next('second'));
	assert.equal(chain.isComplete, true);
	void chain.resolve('./a.js', 'file:///main.js', {});
	void chain.load(resolution, undefined);
	chain.replaceResolve(next('third'));
	chain.replaceLoad(next('third'));
	void chain.resolve('./a.js', 'file:///main.js', {});
	void chain.load(resolution, undefined);
	assert.deepEqual(asked, ['first ./a.js', 'first file:///a.js', 'third ./a.js', 'third file:///a.js']);
});

test('before an import has shown the chain, to call it is an error of ours', () => {
	assert.throws(() => new HookChain().resolve('./a.js', undefined, {}), /no import was resolved yet/);
	assert.throws(() => new HookChain().load(resolution, undefined), /no module was loaded yet/);
});

test('each call is handed a context of its own, into which hooks may write, with the conditions of the program', () => {
	const chain = new HookChain();
	const contexts: { readonly conditions?: readonly string[]; readonly importAttributes?: Record<string, string> }[] = [];
	chain.keepResolve((url, context) => {
		contexts.push(context);
		return { url };
	}, ['node', 'import', 'special']);
	chain.keepLoad((_, context) => {
		contexts.push(context);
		return { format: 'module' };
	});
	const attributes = { type: 'json' };
	void chain.resolve('./a.json', 'file:///main.js', attributes);
	void chain.load({ url: 'file:///a.json', format: 'json', attributes }, undefined);
	for (const { conditions, importAttributes = {} } of contexts) {
		assert.deepEqual([conditions, { ...importAttributes }, Object.getPrototypeOf(importAttributes)], [['node', 'import', 'special'], attributes, null]);
		importAttributes['type'] = 'changed';
	}
	assert.deepEqual([contexts.length, attributes], [2, { type: 'json' }]);
});

test('a resolver that says nothing of the format or the attributes leaves those that were asked for', () => {
	assert.deepEqual(toResolution({ url: 'file:///a' }, { type: 'json' }), { url: 'file:///a', format: null, attributes: { type: 'json' } });
	assert.deepEqual(toResolution({ url: 'file:///a', format: 'module', importAttributes: {} }, { type: 'json' }), { url: 'file:///a', format: 'module', attributes: {} });
});

/** Contexts that are told to hooks for the first time by the second load. */
function contexts(unmet: number): { readonly hots: HotContexts; readonly calls: string[] } {
	const calls: string[] = [];
	const hots: HotContexts = {
		loading: id => {
			calls.push(`loading ${id}`);
			return { load: calls.length };
		},
		loaded: id => void calls.push(`loaded ${id}`),
		of: id => ({ of: id }),
		forget: () => {},
		probe: () => undefined,
		met: () => unmet-- > 0,
	};
	return { hots, calls };
}

test('a load whose context did not reach the hooks whole is made once more, with a context of its own', () => {
	const { hots, calls } = contexts(1);
	const seen: unknown[] = [];
	const result = runSync(loadHot(new HookChain(hots), 'a', hot => {
		seen.push(hot);
		return { format: 'module' };
	}));
	assert.deepEqual([result, seen, calls], [{ format: 'module' }, [{ load: 1 }, { load: 2 }], ['loading a', 'loading a', 'loaded a']]);
});

test('so is one that failed for that; another failure is thrown, and counts as no load', async () => {
	const fails = (times: number) => (): Promise<LoadHookResult> => times-- > 0 ? Promise.reject(new Error('no hot')) : Promise.resolve({ format: 'module' });
	const met = contexts(1);
	assert.deepEqual(await runAsync(loadHot(new HookChain(met.hots), 'a', fails(1))), { format: 'module' });
	const unmet = contexts(0);
	await assert.rejects(runAsync(loadHot(new HookChain(unmet.hots), 'a', fails(1))), { message: 'no hot' });
	assert.deepEqual([met.calls, unmet.calls], [['loading a', 'loading a', 'loaded a'], ['loading a']]);
});

test('without contexts nothing is handed', () => {
	assert.deepEqual(runSync(loadHot(new HookChain(), 'a', hot => ({ format: String(hot) }))), { format: 'undefined' });
});

test('a resolver is handed the context of the module that asks, and none for an entry', () => {
	const chain = new HookChain(contexts(0).hots);
	const seen: unknown[] = [];
	chain.keepResolve((url, { hot }) => {
		seen.push(hot);
		return { url };
	}, []);
	void chain.resolve('./a.js', 'file:///main.js', {});
	void chain.resolve('file:///main.js', undefined, {});
	assert.deepEqual(seen, [{ of: 'file:///main.js' }, undefined]);
});
