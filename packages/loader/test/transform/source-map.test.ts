import assert from 'node:assert/strict';
import { test } from 'node:test';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { MagicString } from 'magic-string';
import { transformWithMap } from '../../dist/transform/source-map.js';

test('a map leads from the edited text to the text', () => {
	const map = transformWithMap("import { a } from 'm'; a(a, b);\n  a.c", { url: 'file:///a.js' }).sourceMap;
	assert.deepEqual(map.sources, ['file:///a.js']);
	assert.deepEqual(map.sourcesContent, ["import { a } from 'm'; a(a, b);\n  a.c"]);
	const trace = new TraceMap(map);
	// ;                      (0,a.$)(a.$, b);
	assert.deepEqual([26, 31, 36].map((column) => originalPositionFor(trace, { line: 1, column }).column), [23, 25, 28]);
	assert.deepEqual([2, 6].map((column) => originalPositionFor(trace, { line: 2, column }).column), [2, 4]);
});

test('maps are composed with those of a loader below', () => {
	const original = new MagicString("const x: number = 1;\nimport { a } from 'm';\na(x);\n");
	original.remove(7, 15);
	original.prepend('"use strict";\n');
	const lower = original.generateMap({ source: 'file:///a.ts', hires: true, includeContent: true });
	const map = transformWithMap(original.toString(), { url: 'file:///a.js' }, lower.toString()).sourceMap;
	assert.deepEqual(map.sources, ['file:///a.ts']);
	const { line, column, source } = originalPositionFor(new TraceMap(map), { line: 4, column: 8 });
	assert.deepEqual([line, column, source], [3, 2, 'file:///a.ts']);
});

test('a map of a loader below may be an encoded text', () => {
	const lower = JSON.stringify({ version: 3, sources: ['file:///a.ts'], names: [], mappings: 'AACA' });
	const { sourceMap } = transformWithMap('a', { url: 'file:///a.js' }, lower);
	assert.deepEqual(originalPositionFor(new TraceMap(sourceMap), { line: 1, column: 0 }).line, 2);
});

test('a map that cannot be read, or has sections, is as good as none', () => {
	for (const lower of [
		'5',
		'null',
		'{}',
		'{"version":3,"sources":["x"],"names":[],"mappings":7}',
		'{"version":3,"sections":[{"offset":{"line":0,"column":0},"map":{"version":3,"sources":["x"],"names":[],"mappings":"AACA"}}]}',
	]) {
		const { sourceMap } = transformWithMap('a', { url: 'file:///a.js' }, JSON.parse(lower));
		assert.deepEqual(sourceMap.sources, ['file:///a.js'], lower);
	}
});
