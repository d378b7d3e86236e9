import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { native, transformed, type Observation } from '../support/observe.js';

const modules = {
	m: `export const log = []; export let a = 1; export const f = (...values) => { log.push(values.map((x) => typeof x === 'function' ? x.name : x)); return values[0] };
export const o = { f() { log.push(this === o); return o }, p: 2 }; export function who() { log.push(typeof this); return this } export const C = class { constructor(v) { this.v = v } }; export default 7`,
};
const names = ['a', 'd', 'x', 'y', 'z', 'ns.a', 'ns.o.p', 'o.p', 'n'];
const targets = ['a', 'x', 'y', 'z', 'd', 'ns.a', '(x)', '(a)', 'o.p'];

/** Programs in which an import, a written export, a namespace or something that shadows them stands wherever it may. */
const { statement } = fc.letrec((tie) => {
	const expression = tie('expression') as fc.Arbitrary<string>;
	const statements = tie('statement') as fc.Arbitrary<string>;
	const pattern = tie('pattern') as fc.Arbitrary<string>;
	const template = (strings: TemplateStringsArray, ...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> =>
		fc.tuple(...parts).map((values) => String.raw({ raw: strings }, ...values));
	const name = fc.constantFrom(...names);
	const target = fc.constantFrom(...targets);
	const shadowed = fc.constantFrom('a', 'x', 'f', 'ns', 'd', 'n');
	const space = fc.constantFrom(' ', '\n', ' /* c */ ', ' // c\n');
	const body = fc.oneof(template`f(${expression})`, template`{ ${statements} }`, template`x = ${expression}`, template`a += ${expression}`);
	return {
		expression: fc.oneof(
			{ maxDepth: 4, depthIdentifier: 'expression' },
			name, name, fc.constantFrom('1', 'typeof a', 'typeof arguments', 'this', 'new.target === undefined', 'f', '[]', '`${a}`', 'eval', 'typeof import.meta.url').filter((text) => text !== 'new.target === undefined' && text !== 'eval'),
			template`f(${expression})`, template`f${space}(${expression}, ${expression})`, template`ns.f(${expression})`, template`(f)(${expression})`, template`f?.(${expression})`, template`ns.who?.()`,
			fc.constantFrom('who()', 'ns.who()', '(0, who)()', 'who``', 'ns.who``', 'o.f()', 'ns.o.f()', 'new C(a).v', 'new ns.C(x).v', 'new (f(C))(1).v'),
			template`(${target} = ${expression})`, template`(${fc.constantFrom('x', 'a', 'y')} ${fc.constantFrom('+=', '??=', '||=', '&&=', '**=')} ${expression})`,
			template`(${pattern} = ${expression})`,
			fc.constantFrom('x++', '(++y)', '(--x)', 'a++', '(-- a)', 'ns.a++', 'o.p++'),
			template`[${expression}, ${expression}]`, template`{ a, x, f, k: ${expression} }.k`.map((text) => `(${text})`), template`({ [${expression}]: 1 })`,
			template`(${expression} ? ${expression} : ${expression})`, template`(${expression}, ${expression})`, template`${expression} + ${expression}`, template`(${expression} ?? ${expression})`, template`-${name}`,
			template`((${shadowed}) => ${expression})(5)`, template`(() => { ${statements} })()`, template`(function ${fc.constantFrom('ns', 'n', 'd')}() { return ${expression} })()`, template`(function (${shadowed} = ${expression}) { ${statements} })()`,
			template`class ${shadowed} { [${expression}] = 1; static s = () => ${expression}; static { ${statements} } }.name`.map((text) => `(${text})`),
		),
		pattern: fc.oneof(
			{ maxDepth: 2, depthIdentifier: 'pattern' },
			template`[${target}]`, template`[${target} = ${expression}]`, template`[, ...${target}]`, template`{ k: ${target} }`, fc.constantFrom('{ x }', '{ a }', '{ y = f(1) }', '{ d = 3 }', '{ ...x }'), template`[${pattern}]`,
		),
		statement: fc.oneof(
			{ maxDepth: 4, depthIdentifier: 'statement' },
			expression.filter((text) => !/^[{]|^(?:function|class)\b/.test(text)), expression.map((text) => `f(${text})`), template`f(${expression})\nf(${expression})`, template`f(${expression});f(${expression})`,
			template`let q = ${expression}\nf(q)`.map((text) => `{ ${text} }`), template`{ let ${shadowed} = 3\n${statements} }`, template`{ ${statements}\n${statements}\nfunction f2() { ${statements} }\nf2() }`,
			template`if (${expression})${space}${body}\nelse${space}${body}`, template`for (const ${shadowed} of [1, 2])${space}${body}`, template`for (${target} of [1, 2])${space}${body}`,
			template`for (${pattern} of [[1], [[2]], {}])${space}f(x, y)`, template`for (${target} in { k: 1 }) ${body}`, template`for (let i = 0; i < 2; i++) ${body}`, template`for (var v of [x, a]) f(v)`,
			template`switch (${expression}) { case ${expression}: ${statements}\ndefault: ${statements} }`, template`l: { ${statements}\nbreak l }`,
			// What a line break ends, and what begins a line so that it may go on.
			fc.constantFrom('x++', 'a++', 'x = () => {}', 'a = () => {}', 'x = async () => y++', 'y ??= () => { }', '[x] = [() => {}]', 'var v = x++', 'var v = () => {}', 'let w = () => x++', 'const u = async () => x = () => {}', 'x', 'a', 'typeof a', 'f', 'ns.f').map((text) => (/^(?:let|const)/.test(text) ? `{ ${text}\n(f)(1)\n}` : text)),
			template`(${expression})`, template`[${expression}]`, fc.constant('`${f(a)}`'), fc.constant('/x/g.test(f(a))'), template`+${name}`, fc.constant('(f)(x)'), fc.constant('[f][0](a)'),
			template`class K { p = ${expression}\n[f('k')] = ${expression}\nstatic q = x++\n['r'] = () => x = () => {}\n['s']() { return ${expression}\n(f)(1) } }`.map((text) => `{ ${text}\nf(new K().s()) }`),
			template`(() => { return x++\n(f)(1) })()`, template`try { throw ${expression}\n(f)(1) } catch { x-- }`,
			template`try { ${statements} } catch (${shadowed}) { ${statements} }`, template`do ${body}\nwhile (false)`, template`var v = ${expression}`, template`while (true) { ${statements}\nbreak }`,
		),
	};
});

const program = fc.array(statement as fc.Arbitrary<string>, { minLength: 1, maxLength: 6 }).map((statements) => `import d, { a, f, o, who, C, log } from 'm'
import * as ns from 'm'
const n = 4
export let x = 1, y
export { v, log, z as default, error }
let z = 3, error
var v
${statements.map((text) => `try { ${text}\n} catch (e) { error = String(e.name) }`).join('\n')}
`);

/** In its messages V8 prints the code it runs: `(0 , f.$) is not a function`. */
function nativeWords(observation: Observation): string {
	return JSON.stringify(observation, null, '\t').replace(/\(0 , (\w+)\.\$\)/g, '$1').replace(/\.\$/g, '').replace(/ns\$(\w+?)(?:\$call)?\b/g, 'ns.$1');
}

/** The same programs each time; `HOT_RUNTIME_GENERATED=5000` looks at that many others. */
const wanted = process.env['HOT_RUNTIME_GENERATED'];
const parameters = wanted === undefined ? { numRuns: 150, seed: 1 } : { numRuns: Number(wanted) };

test('a generated program does what it does natively', async (context) => {
	// A function's text does differ, and so does the way into the module on the stack.
	const { stackTraceLimit } = Error;
	context.after(() => { Error.stackTraceLimit = stackTraceLimit; });
	Error.stackTraceLimit = 0;
	context.mock.method(Function.prototype, 'toString', () => 'function');
	await fc.assert(fc.asyncProperty(program, async (text) => {
		const expected = await native(text, modules);
		// Some of them are no programs; the words for that are V8's own, elsewhere.
		fc.pre(!expected.error?.startsWith('SyntaxError'));
		assert.equal(nativeWords(await transformed(text, modules)), nativeWords(expected));
	}), parameters);
});
