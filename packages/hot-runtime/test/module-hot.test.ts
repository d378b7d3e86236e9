// `module.hot` over `import.meta.hot`: what webpack's documentation says each call means, in calls of ours.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Hot, LoadedExternal, LoadedModule, LoadedSourceText } from '@hot-runtime/types';
import { run } from '@hot-runtime/loader';
import { createModuleHot } from '../dist/module-hot.js';
import { nameExports } from '../dist/placed-exports.js';
import { syntaxErrorOf } from '../dist/syntax-error.js';

interface Recorded { readonly module: ReturnType<typeof createModuleHot>; readonly calls: unknown[][] }

function record(fields: Partial<Hot> = {}): Recorded {
	const calls: unknown[][] = [];
	const target: Record<string, unknown> = { version: 1, data: { old: true }, ...fields };
	const hot = new Proxy(target, { get: (own, name: string) => name in own ? own[name] : (...args: unknown[]) => { calls.push([name, ...args]); return `answer of ${name}`; } }) as unknown as Hot;
	return { module: createModuleHot(hot, 'file:///a.cjs', () => null), calls };
}

test('accept without arguments is of the module itself; with dependencies the callback gets those that changed', () => {
	const { module, calls } = record();
	module.accept();
	module.accept('./b.js');
	module.accept(['./b.js', './c.js'], outdated => `required anew: ${outdated.join()}`, error => `mended: ${String(error)}`);
	assert.deepEqual(calls.slice(0, 2), [['accept'], ['accept', ['./b.js'], undefined, undefined]]);
	const [, dependencies, handler, onError] = calls[2] as [string, string[], (modules: unknown, info: { changed: string[] }) => unknown, (error: unknown) => unknown];
	assert.deepEqual([dependencies, handler([{}], { changed: ['./c.js'] }), onError('x')], [['./b.js', './c.js'], 'required anew: ./c.js', 'mended: x']);
});

test('each other call is handed on as it is, a decline without arguments without any', () => {
	const { module, calls } = record();
	const f = (): void => {};
	module.decline();
	module.decline('./b.js');
	module.dispose(f);
	module.addDisposeHandler(f);
	module.removeDisposeHandler(f);
	module.invalidate('why');
	assert.deepEqual(calls, [['decline'], ['decline', './b.js'], ['dispose', f], ['addDisposeHandler', f], ['removeDisposeHandler', f], ['invalidate', 'why']]);
	assert.deepEqual([module.status(), module.check(true), module.history()], ['answer of status', 'answer of check', 'answer of history']);
});

test('data is undefined in the first version, and what was left to it in each later one', () => {
	assert.equal(record().module.data, undefined);
	assert.deepEqual(record({ version: 2 }).module.data, { old: true });
});

const external: LoadedExternal = { kind: 'external', id: 'file:///store/lib/index.js', url: 'file:///store/lib/index.js', attributes: {}, bindings: 'static' };
const placed = (fields: Partial<LoadedSourceText> = {}): LoadedSourceText => ({
	kind: 'source-text', id: 'hot-npm:lib', location: '', hash: 'h', importersStay: true, resolved: [external.id],
	source: { requests: [{ specifier: 'lib', attributes: {} }], imports: [], localExports: [], indirectExports: [], starExports: [0], hasTLA: false, usesImportMeta: false, code: '', prefixLength: 0 }, ...fields,
});
const name = (modules: readonly LoadedModule[], importExternal: (external: LoadedExternal) => Promise<object>, id = 'hot-npm:lib') => run(nameExports([{ id }], modules, importExternal));

test('a module that stands for a CommonJS version has the names that it gives once it has run', async () => {
	const result = await name([placed(), external], async () => ({ default: 1, a: 2 }));
	assert.ok(result.ok);
	const [module, other] = result.modules;
	assert.ok(module?.kind === 'source-text');
	assert.deepEqual(module.source.indirectExports, [{ exportName: 'default', request: 0, importName: 'default' }, { exportName: 'a', request: 0, importName: 'a' }]);
	assert.deepEqual([module.source.starExports, module.hash, other], [[], 'h default,a', external]);
});

test('what stands for no version, is hot, or was not asked for is left as it is, and not run', async () => {
	const never = async (): Promise<never> => assert.fail('it is run');
	const hot = { ...placed(), id: external.id } as LoadedSourceText;
	for (const modules of [[placed({ importersStay: false }), external], [placed(), hot], [placed({ resolved: [] }), external], [external]]) assert.deepEqual(await name(modules, never), { ok: true, modules });
	assert.deepEqual(await name([placed(), external], never, 'hot-npm:other'), { ok: true, modules: [placed(), external] });
});

test('a version that throws when it runs is a failure of the module that stands for it', async () => {
	const error = new Error('no such addon');
	assert.deepEqual(await name([placed(), external], async () => Promise.reject(error)), { ok: false, failure: { id: 'hot-npm:lib', error } });
	const text = await name([placed(), external], async () => Promise.reject('a text'));
	assert.ok(!text.ok && text.failure.error instanceof Error && text.failure.error.message === 'a text');
});

test('V8 itself says what is wrong with a text, as of a module; what it accepts is never run', async () => {
	const errorOf = (text: string) => run(syntaxErrorOf(text, 'file:///a.js'));
	for (const text of ['', 'throw new Error("it runs")', '#!/usr/bin/env node\n1', 'await 1', '"use strict"', 'export {}', 'import "./not-there.js"', '<!-- x'.slice(6)]) assert.equal(await errorOf(text), null, text);
	const wrong: [text: string, message: string][] = [
		['let a = ;', "Unexpected token ';'"], ['1;\n2;\nlet a; let a;', "Identifier 'a' has already been declared"], ['#!x\n)', "Unexpected token ')'"], ['export { a }', "Export 'a' is not defined in module"],
		['a <!-- b', 'HTML comments are not allowed in modules'], ['--> x', 'HTML comments are not allowed in modules'], ['/* a */ --> x', 'HTML comments are not allowed in modules'], ['with (a) {}', 'Strict mode code may not include a with statement'],
	];
	for (const [text, message] of wrong) {
		const error = await errorOf(text);
		assert.ok(error instanceof SyntaxError, text);
		assert.equal(error.message, message, text);
	}
});
