import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transform } from '../../dist/transform/index.js';
import { execute, same } from '../support/observe.js';

for (const expression of [
	'function () {}', 'function* () {}', 'async function () {}', 'async function* () {}', 'async /* function ( */ function // (\n /* ( */ () {}', 'function(){}', 'function*(){}',
	'class {}', 'class { static name = 1 }', 'class { static name() {} }', 'class extends Array {}',
	'() => {}', 'async () => {}', 'x => x', '(() => {})', '(function () {})', '(class {})', '((() => {}))', '(function named() {})', '(class Named {})',
	'function named() {}', 'async function named() {}', 'function* named() {}', 'class Named {}',
	'5', '(1, 2)', '[1]', '({ a: 1 })', '/x/', '`t`', 'null', "'string'", 'async', 'a = 1', 'typeof a', '[() => {}][0]', '(0, () => {})', 'new (class {})', 'true ? () => {} : 0',
]) {
	for (const end of ['', ';', '\n', ' /* c */ ;', ' // c', '\n;[1].at(0)']) {
		test(`export default ${expression}${end}`, async () => {
			const result = await same(`var async, a; export default ${expression}${end}`);
			assert.equal(result.error, null);
		});
	}
}

test('an anonymous default function is hoisted, with its name', async () => {
	const { source, read } = await execute('export default function () { return 1 }');
	assert.deepEqual(source.localExports, [{ exportName: 'default', localName: '*default*', isMutable: false, hoisted: 'function', isThisFree: true }]);
	assert.equal(Reflect.get(Object(read('default')), 'name'), 'default');
});

test('a named default export is its binding', async () => {
	const { read } = await execute('export default function f() {} f = 1; export { f }');
	assert.equal(read('default'), 1);
	assert.equal(read('f'), 1);
});

test('a default class is in its dead zone before it', async () => {
	assert.deepEqual(transform('export default class {}', { url: 'a' }).localExports, [
		{ exportName: 'default', localName: '*default*', isMutable: false, hoisted: null, isThisFree: true },
	]);
});

test('an expression on the next line keeps its line', async () => {
	await same("export default\n\n// comment\nnew Error('x').stack.match(/:(\\d+):\\d+\\)?$/m)[1]");
});

test('a default export that ends with an import', async () => {
	const m = { m: 'export const a = 1; export let b = 2' };
	for (const text of [
		'() => a',
		'(() => a)',
		'a',
		'class extends (class { a = a }) { b = b }',
		'async () => { a }',
		'() => ({ a })',
		'() => a = b',
		'() => c = a',
		'[a]',
		'() => c = () => b',
		'() => [c] = [a]',
	]) {
		const { error } = await same(`import { a, b } from 'm'; let c; export { c }; export default ${text}`, m);
		assert.equal(error, null);
	}
	assert.deepEqual((await execute("import { a } from 'm'; export default () => a", m)).source.localExports.length, 1);
});

test('the text of an anonymous default function is its own', async () => {
	for (const text of ['function  ( x ) { return x; }', 'async function  * ( ) { yield 1; }', 'class  { }', '( x ) =>  x']) {
		assert.equal(String((await execute(`export /* a */ default ${text}`)).read('default')), text);
	}
});
