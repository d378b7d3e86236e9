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

/** Without Node's warnings and what hot-runtime says, too, and without the columns to the right of an import that is called: a known difference. */
export function withoutTimes(report: string): string {
	return report.replace(/[\d.]+ ?ms\b/g, 'ms').replace(/duration_ms:? ?[\d.]+/g, 'duration_ms').replace(/time=[\d.]+/g, 'time').replace(/(\.js:\d+):\d+/g, '$1').replace(/^# (?:\(node:\d+\)|\[hot\]).*\n/gm, '');
}
