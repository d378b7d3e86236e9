import assert from 'node:assert/strict';
import test from 'node:test';
import type { ImportEntry, IndirectExportEntry, ModuleSource } from '@hot-runtime/types';
import { locateEntry } from '../../dist/transform/entry-location.js';
import { transform } from '../../dist/transform/index.js';

const url = 'file:///main.js';
type Entry = ImportEntry | IndirectExportEntry;

/** What stands where the entry that `pick` chooses is located, with line and column before it. */
function located(text: string, pick: (source: ModuleSource) => Entry | undefined, current = text): string | null {
	const source = transform(text, { url });
	const entry = pick(source);
	assert.ok(entry, 'there is such an entry');
	const request = source.requests[entry.request];
	assert.ok(request);
	const at = locateEntry(current, url, request, entry);
	if (at === null) return null;
	const line = current.split('\n')[at.line - 1] ?? '';
	return `${at.line}:${at.column} ${line.slice(at.column, at.column + at.length)}`;
}

const imported = (name: string) => ({ imports }: ModuleSource): Entry | undefined => imports.find(({ localName }) => localName === name);
const exported = (name: string) => ({ indirectExports }: ModuleSource): Entry | undefined => indirectExports.find(({ exportName }) => exportName === name);

test('an import is located at the imported name, as V8 does', () => {
	assert.equal(located(`import { a } from './a.js'; a;`, imported('a')), '1:9 a');
	assert.equal(located(`import { long as a } from './a.js'; a;`, imported('a')), '1:9 long');
	assert.equal(located(`import { 'a b' as a } from './a.js'; a;`, imported('a')), `1:9 'a b'`);
	assert.equal(located(`import d from './a.js'; d;`, imported('d')), '1:7 d');
	assert.equal(located(`\nimport x, {\n\ty,\n\tz as w,\n} from './a.js'; x; y; w;`, imported('w')), '4:1 z');
});

test('a re-export is located as a whole', () => {
	assert.equal(located(`export { a } from './a.js';`, exported('a')), '1:9 a');
	assert.equal(located(`export { a as b, c as default } from './a.js';`, exported('default')), '1:17 c as default');
	assert.equal(located(`export { a as 'b c' } from './a.js';`, exported('b c')), `1:9 a as 'b c'`);
});

test('what is imported and exported is located where it is imported', () => {
	assert.equal(located(`import { a } from './a.js';\nexport { a as b };`, exported('b')), '1:9 a');
	assert.equal(located(`import a from './a.js';\nexport { a };`, exported('a')), '1:7 a');
});

test('of several statements the one of that request counts', () => {
	assert.equal(located(`import { a as x } from './x.js';\nimport { a } from './a.js'; a; x;`, imported('a')), '2:9 a');
	assert.equal(located(`export { a } from './x.js';\nexport { a as b } from './a.js';`, exported('b')), '2:9 a as b');
});

test('in a text that says something else now, or does not parse, nothing is located', () => {
	const text = `import { a } from './a.js'; a;`;
	assert.equal(located(text, imported('a'), `import { b } from './a.js'; b;`), null);
	assert.equal(located(text, imported('a'), `import { a } from './b.js'; a;`), null);
	assert.equal(located(text, imported('a'), 'import {'), null);
	assert.equal(located(`export { a } from './a.js';`, exported('a'), `export * from './a.js';`), null);
});
