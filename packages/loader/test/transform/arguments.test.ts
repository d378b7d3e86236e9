import assert from 'node:assert/strict';
import { test } from 'node:test';
import { same } from '../support/observe.js';

for (const text of [
	'export const result = typeof arguments',
	'export const result = typeof (arguments)',
	'let result; try { arguments } catch (e) { result = String(e) } export { result }',
	'let result; try { arguments[0] } catch (e) { result = String(e) } export { result }',
	'let result; try { arguments() } catch (e) { result = String(e) } export { result }',
	'let result; try { new arguments() } catch (e) { result = String(e) } export { result }',
	'let result; try { ({ arguments }) } catch (e) { result = String(e) } export { result }',
	'let result; try { let x = 1\narguments } catch (e) { result = String(e) } export { result }',
	'let result; try { (() => arguments)() } catch (e) { result = String(e) } export { result }',
	'const f = () => { { return typeof arguments } }; export const result = f(1)',
	'export const result = (function () { return [arguments.length, (() => arguments[0])(), typeof arguments, { arguments }] })(1, 2)',
	'export const result = { m() { return arguments[0] } }.m(3)',
	'class A { m() { return arguments.length } constructor() { this.n = arguments[0] } } export const result = [new A(1).m(1, 2), new A(7).n]',
	'export const result = { arguments: 1 }.arguments',
	'await 0; export const result = typeof arguments',
	'export const result = (function (x = arguments.length) { return x })(undefined, 2)',
	'class A { [typeof arguments] = 1; static [(() => typeof arguments)()] = 2 } export const result = [new A(), A.undefined]',
]) {
	test(`arguments is a global name: ${text}`, async () => {
		const { error } = await same(text);
		assert.equal(error, null);
	});
}

test('arguments as a global that the program made', async () => {
	Object.defineProperty(globalThis, 'arguments', { value: function () {}, configurable: true });
	try {
		await same('let x = 1\narguments\nexport const result = [arguments(), new arguments, typeof arguments, { arguments }].length');
	} finally {
		Reflect.deleteProperty(globalThis, 'arguments');
	}
});
