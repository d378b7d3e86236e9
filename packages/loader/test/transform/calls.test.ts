import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyText, same } from '../support/observe.js';

const modules = { m: [
	'export function who() { return typeof this } export const tag = function (parts, ...values) { return [this === undefined, parts.raw, values] };',
	'export class C { constructor(x) { this.x = x } } export const nested = { who }; export const none = undefined;',
	'export default function () { return this === undefined }',
].join(' ') };

test('a call of an import has no this', async () => {
	assert.equal(bodyText("import { who } from 'm';\nwho(1)"), ';\n(0,who.$)(1)');
	await same("import { who } from 'm'; export const result = [who(), (who)(), ((who))(), who.call(1), who?.()]", modules);
});

test('a template tag has no this', async () => {
	await same("import { tag } from 'm'; export const result = [tag`a${1}b`, (tag)`c`]", modules);
});

test('an optional call of an undefined import is undefined', async () => {
	await same("import { none, nested } from 'm'; export const result = [none?.(), none?.x, none?.x.y, none?.[1], nested?.who(), nested.who?.()]", modules);
});

test('a method of an import has the import as this', async () => {
	await same("import { nested } from 'm'; export const result = [nested.who(), nested['who']()]", modules);
});

test('new of an import constructs it', async () => {
	await same("import { C } from 'm'; export const result = [new C(1), new C, new (C)(2), new C(3).x]", modules);
});

test('new of what a call of an import answers', async () => {
	await same("import make from 'm'; export const result = [new (make())(1)]", { m: 'export default function make() { return class A { constructor(x) { this.x = x } } }' });
});

test('a default import is called without this', async () => {
	await same("import f from 'm'; import { default as g } from 'm'; export const result = [f(), g()]", modules);
});

test('a call in a heritage, a key, a default, a spread and a template', async () => {
	await same([
		"import { id } from 'm'; class B {} class A extends id(B) { [id('k')] = id(1); static [id('s')]() { return id(2) } }",
		"export const result = [new A().k, A.s(), `${id(3)}`, [...id([4])], ((x = id(5)) => x)()]",
	].join(' '), {
		m: 'export const id = (x) => x',
	});
});

test('an import is awaited, yielded, thrown and returned', async () => {
	await same([
		"import { id } from 'm'; async function f() { return await id(1) } function* g() { yield id(2); yield* id([3]) }",
		"function h() { try { throw id(4) } catch (e) { return id(e) } } export const result = [await f(), ...g(), h()]",
	].join(' '), {
		m: 'export const id = (x) => x',
	});
});
