import assert from 'node:assert/strict';
import test from 'node:test';
import type { LoadedModule, LoadResult } from '@hot-runtime/types';
import { runAsync, runSync } from '../dist/steps.js';
import { resolve, walk } from '../dist/walk.js';
import { memoryChain, type Texts } from './support/memory-chain.js';

const program: Texts = {
	'main.js': "import './a.js'; import fs from 'node:fs'; import { x } from './c.cjs'; import data from './d.json' with { type: 'json' }; fs, x, data;",
	'a.js': "import './b.js'; import './main.js'; import 'package';",
	'b.js': 'export const b = 1;',
	'c.cjs': 'exports.x = 1;',
	'd.json': '{ "value": 1 }',
};

const main = [{ id: 'file:///main.js' }];
const nothing = () => false;

function found(result: LoadResult): readonly LoadedModule[] {
	assert.ok(result.ok, 'the walk failed');
	return result.modules;
}

const summary = (modules: readonly LoadedModule[]) =>
	modules.map(module => `${module.id.replace('file:///', '')} ${module.kind === 'external' ? module.bindings : module.kind}`);

test('a walk finds what the roots reach, layer by layer, each module once', () => {
	const { state, calls } = memoryChain(program);
	assert.deepEqual(summary(found(runSync(walk(state, main, nothing)))), [
		'main.js source-text', 'a.js source-text', 'node:fs builtin', 'c.cjs static', 'd.json source-text', 'b.js source-text',
		'node_modules/package/index.js live',
	]);
	assert.deepEqual(calls.filter(call => call.startsWith('load')), ['load file:///main.js', 'load file:///a.js', 'load file:///d.json', 'load file:///b.js']);
});

test('a hooks thread that answers with promises finds the same', async () => {
	const sync = found(runSync(walk(memoryChain(program).state, main, nothing)));
	const async = found(await runAsync(walk(memoryChain(program, { isAsync: true }).state, main, nothing)));
	assert.deepEqual(async, sync);
});

test('what is known is neither loaded nor answered, but resolved to', () => {
	const { state, calls } = memoryChain(program);
	const [root] = found(runSync(walk(state, main, id => id !== 'file:///main.js')));
	assert.deepEqual(root?.kind === 'source-text' && root.resolved, ['file:///a.js', 'node:fs', 'file:///c.cjs', 'file:///d.json']);
	assert.deepEqual(calls.filter(call => call.startsWith('load')), ['load file:///main.js']);
});

test('equal texts have equal hashes, and another text another one', () => {
	const hashOf = (text: string) => {
		const [module] = found(runSync(walk(memoryChain({ 'main.js': text }).state, main, nothing)));
		return module?.kind === 'source-text' ? module.hash : null;
	};
	assert.equal(hashOf('export {}'), hashOf('export {}'));
	assert.notEqual(hashOf('export {}'), hashOf('export { };'));
});

test('a text that was moved is read where it is now, under its own id, and resolves from there', () => {
	const { state } = memoryChain({ 'main.js': '', 'v2/main.js': "import './x.js';", 'v2/x.js': '' });
	const [root] = found(runSync(walk(state, [{ id: 'file:///main.js', location: 'file:///v2/main.js' }], nothing)));
	assert.ok(root?.kind === 'source-text');
	assert.deepEqual([root.id, root.location, root.resolved], ['file:///main.js', 'file:///v2/main.js', ['file:///v2/x.js']]);
});

test('a request that cannot be resolved fails the walk with the very error of the chain, at the module that asked', () => {
	const result = runSync(walk(memoryChain({ 'main.js': "import './a.js';", 'a.js': "import './missing.js';" }).state, main, nothing));
	assert.ok(!result.ok);
	assert.equal(result.failure.id, 'file:///a.js');
	assert.equal(Reflect.get(result.failure.error, 'code'), 'ERR_MODULE_NOT_FOUND');
	assert.deepEqual(result.failure.reached, ['file:///main.js', 'file:///a.js']);
});

test('a text that does not parse is left to Node at a start, and fails an update', () => {
	const texts = { 'main.js': "import './bad.js';", 'bad.js': 'let a = ;' };
	const { state } = memoryChain(texts);
	assert.deepEqual(summary(found(runSync(walk(state, main, nothing)))), ['main.js source-text', 'bad.js live']);
	assert.equal(state.policy.mayBeHot('file:///bad.js'), false);
	const update = runSync(walk(memoryChain(texts, { onSyntaxError: 'fail' }).state, main, nothing));
	assert.ok(!update.ok);
	assert.equal(update.failure.error.name, 'SyntaxError');
	assert.equal(update.failure.isUnfinished, true);
});

test('a text that an update finds empty is unfinished, unless it has settled or is new', () => {
	const { state } = memoryChain({ 'main.js': `import './new.js';`, 'a.js': '', 'new.js': '' }, { onSyntaxError: 'fail' });
	const unfinished = runSync(walk(state, [{ id: 'file:///main.js' }, { id: 'file:///a.js' }], nothing));
	assert.ok(!unfinished.ok);
	assert.deepEqual([unfinished.failure.id, unfinished.failure.isUnfinished], ['file:///a.js', true]);
	assert.deepEqual(summary(found(runSync(walk(state, [...main, { id: 'file:///a.js', isSettled: true }], nothing)))), ['main.js source-text', 'a.js source-text', 'new.js source-text']);
	assert.ok(runSync(walk(state, [{ id: 'file:///a.js', isImport: true }], nothing)).ok);
});

test('JSON that does not parse names its file, as Node does', () => {
	const { state } = memoryChain({ 'main.js': "import './d.json' with { type: 'json' };", 'd.json': '{' }, { onSyntaxError: 'fail' });
	const result = runSync(walk(state, main, nothing));
	assert.ok(!result.ok);
	assert.match(result.failure.error.message, /^\/d\.json: /);
});

test('a module that is asked for with another type is loaded again, for Node to refuse it', () => {
	const { state, calls } = memoryChain(program);
	runSync(walk(state, main, nothing));
	calls.length = 0;
	runSync(resolve(state, { specifier: './d.json', attributes: {} }, 'file:///main.js'));
	assert.deepEqual(calls, ['resolve ./d.json', 'load file:///d.json']);
	calls.length = 0;
	runSync(resolve(state, { specifier: './a.js', attributes: {} }, 'file:///main.js'));
	assert.deepEqual(calls, ['resolve ./a.js']);
});

test('import.meta.resolve and accept, which give no attributes, leave a module those that it is imported with', () => {
	const { state } = memoryChain({ 'q.graphql': '' });
	const attributes = { type: 'graphql' };
	const id = runSync(resolve(state, { specifier: './q.graphql', attributes }, 'file:///main.js'));
	assert.equal(runSync(resolve(state, { specifier: './q.graphql', attributes: {} }, 'file:///main.js', false)), id);
	assert.deepEqual({ ...state.resolutions.get(id)?.attributes }, attributes);
});
