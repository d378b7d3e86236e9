// What V8 sees of a cell before it is read: cells.test.ts holds what programs see.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ImportEntry } from '@hot-runtime/types';
import { LocalBinding, NamespaceBinding } from '../dist/records/binding.js';
import { fillCell, ImportCell } from '../dist/records/import-cell.js';

const entry: ImportEntry = { request: 0, importName: 'x', localName: 'x', access: 'binding' };

function cellOf(reader: (() => unknown) | undefined, isMutable = false, access: ImportEntry['access'] = 'binding'): ImportCell {
	const owner = { reader: () => reader, instantiate: () => assert.fail('it is instantiated'), wasRead: () => assert.fail('it is watched'), forget: () => {}, observe: () => () => {} };
	const binding = new LocalBinding(owner, 0, { exportName: 'x', localName: 'x', isMutable, hoisted: 'function', isThisFree: false });
	return new ImportCell({ ...entry, access }, { binding, namespace: () => assert.fail('the namespace is made') });
}

test('a constant that is there is the own value of its cell before the body reads it', () => {
	const cell = cellOf(() => 7);
	fillCell(cell);
	assert.deepEqual(Object.getOwnPropertyDescriptor(cell, '$'), { value: 7, writable: true, enumerable: true, configurable: true });
	fillCell(cell);
	assert.equal(cell.$, 7);
});

test('nothing is asked of what may change, is in its dead zone, has not begun to run, or needs its namespace', () => {
	const cells = [
		cellOf(() => 7, true),
		cellOf(() => { throw new ReferenceError("Cannot access 'x' before initialization"); }),
		cellOf(undefined),
		cellOf(() => 7, false, 'method'),
		new ImportCell(entry, { binding: new NamespaceBinding(() => assert.fail('the namespace is made')), namespace: () => null }),
	];
	for (const cell of cells) {
		fillCell(cell);
		assert.equal(Object.hasOwn(cell, '$'), false);
	}
});
