import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { hasInlineMap, readLowerMap } from '../dist/lower-map.js';

const map = { version: 3, sources: ['a.ts'], names: [], mappings: 'AAAA' };
const json = JSON.stringify(map);
const base64 = Buffer.from(json).toString('base64');

test('a map that is part of the text is read, in either encoding and either kind of comment', () => {
	for (const comment of [
		`//# sourceMappingURL=data:application/json;base64,${base64}`,
		`//@ sourceMappingURL=data:application/json;charset=utf-8;base64,${base64}`,
		`//# sourceMappingURL=data:application/json,${encodeURIComponent(json)}`,
		`/*# sourceMappingURL=data:application/json;base64,${base64} */`,
	]) assert.deepEqual(readLowerMap(`code();\n${comment}\n`, 'file:///a.js'), map, comment);
});

test('the last of several comments counts', () => {
	const other = `//# sourceMappingURL=data:application/json,${encodeURIComponent('{"version":3,"sources":["other"]}')}`;
	assert.deepEqual(readLowerMap(`${other}\n//# sourceMappingURL=data:application/json;base64,${base64}`, 'file:///a.js'), map);
});

test('a map in a file is read from beside the text', t => {
	const folder = mkdtempSync(join(tmpdir(), 'hot-map-'));
	t.after(() => rmSync(folder, { recursive: true }));
	writeFileSync(join(folder, 'a b.js.map'), json);
	const url = pathToFileURL(join(folder, 'a.js')).href;
	assert.deepEqual(readLowerMap('//# sourceMappingURL=a%20b.js.map', url), map);
	assert.equal(readLowerMap('//# sourceMappingURL=none.js.map', url), undefined);
});

test('without a map, and with one that cannot be read, there is none', () => {
	for (const text of [
		'', 'code();', '// sourceMappingURL=data:application/json,{}', 'const sourceMappingURL=1;',
		'//# sourceMappingURL=data:application/json,{', '//# sourceMappingURL=data:application/json;base64,====', '//# sourceMappingURL=https://example.org/a.map',
		'//# sourceMappingURL=https://',
	]) assert.equal(readLowerMap(text, 'file:///a.js'), undefined, text);
});

test('only a map in the text itself is one that its maker wants to be used', () => {
	assert.ok(hasInlineMap(`//# sourceMappingURL=data:application/json;base64,${base64}`));
	assert.ok(!hasInlineMap('//# sourceMappingURL=a.js.map'));
});
