// What module code sees around itself, and that nothing of ours is there.
import { conforms } from './support/conforms.js';

const names = [
	'hot$',
	'hot$default',
	'hot$1',
	'hot',
	'_hot',
	'__hot',
	'ns$x',
	'declare',
	'gate',
	'require',
	'module',
	'exports',
	'__filename',
	'__dirname',
	'arguments',
	'meta',
	'runtime',
	'host',
	'scope',
	'scopeObject',
	'cells',
	'body',
	'ns',
	'foo',
];

conforms('no name of the wrapper is visible', {
	'main.js': `
		import { foo as imported } from './x.js'; import * as all from './x.js';
		console.log(imported, all.foo, all.f());
		${names.map(name => `console.log('${name}', typeof ${name}); try { ${name}; console.log('there'); } catch (error) { console.log(error.message); }`).join('\n\t\t')}
		console.log(this);
		export default class { }
		export const a = 1;`,
	'x.js': 'export const foo = 1; export const f = () => 2;',
});

conforms('the names of the wrapper may be used by the program', {
	'main.js': `
		import { foo, bar as hot$ns } from './x.js'; import * as ns from './x.js';
		const hot$ = 1, ns$foo = 2, ns$foo$call = 3, hot$default = 4, foo$ = 5, $ = 6, declare = 7, scope$ = 8, hot$1 = 9;
		console.log(hot$, ns$foo, ns$foo$call, hot$default, foo$, $, declare, scope$, hot$1, foo, hot$ns, ns.foo, ns.bar, ns.f());
		{ const hot$ = 10, foo = 11; console.log(hot$, foo, import.meta.url.length > 0, (await import('./x.js')).foo); }
		const inner = (hot$, ns) => [ hot$, foo, ns.foo, import.meta.filename === undefined, import('./x.js') ].length;
		console.log(inner(1, { foo: 2 }));
		export default class { static x = hot$; }
		export { hot$, ns$foo };`,
	'x.js': 'export const foo = 1, bar = 2; export const f = () => 3;',
});

conforms('global names that the program does not hide stay what they are', {
	'main.js': `globalThis.hot$ = 'global'; globalThis.ns$x = 'global'; import './x.js';`,
	'x.js': `import * as ns from './y.js'; console.log(ns.x); console.log(typeof hot$, typeof ns$x); setTimeout(() => console.log(hot$, ns$x)); export default 1;`,
	'y.js': 'export const x = 1;',
});

conforms('a declaration is no global', {
	'main.js': `var a = 1; let b = 2; function f() { } class C { } console.log('a' in globalThis, 'b' in globalThis, 'f' in globalThis, 'C' in globalThis, globalThis.a, delete globalThis.a); a = 3; console.log(globalThis.a);
		try { undeclared = 1; } catch (error) { console.log(error.message); } console.log(Object.keys(globalThis).filter(key => /hot|cell|module/i.test(key)));`,
});

conforms('this, at every depth', {
	'main.js': `
		console.log(this, (() => this)(), (() => () => this)()(), typeof this);
		function f() { return this; } console.log(f(), f.call(1), (function () { return this; })());
		class A { x = this; static y = this; static { console.log(this === A); } m() { return this; } } console.log(new A().x instanceof A, A.y === A, (0, new A().m)());
		const o = { a: this, f() { return this === o; }, g: () => this, get h() { return this === o; } }; console.log(o.a, o.f(), o.g(), o.h);
		console.log(eval('this'), typeof (0, eval)('this'), new Function('return this')() === globalThis, ((a = this) => a)(), [ 1 ].map(function () { return this; }), \`\${this}\`);
		export default this;`,
});

conforms('arguments at the top level', {
	'main.js': `
		try { console.log(arguments); } catch (error) { console.log(error.name, error.message); }
		try { console.log((() => arguments)()); } catch (error) { console.log(error.name, error.message); }
		try { console.log(arguments.length); } catch (error) { console.log(error.name, error.message); }
		try { ({ arguments }); } catch (error) { console.log(error.name, error.message); }
		class A { static x = (() => { try { return typeof argumentz; } catch (error) { return error.message; } })(); }
		console.log(typeof arguments, A.x, (function () { return arguments.length; })(1, 2), (function () { return (() => arguments[0])(); })(3), { arguments: 1 }.arguments, function (a) { arguments[0] = 2; return a; }(1));
		globalThis.arguments = 'global'; console.log(arguments, typeof arguments, (() => arguments)(), { arguments });
		const f = function (a = arguments.length) { return a; }; console.log(f(undefined, 2));`,
});

conforms('arguments at the top level, with top-level await', {
	'main.js': `await 0; try { console.log(arguments); } catch (error) { console.log(error.name, error.message); } console.log(typeof arguments);`,
});

conforms('module code is strict', {
	'main.js': `
		try { Object.freeze([ 1 ])[0] = 2; } catch (error) { console.log(error.message); } try { delete Object.prototype; } catch (error) { console.log(error.message); }
		console.log((function () { return this; })(), (() => { try { return eval('var x = 1; x') + typeof x; } catch (error) { return error.message; } })());
		try { (function f() { f = 1; })(); } catch (error) { console.log(error.message); } try { new Function('with ({}) return 1')(); console.log('sloppy'); } catch (error) { console.log(error.message); }
		try { eval('with ({}) 1'); } catch (error) { console.log(error.message); } console.log((0, eval)('with ({ x: 1 }) x')); try { f.caller; } catch (error) { console.log(error.message); } function f() { }
		{ function block() { } } console.log(typeof block); try { undefined = 1; } catch (error) { console.log(error.message); }`,
});

conforms('direct eval', {
	'main.js': `
		import value, { foo, f as renamed, changing, change } from './x.js'; import * as ns from './x.js';
		const own = 'own'; let mutable = 1; export let exported = 1; var variable = 2; class Class { } function func() { return 'func'; }
		console.log(eval('foo'), eval('value'), eval('(0, renamed)()'), eval('ns.foo'), eval('own'), eval('Class.name'), eval('func()'), eval('typeof missing'), eval('typeof foo'));
		eval('mutable++; exported = 5; variable = 3'); console.log(mutable, exported, variable, import.meta.url.length > 1);
		try { eval('foo = 1'); } catch (error) { console.log(error.name, error.message); } try { eval('ns = 1'); } catch (error) { console.log(error.name, error.message); } try { eval('own = 1'); } catch (error) { console.log(error.name, error.message); }
		console.log(eval('changing')); change(); console.log(eval('changing'), changing);
		console.log((() => eval('foo'))(), (foo => eval('foo'))('shadow'), (function () { return eval('arguments.length + foo'); })(1, 2), eval('(() => foo)()'), eval('eval("foo")'), eval?.('typeof foo'), (0, eval)('typeof foo'));
		try { eval('import.meta'); } catch (error) { console.log(error.name, error.message); } try { eval('import "./x.js"'); } catch (error) { console.log(error.name, error.message); } try { eval('await 1'); } catch (error) { console.log(error.name); } try { eval('return'); } catch (error) { console.log(error.message); } try { eval('new.target'); } catch (error) { console.log(error.message); }
		eval('var leaked = 1; let leaked2 = 2; function leaked3() { }'); console.log(typeof leaked, typeof leaked2, typeof leaked3);
		try { eval('missing'); } catch (error) { console.log(error.message); } try { eval('later'); } catch (error) { console.log(error.message); } const later = 1;
		console.log(eval('this'), eval('typeof hot$'), eval('typeof require'), eval('({ foo })').foo, eval('[ foo, value ]'), eval('\`\${foo}\`'), eval(''), eval(1), eval({ a: 1 }).a, eval('// comment'), eval('1;;;'), eval('{ foo: 1 }'), eval('var foo = 5; foo'), foo);
		console.log(new Function('return typeof foo')(), await eval('import("./x.js")').then(({ foo }) => foo), await eval('(async () => await foo)()'));
		const indirect = eval; console.log(indirect('typeof foo'), eval === globalThis.eval, eval.call(null, 'typeof foo'), [ 'typeof foo' ].map(eval)[0]);`,
	'x.js': 'export default "default"; export const foo = "foo"; export function f() { return typeof this; } export let changing = 0; export const change = () => changing++;',
});

conforms('the receiver of an imported function that is called in a direct eval', {
	'main.js': `import { f } from './x.js'; console.log(eval('f()'));`,
	'x.js': 'export function f() { return typeof this; }',
}, { known: 'the names of the imports are those of an object there' });

conforms('arguments in a direct eval at the top level', {
	'main.js': `try { console.log(eval('arguments').length); } catch (error) { console.log(error.name, error.message); }`,
}, { known: 'the body is a function' });

conforms('direct eval without imports, and of an import in its dead zone', {
	'main.js': `import './b.js'; export const late = 1; const f = () => eval('late'); console.log(f());`,
	'b.js': [
		`import { late } from './main.js'; try { eval('late'); } catch (error) { console.log(error.name, error.message); }`,
		`try { eval('typeof late'); } catch (error) { console.log(error.name, error.message); } setTimeout(() => console.log(eval('late')));`,
	].join(' '),
});

conforms('names of functions and classes', {
	'main.js': `
		import def, { a, b, c, d, e, f, g, h, A, B, o } from './x.js'; import { default as arrow } from './arrow.js'; import cls from './class.js'; import fn from './function.js'; import named from './named.js'; import gen from './generator.js'; import asy from './async.js'; import paren from './paren.js'; import own from './own-name.js'; import expression from './expression.js'; import clsOwn from './class-with-name.js'; import ag from './async-generator.js'; import comma from './comma.js'; import cond from './conditional.js';
		for (const each of [ def, a, b, c, d, e, f, g, h, A, B, o.m, o.n, o['x y'], arrow, cls, fn, named, gen, asy, paren, own, expression, clsOwn, ag, comma, cond ]) console.log(JSON.stringify(each.name), each.length, typeof each.name, Object.getOwnPropertyNames(each).join());`,
	'x.js': `
		export const a = () => { }, b = function () { }, c = class { }, d = async (x) => { }; export let e = function* () { }; e = e; export var f = (() => { }); export function g(x, y) { } export async function* h() { }
		export class A { } export const B = class C { }; export const o = { m() { }, n: () => { }, ['x y']: function () { } }; const value = () => { }; export default value;`,
	'arrow.js': 'export default () => { };',
	'class.js': 'export default class { };',
	'function.js': 'export default function () { };',
	'named.js': 'export default function named() { }',
	'generator.js': 'export default function* () { }',
	'async.js': 'export default async function () { }',
	'async-generator.js': 'export default async function* () { }',
	'paren.js': 'export default (class { });',
	'own-name.js': 'export default class { static name = "own"; }',
	'class-with-name.js': 'export default class { static name() { } }',
	'expression.js': 'export default (function () { });',
	'comma.js': 'export default (0, () => { });',
	'conditional.js': 'export default true ? () => { } : null;',
});

conforms('Function.prototype.toString', {
	'main.js': `
		import { foo, bar } from './x.js'; import * as ns from './x.js'; import def, { named } from './default.js';
		function plain(a, b) { /* comment */ return a + b; }
		class A { m() { return 1; } static s = 1; }
		const arrow = (x) => x * 2, method = { m ( ) { } }.m, asy = async function  ( ) { };
		for (const each of [ plain, A, arrow, method, asy, A.prototype.m, def, named, foo, bar ]) console.log(String(each));`,
	'x.js': `export function foo  ( ) { return 'foo'; }\nexport const bar = () => { };`,
	'default.js': `export default class  /* c */ { x = 1; }\nexport default_;function default_() { }\n`.replace('export default_;', 'export { default_ as named };'),
});

conforms('Function.prototype.toString of an anonymous function that is exported by default', {
	'main.js': `console.log(String((await import('./a.js')).default));`,
	'a.js': `export default function  ( x ) { return x; }`,
});

conforms('Function.prototype.toString of an anonymous default export', {
	'main.js': `for (const name of [ 'b', 'c' ]) console.log(String((await import('./' + name + '.js')).default));`,
	'b.js': `export default class  { }`,
	'c.js': `export default ( x ) =>  x;`,
});

conforms('Function.prototype.toString of a function that reads an import', {
	'main.js': `import { foo } from './x.js'; export const f = () => foo + import.meta.url; console.log(String(f));`,
	'x.js': `export const foo = 1;`,
}, { known: 'the text of the function is the transformed one' });

conforms('stack depth is like that of plain Node', {
	'main.js': `
		import { down } from './down.js';
		let depth = 0; const own = () => { depth++; own(); }; try { own(); } catch (error) { console.log(error.name, error.message, depth > 5000); }
		console.log(down(0) > 5000);`,
	'down.js': `import { down as self } from './main2.js'; let deepest = 0; export function down(n) { deepest = n; try { return self(n + 1); } catch { return deepest; } }`,
	'main2.js': `import { down as other } from './down.js'; export const down = n => other(n);`,
});

conforms('shadowing in every scope', {
	'main.js': `
		import { a, b, c } from './x.js'; import * as ns from './x.js'; import d from './x.js';
		console.log(((a) => a)(1), (({ a }) => a)({ a: 2 }), (([ a ]) => a)([ 3 ]), ((...a) => a.length)(1, 2), ((x = a, y = () => a) => [ x, y() ])(), (function (x = a) { var a = 'inner'; return [ x, a ]; })(), (function a() { return typeof a; })(), (class a { static x = typeof a; }).x);
		{ let a = 4; console.log(a); { var q = a; console.log(q); } } for (let a = 0; a < 1; a++) console.log(a); for (const a of [ 5 ]) console.log(a); for (const a in { six: 6 }) console.log(a); try { throw 7; } catch (a) { console.log(a); } try { throw { a: 8 }; } catch ({ a }) { console.log(a); }
		switch (1) { case 1: let a = 9; console.log(a); } { function a() { } console.log(typeof a); } { class a { } console.log(typeof a); } (() => { console.log(typeof a); var a; })(); (() => { try { a; } catch (error) { console.log(error.message); } let a; })();
		a: for (;;) { break a; } console.log({ a }.a, { a: 1 }.a, { a() { return a; } }.a(), { get a() { return a; } }.a, { [a]: 1 }, ({ a: c } = { a: 1 }) => c, \`\${a}\`, ((a) => { { return a; } })(10));
		const { a: renamed, ...rest } = { a, b }; console.log(renamed, rest); const f = ({ x = a, [b]: y = c }) => [ x, y ]; console.log(f({})); class K { a = a; [b] = b; static { console.log(a, b); } static a() { return a; } #a = a; get() { return this.#a; } } console.log(new K(), K.a(), new K().get());
		(ns => console.log(ns.a))({ a: 'shadow' }); console.log(ns.a, ns.ns); { const ns = { a: 'block' }; console.log(ns.a); } console.log(d, ns.default, (d => d)(11)); function hoisted() { return a; } console.log(hoisted()); label: { const a = 1; break label; }
		console.log([ a, ...[ b ], c ], a ? b : c, a && b, a ?? b, -c, typeof a, void a, !a, (a, b), a + b * c, a in { A: 1 }, new Array(c), [ ][a], a?.length, a.length, a['length'], a.toString(), await a, \`\${a}\${b}\`, /a/.test(a), a === ns.a);`,
	'x.js': 'export const a = "A", b = "B", c = 3; export default "D"; export const ns = "N";',
});
