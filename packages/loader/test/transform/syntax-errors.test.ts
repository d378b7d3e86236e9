import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ModuleSyntaxError, transform } from '../../dist/transform/index.js';
import { native } from '../support/observe.js';

/** Most of these V8 accepts in the body of a strict function, where the transform puts a module's text. */
const texts = [
	'return', 'new.target', '() => new.target', 'super()', 'super.x', 'yield', 'var yield', 'let await', 'await: 1', 'class await {}', 'function await() {}', '(await) => 1',
	'export { a }', 'export var a; export { a }', 'export default 1; export default 2', "export * as a from 'm'; export var a", "export { a as b, c as b } from 'm'",
	'var a; let a',
	'function a() {} function a() {}',
	'var a; function a() {}',
	'let a; { var a }',
	"import a from 'm'; var a",
	"import a from 'm'; let a",
	"import a from 'm'; function a() {}",
	"import a from 'm'; class a {}",
	"import { a, a } from 'm'",
	"import a, * as a from 'm'",
	"import { eval } from 'm'",
	"import { arguments } from 'm'",
	"import { if } from 'm'",
	"import { 'a' } from 'm'",
	"export { 'a' }",
	"let a; export { a as '\\ud800' }",
	'arguments = 1',
	'arguments++',
	'[arguments] = 1',
	'({ arguments } = 1)',
	'eval = 1',
	'class A { a = arguments }',
	'class A { static { arguments } }',
	'class A { static { await } }',
	'class A { a = await 1 }',
	'delete a',
	'delete (a)',
	'with (a) {}',
	'01',
	"'\\01'",
	'a: a: 1',
	'break',
	'continue',
	'a: for (;;) { function f() { break a } }',
	'if (1) function f() {}',
	'class A { #a; #a }',
	'a.#b',
	'import.meta = 1',
	'import.other',
	'new import(1)',
	'import()',
	'import(...a)',
	'if (0) { import a from "m" }',
	'if (0) { export var z }',
	'function f() { export {} }',
	'<!-- a',
	'0\n--> a',
	'let a, b; a<!--b',
	'let let = 1',
	'var static',
	'implements',
	'({ a: 1, b',
	'}',
	'})',
	'}})()',
	'});(function*(){',
	'*/',
	'`${',
	'a\n#!b',
	' #!a',
	'/(/',
	'/a/gg',
	'/[/',
	'/a/uv',
	'/(?<a>.)(?<a>.)/',
	'/\\u{110000}/u',
	'@a class A {}',
	"export default from 'm'",
	'const a',
	'for (const a;;) ;',
	'({ a = 1 })',
	'({ a: 1 } = 1) => 1',
	'let [a, a] = []',
	'function f(a, a) {}',
	'function f(a = 1) { "use strict" }',
	"import a from 'm' with { type: 'json', type: 'json' }",
	"import a from 'm' with { type: 1 }",
	'x?.y = 1',
	'new a?.b()',
	'a?.`b`',
	'async () => { for await (x in y) ; }',
	'a => {} ()',
	'1++',
	'for (let of []) ;',
	'using',
	'try {}',
	'throw\n1',
	'type A = 1',
	'let a: number',
	'<a></a>',
].filter((text) => text !== 'using');

for (const text of texts) {
	test(`no module: ${text}`, async () => {
		assert.match((await native(text, { m: 'export default 1; export { default as a }; const x = 1; export { x as default2 }'.replace('export { default as a }; ', '') })).error ?? '', /SyntaxError/);
		assert.throws(() => transform(text, { url: 'file:///module.js' }), ModuleSyntaxError);
	});
}

test('an error tells where', () => {
	assert.throws(() => transform('let a\nlet b = = 1', { url: 'file:///module.js' }), { name: 'SyntaxError', message: 'Unexpected token', url: 'file:///module.js', line: 2, column: 8 });
	assert.throws(() => transform('\n  /(/', { url: 'file:///module.js' }), { line: 2, column: 2, message: 'Invalid regular expression: /(/: Unterminated group' });
});

test('a text nested deeper than the stack is left to Node', () => {
	assert.throws(() => transform('['.repeat(100_000) + ']'.repeat(100_000), { url: 'file:///module.js' }), ModuleSyntaxError);
});

test('a long chain of operators is not deep', () => {
	assert.equal(transform(`import { a } from 'm'; export const b = ${'a + '.repeat(2000)}1`, { url: 'file:///module.js' }).imports.length, 1);
});
