import assert from 'node:assert/strict';
import { test } from 'node:test';
import { same } from '../support/observe.js';

const m = { m: "export let a = 5; export const big = 5n; export const nothing = null; export const symbol = Symbol('s'); export default 1" };

/** The log says what was evaluated before the throw. */
const logged = (statement: string): string => `import d, { a, big, nothing, symbol } from 'm'; import * as ns from 'm';
	const log = []; const see = (x) => (log.push(x), x); let error;
	try { ${statement} } catch (e) { error = String(e) } export { log, error }; export const after = [a, big, nothing]`;

for (const statement of [
	'a = see(1)',
	'(a) = see(1)',
	'd = see(1)',
	'ns = see(1)',
	'a += see(1)',
	'a **= see(2)',
	'big += see(1)',
	'a >>>= see(1)',
	'a ||= see(1)',
	'a &&= see(1)',
	'a ??= see(1)',
	'nothing ??= see(1)',
	'nothing ||= see(1)',
	'nothing &&= see(1)',
	'a++',
	'++a',
	'a--',
	'-- a',
	'(a)++',
	'big++',
	'symbol++',
	'[a] = see([1])',
	'[a = see(3)] = see([])',
	'[see({}).x, a, see({}).y] = [1, 2, 3]',
	'[...a] = see([1])',
	'[[a]] = [[1]]',
	'({ a } = see({ get a() { return see(2) } }))',
	'({ a = see(3) } = see({}))',
	'({ x: a } = see({ x: 1 }))',
	'({ x: (a) = see(1) } = {})',
	'({ ...a } = see({ x: 1 }))',
	'({ [see("k")]: a } = { k: 1 })',
	'for (a of see([1, 2])) see(3)',
	'for (a in see({ k: 1 })) see(3)',
	'for ([a] of see([[1]])) see(3)',
	'for ({ a } of see([{ a: 1 }])) see(3)',
	'for (a of []) see(3)',
	'a = big',
	'a += big',
	'a ||= big',
	'nothing ??= a',
	'a = big = nothing',
	'a = d += big',
	'a = () => a = big',
	'a = { a, big }',
	'a = [see(a), big++]',
	'for (a = 0; ;) see(3)',
	'a = function () {}',
	'a ??= function () {}',
	'see(a = 1)',
	'let x = a = see(1)',
	'if (see(1)) a = 2; else a = 3',
	'ns.a = see(1)',
	'ns.a++',
	'ns.b = see(1)',
	'[ns.a] = [see(1)]',
	'({ x: ns.a } = { x: 1 })',
	'for (ns.a of [1]) see(3)',
	'see(delete ns.a)',
	'see(delete ns.b)',
	'see(delete (ns.a))',
	'function f() { a = see(1) } f()',
	'const f = () => a = see(1); f()',
	'function f(x = a = see(1)) {} f()',
]) {
	test(`an assignment to an import throws when it runs: ${statement}`, async () => {
		const { error } = await same(logged(statement), m);
		assert.equal(error, null);
	});
}

test('an async function and a generator assign to an import', async () => {
	await same([
		"import { a } from 'm'; async function f() { a = await 1 } function* g() { a = yield 1; } const it = g(); it.next(); let error;",
		"try { it.next() } catch (e) { error = String(e) } export { error }; export const rejected = await f().catch(String)",
	].join(' '), m);
});

test('a line break in an assignment stays', async () => {
	await same("import { a } from 'm'; let line; try { a\n=\n(() => { throw new Error('x') })() } catch (e) { line = /:(\\d+):\\d+\\)?$/m.exec(e.stack.split('\\n')[1])[1] } export { line }", m);
});
