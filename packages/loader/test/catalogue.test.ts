import assert from 'node:assert/strict';
import test from 'node:test';
import type { LoadedModule } from '@hot-runtime/types';
import { Catalogue } from '../dist/catalogue.js';
import { transform } from '../dist/transform/index.js';

const moduleOf = (id: string, resolved: readonly string[] = []): LoadedModule =>
	({ kind: 'source-text', id, location: id, hash: id, source: transform('', { url: id }), resolved });
const external: LoadedModule = { kind: 'external', id: 'x', url: 'x', attributes: {}, bindings: 'live' };

test('what an entry reaches is itself first and everything once, also around a circle', () => {
	const catalogue = new Catalogue();
	catalogue.add([moduleOf('a', ['b', 'c', 'x']), moduleOf('b', ['a']), moduleOf('c', ['b', 'missing']), external, moduleOf('alone')]);
	const reached = catalogue.reachable('a').map(({ id }) => id);
	assert.equal(reached[0], 'a');
	assert.deepEqual([...reached].sort(), ['a', 'b', 'c', 'x']);
	assert.deepEqual(catalogue.reachable('missing'), []);
});

test('when the reading of a module began is known of that very version of it', () => {
	const catalogue = new Catalogue();
	const [first, second, third] = [moduleOf('a'), moduleOf('a'), moduleOf('a')];
	catalogue.add([first], 5);
	catalogue.add([second], 7);
	catalogue.add([third]);
	assert.deepEqual([catalogue.readAt(first), catalogue.readAt(second), catalogue.readAt(third)], [5, 7, undefined]);
	assert.equal(catalogue.get('a'), third);
});

test('what is removed is not there, and what reached it reaches no further', () => {
	const catalogue = new Catalogue();
	catalogue.add([moduleOf('a', ['b']), moduleOf('b', ['c']), moduleOf('c')]);
	catalogue.remove('b');
	assert.deepEqual([catalogue.has('b'), catalogue.get('b')], [false, undefined]);
	assert.deepEqual(catalogue.reachable('a').map(({ id }) => id), ['a']);
});
