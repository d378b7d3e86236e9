import assert from 'node:assert/strict';
import { test } from 'node:test';
import { same } from '../support/observe.js';

const m = { m: 'export const log = []; export const f = (...x) => { log.push(x); return f }; export const o = { f }; export const t = true; export default f' };

for (const [name, text] of Object.entries({
	'a call after an expression': 'let x = 1\nf(2)',
	'a call after a call': 'f(1)\nf(2)\nf(3)',
	'a template tag after an expression': 'let x = log\nf`a`',
	'a namespace call after an expression': 'let x = log\nns.f(1)',
	'a call after a function expression': 'let x = function () {}\nf(1)',
	'a call after a directive': 'function g() { "use strict"\nf(1) } g()',
	'a call after the module’s directive': '"use asm"\nf(1)',
	'a call after return': 'function g() { return\nf(1) } f(g())',
	'a call after break': 'for (;;) { break\nf(1) }',
	'a call after do-while on one line': 'do ; while (false) f(1)',
	'a call after an arrow': 'let x = () => 1\nf(2)',
	'a call in a case': 'switch (1) { case 1:\nf(1)\nf(2)\ndefault: f(3) }',
	'a call in a static block': 'class A { static { let x = 1\nf(x) } }',
	'a call in an if, else, while, do, for, label': [
		'if (t)\nf(1)\nelse\nf(2)\nif (!t)\nf(3)\nelse\nf(4)\nlet i = 0\nwhile (i++ < 1)\nf(5)\ndo\nf(6)\nwhile (false)\nfor (;;)\n{ f(7);',
		'break }\nl:\nf(8)\nfor (const x of [1])\nf(9)',
	].join(' '),
	'a call after a removed import': "let x = 1\nimport 'm'\n(f)(2)",
	'a bracket after a removed import': "let x = log\nimport 'm'\n;[1].map(y => f(y))",
	'a parenthesis after a removed export': 'let x = 1\nexport { x }\n(f)(2)',
	'a parenthesis after export default class': 'export default class {}\n(f)(1)',
	'a parenthesis after export default function': 'export default function () {}\n(f)(1)',
	'a parenthesis after export class': 'export class X {}\n(f)(1)',
	'a regular expression after a removed import': "let x = 1, g = 2\nimport 'm'\n/1/g",
	'a template after a removed import': "let x = f\nimport 'm'\n`1`",
	'a logical assignment to an import after an expression': 'let x = f\ntry { t ||= 1\nt &&= 2 } catch (e) { f(e.name) }',
	'export without a line break after do-while': 'do ; while (false) export const y = 1',
	'keywords without a space before an edit': 'let n = 0; export { n }; if (!t) n; else++n; f(typeof++n); for (const x of[n++]) f(x); function g() { return++n } f(g()); f(void++n)',
	'an update after an expression': 'let n = 0; export { n }; let x = n\n++n\nf(x, n)',
	'a call as a loop’s whole body before a brace': '{ for (const x of [1]) f(x) }',
	'a written export in a for-of with a bare body': 'let n; export { n }; for (n of [1, 2]) f(n)\nf(n)',
	'a written export in a for-in with nested statements': 'let n; export { n }; for (n in { a: 1 }) if (t) f(n); else f(0)\nf(n)',
	'a written export in a for-of with an empty body': 'let n; export { n }; for (n of [1, 2]);f(n)',
	'an update of an export before a parenthesis, a bracket and a template': 'let n = 0; export { n }; n++\n(f)(n)\nn--\n[f][0](n)\nn++\n`${f(n)}`',
	'an arrow written to an export before a parenthesis': 'let n = 0; export { n }; n = () => {}\n(f)(1)\nn = async () => { }\n[f][0](2)\nn = x => { }\n/f/g.test(f(3))\nn ??= () => {}\n`${f(4)}`',
	'an arrow that writes an export before a parenthesis': 'let n = 0; export { n }; const g = () => n++\n(f)(1)\nlet h = () => n = () => {}\n(f)(2)\ng()\nh()',
	'an update of an import before a parenthesis': 'try { t++\n(f)(1) } catch (e) { f(e.name) } try { t = () => {}\n(f)(1) } catch (e) { f(e.name) }',
	'an update that is returned or thrown before a parenthesis': 'let n = 0; export { n }; function g() { return n++\n(f)(1) } f(g()); try { throw n++\n(f)(1) } catch (e) { f(e) }',
	'an update in a field before a computed one': [
		'let n = 0; export { n };',
		'class A { a = n++\n[f("k")] = 1; static b = n++\n["z"]() {}\n#d = () => n++\n["e"]() { } static g = () => n = () => {}\n[1] = 2 } f(new A(), n)',
	].join(' '),
	'an update in a default export before a parenthesis': 'let n = 0; export { n }; export default n++\n(f)(n)',
	'an update in a declaration before a parenthesis': 'let n = 0; export { n, v }; let q = n++\n(f)(n); { var v = n++\n(f)(v) } if (t) var v = () => {}\n(f)(2)\nexport let w = n++\n(f)(w)',
	'an update before else and while': [
		'let n = 0; export { n };',
		'if (!t) n++\nelse n--\ndo n++\nwhile (n < 3)\nif (t) for (n of [1]) n++\nelse f(5)\nif (t) for (const q of [1]) n++\nelse f(6)\nl: n++\n(f)(n)',
	].join(' '),
	'async as an identifier before a call': 'let async = 1\nasync\nf(2)',
	'a comment between': 'let x = 1 // c\n/* d */ f(2)',
	'a semicolon in a comment': 'let x = f /* ; */\nf(2)',
})) {
	test(`semicolons: ${name}`, async () => {
		const { error } = await same(`import { f, log, t, o } from 'm'; import * as ns from 'm'\n${text}\nexport { log }`, m);
		assert.equal(error, null);
	});
}
