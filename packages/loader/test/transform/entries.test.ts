import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LocalExportEntry, ModuleSource } from '@hot-runtime/types';
import { transform } from '../../dist/transform/index.js';
import { same } from '../support/observe.js';

const source = (text: string): ModuleSource => transform(text, { url: 'file:///module.js' });
const locals = (text: string, field: keyof LocalExportEntry): Record<string, unknown> =>
	Object.fromEntries(source(text).localExports.map((entry) => [entry.exportName, entry[field]]));

test('requests are in source order, each once', () => {
	assert.deepEqual(source("import 'b'; export * from 'a'; import x from 'b'; export { y } from 'c'; import {} from 'a'").requests.map(({ specifier }) => specifier), ['b', 'a', 'c']);
});

test('a request with other attributes is another request', () => {
	const { requests } = source([
		"import a from 'x'; import b from 'x' with { type: 'json' }; import c from 'x' with { 'type': 'json', }; import 'x' with { b: '1', a: '2' };",
		"export * from 'x' with { a: '2', b: '1' }; export {} from 'x' with {}",
	].join(' '));
	assert.deepEqual(requests, [
		{ specifier: 'x', attributes: {} },
		{ specifier: 'x', attributes: { type: 'json' } },
		{ specifier: 'x', attributes: { b: '1', a: '2' } },
	]);
});

test('imports are cells in the order in which V8 resolves them', () => {
	const { imports } = source("import z, * as ns from 'a'; import { default as b, 'a b' as c, d } from 'b'; z; ns; b; c");
	assert.deepEqual(imports, [
		{ request: 1, importName: 'default', localName: 'b', access: 'binding' },
		{ request: 1, importName: 'a b', localName: 'c', access: 'binding' },
		{ request: 1, importName: 'd', localName: 'd', access: 'binding' },
		{ request: 0, importName: null, localName: 'ns', access: 'binding' },
		{ request: 0, importName: 'default', localName: 'z', access: 'binding' },
	]);
});

test('a member of a namespace is a cell, without the namespace', () => {
	const { imports } = source("import * as ns from 'a'; ns.x; ns.x; ns.f(); ns.f``; typeof ns.x");
	assert.deepEqual(imports, [
		{ request: 0, importName: 'x', localName: 'ns', access: 'member' },
		{ request: 0, importName: 'f', localName: 'ns', access: 'method' },
	]);
});

test('an import that is called, and nothing else, is a callee', () => {
	const access = (text: string): readonly string[] => source(`import { f } from 'a'; import * as ns from 'a'; ${text}`).imports.map((entry) => entry.access);
	for (const text of ['f()', 'f(), f(f())', 'f``', '(f)()', 'f?.x; { let f; f }'.replace('f?.x; ', 'f(); '), 'export { f }; f()']) assert.deepEqual(access(text), ['callee'], text);
	for (const text of [
		'f',
		'f(), f',
		'f(f)',
		'f?.()',
		'f(); f?.()',
		'f.x()',
		'new f()',
		'f(); ({ f })',
		'f(); f = 1; f += 1',
		"f(); eval('')".replace("eval('')", 'typeof f'),
	]) assert.deepEqual(access(text), ['binding'], text);
	assert.deepEqual(access('f(); ns.f(); ns.g?.(); ns()'), ['callee', 'binding', 'method']);
	assert.deepEqual(access("f(); eval('')"), ['binding', 'binding']);
});

test('any other use of a namespace reads it', () => {
	for (const use of ['ns', 'ns[x]', 'delete ns.x', 'ns.x = 1', 'ns.x++', '[ns.x] = []', 'ns?.x', '({ ns })', '({ ...ns })', "'x' in ns", 'for (ns.x of []) ;']) {
		assert.deepEqual(source(`import * as ns from 'a'; ${use}`).imports, [{ request: 0, importName: null, localName: 'ns', access: 'binding' }], use);
	}
});

test('an import that is only re-exported is an indirect export, without a cell', () => {
	const { imports, indirectExports, localExports } = source("import a, { b as c } from 'x'; import * as ns from 'y'; export { a, c as d, ns, c as 'e f' }");
	assert.deepEqual([imports, localExports], [[], []]);
	assert.deepEqual(indirectExports, [
		{ exportName: 'a', request: 0, importName: 'default' },
		{ exportName: 'd', request: 0, importName: 'b' },
		{ exportName: 'ns', request: 1, importName: null },
		{ exportName: 'e f', request: 0, importName: 'b' },
	]);
});

test('an import that nobody reads is there to be found missing; a namespace can not be', () => {
	assert.deepEqual(source("import a, * as ns from 'x'").imports, [{ request: 0, importName: 'default', localName: 'a', access: 'binding' }]);
});

test('re-exports', () => {
	const { indirectExports, starExports } = source([
		"export { a, b as c, default, default as d, 'e f' as g, h as 'i j', 'k l' } from 'x'; export * from 'y'; export * as m from 'z';",
		"export * as 'n o' from 'z'; export * as default from 'y'",
	].join(' ').replace(', default,', ','));
	assert.deepEqual(starExports, [1]);
	assert.deepEqual(indirectExports, [
		{ exportName: 'a', request: 0, importName: 'a' },
		{ exportName: 'c', request: 0, importName: 'b' },
		{ exportName: 'd', request: 0, importName: 'default' },
		{ exportName: 'g', request: 0, importName: 'e f' },
		{ exportName: 'i j', request: 0, importName: 'h' },
		{ exportName: 'k l', request: 0, importName: 'k l' },
		{ exportName: 'm', request: 2, importName: null },
		{ exportName: 'n o', request: 2, importName: null },
		{ exportName: 'default', request: 1, importName: null },
	]);
});

test('every declaration that can be exported', async () => {
	await same([
		"export var a = 1, { b, c: [d = 2, ...e], ...f } = { b: 1, c: [], g: 3 }; export let h; export const i = 1; export function j() {}",
		"export async function k() {} export function* l() {} export async function* m() {} export class n {} export { a as 'o p', j as if, n as 'default' }",
	].join(' '));
});

test('exports with unicode escapes', async () => {
	await same("import { \\u0061 as b\\u{63} } from 'm'; export const \\u0064 = bc, e = b\\u0063; export { \\u0064 as f }", { m: 'export const a = 1' });
});

test('mutable is what may change after it is initialised', () => {
	assert.deepEqual(
		locals([
			'export const a = 1; export let b = 1, c; export var d = 1; export function e() {} export function f() {} export class G {} export class H {}',
			'export default 1; c = 1; f = 1; () => H++',
		].join(' '), 'isMutable'),
		{ a: false, b: false, c: true, d: true, e: false, f: true, G: false, H: true, default: false },
	);
});

test('hoisted is what a cycle can read before the body runs', () => {
	assert.deepEqual(
		locals([
			'export const a = 1; export let b; export var c; export function d() {} export async function e() {} export class F {} export default function () {};',
			'{ var g = 1 } export { g }',
		].join(' '), 'hoisted'),
		{ a: null, b: null, c: 'var', d: 'function', e: 'function', F: null, default: 'function', g: 'var' },
	);
});

for (const [text, expected] of [
	['export function x() { return 1 }', true],
	['export function x() { return this }', false],
	['export function x() { return () => this }', false],
	['export function x(a = this) {}', false],
	['export function x() { return function () { return this } }', true],
	['export function x() { return class { a = this; static b = this; static { this } c() { return this } } }', true],
	['export function x() { return class { [this] = 1 } }', false],
	['export function x() { return class extends this.x {} }', false],
	['export function x() { return { m() { return this }, [this]: 1 } }', false],
	["export function x() { eval('this') }", false],
	['export function x() {} x = function () { return this }', false],
	['export const x = () => this', true],
	['export const x = function () {}', true],
	['export const x = function () { this }', false],
	['export const x = (function () {})', true],
	['export const x = { f() {} }.f', false],
	['export const { x } = () => {}', false],
	['export const [x = () => {}] = []', false],
	['export let x = () => {}', true],
	['export let x = () => {}; x = 1', false],
	['export class x { f() { this } }', true],
	['export default () => {}', true],
	['export default function () { this }', false],
	['function x() {} export { x }', true],
	['export async function x() { await this }', false],
] as const) {
	test(`${expected ? 'cannot' : 'may'} see its this: ${text}`, () => assert.equal(source(text).localExports[0]?.isThisFree, expected));
}

test('import.meta is used where it is written', () => {
	assert.equal(source('import.meta').usesImportMeta, true);
	assert.equal(source("eval('1'); ({ import: { meta: 1 } }).import.meta; // import.meta").usesImportMeta, false);
});

test('the default export of a built-in module and its namespace are used as the text has it', () => {
	const text = "import fs, * as path from 'fs'; import os, { EOL } from 'node:os'; fs.a(fs, { fs }, path.join(), os`x`);";
	const { code, imports } = source(text);
	assert.ok(code.includes('fs.a(fs, { fs }, path.join(), os`x`);'), code);
	assert.deepEqual(imports.map(({ localName, access }) => [localName, access]), [['EOL', 'binding'], ['fs', 'value'], ['os', 'value'], ['path', 'value']]);
});

test('so are all exports of what tells how it was called; those of others may be given new values', () => {
	const { code, imports } = source("import { ok } from 'node:assert/strict'; import { test } from 'node:test'; import { join } from 'node:path'; ok(test(join()));");
	assert.ok(code.includes(' ok(test((0,join.$)()));'), code);
	assert.deepEqual(imports.map(({ access }) => access), ['callee', 'value', 'value']);
});

test('where something else stands for built-in modules, and beside a direct eval, all imports are cells', () => {
	const text = "import fs from 'node:fs'; fs.a;";
	assert.ok(transform(text, { url: 'file:///module.js', hasCellsOnly: true }).code.includes('fs.$.a;'));
	assert.deepEqual(source(`${text} eval('')`).imports.map(({ access }) => access), ['binding']);
});

test('a write to an import of a built-in module is refused, after what stands before it', () => {
	const { code } = source("import fs from 'node:fs'; fs = 1; fs += 2; fs ??= 3; fs++; [fs] = []; ({ fs } = {}); for (fs of []);");
	assert.ok(!code.includes('fs.$'), code);
	assert.equal(code.match(/hot\$\.constant\(/g)?.length, 7);
});
