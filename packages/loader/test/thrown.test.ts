import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toError } from '../dist/thrown.js';

test('what hooks throw becomes an Error, whatever it is', () => {
	const error = new TypeError('x');
	assert.equal(toError(error), error);
	assert.equal(toError('text').message, 'text');
	assert.equal(toError(undefined).message, 'undefined');
	assert.equal(toError({ message: 'of another realm' }).message, 'of another realm');
	assert.equal(toError(Symbol('s')).message, 'Symbol(s)');
});

test('an object that has no text is shown', () => {
	assert.match(toError(Object.assign(Object.create(null), { code: 1 })).message, /code: 1/);
});
