import assert from 'node:assert/strict';
import test from 'node:test';
import { isRethrow, rethrowURL, textOfRethrow } from '../dist/rethrow.js';

const enter = 'file:///own/enter.js';

test('the URL keeps its path and its query, loses its fragment, and tells the serial', () => {
	assert.equal(rethrowURL('file:///app/a.js', 3, false), 'file:///app/a.js?hot-runtime-rethrow=3');
	assert.equal(rethrowURL('file:///app/a.js?x=1#y', 4, true), 'file:///app/a.js?x=1&hot-runtime-rethrow=4await');
});

test('only such URLs are taken for one', () => {
	assert.ok(isRethrow(rethrowURL('file:///app/a.js', 1, false)));
	assert.ok(!isRethrow('file:///app/a.js?x=1'));
});

test('the text throws what the runtime holds under the serial, and awaits where the module did', () => {
	assert.equal(textOfRethrow(rethrowURL('file:///a.js', 12, false), enter), `import{thrown}from"${enter}";throw thrown(12);`);
	assert.equal(textOfRethrow(rethrowURL('file:///a.js?b', 7, true), enter), `import{thrown}from"${enter}";throw thrown(7);await 0`);
	// A module that is thrown from again.
	assert.match(textOfRethrow(rethrowURL(rethrowURL('file:///a.js', 1, true), 2, false), enter), /thrown\(2\);$/);
});
