import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transform } from '../../dist/transform/index.js';
import { same } from '../support/observe.js';

const hasTLA = (text: string): boolean => transform(text, { url: 'file:///module.js' }).hasTLA;

for (const text of [
	'await 1', 'for await (const x of []) ;', '{ if (1) { await 1 } }', 'class A { [await 1] = 2 }', 'class A extends (await Object) {}', 'export default await 1',
	'export const a = await 1', '`${await 1}`', 'const { a = await 1 } = {}', 'export default class { static [await 1]() {} }', 'import(await 1).catch(() => {})', 'switch (await 1) {}',
	'({ [await 1]() {} })', 'for (const x of await []) ;', 'for (;await 0;) ;', 'l: await 1',
]) {
	test(`top-level await: ${text}`, async () => {
		assert.equal(hasTLA(text), true);
		assert.equal((await same(text)).error, null);
	});
}

for (const text of [
	'async () => await 1',
	'async function f() { await 1; for await (const x of []) ; }',
	'({ async f() { await 1 } })',
	'class A { async f() { await 1 } }',
	'class A { f = async () => await 1 }',
	'({ await: 1 }).await',
]) {
	test(`no top-level await: ${text}`, () => assert.equal(hasTLA(text), false));
}

test('microtasks keep their order', async () => {
	await same([
		"const log = []; Promise.resolve().then(() => log.push(1)).then(() => log.push(2)).then(() => log.push(3)); await 0; log.push('a'); await 0;",
		"log.push('b'); for await (const x of [1, 2]) log.push(x); export { log }",
	].join(' '));
});

test('an await in a written export', async () => {
	await same('export let a = 1; a = await 2; a += await 3; [a] = [await a]; export const result = a');
});

test('an error after an await', async () => {
	await same("await 1; throw new RangeError('x')");
});
