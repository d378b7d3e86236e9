// The module map and what is read off it: reverse edges, orders, paths to an entry. Records are only asked for their edges here.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasSameEdges, importedIds, ModuleMap, Overlay, recordOf } from '../../dist/graph/view.js';
import { evaluationOrder, postorder, ProgramOrder } from '../../dist/hot/module-order.js';
import { chainToEntry, findUnreachable, isReachable } from '../../dist/hot/reachability.js';
import type { ModuleRecord } from '../../dist/records/module-record.js';
import type { SourceTextModuleRecord } from '../../dist/records/source-text-module-record.js';

/** What each module requests; after a bar what its `import()` reached. Null: it is not hot. */
type Edges = Readonly<Record<string, string | null>>;

const ids = (text = ''): string[] => text.split(' ').filter(id => id !== '');

function recordFor(id: string, edges: string | null): ModuleRecord {
	if (edges === null) return { kind: 'synthetic', id } as ModuleRecord;
	const [requested, dynamic] = edges.split('|');
	return { kind: 'source-text', id, resolved: ids(requested), dynamicImports: new Map(ids(dynamic).map(each => [each, `./${each}`])) } as unknown as ModuleRecord;
}

interface Observed { readonly map: ModuleMap; readonly log: string[] }

function mapOf(edges: Edges, roots: readonly string[] = ['main']): Observed {
	const log: string[] = [];
	const map = new ModuleMap({ placed: ({ id }) => void log.push(`placed ${id}`), added: ({ id }) => void log.push(`added ${id}`), removed: ({ id }) => void log.push(`removed ${id}`) });
	map.commit(overlayOf(map, edges));
	for (const root of roots) map.addRoot(root);
	log.length = 0;
	return { map, log };
}

function overlayOf(map: ModuleMap, edges: Edges): Overlay {
	const overlay = new Overlay(map);
	for (const [id, text] of Object.entries(edges)) overlay.add(recordFor(id, text));
	return overlay;
}

const importersOf = (map: ModuleMap, id: string): string => [...map.importers(id)].join(' ');
const hot = (map: ModuleMap, id: string): SourceTextModuleRecord => map.get(id) as SourceTextModuleRecord;

test('a commit puts new records in the place of old ones, and tells of each once', () => {
	const { map, log } = mapOf({ main: 'a ext', a: '', ext: null });
	const before = map.get('a');
	const overlay = overlayOf(map, { a: 'b', b: '' });
	assert.equal(map.get('a'), before, 'nobody sees an overlay before');
	assert.deepEqual([overlay.get('a') === before, overlay.get('main') === map.get('main'), overlay.size], [false, true, 2]);
	map.commit(overlay);
	assert.deepEqual(log, ['placed a', 'removed a', 'placed b', 'added b']);
	assert.deepEqual([...map.records()].map(({ id }) => id), ['main', 'a', 'ext', 'b'], 'in the order in which they came');
	log.length = 0;
	map.commit(overlay);
	assert.deepEqual([log, map.size], [[], 4], 'a record that is there already is no change');
});

test('importers are those of the records that are there, by request or by import()', () => {
	const { map } = mapOf({ main: 'a|b', a: 'b b', b: '', ext: null });
	assert.deepEqual([importersOf(map, 'a'), importersOf(map, 'b'), importersOf(map, 'main'), importersOf(map, 'none')], ['main', 'main a', '', '']);
	map.commit(overlayOf(map, { a: 'ext', main: 'a' }));
	assert.deepEqual([importersOf(map, 'b'), importersOf(map, 'ext')], ['', 'a']);
	map.delete('a');
	assert.deepEqual([importersOf(map, 'ext'), map.has('a'), map.size], ['', false, 3]);
	map.delete('a');
	assert.deepEqual([...importedIds(recordFor('x', 'a b|a c'))], ['a', 'b', 'a', 'c']);
	assert.deepEqual([...importedIds(recordFor('x', null))], []);
});

test('an import() makes an edge once its importer is in the map, and not before', () => {
	const { map } = mapOf({ main: '', lazy: '' });
	const version = map.structure;
	map.addDynamicImport(hot(map, 'main'), 'lazy', './lazy');
	assert.deepEqual([importersOf(map, 'lazy'), map.structure > version], ['main', true]);
	const known = map.structure;
	map.addDynamicImport(hot(map, 'main'), 'lazy', './lazy');
	assert.equal(map.structure, known, 'the same again changes nothing');
	map.addDynamicImport(hot(map, 'main'), 'lazy', '');
	assert.equal(hot(map, 'main').dynamicImports.get('lazy'), '');
	const replaced = hot(map, 'main');
	map.commit(overlayOf(map, { main: '' }));
	assert.equal(importersOf(map, 'lazy'), '');
	map.addDynamicImport(replaced, 'lazy', './other');
	assert.deepEqual([importersOf(map, 'lazy'), replaced.dynamicImports.get('lazy')], ['', './other'], 'a version that is gone keeps it for itself');
});

test('the structure has another number exactly when a module, an edge or an entry has come or gone', () => {
	const { map } = mapOf({ main: 'a', a: '' });
	const changes: [change: () => void, isOther: boolean][] = [
		[() => map.commit(overlayOf(map, { a: '' })), false], [() => map.commit(overlayOf(map, { a: 'main' })), true], [() => map.commit(overlayOf(map, { b: '' })), true], [() => map.delete('nobody'), false], [() => map.delete('b'), true],
		[() => map.addRoot('a'), true], [() => map.setRequired('a', false), false], [() => map.setRequired('a', true), true], [() => map.setRequired('a', true), false], [() => map.setRequired('a', false), true],
	];
	for (const [change, isOther] of changes) {
		const before = map.structure;
		change();
		assert.equal(map.structure !== before, isOther, String(change));
	}
});

test('an entry that only modules of the program ask for is theirs while one of them is there', () => {
	const { map } = mapOf({ main: '|cjs', cjs: '' }, ['main', 'cjs']);
	assert.deepEqual([map.isUsedOutside('main'), map.isUsedOutside('cjs'), map.isUsedOutside('nobody')], [true, true, false]);
	map.setRequired('cjs', true);
	assert.equal(map.isUsedOutside('cjs'), false);
	map.commit(overlayOf(map, { main: '' }));
	assert.equal(map.isUsedOutside('cjs'), true, 'nobody is left to decide');
	map.delete('cjs');
	assert.deepEqual([...map.roots], ['main']);
	map.commit(overlayOf(map, { main: '|cjs', cjs: '' }));
	map.addRoot('cjs');
	assert.equal(map.isUsedOutside('cjs'), true, 'another module of that name is another module');
});

test('edges are the same if the requests are, in their order, and import() reached the same', () => {
	const same = (one: string | null, other: string | null): boolean => hasSameEdges(recordFor('x', one), recordFor('x', other));
	for (const [one, other, isSame] of [['a b', 'a b', true], ['a b', 'b a', false], ['a b', 'a', false], ['a|b c', 'a|c b', true], ['a|b', 'a|c', false], ['a|b', 'a', false], [null, null, true], ['', null, false], [null, '', false]] as const) assert.equal(same(one, other), isSame, `${one} and ${other}`);
});

test('an overlay owns what was added to it; what is taken out is what it was below', () => {
	const { map } = mapOf({ main: 'a', a: '' });
	const overlay = overlayOf(map, { a: 'b', b: '' });
	const inner = new Overlay(overlay);
	assert.deepEqual([overlay.owns(recordOf(overlay, 'a')), overlay.owns(recordOf(map, 'a')), inner.get('b') === overlay.get('b')], [true, false, true]);
	overlay.delete('a');
	overlay.delete('b');
	assert.deepEqual([overlay.get('a') === map.get('a'), overlay.get('b'), overlay.size], [true, undefined, 0]);
	assert.throws(() => recordOf(overlay, 'b'), /no module record: b/);
});

test('what outlives an overlay sees its records until it is committed, and then whatever is in the map', () => {
	const { map } = mapOf({ main: 'a', a: '' });
	const overlay = overlayOf(map, { a: 'b', b: '' });
	const { lasting } = overlay;
	assert.deepEqual([lasting.get('a') === overlay.get('a'), lasting.lasting === lasting, map.lasting === map], [true, true, true]);
	map.commit(overlay);
	map.commit(overlayOf(map, { a: '' }));
	assert.deepEqual([lasting.get('a') === map.get('a'), overlay.get('a') === map.get('a')], [true, false]);
});

test('what is imported comes before its importers, otherwise as written; cycles end, and what is not asked for is not entered', () => {
	const { map } = mapOf({ main: 'a b', a: 'c', b: 'c|d', c: 'a ext', d: '', ext: null });
	assert.deepEqual(postorder(map, ['main'], () => true), ['ext', 'c', 'a', 'd', 'b', 'main']);
	assert.deepEqual(postorder(map, ['b', 'main'], () => true), ['a', 'ext', 'c', 'd', 'b', 'main']);
	assert.deepEqual(postorder(map, ['main'], id => id !== 'c'), ['a', 'd', 'b', 'main']);
	assert.deepEqual(postorder(map, ['nobody'], () => true), ['nobody']);
	assert.deepEqual(postorder(map, [], () => true), []);
});

test('modules are sorted as the program evaluates them, also after its structure changed', () => {
	const { map } = mapOf({ main: 'a b', a: '', b: '' });
	const order = new ProgramOrder(map);
	assert.deepEqual(order.sort(new Set(['main', 'b', 'a'])), ['a', 'b', 'main']);
	map.commit(overlayOf(map, { main: 'b a' }));
	assert.deepEqual(order.sort(new Set(['main', 'a', 'b'])), ['b', 'a', 'main']);
	assert.deepEqual(order.sort(new Set(['nobody', 'main', 'a'])), ['a', 'main', 'nobody'], 'what is not in the program comes last');
});

test('an evaluation begins where the program comes first, and what another begins on its way is no beginning', () => {
	const { map } = mapOf({ main: 'a b|lazy', a: 'x', b: 'x', x: '', lazy: '' });
	const order = new ProgramOrder(map);
	const begin = (edges: Edges, ...roots: string[]): string[] => evaluationOrder(order, overlayOf(map, edges), new Set(roots));
	assert.deepEqual(begin({ x: '', b: 'x', a: 'x' }, 'x', 'b', 'a'), ['a', 'b']);
	assert.deepEqual(begin({ lazy: '', b: 'x' }, 'lazy', 'b'), ['b', 'lazy'], 'what import() brought comes after all that is static');
	assert.deepEqual(begin({ a: 'x', x: 'a' }, 'x', 'a'), ['a'], 'a cycle is entered where the program enters it');
	assert.deepEqual(begin({ a: 'new', new: '', b: 'new' }, 'new', 'b', 'a'), ['a', 'b'], 'a new edge counts');
	assert.deepEqual(begin({ a: 'x' }, 'a', 'x'), ['a', 'x'], 'what is not new is not evaluated by its importer');
});

const view = (importers: Readonly<Record<string, string>>, imported: Readonly<Record<string, string>> = {}) => ({ importers: (id: string) => ids(importers[id]), isEntry: (id: string) => id === 'main', imported: (id: string) => ids(imported[id]) });

test('a module belongs to the program if any path of importers leads to an entry', () => {
	const graph = view({ a: 'main', b: 'a c', c: 'b', d: 'e', e: 'd', self: 'self' });
	const unreachable = new Set<string>();
	assert.deepEqual(['main', 'a', 'b', 'c', 'd', 'e', 'self', 'alone'].filter(id => isReachable(graph, id, unreachable)), ['main', 'a', 'b', 'c']);
	assert.deepEqual([...unreachable], ['d', 'e', 'self', 'alone']);
	assert.equal(isReachable(view({ d: 'main' }), 'd', unreachable), false, 'what was found to have none is not looked at again');
});

test('with a module goes what only it imported, and what that imported', () => {
	const graph = view({ a: '', b: 'a', c: 'b main', d: 'c', e: 'b f', f: 'e' }, { a: 'b', b: 'c e', c: 'd', e: 'f', f: 'e' });
	assert.deepEqual([...findUnreachable(graph, ['a'])].toSorted(), ['a', 'b', 'e', 'f']);
	assert.deepEqual([...findUnreachable(graph, ['c', 'd'])], []);
	assert.deepEqual([...findUnreachable(graph, [])], []);
});

test('the chain to an entry is the shortest; without one it is the module alone', () => {
	const graph = view({ a: 'long1 short', long1: 'long2', long2: 'main', short: 'main', lost: 'lost2', lost2: 'lost' });
	assert.deepEqual(chainToEntry(graph, 'a'), ['a', 'short', 'main']);
	assert.deepEqual(chainToEntry(graph, 'main'), ['main']);
	assert.deepEqual(chainToEntry(graph, 'lost'), ['lost']);
});
