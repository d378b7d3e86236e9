// What is transformed ahead of an update is taken only if it is the very text.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { clock } from '@hot-runtime/loader';
import type { LoadedModule, ModuleSource } from '@hot-runtime/types';
import { Drafts, draftText } from '../dist/drafts.js';

const sourceOf = (code: string): ModuleSource => ({
	requests: [], imports: [], localExports: [], indirectExports: [], starExports: [], hasTLA: false, usesImportMeta: false, code, prefixLength: 0,
});

function draftsOf(files: Record<string, string>) {
	const made: string[] = [];
	const drafts = new Drafts({
		make(text) {
			made.push(text);
			if (text === '(') throw new SyntaxError('half-written');
			return sourceOf(text);
		},
		read: id => files[id] ?? null,
	});
	return { drafts, made };
}

/** Drafts are made one in each turn of the event loop. */
const turns = (count: number): Promise<void> => new Promise(resolve => clock.afterEvents(() => resolve(count > 1 ? turns(count - 1) : undefined)));

test('a text that an update reads as it was when its file was touched is transformed once', async () => {
	const { drafts, made } = draftsOf({ a: 'one', b: 'two' });
	drafts.begin('a');
	drafts.begin('b');
	await turns(3);
	assert.deepEqual(made, ['one', 'two']);
	assert.equal(drafts.take('one', 'a').code, 'one');
	assert.equal(drafts.take('two', 'b').code, 'two');
	assert.deepEqual(made, ['one', 'two']);
});

test('a text that is other than the one lying ready is transformed itself', async () => {
	const files = { a: 'one' };
	const { drafts, made } = draftsOf(files);
	drafts.begin('a');
	await turns(2);
	assert.equal(drafts.take('later', 'a').code, 'later');
	assert.equal(drafts.take('one', 'a').code, 'one');
	assert.deepEqual(made, ['one', 'later', 'one']);
});

test('a half-written text is nobody\'s error until an update reads it', async () => {
	const { drafts } = draftsOf({ a: '(' });
	drafts.begin('a');
	await turns(2);
	assert.throws(() => drafts.take('(', 'a'), SyntaxError);
});

test('what is not ready when the update begins is not made for nothing', async () => {
	const { drafts, made } = draftsOf({ a: 'one', b: 'two' });
	drafts.begin('a');
	drafts.begin('b');
	drafts.stop();
	await turns(3);
	assert.deepEqual(made, []);
});

test('who saves one file without a pause is not followed', async () => {
	const { drafts, made } = draftsOf({ a: 'one' });
	for (let time = 0; time < 10; time++) {
		drafts.begin('a');
		await turns(1);
	}
	assert.equal(made.length, 2);
});

test('where texts come from other hooks, nothing more is made ahead', async () => {
	const files: Record<string, string> = {};
	for (let index = 0; index < 10; index++) files[`${index}`] = 'on disk';
	const { drafts, made } = draftsOf(files);
	for (const id of Object.keys(files)) {
		drafts.begin(id);
		await turns(1);
		drafts.take('made by a hook', id);
	}
	assert.equal(made.filter(text => text === 'on disk').length, 5);
});

test('only JavaScript of the program that comes from its own file is made ahead', t => {
	const folder = mkdtempSync(join(tmpdir(), 'hot-drafts-'));
	t.after(() => rmSync(folder, { recursive: true }));
	writeFileSync(join(folder, 'a.js'), 'text');
	const id = pathToFileURL(join(folder, 'a.js')).href;
	const module: LoadedModule = { kind: 'source-text', id, location: id, hash: '', source: sourceOf(''), resolved: [] };
	assert.equal(draftText(module), 'text');
	assert.equal(draftText({ ...module, format: 'commonjs' }), null);
	assert.equal(draftText({ ...module, location: `${id}?moved` }), null);
	assert.equal(draftText({ ...module, id: `${id}x.ts`, location: `${id}x.ts` }), null);
	assert.equal(draftText({ kind: 'external', id, url: id, attributes: {}, bindings: 'static' }), null);
	assert.equal(draftText(undefined), null);
});
