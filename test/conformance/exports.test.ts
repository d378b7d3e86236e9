// Every form of import and export, live bindings, and what may not be written.
import { conforms } from './support/conforms.js';

conforms('every form of import', {
	'main.js': `
		import def from './x.js'; import { a } from './x.js'; import { b as renamed } from './x.js'; import * as ns from './x.js'; import def2, { a as a2, } from './x.js'; import def3, * as ns2 from './x.js'; import {} from './x.js'; import './x.js';
		import { default as def4, "string name" as str, 'default' as def5, if as if_ } from './x.js'; import{a as a3}from'./x.js';import*as ns3 from"./x.js"
		import /* c */ { /* d */ a /* e */ as /* f */ a4 /* g */ , } /* h */ from /* i */ './x.js' /* j */ ; import
			a5
			from
			'./x.js'
		import { \\u0061 as escaped } from './x.js'; import \\u{62} from './x.js'; import { a as as } from './x.js'; import { as as from } from './x.js'; import of, { b as async, b as get, b as let_ } from './x.js';
		console.log(def, a, renamed, ns.a, def2, a2, def3, ns2 === ns, def4, str, def5, if_, a3, ns3 === ns, a4, a5, escaped, b, as, from, of, async, get, let_, Object.keys(ns));
		import { late } from './x.js'; console.log(late); import { a as last } from './x.js'`,
	'x.js': `
		export default 'default'; export const a = 'a'; const b = 'b'; export { b, b as "string name", b as if, a as as, a as from, a as late };`,
});

conforms('every form of export', {
	'main.js': [
		`import * as ns from './x.js';`,
		`for (const key of Object.keys(ns)) console.log(key, typeof ns[key], ns[key]?.name, typeof ns[key] === 'function' ? '' : ns[key]);`,
		`import * as all from './all.js'; console.log(Object.keys(all), all.inner.a1, all['a string']); console.log(ns.f12(), [ ...ns.g1() ], await ns.af());`,
	].join(' '),
	'x.js': `
		export const a1 = 1, a2 = 2; export let l1, l2 = 3; export var v1 = 4, v2; export const { d1, d2: d3, ...d4 } = { d1: 5, d2: 6, r: 7 }, [ e1, , e2 = 8, ...e3 ] = [ 9, 0, undefined, 1, 2 ]; export const { n: { deep = 'deep', [ 'comp' + 'uted' ]: computed } } = { n: { computed: 1 } };
		export function f1() { } export function* g1() { yield 1; } export async function af() { return 1; } export async function* ag() { } export class C1 { } export class C2 extends C1 { }
		const local = 10; let other = 11; export { local, other as renamed, other as "a string", other as if, f1 as again, local as twice }; export { }; export { local as default };
		export function f12() { return a1 + nested(); function nested() { return 1; } }
		export const obj = { f1, a1, m() { } }, arrow = () => { }, long = 1 +
			2, tpl = \`\${ a1 }\`
		export let asi = 1
		export var u1
		export { after }; var after = 12; export { afterFunction }; function afterFunction() { }`,
	'all.js': [
		`export * from './x.js'; export * as inner from './x.js'; export { default } from './x.js';`,
		`export { a1 as "a string", "a string" as b1 } from './x.js'; export { default as def2, l1 as l3 } from './x.js';`,
		`export * as "string ns" from './x.js'; export * as default2 from './x.js'; export { } from './x.js';`,
	].join(' '),
});

const defaults: readonly string[] = [
	'export default 1',
	'export default 1;',
	'export default function () { return 1; }',
	'export default function f() { return f; }',
	'export default class { m() { return 1; } }',
	'export default class C { static s = C; }',
	'export default () => 1',
	'export default (function () { })',
	'export default async () => 1;',
	'export default async function () { }',
	'export default function* () { }',
	'export default { a: 1 }',
	'export default [ 1, 2 ]',
	'export default `x`',
	'export default (1, 2)',
	'export default await 1',
	'export default null',
	'export default undefined',
	'let x = 1; export default x; x = 2;',
	'let x = 1; export { x as default }; x = 2;',
	'export default function f() { } f = 2;',
	'export default class C { } C = 2;',
	'export default a\n; var a = 1',
	'export default /x/',
	'export default +1',
	'export default !1',
	'export default new Date(0)',
	'export default async\nvar async = 1',
	'export default class extends Object { }',
	'export default (class { })',
	'export default (() => { })',
	'export default function(){}\n(1)',
	'export default class{}\n[1]',
	'export default async function(){}\n/x/g',
	'export default let_\nvar let_ = 1',
	'export default x => x',
	'export default function \n () { }',
	'export default /* c */ function /* d */ () { }',
	'export/**/default/**/1',
	'export default[1]',
	'export default(1)',
	'export default{}',
	'export default"x"',
	'export default`x`',
	'import x from "./self.js"; export default x',
	'export default typeof 1',
	'export default yield_\nvar yield_',
	'export default import("./self.js")',
	'export default import.meta.url.length > 0',
	'export default class { static x = this.name }',
	'export default class { static { this.y = this.name } }',
	'export default (0, class { static x = this.name })',
	'export default class A { static name = 1 }',
	'export default function fn() { return typeof fn } export { fn }',
	'export default (x)\nvar x = 3',
	'export default x ? 1 : 2\nvar x',
	'export default x = 5\nvar x',
	'export default (await 1, () => { })',
	'export default 1;\nexport { default as again } from "./self.js"',
];
conforms('every form of default export', {
	'main.js': `
		for (let n = 0; n < ${defaults.length}; n++) {
			try { const { default: value } = await import('./d' + n + '.js'); console.log(n, typeof value, value?.name, value?.x, value?.y, Object.prototype.toString.call(value), typeof value === 'object' && value !== null && 'then' in value ? '' : value); } catch (error) { console.log(n, error.name, error.message); }
		}`,
	'self.js': 'export default "self"',
	...Object.fromEntries(defaults.map((text, index) => [ `d${index}.js`, text ])),
});

conforms('bindings are live through every chain', {
	'main.js': `
		import { n, set, C, f, o, d, arr } from './chain.js'; import * as ns from './chain.js'; import { renamed } from './renamed.js'; import def from './default.js'; import { def2 } from './default.js';
		const show = () => console.log(n, C.name, f(), o?.x, d, arr, ns.n, ns.C.name, renamed, def, def2, { n }.n, [ n ][0], \`\${n}\`, (() => n)());
		try { show(); } catch (error) { console.log(error.name, error.message); } for (let step = 0; step < 12; step++) { set(step); console.log(n, typeof C, typeof f, o, d, arr, ns.n, renamed, def, def2, { n }.n, \`\${n}\`); }`,
	'x.js': `
		export let n = 0, o, d, arr; export class C { } export function f() { return 'f'; } let { ...rest } = {};
		export function set(step) {
			switch (step) {
				case 0: n = 1; break; case 1: n++; --n; n += 5; break; case 2: ({ n, d } = { n: 'destructured', d: 2 }); break; case 3: [ n, ...arr ] = [ 'array', 1, 2 ]; break; case 4: for (n of [ 'for of' ]); break; case 5: for (n in { forin: 1 }); break;
				case 6: C = function replaced() { }; f = () => 'replaced'; break; case 7: n ??= 1; n ||= 2; n &&= 'and'; break; case 8: (() => { n = 'arrow'; })(); break; case 9: eval('n = "eval"'); break; case 10: ({ a: n = 'default', ...o } = { x: 1 }); break; case 11: { let n = 'shadow'; n = 'not seen'; } (function (n) { n = 'not seen'; })(); break;
			}
		}`,
	'chain.js': `export * from './middle.js';`,
	'middle.js': `import { n, set } from './x.js'; export { n, set }; export { C, f, o, d, arr } from './x.js';`,
	'renamed.js': `export { n as renamed } from './chain.js';`,
	'default.js': `import { n } from './x.js'; export default n; export { n as def2 };`,
});

conforms('an import may not be written, when the write runs', {
	'main.js': `
		import { a, o } from './x.js'; import * as ns from './x.js'; import def from './x.js'; let log = [];
		const tries = {
			assign: () => { a = 1; }, add: () => { a += log.push('add'); }, increment: () => a++, decrement: () => --a, destructure: () => { [ a ] = [ 1 ]; }, object: () => { ({ a } = { a: 1 }); }, rest: () => { [ ...a ] = []; }, orest: () => { ({ ...a } = {}); }, def: () => { ({ x: a = 1 } = {}); },
			of: () => { for (a of [ 1 ]) log.push('of'); }, ofEmpty: () => { for (a of []) ; }, in: () => { for (a in { x: 1 }) ; }, and: () => { a &&= log.push('and'); }, or: () => { a ||= log.push('or'); }, nullish: () => { a ??= log.push('nullish'); }, ns: () => { ns = 1; }, def_: () => { def = log.push('evaluated'); },
			nested: () => { (() => { a = 2; })(); }, member: () => { o.x = 1; return o.x; }, async: async () => { a = 1; }, generator: () => [ ...(function* () { a = yield 1; })() ], shadow: () => { let a = 1; a = 2; return a; }, parameter: (a => { a = 3; return a; }), paren: () => { (a) = 1; }, typeof: () => typeof (a = 1), order: () => { (log.push('left'), a) ; a = (log.push('right'), 1); }, throwing: () => { a = (() => { throw new Error('right side'); })(); }, exp: () => { a **= 2; }, chain: () => { let b; b = a = 1; }, arg: () => String(a = 1), comma: () => (a = 1, 2), cond: () => true || (a = 1),
		};
		for (const [ name, f ] of Object.entries(tries)) { try { const value = f(); console.log(name, value instanceof Promise ? await value.catch(error => error.message) : value); } catch (error) { console.log(name, error.name, error.message, error.constructor === TypeError); } } console.log(log, a);`,
	'x.js': 'export let a = 5; export const o = {}; export default 6;',
});

conforms('an assignment to an import in its dead zone', {
	'main.js': `import './b.js'; export let a = 1; export const c = 1;`,
	'b.js': [
		`import { a, c } from './main.js';`,
		'for (const f of [ () => { a = 1; }, () => { a += 1; }, () => a++, () => { c = 1; }, () => { [ a ] = [ 1 ]; }, () => { a ??= 1;',
		`}, () => typeof a, () => a(), () => a.b, () => ({ a }), () => \`\${a}\`, () => a?.b, () => new a, () => delete a.b, () => { for (const x of a);`,
		`}, () => { (async () => { await a; })().catch(error => console.log('async', error.message)); }`,
		']) { try { console.log(f()); } catch (error) { console.log(error.name, error.message); }',
		'}',
	].join(' '),
});

conforms('dead zones have the name the importer gave', {
	'main.js': `import './b.js'; export let a = 1; export class Klass { } export default class { } export { a as other };`,
	'b.js': [
		`import { a as mine, Klass as K, other, "other" as str } from './main.js'; import def from './main.js'; import * as ns from './main.js';`,
		`import { via } from './c.js';`,
		'for (const f of [ () => mine, () => K, () => new K, () => other, () => def, () => ns.a, () => ns.default, () => ns.Klass, () => via, () => str,',
		`() => ns['a'], () => ({ ...ns }) ]) try { console.log(f());`,
		'} catch (error) { console.log(error.name, error.message); }',
	].join(' '),
	'c.js': `export { a as via } from './main.js';`,
});

conforms('a constant of the module itself may not be written', {
	'main.js': [
		'export const a = 1; export class C { static f() { C = 1; } } export function f() { f = 2; return f; }',
		'try { a = 2; } catch (error) { console.log(error.message); } try { C.f(); } catch (error) { console.log(error.message); } console.log(f(), a);',
		'try { a++; } catch (error) { console.log(error.message); } C = 5; console.log(C, (await 0, C));',
	].join(' '),
});

conforms('hoisting', {
	'main.js': `
		console.log(f(), typeof g, v, typeof def); export function f() { return 'f'; } export var v = 1; export async function* g() { } export { def }; function def() { } try { C; } catch (error) { console.log(error.message); } export class C { } try { l; } catch (error) { console.log(error.message); } export let l; console.log(l, v);
		{ function block() { return 1; } } console.log(typeof block); if (true) { function inIf() { } } console.log(typeof inIf); var v; var v = 2; console.log(v); function dup() { return 1; } var dup2 = 1; console.log(dup(), (function () { return typeof hoisted; var hoisted; })()); import './x.js';`,
	'x.js': `import { f, v, g, def } from './main.js'; console.log(f(), v, typeof g, typeof def);`,
});

conforms('a function that is exported by default is hoisted', {
	'main.js': `import './b.js'; export default function () { return 'hoisted'; }`,
	'b.js': `import f from './main.js'; console.log(f(), f.name);`,
});

conforms('an imported name in every syntactic place', {
	'main.js': `
		import { f, o, K, n, s, sym, arr, tag, p, und } from './x.js'; import * as ns from './x.js';
		console.log(f(1), f?.(2), f\`3\`, f.call(null, 4), f(...[ 5 ]), (f)(6), (0, f)(7), (f, f)(8), f.name, f?.name, new K(9).v, new K().v, new K, new (K)(10).v, new o.K(11).v, new ns.K(12).v, new ns.K, new (f.bind(null, 13))() );
		console.log(o.m(), o?.m(), o['m'](), o.m?.(), o.m\`x\`, (o.m)(), (0, o.m)(), o.a.b.c(), o.x = 1, o.x++, ++o.x, delete o.x, 'a' in o, s in o, o instanceof Object, f instanceof K, new K() instanceof K, typeof o.m, void n, -n, +s, ~n, !n, n + s, n ** 2, n < 4, n === 3 ? s : o, n && s, und ?? s, n || s, [ n, ...arr ], { n, [s]: n, ...o, n2: n, get g() { return n; }, [sym]: 1 }, \`\${n}\${s}\`, tag\`\${n}x\${s}\`, /n/.source, (n), (n, s), n
			+ 1, n /* c */ , arr[n], arr[0][s], o[s], o?.[s], o?.a?.b, ns.o.a.b.c(), ns?.o?.["a"].b);
		class A extends K { constructor() { super(n); this.x = n; } [s] = n; static [s] = n; static x = n; static { this.y = n; } get [sym]() { return n; } #p = n; get p() { return this.#p; } } console.log(new A(), new A().p, A.x, A.y); class B extends ns.K { } console.log(new B(1).v); class D extends (n ? K : Object) { } console.log(new D(2).v);
		const { a = n, [s]: b = f(n), ...c } = o, [ d = s ] = [], g = (a = n, { b = s } = {}) => [ a, b ], { [n]: h } = [ 0, 1, 2, 3 ]; console.log(a, b, c, d, g(), h); for (const x of arr) console.log(x); for (const x in o) console.log(x); for (let i = n; i < n + 1; i++) console.log(i); while (n > 5); do { } while (n > 5); if (n) console.log(n); else console.log(s);
		switch (n) { case n: console.log('case'); default: } try { throw s; } catch (error) { console.log(error); } label: for (;;) { if (n) break label; } const gen = function* () { yield n; yield* arr; return s; }; console.log([ ...gen() ]); const asy = async () => { await p; for await (const x of arr) console.log(x); return n; }; console.log(await asy(), await p, await f(1)); export const q = n, r = f(n); export { n as nn }; export default n;
		n; s
		f(1)
		;[ n ].forEach(x => console.log(x))
		var t = n
		++t
		console.log(t, ((n) => n)(1), (() => { return n })(), (() => { throw_: { return f(n) } })(), function () { return n }(), n?1:2, n?.toFixed(1), n ?.5:1, f
		(1), o
		.m(), await n, typeof n, typeof und, typeof ns.none, delete o.zzz, f(f(f(n))), f(ns.f(n)), ns.f\`1\`, new ns.o.K(1).v, ns.f?.(1), ns.f.name, (ns.f)(1), (0, ns.f)(1), [ ns.f ][0](1), { f: ns.f }.f(1), async () => n, n => n, { n: n => n }.n(4), eval.name);
		export { q as "a b" }; { let n = 5; { let s = n; console.log(n, s); } } console.log({ __proto__: o }.m === o.m, { "__proto__": o }.m === o.m, { ns }.ns === ns, { f() { return f; } }.f() === f, { async f() { return n; } }.f() instanceof Promise, [ , n ].length, (a => b => n)(1)(2), import.meta.n, { if: n }.if);`,
	'x.js': `
		export const f = function (x) { return [ this === undefined ? 'no this' : typeof this, Array.isArray(x) ? x[0] : x ]; }; export class K { constructor(v) { this.v = v; } } export const o = { m() { return this === o; }, a: { b: { c() { return this === o.a.b; } } }, K, s: 's' }, n = 3, s = 's', sym = Symbol('sym'), arr = [ [ 1 ], 2 ], tag = (strings, ...values) => strings.raw.join('|') + values.join('-') + typeof this, p = Promise.resolve('p'); export let und; und = undefined;`,
});

conforms('tagged templates keep their strings', {
	'main.js': [
		`import { tag } from './x.js'; import * as ns from './x.js'; const f = () => tag\`a\${1}b\`;`,
		`console.log(f() === f(), tag\`x\` === tag\`x\`, ns.tag\`a\\n\`.raw[0], Object.isFrozen(f())); const g = n => n ? g(n - 1) : ns.tag\`s\`;`,
		'console.log(g(1) === g(2));',
	].join(' '),
	'x.js': `export const tag = strings => strings;`,
});
