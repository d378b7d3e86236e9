import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import Module from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { RequiredFiles } from '../dist/required-files.js';

type Compile = (module: { _compile(text: string, path: string): unknown }, path: string) => void;
const extensions = Reflect.get(Module, '_extensions') as Record<string, Compile>;

/** A loader of `require` for files that end in `.loud`, until the test ends. */
function withLoader(t: TestContext, compile: Compile): string {
	extensions['.loud'] = compile;
	t.after(() => delete extensions['.loud']);
	const folder = mkdtempSync(join(tmpdir(), 'hot-required-'));
	t.after(() => rmSync(folder, { recursive: true }));
	writeFileSync(join(folder, 'a.loud'), 'text');
	return pathToFileURL(join(folder, 'a.loud')).href;
}

test('a file is known from when it is added until it is deleted', () => {
	const files = new RequiredFiles();
	files.add('file:///a.loud');
	assert.deepEqual([files.has('file:///a.loud'), files.has('file:///b.loud')], [true, false]);
	files.delete('file:///a.loud');
	assert.ok(!files.has('file:///a.loud'));
});

test('the JavaScript that a loader makes of a file is had without running it', t => {
	const url = withLoader(t, (module, path) => void module._compile('throw new Error("run")', path));
	const files = new RequiredFiles();
	assert.equal(files.textOf(url), 'text');
	assert.equal(files.compile(url), 'throw new Error("run")');
});

test('of a loader that compiles twice the first text counts, and one that keeps it to itself gives none', t => {
	const files = new RequiredFiles();
	assert.equal(files.compile(withLoader(t, (module, path) => { module._compile('first', path); module._compile('second', path); })), 'first');
	assert.equal(files.compile(withLoader(t, () => {})), null);
});

test('while a loader works it is told, and a complaint of the loader about the text is passed on', t => {
	const files = new RequiredFiles();
	const seen: boolean[] = [];
	files.compile(withLoader(t, () => { seen.push(files.isCompiling); }));
	assert.throws(() => files.compile(withLoader(t, () => { throw new SyntaxError('too loud'); })), { name: 'SyntaxError', message: 'too loud' });
	assert.deepEqual([seen, files.isCompiling], [[true], false]);
});

test('a file of an extension that nobody knows is read as JavaScript, as Node does', t => {
	const folder = mkdtempSync(join(tmpdir(), 'hot-required-'));
	t.after(() => rmSync(folder, { recursive: true }));
	writeFileSync(join(folder, 'a.unknown'), 'exports.a = 1;');
	assert.equal(new RequiredFiles().compile(pathToFileURL(join(folder, 'a.unknown')).href), 'exports.a = 1;');
});
