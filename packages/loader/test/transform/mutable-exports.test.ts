import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyText, execute, same } from '../support/observe.js';

for (const [text, value, writes] of [
	['export let x = 1; x = 2', 2, 1],
	['export let x = 1; x += 2', 3, 1],
	['export let x = 1; x ??= 2', 1, 1],
	['export let x; (x) = 2', 2, 1],
	['export let x = 1; x++; --x; x++', 2, 3],
	['export let x; [x] = [3]', 3, 1],
	['export let x; [[x = 4]] = [[]]', 4, 1],
	['export let x; ({ x } = { x: 3 })', 3, 1],
	['export let x; ({ a: { b: [...x] } } = { a: { b: "q" } }); x = x[0]', 'q', 2],
	['let x, y; export { x, y as z }; [x, y] = [1, 2]', 1, 1],
	['let x, y; export { x, y }; x = y = 5', 5, 2],
	['export let x; for (x of [1, 2]) ;', 2, 2],
	['export let x; for (x in { a: 1 }) { x; }', 'a', 1],
	['export let x; for ([x] of [[1], [2], [3]]) if (x > 2) break; else continue', 3, 3],
	['export let x; for (x = 0; x < 2; x++) ;', 2, 3],
	['export var x = 1', 1, 0],
	['export { x }; for (var x of [1, 2]) ;', 2, 2],
	['export { x }; for (var x = 0; x < 2; x++) ;', 2, 3],
	['export { x }; { var x = 1 }', 1, 1],
	['export { x }; { var [x, y] = [1], z }', 1, 1],
	['export { x }; if (true) var x = 7', 7, 1],
	['export { x, y }; let y; if (true) var x = y = 7', 7, 2],
	['export { x, y }; let y; for (var x = y = 7; ;) break', 7, 2],
	['export { x, y }; let y; x = (y = 1, y++) ; var x', 1, 3],
	['export let x, y = 3; x = y++', 3, 2],
	['export let x, y; for (x of [y = 1]) y = x', 1, 3],
	['export let x, y; for (x of [1]) for (y of [x]) x++', 2, 3],
	['export let x, y; for (x of [1]) for (y of [x]) x', 1, 2],
	['export let x, y; for (x of [1]) y = x', 1, 2],
	['export function x() {} x = 1', 1, 1],
	['export default function x() {} x = 1; export { x }', 1, 1],
	['export class x {} x = 1', 1, 1],
	['export let x; function set(v) { x = v } set(8)', 8, 1],
	['export let x; const set = v => x = v; set(8)', 8, 1],
	['export let x; const set = v => { let x; x = v; x++ }; set(8); x = 1', 1, 1],
	['export let x; (function (x) { x = 2 })(); x = 1', 1, 1],
	['export let x; function* g() { x = yield 1 } const i = g(); i.next(); i.next(6)', 6, 1],
] as const) {
	test(`writes are noticed: ${text}`, async () => {
		const run = await execute(text);
		assert.equal(run.read('x'), value);
		assert.equal(run.writes, writes);
		assert.equal((await same(text)).error, null);
	});
}

test('what is never written needs no notice', () => {
	assert.equal(bodyText('export let a = 1; let b = 2; b = 3; { let a; a = 1 }'), '       let a = 1; let b = 2; b = 3; { let a; a = 1 }');
});

test('a write to an exported const throws as it is', async () => {
	await same("export const x = 1; let error; try { x = 2 } catch (e) { error = String(e) } export { error }");
	assert.equal(bodyText('const x = 1; export { x }\nx = 2'), 'const x = 1; ;\nx = 2');
});

test('an anonymous function keeps the name of the binding it is written to', async () => {
	await same('export let x; x = () => {}; export let y; [y = class {}] = []');
});
