import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noAcceptance } from '../../dist/hot/hot-state.js';
import type { Acceptance } from '../../dist/hot/hot-state.js';
import { propagate } from '../../dist/hot/propagate.js';
import type { PropagationView } from '../../dist/hot/propagate.js';

interface Node {
	readonly importers?: readonly string[];
	readonly accepts?: readonly string[];
	readonly self?: boolean;
	readonly importersStay?: boolean;
	readonly declines?: readonly string[] | true;
	readonly exports?: readonly string[];
	/** Names of exports that this module uses of each import. */
	readonly uses?: Readonly<Record<string, readonly string[]>>;
}

function view(nodes: Readonly<Record<string, Node>>): PropagationView {
	const acceptance = ({ accepts = [], self = false, declines = [], exports }: Node): Acceptance => ({
		...noAcceptance,
		isSelfAccepting: self,
		acceptedExports: exports === undefined ? null : new Set(exports),
		acceptedDependencies: new Set(accepts),
		isDeclined: declines === true,
		declinedDependencies: new Set(declines === true ? [] : declines),
	});
	return {
		node: (id) => {
			const node = nodes[id];
			return node && { importers: node.importers ?? [], isEntry: id === 'main', importersStay: node.importersStay === true, acceptance: acceptance(node) };
		},
		usesOnly: (importer, dependency, names) => (nodes[importer]?.uses?.[dependency] ?? ['*']).every((name) => names.has(name)),
	};
}

function change(...ids: readonly string[]) {
	return ids.map((id) => ({ id, from: 'module' as const }));
}

test('a change that reaches an entry is unaccepted, with the chain that led there', () => {
	const result = propagate(view({ main: {}, a: { importers: ['main'] }, b: { importers: ['a'] } }), change('b'));
	assert.deepEqual(result.refused, [{ type: 'unaccepted', id: 'b', chains: [['b', 'a', 'main']] }]);
	assert.deepEqual(result.accepted, []);
	assert.deepEqual([...result.stale], []);
});

test('a self-accepting module is a boundary, and its importers are left alone', () => {
	const result = propagate(view({ main: {}, a: { importers: ['main'], self: true } }), change('a'));
	assert.deepEqual([...result.stale], ['a']);
	assert.deepEqual(result.boundaries, [{ id: 'a', dependency: null }]);
});

test('where importers stay, none needs to accept; one that does is told, and one that declines refuses the change', () => {
	const nodes = { main: {}, told: { importers: ['main'], accepts: ['lib'] }, lib: { importers: ['main', 'told'], importersStay: true } };
	const result = propagate(view(nodes), change('lib'));
	assert.deepEqual([...result.stale], ['lib']);
	assert.deepEqual(result.boundaries, [{ id: 'lib', dependency: null }, { id: 'told', dependency: 'lib' }]);
	const refused = propagate(view({ ...nodes, told: { importers: ['main'], declines: ['lib'] } }), change('lib'));
	assert.deepEqual(refused.refused, [{ type: 'declined', id: 'lib', by: 'told', chain: ['lib', 'told'] }]);
});

test('an importer that accepts the dependency is a boundary and stays; one that does not is stale', () => {
	const result = propagate(view({ main: { accepts: ['a'] }, a: { importers: ['main'] }, b: { importers: ['a'] } }), change('b'));
	assert.deepEqual([...result.stale], ['b', 'a']);
	assert.deepEqual(result.boundaries, [{ id: 'main', dependency: 'a' }]);
});

test('P7: one module reached over two paths and accepted on one only is refused, and the chain names the missing path', () => {
	const nodes = { main: { accepts: ['left'] }, left: { importers: ['main'] }, right: { importers: ['main'] }, child: { importers: ['left', 'right'] } };
	const result = propagate(view(nodes), change('child'));
	assert.deepEqual(result.refused, [{ type: 'unaccepted', id: 'child', chains: [['child', 'right', 'main']] }]);
});

test('of a batch, the changes accepted on every path go on; the others are refused', () => {
	const nodes = { main: { accepts: ['a'] }, a: { importers: ['main'] }, b: { importers: ['main'] } };
	const result = propagate(view(nodes), change('a', 'b'));
	assert.deepEqual(result.accepted.map(({ id }) => id), ['a']);
	assert.deepEqual(result.refused.map(({ id }) => id), ['b']);
	assert.deepEqual([...result.stale], ['a']);
});

test('P6: an acceptor that changed together with its dependency does not count: its own acceptors decide', () => {
	const nodes = { main: { accepts: ['a'] }, a: { importers: ['main'], accepts: ['b'] }, b: { importers: ['a'] } };
	const result = propagate(view(nodes), change('a', 'b'));
	assert.deepEqual([...result.stale].sort(), ['a', 'b']);
	assert.deepEqual(result.boundaries, [{ id: 'main', dependency: 'a' }]);
});

test('an acceptor whose own change is refused stays, and accepts', () => {
	const nodes = { main: { accepts: ['b'] }, b: { importers: ['main'] } };
	const result = propagate(view(nodes), change('main', 'b'));
	assert.deepEqual(result.accepted.map(({ id }) => id), ['b']);
	assert.deepEqual(result.boundaries, [{ id: 'main', dependency: 'b' }]);
});

test('decline of a module on the way refuses the change', () => {
	const nodes = { main: { self: true }, a: { importers: ['main'], declines: true as const }, b: { importers: ['a'] } };
	const result = propagate(view(nodes), change('b'));
	assert.deepEqual(result.refused, [{ type: 'declined', id: 'b', by: 'a', chain: ['b', 'a'] }]);
});

test('decline of a dependency refuses what comes through it, and nothing else', () => {
	const nodes = { main: { self: true, declines: ['a'] }, a: { importers: ['main'] }, b: { importers: ['main'] } };
	const result = propagate(view(nodes), change('a', 'b'));
	assert.deepEqual(result.refused, [{ type: 'declined', id: 'a', by: 'main', chain: ['a', 'main'] }]);
	assert.deepEqual(result.accepted.map(({ id }) => id), ['b']);
});

test('acceptExports is a boundary only for importers that use no other export', () => {
	const nodes = {
		main: { accepts: ['other'] },
		one: { importers: ['main'], uses: { a: ['x'] } },
		other: { importers: ['main'], uses: { a: ['x', 'y'] } },
		a: { importers: ['one', 'other'], exports: ['x'] },
	};
	const result = propagate(view(nodes), change('a'));
	assert.deepEqual([...result.stale], ['a', 'other']);
	assert.deepEqual(result.boundaries, [{ id: 'a', dependency: null }, { id: 'main', dependency: 'other' }]);
});

test('a cycle is walked once', () => {
	const nodes = { main: { accepts: ['a'] }, a: { importers: ['main', 'b'] }, b: { importers: ['a'] } };
	const result = propagate(view(nodes), change('b'));
	assert.deepEqual([...result.stale], ['b', 'a']);
});

test('a change passed on starts from the importers, and the module itself stays', () => {
	const nodes = { main: { accepts: ['a'] }, a: { importers: ['main'], self: true } };
	const result = propagate(view(nodes), [{ id: 'a', from: 'importers' }]);
	assert.deepEqual([...result.stale], []);
	assert.deepEqual(result.boundaries, [{ id: 'main', dependency: 'a' }]);
});

test('a chain of ten thousand importers is walked without recursion', () => {
	const nodes: Record<string, Node> = { main: {} };
	for (let index = 0; index < 10_000; index += 1) nodes[`m${index}`] = { importers: [index === 0 ? 'main' : `m${index - 1}`] };
	const [refusal] = propagate(view(nodes), change('m9999')).refused;
	assert.equal(refusal?.type === 'unaccepted' && refusal.chains[0]?.length, 10_001);
});

test('ten thousand changes at once are walked together', () => {
	const nodes: Record<string, Node> = { main: { accepts: ['m0'] } };
	for (let index = 0; index < 10_000; index += 1) nodes[`m${index}`] = { importers: [index === 0 ? 'main' : `m${index - 1}`] };
	const result = propagate(view(nodes), change(...Object.keys(nodes)));
	assert.deepEqual(result.refused.map(({ id }) => id), ['main']);
	assert.equal(result.stale.size, 10_000);
});
