// One small program with tests for several runners, of which one fails.
import type { Files } from './program.js';

export const runnerFiles: Files = {
	'package.json': '{"type":"module"}',
	'sum.js': 'export const sum = (a, b) => a + b;\nexport const lazy = () => import("./none.js");\n',
	'old.cjs': 'exports.twice = x => x * 2;\n',
	'module.mocha.js': `import assert from 'node:assert';
import { sum } from './sum.js';
import { twice } from './old.cjs';
describe('sum', () => {
	it('adds', () => assert.equal(sum(1, 2), 3));
	it('doubles', () => assert.equal(twice(2), 4));
	it('fails', () => assert.equal(sum(1, 2), 4));
});
`,
	'common.mocha.cjs': `const assert = require('node:assert');
const { twice } = require('./old.cjs');
describe('twice', () => { it('doubles', () => assert.equal(twice(2), 4)); });
`,
	'first.test.js': `import assert from 'node:assert';
import { before, mock, test } from 'node:test';
import { lazy, sum } from './sum.js';
const object = { add: sum };
before(() => { mock.method(object, 'add', () => 42); });
test('a mocked method', () => assert.equal(object.add(1, 2), 42));
test('a subtest', async t => { await t.test('inside', () => assert.equal(sum(1, 2), 3)); });
test('a missing module', () => assert.rejects(lazy, { code: 'ERR_MODULE_NOT_FOUND' }));
test('later', { todo: true }, () => {});
`,
	'second.test.js': `import assert from 'node:assert';
import { test } from 'node:test';
import { twice } from './old.cjs';
test('timers', t => { t.mock.timers.enable({ apis: ['setTimeout'] }); let ran = false; setTimeout(() => { ran = true; }, 1000); t.mock.timers.tick(1000); assert.ok(ran); });
test('fails', () => {
	assert.equal(twice(2), 5);
});
`,
	'ava.config.js': `export default { files: ['*.ava.js'] };`,
	'sum.ava.js': `import test from 'ava';
import { lazy, sum } from './sum.js';
test('adds', t => { t.is(sum(1, 2), 3); });
test('fails', t => { t.is(sum(1, 2), 4); });
test('rejects', async t => { await t.throwsAsync(lazy(), { code: 'ERR_MODULE_NOT_FOUND' }); });
`,
	'sum.vitest.js': `import { expect, test, vi } from 'vitest';
import { sum } from './sum.js';
vi.mock('./old.cjs', () => ({ twice: () => 42 }));
import { twice } from './old.cjs';
test('adds', () => expect(sum(1, 2)).toBe(3));
test('a mock', () => expect(twice(1)).toBe(42));
test('fails', () => expect(sum(1, 2)).toBe(4));
test('a snapshot', () => expect({ sum: sum(2, 2) }).toMatchInlineSnapshot(\`
  {
    "sum": 4,
  }
\`));
`,
	'sum.tap.js': `import t from 'tap';
import { sum } from './sum.js';
t.test('adds', t => { t.equal(sum(1, 2), 3); t.end(); });
t.test('fails', t => { t.equal(sum(1, 2), 4); t.end(); });
`,
};

/** Needs `--experimental-test-module-mocks`. */
export const mockFiles: Files = {
	'package.json': '{"type":"module"}',
	'x.js': 'export const x = 1;',
	'before.js': `export { x } from './x.js';`,
	'after.js': `export { x } from './x.js';`,
	'old.cjs': 'module.exports = { x: 1 };',
	'reads.js': `import { readFileSync } from 'node:fs';\nexport const text = readFileSync('none');`,
	'node_modules/some-package/package.json': '{"type":"module","exports":"./index.js"}',
	'node_modules/some-package/index.js': 'export const x = 1;',
	'uses.js': `export { x } from 'some-package';`,
	'mock.test.js': `import assert from 'node:assert';
import { test } from 'node:test';
import { x as before } from './before.js';
const read = async file => (await import(file)).x;
const mocked = { namedExports: { x: 42 } };
test('not mocked', async () => assert.equal(await read('./x.js'), 1));
test('mocked', async t => {
	t.mock.module('./x.js', mocked);
	assert.deepEqual([await read('./x.js'), await read('./after.js'), before], [42, 42, 1]);
});
test('restored', async () => assert.equal(await read('./x.js'), 1));
test('mocked again, and restored in the test', async t => {
	const mock = t.mock.module('./x.js', { namedExports: { x: 43 } });
	assert.equal(await read('./x.js'), 43);
	mock.restore();
	assert.equal(await read('./x.js'), 1);
});
test('mocked anew for each import', async t => {
	t.mock.module('./x.js', { ...mocked, cache: false });
	assert.notEqual(await import('./x.js'), await import('./x.js'));
});
test('a built-in module', async t => {
	t.mock.module('node:fs', { namedExports: { readFileSync: () => 'mocked' } });
	assert.equal((await import('./reads.js')).text, 'mocked');
});
test('a package', async t => {
	t.mock.module('some-package', mocked);
	assert.deepEqual([await read('some-package'), await read('./uses.js')], [42, 42]);
});
test('CommonJS', async t => {
	t.mock.module('./old.cjs', { defaultExport: { x: 42 } });
	assert.deepEqual((await import('./old.cjs')).default, { x: 42 });
});
`,
};

/** Without Node's warnings and what hot-runtime says, too, and without the columns to the right of an import that is called: a known difference. */
export function withoutTimes(report: string): string {
	return report.replace(/[\d.]+ ?ms\b/g, 'ms').replace(/duration_ms:? ?[\d.]+/g, 'duration_ms').replace(/time=[\d.]+/g, 'time').replace(/(\.js:\d+):\d+/g, '$1').replace(/^# (?:\(node:\d+\)|\[hot\]).*\n/gm, '');
}
