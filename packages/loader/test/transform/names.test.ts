import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transform } from '../../dist/transform/index.js';
import { same } from '../support/observe.js';

const m = { m: 'export const a = 1, b = 2, f = () => 3, a$call = 4; export const __proto__ = 5, hot$ = 6' };

for (const text of [
	"import { hot$ } from 'm'; export let x = hot$; x = 2",
	'export let hot$ = 1; hot$ = import.meta.url.length > 0 ? 3 : 4',
	'export let h\\u006ft$ = 1, hot\\u{24}1; h\\u006ft$ = 2',
	'export const result = [typeof hot$, typeof hot$1, typeof hot$default, typeof hot$$a]',
	"import * as ns from 'm'; const ns$a = 7; export const result = [ns.a, ns$a, ns.a$call, ns.f(), ns.b]",
	"import * as ns from 'm'; const ns$f$call = 7, ns$a = () => 8; export const result = [ns.f(), ns.a$call, ns$f$call, ns$a(), ns.a]",
	"import * as ns from 'm'; import * as ns$a from 'm'; export const result = [ns.a, ns$a.a, ns.a$call, ns.f(), ns$a.f()]",
	"import * as a from 'm'; import * as a$b from 'm'; export const result = [a.b$c, a$b.c, a.b, a$b.b]",
	"import { __proto__ } from 'm'; export const result = [__proto__, { __proto__ }, Object.keys({ __proto__ })]",
	"import { __proto__ } from 'm'; export const result = eval('__proto__')",
	"import { a as constructor, b as toString, f as valueOf } from 'm'; export const result = [constructor, toString, valueOf(), { constructor }]",
	"import { a as constructor } from 'm'; export const result = [eval('constructor'), eval('typeof toString'), eval('typeof hasOwnProperty')]",
	"import { a as undefined$, b as async, f as of } from 'm'; export const result = [undefined$, async, of(), ((async) => async)(9)]; for (const x of [of]) async",
	"import { a as get, b as set, f as from } from 'm'; export const result = [{ get, set, from }, { get: get, set() { return set } }.set(), from()]",
	"import { a as 变量, f as ƒ } from 'm'; export const result = [变量, { 变量 }, ƒ()]",
	"import { a as 𠮷, f as ª } from 'm'; export const result = [𠮷, { 𠮷 }, ª()]",
	'export const constructor = 1, __proto__ = 2, toString = 3; export { toString as valueOf }',
]) {
	test(`names: ${text}`, async () => {
		assert.equal((await same(text, m)).error, null);
	});
}

test('names of a body do not occur in its text', () => {
	assert.match(transform('hot$; hot$1', { url: 'a' }).code, /^\(function\*\(hot\$2\)/);
	assert.match(transform('h\\u006ft$', { url: 'a' }).code, /^\(function\*\(hot\$1\)/);
});
