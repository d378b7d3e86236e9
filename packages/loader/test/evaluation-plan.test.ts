import assert from 'node:assert/strict';
import test from 'node:test';
import type { LoadedModule } from '@hot-runtime/types';
import { Catalogue } from '../dist/catalogue.js';
import { planEvaluation } from '../dist/evaluation-plan.js';
import { exportNames } from '../dist/export-names.js';
import { generateModules } from '../dist/facade.js';
import { runSync } from '../dist/steps.js';
import { walk } from '../dist/walk.js';
import { memoryChain, type Texts } from './support/memory-chain.js';

const entry = 'file:///main.js';

function catalogueOf(texts: Texts): Catalogue {
	const catalogue = new Catalogue();
	const result = runSync(walk(memoryChain(texts).state, [{ id: entry }], () => false));
	assert.ok(result.ok);
	catalogue.add(result.modules);
	return catalogue;
}

const nameOf = ({ id }: LoadedModule) => id.replace('file:///', '').replace('node_modules/', '').replace('/index.js', '');

function stepsOf(texts: Texts): string {
	return planEvaluation(catalogueOf(texts), entry).steps.map(step => (step.type === 'segment' ? '|' : nameOf(step.external))).join(' ');
}

test('what is not hot is evaluated in its place among the hot modules', () => {
	assert.equal(stepsOf({ 'main.js': "import './a.js'; import 'express'; import './b.js'; import 'pg';", 'a.js': '', 'b.js': '' }), '| express | pg |');
});

test('the graph is linked before the first of them is evaluated', () => {
	assert.equal(stepsOf({ 'main.js': "import 'express'; import './a.js';", 'a.js': '' }), '| express |');
});

test('between two of them with no hot module in between there is no segment', () => {
	assert.equal(stepsOf({ 'main.js': "import './a.js'; import 'c';", 'a.js': "import 'a'; import 'b';" }), '| a b | c |');
});

test('each is evaluated once, where the first module that asks for it stands', () => {
	assert.equal(stepsOf({ 'main.js': "import './a.js'; import 'late'; import 'early';", 'a.js': "import 'early';" }), '| early | late |');
});

test('what stands behind CommonJS is the facade\'s to run, and behind what may wait there is one segment more', () => {
	assert.equal(stepsOf({ 'main.js': "import './c.cjs';", 'c.cjs': '' }), '| c.cjs');
	assert.equal(stepsOf({ 'main.js': "import 'package'; import './c.cjs';", 'c.cjs': '' }), '| package c.cjs |');
});

test('built-ins need no place', () => {
	const plan = planEvaluation(catalogueOf({ 'main.js': "import 'node:fs'; import './a.js';", 'a.js': "import 'node:path';" }), entry);
	assert.deepEqual(plan.builtins.map(({ id }) => id), ['node:fs', 'node:path']);
	assert.deepEqual(plan.steps, []);
});

test('a cycle is entered once, and ends', () => {
	assert.equal(stepsOf({ 'main.js': "import './a.js';", 'a.js': "import './b.js'; import 'x';", 'b.js': "import './a.js'; import 'y';" }), '| y | x |');
});

test('a chain of ten thousand modules is planned without a deep call', () => {
	const catalogue = new Catalogue();
	const source = { requests: [], imports: [], localExports: [], indirectExports: [], starExports: [], hasTLA: false, usesImportMeta: false, code: '', prefixLength: 0 };
	const idOf = (index: number) => (index === 0 ? entry : `file:///${index}.js`);
	catalogue.add(Array.from({ length: 10_000 }, (_, index): LoadedModule => ({
		kind: 'source-text', id: idOf(index), location: idOf(index), hash: '', source: { ...source, hasTLA: index === 9_999 }, resolved: index === 9_999 ? [] : [idOf(index + 1)],
	})));
	assert.equal(planEvaluation(catalogue, entry).hasTLA, true);
	assert.equal(catalogue.reachable(entry).length, 10_000);
});

test('the names of an entry are found through its stars, without default, and through a cycle of them', () => {
	const { names, stars } = exportNames(catalogueOf({
		'main.js': "export * from './a.js'; export default 1; export { x as 'a name' } from './a.js'; export * as all from './a.js';",
		'a.js': "export * from './main.js'; export * from 'package'; export let x; export default 2;",
	}), entry);
	assert.deepEqual([...names].sort(), ['a name', 'all', 'default', 'x']);
	assert.deepEqual(stars, ['file:///node_modules/package/index.js']);
});

function generate(texts: Texts) {
	const catalogue = catalogueOf(texts);
	return generateModules({
		entry, enterURL: 'file:///own/enter.js', serial: 7, plan: planEvaluation(catalogue, entry), exports: exportNames(catalogue, entry), starExternals: [], isMain: false,
	});
}

test('an entry that imports nothing but hot modules is one facade', () => {
	const { facade, others } = generate({ 'main.js': "import './a.js'; export const x = 1;", 'a.js': '' });
	assert.equal(others.size, 0);
	assert.match(facade, /export\{e0 as "x"\}/);
	assert.doesNotMatch(facade, /await/);
});

test('a facade waits only for a graph with top-level await', () => {
	assert.match(generate({ 'main.js': "import './a.js';", 'a.js': 'await 0;' }).facade, /;await entry\.finish\(\)/);
});

test('a facade does not pass for a place in the text of the entry', () => {
	assert.match(generate({ 'main.js': '' }).facade, /\n\/\/# sourceURL=hot-runtime:entry$/);
});

test('CommonJS is told as evaluated by the next segment, and what may be asynchronous by a mark of its own', () => {
	const { others } = generate({ 'main.js': "import './c.cjs'; import './a.js'; import 'package'; import './b.js';", 'c.cjs': '', 'a.js': '', 'b.js': '' });
	assert.deepEqual([...others.keys()], ['hot-runtime:segment?7.0', 'hot-runtime:segment?7.2', 'hot-runtime:mark?7.3', 'hot-runtime:segment?7.4', 'hot-runtime:inner?7']);
	assert.match(others.get('hot-runtime:segment?7.2') ?? '', /externals,\["file:\/\/\/c\.cjs"\],\[\]\)/);
});

test('a segment is told what was begun before it and may be waiting', () => {
	const { others } = generate({ 'main.js': "import 'package'; import './a.js';", 'a.js': '' });
	assert.match(others.get('hot-runtime:segment?7.2') ?? '', /externals,\[\],\["file:\/\/\/node_modules\/package\/index\.js"\]\)/);
});
