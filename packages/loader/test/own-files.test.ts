import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { HotPolicy } from '../dist/hot-policy.js';
import { loadOwn, realURL, resolveOwn } from '../dist/own-files.js';

const policy = new HotPolicy(/(?!)/, ['file:///own/']);

test('our own modules are resolved past the hooks below, by URL and among themselves', () => {
	const own = { url: 'file:///own/enter.js', format: 'module', shortCircuit: true };
	assert.deepEqual(resolveOwn(policy, 'file:///own/enter.js', 'file:///app/main.js'), own);
	assert.deepEqual(resolveOwn(policy, './enter.js', 'file:///own/index.js'), own);
	assert.deepEqual(resolveOwn(policy, '../enter.js', 'file:///own/deep/index.js'), own);
	assert.deepEqual(resolveOwn(policy, 'file:///own/enter.js?1', undefined), { ...own, url: 'file:///own/enter.js?1' });
});

test('what the program names, our libraries and what is no module of ours go the usual way', () => {
	const cases: readonly (readonly [string, string | undefined])[] = [
		['./enter.js', 'file:///app/main.js'], ['./enter.js', undefined], ['parser', 'file:///own/index.js'], ['../app/main.js', 'file:///own/index.js'],
		['file:///own/enter.js?x', undefined], ['file:///own/data.json', undefined], ['node:fs', 'file:///own/index.js'],
	];
	for (const [specifier, parent] of cases) assert.equal(resolveOwn(policy, specifier, parent), null, specifier);
});

test('our own files are read as they are, and nobody else\'s', t => {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hot-own-')));
	t.after(() => rmSync(folder, { recursive: true }));
	writeFileSync(join(folder, 'enter.js'), 'export {};');
	const url = pathToFileURL(join(folder, 'enter.js')).href;
	const own = new HotPolicy(/(?!)/, [pathToFileURL(`${folder}/`).href]);
	assert.deepEqual(loadOwn(own, `${url}?2`), { format: 'module', source: 'export {};', shortCircuit: true });
	assert.equal(loadOwn(policy, url), null);
});

test('a parent behind a link is found where it lies; what is no file, or none that is there, is left', t => {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hot-own-')));
	t.after(() => rmSync(folder, { recursive: true }));
	mkdirSync(join(folder, 'real'));
	writeFileSync(join(folder, 'real/a.js'), '');
	symlinkSync(join(folder, 'real'), join(folder, 'link'));
	const at = (name: string): string => pathToFileURL(join(folder, name)).href;
	assert.equal(realURL(at('link/a.js')), at('real/a.js'));
	for (const url of [undefined, 'data:text/javascript,1', at('link/none.js')]) assert.equal(realURL(url), url);
});
