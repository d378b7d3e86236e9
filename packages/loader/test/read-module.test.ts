import assert from 'node:assert/strict';
import test from 'node:test';
import type { LoadHookResult, SourceText } from '../dist/hook-chain.js';
import { readCommonJS, readModule, readRequired, textOf, UnparsedText, type ReadModule, type Reading } from '../dist/read-module.js';
import { runSync } from '../dist/steps.js';
import { transform } from '../dist/transform/index.js';
import { memoryChain, type Texts } from './support/memory-chain.js';

const url = 'file:///a.js';
const noModule = transform('', { url });

function readingOf(texts: Texts, isCommonJSHot = true): Reading {
	const { state } = memoryChain(texts);
	return { ...state, commonJS: isCommonJSHot ? { sourceOf: text => ({ ...noModule, code: `source of ${text}` }), sourceOfExports: exports => ({ ...noModule, code: `exports ${JSON.stringify(exports)}` }) } : null };
}

const summary = (read: ReadModule): string => read.kind === 'external' ? read.bindings : `${read.format} ${read.source.code.slice(0, 40)}`;
const read = (reading: Reading, id: string, format: string | null, loaded?: LoadHookResult): ReadModule =>
	runSync(readModule(reading, id, { url: id, format, attributes: {} }, loaded));

test('built-ins are Node\'s, by their format or by their name', () => {
	assert.equal(summary(read(readingOf({}), 'node:fs', null)), 'builtin');
	assert.equal(summary(read(readingOf({}), 'fs', 'builtin')), 'builtin');
});

test('what is ignored is Node\'s, and not even loaded', () => {
	const { state, calls } = memoryChain({});
	const reading: Reading = { ...state, commonJS: null };
	assert.equal(summary(read(reading, 'file:///node_modules/x/index.js', 'module')), 'live');
	assert.equal(summary(read(reading, 'file:///node_modules/x/index.js', 'commonjs')), 'static');
	assert.deepEqual(calls, []);
});

test('CommonJS is read where it may be hot; elsewhere, and with a query, it is Node\'s', () => {
	const texts = { 'a.cjs': 'exports.a = 1;', 'a.cjs?x': 'exports.a = 1;' };
	assert.equal(summary(read(readingOf(texts), 'file:///a.cjs', 'commonjs')), 'commonjs source of exports.a = 1;');
	assert.equal(summary(read(readingOf(texts, false), 'file:///a.cjs', 'commonjs')), 'static');
	assert.equal(summary(read(readingOf(texts), 'file:///a.cjs?x', 'commonjs', { format: 'commonjs', source: 'exports.a = 1;' })), 'static');
	assert.equal(summary(read(readingOf(texts), 'file:///a.cjs', 'commonjs', { format: 'commonjs', source: null })), 'static', 'Node reads it itself');
});

test('what only loading tells counts: the format of the result, not that of the resolution', () => {
	const reading = readingOf({});
	assert.equal(summary(read(reading, url, 'module', { format: 'wasm', source: '' })), 'live');
	assert.match(summary(read(reading, url, null, { format: 'module', source: 'export {}' })), /^module \(function\*/);
	assert.equal(summary(read(reading, url, null, { format: 'commonjs', source: 'exports.a = 1;' })), 'commonjs source of exports.a = 1;');
	assert.equal(summary(read(reading, url, 'module', { format: 'module', source: null })), 'live', 'a hook gave no text');
});

test('the hash is that of the text in its format', () => {
	const hashOf = (format: string, source: string): string => {
		const result = read(readingOf({}), url, format, { format, source });
		return result.kind === 'source-text' ? result.hash : '';
	};
	assert.equal(hashOf('module', '1'), hashOf('module', '1'));
	assert.notEqual(hashOf('module', '1'), hashOf('module', '2'));
	assert.notEqual(hashOf('module', '1'), hashOf('json', '1'));
});

test('a text that does not parse is wrapped, with the text and the error; an error of a hook is not', () => {
	const thrownBy = (act: () => unknown): unknown => {
		try {
			return act();
		} catch (error) {
			return error;
		}
	};
	const unparsed = thrownBy(() => read(readingOf({}), url, 'module', { format: 'module', source: 'let a = ;' }));
	assert.ok(unparsed instanceof UnparsedText);
	assert.deepEqual([unparsed.text, unparsed.error.name, unparsed.message], ['let a = ;', 'SyntaxError', unparsed.error.message]);
	const reading: Reading = { ...readingOf({}), toModuleSource: () => { throw new RangeError('ours'); } };
	assert.throws(() => read(reading, url, 'module', { format: 'module', source: '' }), { name: 'RangeError', message: 'ours' });
});

test('of a file that require compiled past the hooks, the exports tell if it has run, and else what its loader makes of it', () => {
	const reading = readingOf({});
	reading.requiredFiles.textOf = () => 'the text';
	reading.requiredFiles.compile = () => 'compiled';
	assert.equal(summary(readRequired(reading, 'file:///a.loud', { a: 1 })), 'commonjs exports {"a":1}');
	assert.equal(summary(readRequired(reading, 'file:///a.loud')), 'commonjs source of compiled');
	reading.requiredFiles.compile = () => null;
	assert.equal(summary(readRequired(reading, 'file:///a.loud')), 'commonjs source of the text');
	assert.equal(summary(readRequired(readingOf({}, false), 'file:///a.loud')), 'static');
	reading.requiredFiles.add('file:///a.loud');
	assert.equal(summary(read(reading, 'file:///a.loud', 'module')), 'commonjs source of the text', 'also when it is imported');
});

test('a text is read as Node reads it: UTF-8 without a byte order mark, from whatever a hook gives', () => {
	const bytes = new TextEncoder().encode('\uFEFFä漢');
	const sources: readonly (readonly [SourceText | null | undefined, string | null])[] = [
		['text', 'text'], [bytes, 'ä漢'], [Buffer.from('ä'), 'ä'], [bytes.buffer as ArrayBuffer, 'ä漢'], [new Uint8Array([0xff]), '\uFFFD'], ['', ''], [null, null], [undefined, null],
	];
	for (const [source, text] of sources) assert.equal(textOf(source), text);
});

test('CommonJS in TypeScript keeps the hash of its own text', () => {
	const result = readCommonJS(readingOf({}), 'file:///a.cts', { format: 'commonjs', source: 'exports.a = 1;' });
	const typed = readCommonJS(readingOf({}), 'file:///a.cts', { format: 'commonjs-typescript', source: 'exports.a = 1;' });
	assert.deepEqual(result.kind === 'source-text' && result.hash, typed.kind === 'source-text' && typed.hash);
});
