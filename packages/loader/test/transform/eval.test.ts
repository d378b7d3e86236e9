import assert from 'node:assert/strict';
import { test } from 'node:test';
import { execute, same } from '../support/observe.js';

const m = { m: 'export let a = 1; export const o = { f() { return this === o } }; export const set = (x) => { a = x }; export default 2' };

for (const text of [
	"export const result = eval('a')",
	"export const result = eval('a + d + typeof ns.a')",
	"set(5); export const result = [eval('a'), a, ns.a]",
	"function f() { return eval('a') } export const result = f()",
	"function f(a) { return eval('a') } export const result = f(9)",
	"export const result = (() => { let a = 3; return eval('a') })()",
	"let x = 3; export { x }; eval('x = 4'); export const result = x",
	"let error; try { eval('a = 4') } catch (e) { error = String(e) } export { error }; export const result = a",
	"let error; try { eval('ns = 4') } catch (e) { error = String(e) } export { error }",
	"export const result = [eval('this'), (() => eval('this'))(), eval('typeof globalThis')]",
	"eval('var y = 1'); export const result = typeof y",
	"export const result = eval('(() => a)')()",
	"export const result = [(0, eval)('typeof a'), eval?.('typeof a')]",
	"export const result = eval('o.f()')",
	"export const result = (eval)('a')",
	"const f = eval; export const result = f('typeof a')",
	"export const result = eval('class A { static x = a }; A.x')",
	"export const result = eval('typeof nothing')",
	"let error; try { eval('nothing') } catch (e) { error = String(e) } export { error }",
	"let error; try { eval('implements = 1') } catch (e) { error = e.name } export { error }",
	"let error; try { eval('import.meta') } catch (e) { error = String(e) } export { error }",
	"await 0; export const result = eval('a')",
	"let error; try { eval(...['a']) } catch (e) { error = String(e) } export { error }",
	"export const result = eval()",
	"export const result = [a, (x => x)(a), { a }, typeof a, o.f(), eval('1')]",
	"let error; try { a = eval('7') } catch (e) { error = String(e) } export { error }",
	"export const result = [undefined, NaN, typeof Array, globalThis === Function('return this')()]; eval('')",
	"export { a as again, d as other }; export const result = eval('[a, d]')",
	"let error; try { eval('new.target') } catch (e) { error = String(e) } export { error }",
	"let error; try { (() => eval('1; new . target'))() } catch (e) { error = String(e) } export { error }",
	"export const result = [eval('(function () { return new.target })()'), (function () { return eval('new.target') })(), eval(1), eval({}) instanceof Object, eval(`'new.target'`)]",
	"let x = '1'; export { x }; export const result = [eval(x = '2'), eval(a), eval((x)), eval(x++), eval(x, x++), x]",
	"class A { [eval('a')] = eval('this') instanceof A; static s = eval('new.target') } export const result = [new A(), A.s]",
	"var v = 1; export { v }; { let v = 2; eval('v = 3') } export const result = v",
]) {
	test(`direct eval: ${text}`, async () => {
		const { error } = await same(`import d, { a, o, set } from 'm'; import * as ns from 'm'; ${text}`, m);
		assert.equal(error, null);
	});
}

test('what a direct eval might assign to is mutable', async () => {
	const run = await execute("export let a; export const b = 1; export function f() {} export class C {} eval('a = 1')");
	assert.deepEqual(run.source.localExports.map(({ isMutable }) => isMutable), [true, false, true, true]);
	assert.equal(run.writes, 1);
});
