// The modules that have Node evaluate what is not hot for an `import()`: their URLs tell their texts.
import assert from 'node:assert/strict';
import test from 'node:test';
import { isOfSequence, sequenceURL, textOfSequence } from '../dist/sequence.js';

const enterURL = 'file:///own/enter.js';
const data = { url: 'file:///data.json', attributes: { type: 'json' } };
const odd = { url: 'file:///a%20b/c?d=%22&e#f', attributes: {} };

/** What a text imports, in order. */
function importsOf(text: string): readonly string[] {
	return [...text.matchAll(/import(?:\*as e\d+ from|\{[\w,]+\}from)?("(?:[^"\\]|\\.)*")/g)].map(([, url]) => JSON.parse(url ?? ''));
}

const kindOf = (url: string): string => /^hot-runtime:([\w-]+)/.exec(url)?.[1] ?? url;

test('each is imported between two steps, and has a mark behind it', () => {
	const url = sequenceURL(3, [data, odd]);
	assert.deepEqual(importsOf(textOfSequence(url, enterURL)).map(kindOf), ['step', data.url, 'mark-in-sequence', 'step', odd.url, 'mark-in-sequence', 'step']);
	assert.match(textOfSequence(url, enterURL), /from"file:\/\/\/data\.json"with\{"type":"json"\};/);
});

test('the first step is given the namespaces, the others only their number', () => {
	const url = sequenceURL(3, [data, odd]);
	const steps = importsOf(textOfSequence(url, enterURL)).filter(each => kindOf(each) === 'step');
	const [first, second, last] = steps.map(step => textOfSequence(step, enterURL));
	assert.deepEqual(importsOf(first ?? ''), [enterURL, url]);
	assert.match(first ?? '', /step\(3,0,externals\(\)\);$/);
	assert.deepEqual(importsOf(second ?? ''), [enterURL]);
	assert.match(second ?? '', /step\(3,1\);$/);
	assert.match(last ?? '', /step\(3,2\);$/);
});

test('a mark imports what it waits for', () => {
	const [, , mark] = importsOf(textOfSequence(sequenceURL(3, [odd]), enterURL));
	assert.deepEqual(importsOf(textOfSequence(mark ?? '', enterURL)), [odd.url, enterURL]);
	assert.match(textOfSequence(mark ?? '', enterURL), /stepMark\(3,0\);$/);
});

test('a sequence of a thousand is no longer than its parts', () => {
	const externals = Array.from({ length: 1000 }, (_, index) => ({ url: `file:///project/node_modules/package-${index}/index.js`, attributes: {} }));
	assert.ok(textOfSequence(sequenceURL(0, externals), enterURL).length < 1_000_000);
});

test('only its own URLs are of a sequence', () => {
	assert.ok(isOfSequence(sequenceURL(0, [])));
	assert.ok(!isOfSequence('hot-runtime:segment?0.1'));
	assert.ok(!isOfSequence('file:///sequence'));
});
