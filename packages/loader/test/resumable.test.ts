// The body of an asynchronous module as a generator: it does what the async function does.
import assert from 'node:assert/strict';
import test from 'node:test';
import { compileBody, compileResumableBody, makeModuleSource, makeResumable } from '@hot-runtime/loader';
import type { BodyContext } from '@hot-runtime/types';

function contextOf(log: unknown[], gate?: true): BodyContext {
	return {
		declare: () => undefined, meta: { log: (value: unknown) => void log.push(value) }, import: async (specifier) => specifier, gate,
		constant: () => { throw new TypeError('constant'); }, wrote: <T>(value?: T) => value as T,
	};
}

async function runAsync(text: string): Promise<readonly unknown[]> {
	const log: unknown[] = [];
	const { code, prefixLength } = makeModuleSource(text, 'file:///m.js');
	try {
		await compileBody({ code, prefixLength, filename: 'm.js', isUpdate: true }).body(contextOf(log));
	} catch (error) {
		log.push(String(error));
	}
	return log;
}

async function runResumed(text: string): Promise<readonly unknown[]> {
	const log: unknown[] = [];
	const { code, prefixLength } = makeModuleSource(text, 'file:///m.js');
	const generator = compileResumableBody({ code, prefixLength, filename: 'm.js' })?.(contextOf(log, true));
	assert.ok(generator);
	assert.deepEqual(generator.next(), { value: true, done: false }, 'the gate');
	assert.equal(log.length, 0);
	let resume = (): IteratorResult<unknown, void> => generator.next();
	try {
		for (let step = resume(); step.done !== true; step = resume()) {
			try {
				const value = await step.value;
				resume = () => generator.next(value);
			} catch (error) {
				resume = () => generator.throw(error);
			}
		}
	} catch (error) {
		log.push(String(error));
	}
	return log;
}

const log = 'const { log } = import.meta;\n';

for (const [what, text] of Object.entries({
	'a statement': 'await 0; log(1);',
	'statements that only line breaks end': 'const a = log\nawait 0\nlog(1)\nawait log(2)\nawait log(3), log(4)\nawait 0 || log(5)\n;[6].forEach(log)',
	'a line break behind await': 'log(await\n 1); await\n0; log(await // why\n 2);',
	'an await in an await': 'log(await await Promise.resolve(Promise.resolve(1))); await (await 0);',
	'operators': 'log(-await 1 + (await 2) * await 3); log(await 1 ? await 2 : await 3); log(typeof await 4); log([...await [5]], { ...await { a: 6 } });',
	'a call of what is awaited': 'log((await (x => x))(1)); log((await { a: { b: () => 2 } }).a.b()); log((await ["x"])[0].length);',
	'declarations': 'const { a = await 1, [await "b"]: b } = { b: 2 }; let c = await 3; log(a, b); log(c);',
	'an exported declaration': 'export const a = await 1; export default await 2; log(a);',
	'loops': 'for (let i = await 0; i < await 2; i += await 1) log(i); for (const x of await [3, 4]) log(x); let n = 0; while (await n++ < 2) log(n); do await 0; while (await false);',
	'branches without blocks': 'if (await 0) await 1; else await log(2); label: await log(3); switch (await 4) { case await 4: log(5); }',
	'what is thrown': 'try { await Promise.reject(new Error("a")); } catch (error) { log(error.message); } finally { await 0; log("finally"); } await Promise.reject(new Error("b"));',
	'functions inside': 'async function f() { return await 1; } const g = async () => { for await (const x of [2]) return await x; }; log(await f()); log(await g()); log(await { async m() { return await 3; } }.m());',
	'classes': 'class A extends (await Object) { [await "m"]() { return 1; } static s = 2; async n() { return await 3; } } log(new A().m()); log(A.s); log(await new A().n());',
	'templates': 'log(`${await 1} ${`${await 2}`}`); log(await String.raw`a${await 3}`);',
	'import()': 'log(await import("x")); log((await import("y")).length);',
	'direct eval': 'log(eval("1") + await 2);',
	'arguments': 'log(typeof arguments); log(await 1);',
	'assignments': 'let a; a = await 1; a += await 2; a ??= await 3; log(a); ({ a } = await { a: 4 }); log(a); [a] = await [5]\nlog(a)',
})) {
	test(`${what}: as a generator it does the same`, async () => {
		assert.deepEqual(await runResumed(log + text), await runAsync(log + text));
	});
}

test('every line stays', () => {
	const text = 'await 0;\nlet a = await\n1;\n\nexport { a };\nawait a;';
	const { code } = makeModuleSource(text, 'file:///m.js');
	assert.deepEqual(makeResumable(code)?.split('\n').length, code.split('\n').length);
});

test('what awaits without a text of its own has no such form', () => {
	for (const text of ['for await (const x of []) log(x);', 'if (true) { for await (const x of []); }']) {
		assert.equal(makeResumable(makeModuleSource(text, 'file:///m.js').code), null);
	}
});
