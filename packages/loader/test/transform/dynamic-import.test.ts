import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyText, execute } from '../support/observe.js';

test('a dynamic import is a call', () => {
	assert.equal(bodyText("import('a').then(x => import /* c */ (x, { with: { type: 'json' } },))"), "hot$.import('a').then(x => hot$.import /* c */ (x, { with: { type: 'json' } },))");
});

test('a dynamic import of an import', async () => {
	const { read } = await execute("import { a } from 'm'; export const result = await Promise.all([import(a), import(a, { with: {} }), (async () => import(`${a}b`))()])", { m: "export const a = 'x'" });
	assert.deepEqual(read('result'), [{ specifier: 'x', options: undefined }, { specifier: 'x', options: { with: {} } }, { specifier: 'xb', options: undefined }]);
});

test('import.meta is one object', async () => {
	const { read } = await execute('export const result = [import.meta === import.meta, import.meta.url, new URL(import.meta.url).pathname, typeof import\n.\nmeta]; import.meta.x = 1');
	assert.deepEqual(read('result'), [true, 'file:///module.js', '/module.js', 'object']);
});
