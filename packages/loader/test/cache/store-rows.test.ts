// Rows of the store's index as they are written: nothing of a module is lost, and nothing is written twice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImportEntry, LocalExportEntry } from '@hot-runtime/types';
import type { StoredModule } from '../../dist/cache/store-file.js';
import { packRow, unpackRow } from '../../dist/cache/store-rows.js';

const accesses: readonly ImportEntry['access'][] = ['binding', 'callee', 'member', 'value', 'method'];
const imports: readonly ImportEntry[] = [
	...accesses.map((access, request) => ({ request, importName: 'far', localName: 'near', access })),
	{ request: 0, importName: 'same', localName: 'same', access: 'callee' },
	{ request: 1, importName: null, localName: 'ns', access: 'binding' },
	{ request: 2, importName: 'default', localName: '', access: 'binding' },
	{ request: 3, importName: '', localName: 'named_by_nothing', access: 'member' },
];
const localExports: readonly LocalExportEntry[] = [true, false].flatMap(isMutable => [true, false].flatMap(isThisFree =>
	([null, 'function', 'var'] as const).flatMap(hoisted => ['same', 'other', '*default*'].map(localName => ({ exportName: 'same', localName, isMutable, hoisted, isThisFree })))));

const row = (id: string, path: string): StoredModule => ({
	id, path, hash: 'hash', stamp: [1.5, 2.5, 3, 4], format: 'module', resolved: [[0, 1], [1, 0]], text: [5, 6], isLatin1: true, data: [7, 8], dataSum: 9,
	source: {
		requests: [{ specifier: './a.js', attributes: { type: 'json' } }], imports, localExports, indirectExports: [{ exportName: 'x', request: 0, importName: null }],
		starExports: [0], hasTLA: true, usesImportMeta: true, prefixLength: 3, sourceMap: { version: 3, names: [], sources: [null], mappings: '' },
	},
});

test('a row comes back from the index as it went in', () => {
	for (const [id, path] of [['file:///app/a.js', '/app/a.js'], ['file:///app/a.js?v=1', '/app/a.js'], ['file:///app/%C3%A9%20.js', '/app/é .js'], ['file:///C:/app/a.js', 'C:\\app\\a.js']] as const) {
		const given = row(id, path);
		assert.deepEqual(unpackRow(JSON.parse(JSON.stringify(packRow(given))) as ReturnType<typeof packRow>), given);
	}
});

test('what one name or the id says already is not written again', () => {
	const packed = packRow(row('file:///app/a.js', '/app/a.js'));
	assert.equal(packed.path, null);
	assert.deepEqual(packed.imports[5], [0, 'same', null, 1]);
	assert.deepEqual(packed.localExports[0], ['same', null, 3]);
	assert.equal(packRow(row('file:///app/a.js?v=1', '/app/a.js')).path, '/app/a.js');
});

test('the names of a module share one object shape, whatever they are', () => {
	const { source } = unpackRow(packRow(row('file:///app/a.js', '/app/a.js')));
	for (const entries of [source.imports, source.localExports]) assert.equal(new Set(entries.map(entry => Object.keys(entry).join())).size, 1);
});
