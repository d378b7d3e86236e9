import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyText, same } from '../support/observe.js';

const m = { m: "export const a = 'import', b = 'import b'" };

for (const [place, text] of Object.entries({
	'a parameter': 'function f(a) { return a } export const result = f(1)',
	'a parameter with a default that reads another': 'function f(a, c = a) { return c } export const result = f(1)',
	'a destructured parameter': 'function f({ a, ...b }, [c = a]) { return [a, b, c] } export const result = f({ a: 1, x: 2 }, [])',
	'a rest parameter': 'function f(...a) { return a } export const result = f(1)',
	'an arrow’s parameter': 'export const result = [(a => a)(1), ((a) => a)(2), (async a => a)(3) instanceof Promise]',
	'a parameter’s default, which does not see the body’s var': 'function f(x = a) { var a = 1; return [x, a] } export const result = f()',
	'a closure in a parameter’s default': 'function f(x = () => a) { var a = 1; return [x(), a] } export const result = f()',
	'a let in a block, also before it': 'let result; { try { a } catch (e) { result = e.name } let a = 1 } export { result, a as outer }',
	'a var in a nested block of a function': 'function f() { if (true) { for (;;) { var a = 1; break } } return a } export const result = [f(), a]',
	'a var used before its declaration': 'function f() { const before = a; var a = 1; return [before, a] } export const result = f()',
	'a function in a block': 'let result; { result = a(); function a() { return 1 } } export { result }; export const outer = a',
	'a class in a block': 'let result; { class a {} result = a.name } export { result }; export const outer = a',
	'a class expression’s name': 'export const result = [(class a { static x = a.name }).x, a]',
	'a class declaration’s heritage, which is in the class’s own scope': "let result; try { { class a extends a {} } } catch (e) { result = e.message } export { result }",
	'a function expression’s name': 'export const result = [(function a() { return typeof a })(), a]',
	'a function expression’s parameter over its name': 'export const result = (function b(b) { return b })(a)',
	'a catch parameter': 'let result; try { throw 1 } catch (a) { result = a } export { result }; export const outer = a',
	'a destructured catch parameter': 'let result; try { throw { a: 1 } } catch ({ a, b = a }) { result = [a, b] } export { result }; export const outer = [a, b]',
	'a for loop’s let': 'const result = []; for (let a = 0; a < 2; a++) result.push(a); export { result }; export const outer = a',
	'a for-of head': 'const result = []; for (const a of [1]) result.push(a); for (const { a } of [{ a: 2 }]) result.push(a); result.push(a); export { result }',
	'a for-in head': 'const result = []; for (const a in { k: 1 }) result.push(a); result.push(a); export { result }',
	'a for-of’s right side, which sees the head': 'let result; try { for (const a of a) ; } catch (e) { result = e.name } export { result }',
	'a switch’s cases, but not its discriminant': 'let result; switch (a) { case "import": let a = 1; result = a } export { result }',
	'a static block’s var': 'let result; class A { static { var a = 1; result = a } } export { result }; export const outer = a',
	'a label': 'let result = 0; a: for (;;) { result++; for (;;) break a } export { result }; export const outer = a',
	'a property, a method and a private name': [
		'class A { #a = 1; a = 2; b() { return [this.#a, this.a, { a: 3 }.a, { a() {} }.a.name, a] } get a2() { return a } static a = 4 }',
		'export const result = [new A().b(), A.a, new A().a2]',
	].join(' '),
	'a computed key': 'export const result = [{ [a]: a }, class { static [a] = 1 }.import]',
	'a getter’s body': 'export const result = { get a() { return a }, set a(b) {} }.a',
	'an arrow in a field': 'class A { f = () => a; g = (a) => a } export const result = [new A().f(), new A().g(1)]',
	'a generator’s parameter': 'function* f(a) { yield a } export const result = [...f(1), a]',
	'a var in a function’s for head': 'function f() { for (var a of [1]) ; return a } export const result = [f(), a]',
})) {
	test(`shadowing: ${place}`, async () => {
		const { error } = await same(`import { a, b } from 'm'; ${text}`, m);
		assert.equal(error, null);
	});
}

test('an edit is made for a name that is the import’s, and for no other', () => {
	assert.equal(
		bodyText("import { a } from 'm'\na; { a; let x; } { a; let a; } (a) => a; ({ a: 1 }).a; a: for (;;) break a"),
		';\na.$; { a.$; let x; } { a; let a; } (a) => a; ({ a: 1 }).a; a: for (;;) break a',
	);
});
