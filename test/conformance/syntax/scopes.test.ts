// Each kind of scope that may hide an import, and each that only looks so.
import { snippets } from './support/snippets.js';

const imports = `import d, { a, f, o, C, id, list, a as twice, a as 𝓐, a as $, a as _, a as hot$ } from './x.js'; import * as ns from './x.js'; import { log, attempt } from './log.js';\n`;

const scopes: Readonly<Record<string, string>> = {
	'a parameter': [
		'log((a => a)(5), (function (a) { return a;',
		'})(5), ((...a) => a)(5), (({ a }) => a)({ a: 5 }), (([ a ]) => a)([ 5 ]), (({ x: { a } }) => a)({ x: { a: 5 } }), (({ ...a }) => a)({ a: 5 }))',
	].join(' '),
	'a default of a parameter sees the parameters': [
		'log(((x = a, a) => [ x, a ])(1, 5)); attempt(() => ((x = a, a) => x)(undefined, 5));',
		'log(((a, x = a) => x)(5), ((a, x = () => a) => x())(5), ((x = f(1)) => x)())',
	].join(' '),
	'a var of the body is not seen by a default': [
		'log((function (x = a) { var a = 5; return [ x, a ]; })(), (function (x = () => a) { var a = 5; return [ x(), a ]; })(), ((x = a) => { var a;',
		'return [ x, a ]; })(), (function (x = typeof f) { function f() { } return [ x, typeof f ]; })())',
	].join(' '),
	'a parameter and a var of one name': 'log((function (a) { var a; return a; })(5), (function (a, x = () => a) { var a = 6; return [ a, x() ]; })(5))',
	'the name of a function expression': [
		'log((function a() { return typeof a; })(), (function a(a) { return a; })(5), (function a() { var a = 5; return a;',
		'})(), (function a() { { let a = 5; return a; } })(), (function f(n) { return n ? f(n - 1) : "end"; })(3));',
		'log((async function a() { return typeof a; }) instanceof Function, (function* a() { yield typeof a; })().next().value)',
	].join(' '),
	'the name of a class expression': [
		'log((class a { static x = typeof a; }).x, (class a { static m() { return a.name; } }).m(), (class a { static { log(typeof a); }',
		'}).name, (class a extends (attempt(() => a), Object) { }).name, (class { static x = typeof a; }).x)',
	].join(' '),
	'the name of a class in its computed keys': 'attempt(() => class a { [a] = 1; }); attempt(() => class a { static [typeof a] = 1; }); attempt(() => Object.keys(class { static [a] = 1; }))',
	'the name of a class declaration in a block': '{ class a { static x = a.name; } log(a.x); } log(a)',
	'a block': '{ let a = 5; log(a); } { const a = 6; log(a); } { var b = a; log(b); } log(a)',
	'a block, its dead zone': [
		'attempt(() => { a; let a; }); attempt(() => { f(); let f; }); attempt(() => { typeof a; const a = 1; }); attempt(() => { { a; } class a { } });',
		'attempt(() => { (() => a)(); let a; }); attempt(() => { let a = a; }); attempt(() => { const { a = a } = {}; });',
		'attempt(() => { for (const a of [ a ]) ; }); attempt(() => { for (let a = a; ;) ; }); attempt(() => { o.p = a; let a })',
	].join(' '),
	'a function in a block': [
		'{ log(typeof a); function a() { return 5; } log(a()); } log(a); { { log(a()); } function a() { return 6; } }',
		'switch (1) { case 0: function a() { return 7; } case 1: log(a()); } log(a)',
	].join(' '),
	'a function in a function, hoisted': [
		'log((() => { return a(); function a() { return 5; } })(), (() => { { function a() { } } return typeof a; })(), (() => { if (1) { function a() { } }',
		'return typeof a; })())',
	].join(' '),
	'var hoists over blocks': [
		'log((() => { const before = typeof a; if (1) { var a = 5; } return [ before, a ]; })(), (() => { for (var a of [ 5 ]) ; return a;',
		'})(), (() => { for (var a in { k: 1 }) ; return a; })(), (() => { for (var a = 0; a < 3; a++) ; return a;',
		'})(), (() => { try { throw 1; } catch { var a = 5; } return a; })(), (() => { label: { var a = 5; break label; } return a;',
		'})(), (() => { switch (0) { default: var a = 5; } return a; })(), (() => { while (1) { var { a } = { a: 5 }; break; } return a;',
		'})(), (() => { do { var [ a ] = [ 5 ]; } while (0); return a; })())',
	].join(' '),
	'var does not pass a function': [
		'log((() => { (() => { var a = 5; })(); return a; })(), (() => { class X { static { var a = 5; } } return a;',
		'})(), (() => { ({ m() { var a = 5; } }).m(); return a; })())',
	].join(' '),
	'a catch': [
		'try { throw 5; } catch (a) { log(a); { log(a); } (() => log(a))(); } log(a); try { throw { a: 5 }; } catch ({ a, x = a }) { log(a, x); }',
		'try { throw [ 5 ]; } catch ([ a ]) { log(a); } try { throw 1; } catch { log(a); }',
		'try { throw 5; } catch (a) { let b = a; log(b); } finally { log(a); }',
	].join(' '),
	'a catch with a var of its name': 'log((() => { try { throw 5; } catch (a) { var a = 6; log(a); } return a; })())',
	'a default in a catch': 'try { throw {}; } catch ({ x = a, y = f(1), a: z = () => a }) { log(x, y, z()); }',
	'a loop': [
		'for (let a = 0; a < 2; a++) log(a); for (const a of list) log(a); for (const a in { k: 1 }) log(a); for (let [ a ] of [ [ 5 ] ]) log(a);',
		'for (const { a = 5 } of [ { } ]) log(a); log(a); for (let x = a, a2 = x; x < 2; x++) log(x, a2)',
	].join(' '),
	'a loop, each turn its own': 'const l = []; for (let a = 0; a < 3; a++) l.push(() => a); for (const f of [ 7, 8 ]) l.push(() => f); log(l.map(x => x()), a, f(1))',
	'the right side of a loop': [
		'for (const x of [ a ]) log(x); for (const x in { [a]: 1 }) log(x); attempt(() => { for (const a of [ a ]) ; });',
		'attempt(() => { for (let list of list) ; }); for (var z of list) ; log(z)',
	].join(' '),
	'a label': 'a: for (;;) { break a; } f: { break f; } ns: for (const x of list) { log(x); continue ns; } log(a)',
	'a switch': 'switch (a) { case 1: let a = 5; log(a); } attempt(() => { switch (1) { case a: let a; } }); switch (1) { case a: log("one"); break; default: } switch (f) { case f: log("f"); }',
	'a static block': 'class X { static { var a = 5; let f = 6; log(a, f); } static { log(a, f(1)); } static y = a; }',
	'fields': 'class X { a = a; b = this.a; static f = f(1); #o = o.p; c = () => this.#o; } const x = new X(); log(x.a, x.b, X.f, x.c())',
	'methods of the same name': [
		'class X { a() { return a; } static f() { return f(1); } get o() { return o.p; } set o(a) { log(a); } *g() { yield a; } async d() { return d; } }',
		'const x = new X(); x.o = 9; log(x.a(), X.f(), x.o, [ ...x.g() ])',
	].join(' '),
	'object methods': [
		'log({ a() { return a; } }.a(), { a: a }.a, { a }.a, { f: () => f(1) }.f(), { get a() { return a; } }.a, { set a(a) { log(a); }',
		'}.a = 7, { async a() { return a; } }.a() instanceof Promise, { *a() { yield a; } }.a().next().value, { ["a"]: a }.a)',
	].join(' '),
	'arguments': [
		'log((function () { return [ ...arguments, a ]; })(5), (function (a) { arguments[0] = 6; return a; })(5), (function () { return (() => arguments[0])();',
		'})(f)(1), (function (arguments_) { return arguments_; })(a))',
	].join(' '),
	'this': 'log((function () { return this; }).call(a), (() => typeof this)(), id(typeof this), (function () { return (() => this)(); }).call("x"))',
	'new.target and super': [
		'class X extends C { constructor() { super(a, new.target.name); } m() { return [ super.m(), a ]; } static m() { return super.m(); } }',
		'const x = new X(); log(x.v, x.m(), X.m(), (function () { return new.target; })())',
	].join(' '),
	'a generator': 'function* g(a) { yield a; { let a = 6; yield a; } yield f(a); } log([ ...g(5) ], [ ...(function* () { yield a; a: for (;;) break a; })() ])',
	'async': 'log(await (async a => a)(5), await (async () => a)(), await (async function a() { return typeof a; })(), await Promise.all([ a, 2 ].map(async a => a)))',
	'nested functions': [
		'log((() => () => () => a)()()(), (a => () => a)(5)(), (() => a => a)()(5), (a => (a => a))(1)(5), (() => { { return (() => a)(); }',
		'})(), (() => { let f = 1; return (() => { let a = f; return (() => [ a, f ])(); })(); })())',
	].join(' '),
	'a var in eval stays there': 'log(eval("var a = 5; a"), a, (() => { eval("var a = 5"); return a; })(), (() => eval("a"))(), (a => eval("a"))(5), eval("let a = 6; a"))',
	'eval in a default, a class, an arrow': [
		'log(((x = eval("a")) => x)(), (class { static x = eval("a"); }).x, (() => eval("() => a")())(), new (class { x = eval("f(1)")[1];',
		'})().x, [ 1 ].map(a => eval("a")), (function a() { return eval("typeof a"); })())',
	].join(' '),
	'eval in parentheses, optional, spread': [
		'log((eval)("typeof a"), eval?.("typeof a"), (0, eval)("typeof a"), eval(...[ "a" ]), eval("a", "f"), eval(), eval(5), (x => x("typeof a"))(eval),',
		'((eval))("a"))',
	].join(' '),
	'a local that is called eval is an error': 'const eval = 1;',
	'eval as a name of a property': 'log({ eval: x => x }.eval("a"), { eval() { return a; } }.eval(), (class { static eval(x) { return x; } }).eval("a"))',
	'names with escapes': [
		'log(\\u0061, \\u{61}, { \\u0061 }, { \\u0061: 5 }.a, o.\\u0070, \\u{66}(1), ((\\u0061) => a)(5), ((a) => \\u0061)(5), n\\u0073.a, n\\u0073.\\u0061,',
		'\\u{1d4d0}, 𝓐, typeof \\u0061, \\u006es.f(1)[0])',
	].join(' '),
	'names that the wrapper might use': [
		'const hot = 1, hot$1 = 2, ns$a = 3, ns$f$call = 4, hot$$a = 5, hot$default = 6;',
		'log(hot$, hot, hot$1, ns$a, ns$f$call, hot$$a, hot$default, ns.a, ns.f(1), $, _); export default 7',
	].join(' '),
	'one thing by several names': 'log(a, twice, $, ns.a, (twice => [ a, twice ])(5), ((a, twice) => [ a, twice, $ ])(1, 2)); { let a = 9; log(a, twice); }',
	'two namespaces of one module': 'import * as again from "./x.js"; log(ns === again, again.a, again.f(1), (again => again)(5), (ns => again.a)(5), (again => ns.a)(5))',
	'typeof of what is not there': 'log(typeof missing, typeof a, (typeof missing_), typeof typeof a); attempt(() => missing)',
	'a hidden namespace': [
		'log((ns => ns.a)({ a: 5 }), (({ ns }) => ns.f(1))({ ns: { f: x => x } }), (() => { let ns = { f() { return this === ns; } }; return ns.f(); })());',
		'{ class ns { static a = 6; } log(ns.a); } for (const ns of [ { a: 7 } ]) log(ns.a); try { throw { a: 8 }; } catch (ns) { log(ns.a); } log(ns.a)',
	].join(' '),
	'a global of the same name': [
		'globalThis.a = "global"; globalThis.f = "global"; log(a, typeof f, globalThis.a, new Function("return a")(), (0, eval)("a")); delete globalThis.a;',
		'delete globalThis.f',
	].join(' '),
	'a getter of the global object': [
		'let n = 0; Object.defineProperty(globalThis, "counted", { get: () => ++n, configurable: true }); log(counted, counted, typeof counted);',
		'delete globalThis.counted; attempt(() => counted)',
	].join(' '),
	'function declarations before imports': 'log(before()); function before() { return [ a, f(1), o.p, ns.a ]; }',
	'var and function of one name': 'function g() { var both; function both() { return a; } return both(); } log(g()); var late = a, late; log(late); export { late }',
	'exported names hidden': [
		'export let x = 1, y = 2; log((x => x)(5), (() => { let x = 6; x++; return x; })(), (() => { x = 7; return x; })(), (y => { y = 8; return y; })(0), y);',
		'{ let y = 9; y++; log(y); } for (let x = 0; x < 1; x++) ; try { throw 1 } catch (x) { x = 5 } log(x, y); (function x() { y++; })();',
		'({ x() { x++; } }).x()',
	].join(' '),
};

snippets('scopes that hide an import', Object.fromEntries(Object.entries(scopes).map(([ name, text ]) => [ name, imports + text ])));

snippets('scopes that hide an import, in a module with a direct eval', Object.fromEntries(Object.entries(scopes).filter(([ name ]) => !name.startsWith('a local')).map(([ name, text ]) => [ name, `${imports}eval('');\n${text}` ])));
snippets('scopes that hide an import, in a function of a module with top-level await', Object.fromEntries(Object.entries(scopes).filter(([ , text ]) => !/\bawait|\b(?:im|ex)port\b/.test(text)).map(([ name, text ]) => [ name, `${imports}await 0; (() => {\n${text}\n})();` ])));

const dead: Readonly<Record<string, string>> = {
	'each kind of use': `import { a, f, v, C, later, d } from './late.js'; import * as late from './late.js'; import { attempt, log } from './log.js';
		for (const run of [ () => a, () => a(), () => a\`\`, () => a.p, () => a?.p, () => a?.(), () => new a(), () => typeof a, () => ({ a }), () => [ ...a ], () => a + 1, () => { a = 1; }, () => a++, () => a ??= 1, () => { [ a ] = [ 1 ]; }, () => \`\${a}\`, () => class extends a { }, () => delete a.p, () => eval === a, () => { for (const x of a) ; }, () => f(), () => f, () => v, () => v(), () => C, () => new C(), () => d, () => d(), () => later, () => late.a, () => late.a(), () => late.f(), () => late.v, () => late.C, () => new late.C(), () => late.default, () => typeof late.a, () => late['a'], () => 'a' in late, () => Object.keys(late).length, () => late.none, () => late?.a, () => ({ ...late }), () => { const { a } = late; }, () => { late.a = 1; }, () => delete late.a ]) attempt(run);
		export function run() { for (const each of [ () => a, () => f(), () => v, () => C.name, () => late.a, () => late.default ]) attempt(each); }`,
};

snippets('an import in its dead zone', dead, { files: {
	'late.js': [
		`import { run } from './s0.js'; export const a = 1; export let later = 2; export function f() { return 'hoisted'; } export var v = 3;`,
		'export class C { } export { a as d }; export default 4; run();',
	].join(' '),
} });
