import assert from 'node:assert/strict';
import test from 'node:test';
import type { LoadedSourceText } from '@hot-runtime/types';
import { loadPlaced } from '../dist/placed-module.js';
import { runSync } from '../dist/steps.js';
import type { WalkState } from '../dist/walk.js';
import { memoryChain, type Texts } from './support/memory-chain.js';

/** A package `greeter` whose versions are hot, as files of the memory are. */
function stateWith(texts: Texts, name = 'greeter'): WalkState {
	const { state } = memoryChain(texts);
	state.policy.places.set({ packages: { greeter: { from: 'file:///v1/none.js', name } }, hotFolders: ['file:///node_modules/'], storeFolders: [] });
	return state;
}

const load = (state: WalkState, location?: string): LoadedSourceText => runSync(loadPlaced(state, 'hot-npm:greeter', location));

test('the module of a package re-exports everything of the version in place, and its importers stay', () => {
	const state = stateWith({ 'node_modules/greeter/index.js': 'export const a = 1;' });
	const module = load(state);
	assert.deepEqual([module.id, module.location, module.resolved, module.importersStay], ['hot-npm:greeter', 'file:///v1/none.js', ['file:///node_modules/greeter/index.js'], true]);
	assert.deepEqual(module.source.starExports, [0]);
	assert.deepEqual(module.source.indirectExports, [], 'no default');
	assert.ok(state.resolutions.has('file:///node_modules/greeter/index.js'));
});

test('a default is re-exported where the version has one, its own or one it passes on', () => {
	for (const text of ['export default 1;', 'export { a as default } from "./a.js";', 'export { default } from "./a.js";', 'const a = 1; export { a as default };']) {
		const { source } = load(stateWith({ 'node_modules/greeter/index.js': text }));
		assert.deepEqual(source.indirectExports, [{ exportName: 'default', request: 0, importName: 'default' }], text);
	}
});

test('the package is looked for under its own name, and in another place once it has moved', () => {
	const state = stateWith({ 'node_modules/renamed/index.js': 'export default 1;' }, 'renamed');
	const moved = load(state, 'file:///v2/none.js');
	assert.deepEqual([moved.location, moved.resolved], ['file:///v2/none.js', ['file:///node_modules/renamed/index.js']]);
});

test('the hash tells the version and whether it has a default, not its text', () => {
	const hashOf = (text: string): string => load(stateWith({ 'node_modules/greeter/index.js': text })).hash;
	assert.equal(hashOf('export const a = 1;'), hashOf('export const b = 2;'));
	assert.notEqual(hashOf('export const a = 1;'), hashOf('export default 1;'));
});

test('what has no place is an error of ours', () => {
	assert.throws(() => runSync(loadPlaced(stateWith({}), 'hot-npm:other', undefined)), /hot-npm:other has no place/);
});
