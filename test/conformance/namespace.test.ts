// Module namespace exotic objects, all of their internal methods, and what Node prints of them.
import { conforms } from './support/conforms.js';

const show = `
export const attempt = (name, f, words) => { try { const value = f(); console.log(name, typeof value === 'symbol' ? String(value) : value); } catch (error) { console.log(name, error.name, words === true || !/proxy|read only|redefine|extensible|^Cannot access|is not (defined|a function|a constructor)/.test(error.message) ? error.message : ''); } };
export function all(ns) {
	attempt('toString', () => Object.prototype.toString.call(ns));
	attempt('String', () => String(ns));
	attempt('prototype', () => Object.getPrototypeOf(ns));
	attempt('reflect prototype', () => Reflect.getPrototypeOf(ns));
	attempt('set prototype null', () => Object.setPrototypeOf(ns, null) === ns);
	attempt('set prototype', () => Object.setPrototypeOf(ns, {}));
	attempt('reflect set prototype', () => [ Reflect.setPrototypeOf(ns, {}), Reflect.setPrototypeOf(ns, null) ]);
	attempt('extensible', () => Object.isExtensible(ns));
	attempt('prevent', () => [ Reflect.preventExtensions(ns), Object.preventExtensions(ns) === ns ]);
	attempt('frozen', () => Object.isFrozen(ns));
	attempt('sealed', () => Object.isSealed(ns));
	attempt('freeze', () => Object.freeze(ns) === ns);
	attempt('seal', () => Object.seal(ns) === ns);
	attempt('keys', () => Object.keys(ns));
	attempt('names', () => Object.getOwnPropertyNames(ns));
	attempt('symbols', () => Object.getOwnPropertySymbols(ns));
	attempt('own keys', () => Reflect.ownKeys(ns));
	attempt('entries', () => Object.entries(ns));
	attempt('for in', () => { const keys = []; for (const key in ns) keys.push(key); return keys; });
	attempt('spread', () => ({ ...ns }));
	attempt('assign', () => Object.assign({}, ns));
	attempt('json', () => JSON.stringify(ns));
	attempt('tag', () => Object.getOwnPropertyDescriptor(ns, Symbol.toStringTag));
	for (const key of [ 'a', 'default', 'none', 'let', Symbol.iterator ]) {
		const name = String(key);
		attempt(name + ' get', () => ns[key]);
		attempt(name + ' in', () => key in ns);
		attempt(name + ' own', () => Object.hasOwn(ns, key));
		attempt(name + ' descriptor', () => Object.getOwnPropertyDescriptor(ns, key));
		attempt(name + ' set', () => { ns[key] = 1; });
		attempt(name + ' reflect set', () => Reflect.set(ns, key, 1));
		attempt(name + ' reflect set, receiver', () => { const o = {}; return [ Reflect.set(ns, key, 1, o), o ]; });
		attempt(name + ' set on heir', () => { const o = Object.create(ns); o[key] = 1; return Object.keys(o); });
		attempt(name + ' define', () => Reflect.defineProperty(ns, key, { value: 5 }));
		attempt(name + ' define same', () => Reflect.defineProperty(ns, key, { value: ns[key] }));
		attempt(name + ' define all', () => Reflect.defineProperty(ns, key, { value: ns[key], writable: true, enumerable: true, configurable: false }));
		attempt(name + ' define configurable', () => Reflect.defineProperty(ns, key, { configurable: true }));
		attempt(name + ' define hidden', () => Reflect.defineProperty(ns, key, { enumerable: false }));
		attempt(name + ' define read-only', () => Reflect.defineProperty(ns, key, { writable: false }));
		attempt(name + ' define nothing', () => Reflect.defineProperty(ns, key, { }));
		attempt(name + ' define getter', () => Reflect.defineProperty(ns, key, { get() { } }));
		attempt(name + ' Object.define', () => Object.defineProperty(ns, key, { value: 5 }) === ns);
		attempt(name + ' delete', () => delete ns[key]);
		attempt(name + ' reflect delete', () => Reflect.deleteProperty(ns, key));
	}
	attempt('tag set', () => { ns[Symbol.toStringTag] = 'x'; });
	attempt('tag delete', () => delete ns[Symbol.toStringTag]);
	attempt('tag define', () => [ Reflect.defineProperty(ns, Symbol.toStringTag, { value: 'Module' }), Reflect.defineProperty(ns, Symbol.toStringTag, { value: 'x' }) ]);
	attempt('add', () => Object.assign(ns, { added: 1 }));
	attempt('typeof', () => [ typeof ns, ns instanceof Object, 'hasOwnProperty' in ns ]);
	attempt('call', () => ns());
	attempt('new', () => new ns());
	attempt('plus', () => ns + '');
	attempt('iterate', () => [ ...ns ]);
	attempt('with set', () => new Set([ ns, ns ]).size);
	attempt('weak', () => new WeakMap([ [ ns, 1 ] ]).get(ns));
	attempt('heir', () => Object.create(ns).a);
	attempt('private', () => { class Base { constructor(o) { return o; } } class Stamp extends Base { #x = 1; static get(o) { return o.#x; } } new Stamp(ns); return Stamp.get(ns); });
}`;

const subject = [
	'export const a = 1; let value = 2; export { value as let, value as default };',
	`export const Z = 'Z', $ = '$', _ = '_', é = 'é', 𠮷 = 'surrogates', b10 = 1, b9 = 1; export { a as '1', a as '10', a as '2', a as ' ', a as '\uFFFF' };`,
].join(' ');

conforms('every internal method of a namespace', {
	'main.js': `import * as ns from './subject.js'; import { all } from './show.js'; all(ns);`,
	'show.js': show,
	'subject.js': subject,
}, { shows: /a delete TypeError Cannot delete property 'a' of/ });

conforms('a write to a namespace, in the words of V8', {
	'main.js': [
		`import * as ns from './x.js'; import { attempt } from './show.js'; attempt('set', () => { ns.a = 1; }, true);`,
		`attempt('define', () => { Object.defineProperty(ns, 'a', { value: 5 }); }, true); attempt('add', () => { ns.none = 1; }, true);`,
	].join(' '),
	'show.js': show,
	'x.js': 'export const a = 1;',
});

const refused = `
	import { attempt as attemptNamed } from './show.js'; const attempt = (name, run) => attemptNamed(name, run, true);
	export function refuse(ns) {
		const symbol = Symbol('symbol'), { defineProperty } = Object, { set } = Reflect;
		attempt('set', () => { ns.a = 2; }); attempt('add', () => { ns.none = 2; }); attempt('compound', () => { ns.a += 2; }); attempt('element', () => { ns['a'] = 2; }); attempt('index', () => { ns[0] = 2; }); attempt('tag', () => { ns[Symbol.toStringTag] = 2; }); attempt('symbol', () => { ns[symbol] = 2; }); attempt('pattern', () => { [ ns.a ] = [ 1 ]; }); attempt('loop', () => { for (ns.a of [ 1 ]) ; });
		attempt('assign', () => Object.assign(ns, { a: 1 })); attempt('assign new', () => Object.assign(ns, { none: 1 })); attempt('define', () => Object.defineProperty(ns, 'a', { value: 5 })); attempt('define new', () => Object.defineProperty(ns, 'none', { value: 5 })); attempt('define getter', () => Object.defineProperty(ns, 'a', { get() { } })); attempt('defineProperties', () => Object.defineProperties(ns, { a: { value: 5 } })); attempt('freeze', () => Object.freeze(ns)); attempt('seal', () => Object.seal(ns) === ns); attempt('__defineGetter__', () => Object.prototype.__defineGetter__.call(ns, 'a', () => 1)); attempt('push', () => Array.prototype.push.call(ns, 1));
		attempt('Reflect.set', () => [ Reflect.set(ns, 'a', 1), Reflect.set(ns, 'none', 1), set(ns, 'a', 1), Reflect.set.call(null, ns, 'a', 1) ]); attempt('Reflect.defineProperty', () => [ Reflect.defineProperty(ns, 'a', { value: 5 }), Reflect.defineProperty(ns, 'none', { value: 5 }), Reflect.defineProperty(ns, 'a', { value: 1 }) ]);
		attempt('sloppy', () => new Function('ns', 'ns.a = 5; return ns.a')(ns));
		attempt('heir', () => { const heir = Object.create(ns); heir.a = 5; return heir.a; }); attempt('heir, new', () => { const heir = Object.create(ns); heir.none = 5; return heir.none; }); attempt('heir, Reflect.set', () => { const heir = Object.create(ns); return [ Reflect.set(heir, 'a', 5), heir.a ]; }); attempt('super', () => ({ __proto__: ns, m() { super.a = 5; return this.a; } }).m());
		try { ns.a = 2; } catch (error) { console.log(error.stack.split('\\n')[1].replace(/:\\d+\\)/, ')'), Object.getOwnPropertyNames(Error).includes('prepareStackTrace'), Error.stackTraceLimit); }
	}`;

conforms('what a namespace refuses, in the words of V8', {
	'main.js': `import * as ns from './x.js'; import { refuse } from './refused.js'; refuse(ns);`,
	'refused.js': refused,
	'show.js': show,
	'x.js': 'export const a = 1;',
});

conforms('what a namespace refuses to a proxy of it, in the words of V8', {
	'main.js': `import * as ns from './x.js'; try { new Proxy(ns, { }).a = 5; } catch (error) { console.log(error.message); }`,
	'x.js': 'export const a = 1;',
}, { known: 'V8 up to that of Node 24 defines the property, which the namespace is not told', knownOn: major => major < 26 });

conforms('what a namespace refuses, where nobody may look at a stack', {
	'main.js': [
		`import * as ns from './x.js'; import { refuse } from './refused.js'; Error.stackTraceLimit = 0; let asked = 0;`,
		`Error.prepareStackTrace = () => { asked++; return 'own\\nown'; }; refuse(ns);`,
		'console.log(asked, Error.stackTraceLimit, Error.prepareStackTrace?.name); delete Error.stackTraceLimit; delete Error.prepareStackTrace; refuse(ns);',
	].join(' '),
	'refused.js': refused,
	'show.js': show,
	'x.js': 'export const a = 1;',
});

conforms('a dead zone that is met while keys are listed, in the words of V8', {
	'main.js': `import './b.js'; export let a = 1;`,
	'b.js': [
		`import * as ns from './main.js';`,
		'for (const list of [ Object.keys, Object.values, Object.entries, JSON.stringify, Object.getOwnPropertyDescriptors, Object.isFrozen,',
		`ns => Object.hasOwn(ns, 'a'), ns => ({ ...ns }), ns => Reflect.getOwnPropertyDescriptor(ns, 'a') ]) try { list(ns);`,
		'} catch (error) { console.log(error.message); }',
	].join(' '),
});

conforms('a dead zone that is met by for in, in the words of V8', {
	'main.js': `import './b.js'; export let a = 1;`,
	'b.js': `import * as ns from './main.js'; try { for (const key in ns) ; } catch (error) { console.log(error.message); }`,
}, { known: 'V8 has two wordings, and a proxy is not told which syntax asks' });

conforms('a call of what a namespace does not have, in the words of V8', {
	'main.js': `import * as ns from './x.js'; try { ns.none(); } catch (error) { console.log(error.message); }`,
	'x.js': 'export const a = 1;',
});

conforms('every internal method of a namespace, written with the name at hand', {
	'main.js': `
		import * as ns from './subject.js'; import { attempt } from './show.js';
		attempt('get', () => ns.a); attempt('none', () => ns.none); attempt('default', () => ns.default); attempt('string', () => ns['1']); attempt('number', () => ns[1]); attempt('computed', () => ns['a' + '']);
		attempt('set', () => { ns.a = 2; }); attempt('set none', () => { ns.none = 2; }); attempt('add', () => { ns.a += 2; }); attempt('increment', () => ns.a++); attempt('or', () => ns.none ??= 1); attempt('or there', () => ns.a ??= 1);
		attempt('delete', () => delete ns.a); attempt('delete none', () => delete ns.none); attempt('delete tag', () => delete ns[Symbol.toStringTag]);
		attempt('in', () => [ 'a' in ns, 'none' in ns ]); attempt('typeof', () => [ typeof ns.a, typeof ns.none, typeof ns ]); attempt('optional', () => [ ns?.a, ns?.none?.x, ns.none?.(), ns?.['a'] ]);
		attempt('destructure', () => { const { a, none = 'gone', ...rest } = ns; return [ a, none, rest ]; });
		attempt('assign to', () => { ns = 1; }); attempt('destructure into', () => { [ ns.a ] = [ 1 ]; }); attempt('for', () => { for (ns.a of [ 1 ]); }); attempt('for in', () => { for (ns.a in { a: 1 }); });
		attempt('call none', () => ns.none()); attempt('call', () => ns.a()); attempt('new none', () => new ns.none()); attempt('tag', () => ns.none\`\`); attempt('chain', () => ns.none.more); attempt('own', () => ns.hasOwnProperty('a'));
		attempt('keys in order', () => Object.keys(ns));`,
	'show.js': show,
	'subject.js': subject,
});

const unready = { 'main.js': `import './b.js'; export let a = 1; export function f() { } export var v = 1; export class C { } export default 1; let own = 2; export { own as none };` };
conforms('a namespace in its dead zone', {
	...unready,
	'b.js': `import * as ns from './main.js'; import { all } from './show.js'; all(ns);`,
	'show.js': show,
}, { shows: /keys ReferenceError/ });

conforms('what Node prints of a namespace in its dead zone', {
	...unready,
	'b.js': `import * as ns from './main.js'; console.log(ns); setTimeout(() => console.log(ns));`,
}, { shows: /a: <uninitialized>/, known: 'Node 26 says of a namespace that it is a proxy', knownOn: major => major === 26 });

conforms('what Node prints of a namespace', {
	'main.js': `
		import util from 'node:util';
		import * as ns from './subject.js'; import * as empty from './empty.js'; import * as self from './main.js'; import * as nested from './nested.js';
		console.log(ns); console.log(empty); console.log(self); console.log(nested); console.log([ ns ], { ns }, new Map([ [ ns, ns ] ]));
		console.log(util.inspect(ns, { compact: false })); console.log(util.inspect(ns, { showHidden: true })); console.log(util.inspect(ns, { depth: -1 })); console.log(util.inspect(nested, { depth: 0 })); console.log(util.format('%s %O %j', empty, empty, empty));
		console.log(util.inspect(ns, { colors: true })); console.table(empty); console.log('%s', ns);
		export const me = 1; export { self };`,
	'subject.js': subject,
	'empty.js': '',
	'nested.js': [
		`export * as inner from './subject.js'; export const long = 'x'.repeat(100); export const f = () => 1; export class C { }`,
		'export const list = Array.from({ length: 200 }, (_, n) => n); export const deep = { a: { b: { c: { d: 1 } } } };',
	].join(' '),
}, { known: 'Node 26 says of a namespace that it is a proxy', knownOn: major => major === 26 });

conforms('a namespace printed without its own way to be shown', {
	'main.js': `import * as ns from './main.js'; console.dir(ns); export const a = 1;`,
}, { known: 'a namespace is a Proxy, and Node asks V8 what it is' });

conforms('util.types knows a namespace', {
	'main.js': `import { types } from 'node:util'; import * as ns from './empty.js'; console.log(types.isModuleNamespaceObject(ns));`,
	'empty.js': '',
}, { known: 'a namespace is a Proxy, and Node asks V8 what it is' });

conforms('util.types takes a namespace for a proxy', {
	'main.js': `import { types } from 'node:util'; import * as ns from './empty.js'; console.log(types.isProxy(ns));`,
	'empty.js': '',
}, { known: 'a namespace is a Proxy, and Node asks V8 what it is' });

conforms('namespaces compared', {
	'main.js': `
		import assert from 'node:assert'; import { isDeepStrictEqual } from 'node:util';
		import * as ns from './a.js'; import * as same from './a.js'; import * as other from './b.js'; import * as third from './a.js?2';
		console.log(ns === same, ns == other, isDeepStrictEqual(ns, same), isDeepStrictEqual(ns, other), isDeepStrictEqual({ ...ns }, { ...third }));
		assert.deepEqual({ ...ns }, { a: 1 }); assert.deepEqual(Object.entries(ns), [ [ 'a', 1 ] ]); assert.equal(ns.a, 1);
		try { assert.equal(ns.a, 2); } catch (error) { console.log(error.message); }`,
	'a.js': 'export const a = 1;',
	'b.js': 'export const a = 2;',
});

conforms('one namespace for a module, however it is had', {
	'main.js': `
		import * as one from './x.js'; import * as two from './x.js'; import { ns as three } from './re-export.js'; import four from './default.js'; import * as five from './re-export.js';
		console.log(one === two, one === three, one === four, one === await import('./x.js'), five.ns === one, one.self === one, five.ns.self.x);`,
	'x.js': `import * as self from './x.js'; export { self }; export const x = 1;`,
	're-export.js': `export * as ns from './x.js';`,
	'default.js': `import * as ns from './x.js'; export default ns;`,
});

conforms('star exports in a namespace', {
	'main.js': `import * as ns from './all.js'; console.log(Object.keys(ns), ns.same, ns.only, ns.own, 'clash' in ns, 'default' in ns); console.log(ns);`,
	'all.js': `export * from './a.js'; export * from './b.js'; export const own = 'all';`,
	'a.js': `export const clash = 1, only = 'a', own = 'a'; export { same } from './c.js'; export default 1;`,
	'b.js': `export const clash = 2; export { same } from './c.js'; export const own = 'b';`,
	'c.js': `export const same = 'c';`,
}, { known: 'Node 26 says of a namespace that it is a proxy', knownOn: major => major === 26 });

conforms('a namespace is live', {
	'main.js': [
		`import * as ns from './x.js'; import { n, next } from './x.js'; console.log(ns.n, n); next();`,
		`console.log(ns.n, n, Object.getOwnPropertyDescriptor(ns, 'n').value, { ...ns }.n); ns.next(); console.log(ns.n, n);`,
	].join(' '),
	'x.js': `export let n = 0; export const next = () => { n++; };`,
});

conforms('the receiver of a function called through a namespace', {
	'main.js': `
		import * as ns from './x.js'; import { method, arrow, f } from './x.js';
		console.log(ns.method() === ns, method(), ns.arrow(), arrow(), (0, ns.method)(), (ns.method)() === ns, ns['method']() === ns, ns?.method() === ns, ns.method?.() === ns, ns.method\`\` === ns, method\`\`, f.call(1), ns.f.call(1));
		const { method: m } = ns; console.log(m(), new ns.Class().value, ns.Class.self() === ns.Class, ns.object.method() === ns.object, ns.async() instanceof Promise, await ns.async() === ns, [ ...ns.generator() ][0] === ns);
		console.log(ns.method.call(5), ns.method.bind(6)(), Reflect.apply(ns.method, 7, []), ns.bound(), ns.getThis() === ns, ns.native.length, ns.method.name);`,
	'x.js': `
		export function method() { return this; } export const arrow = () => typeof this; export function f() { 'use strict'; return this; }
		export class Class { value = 1; static self() { return this; } } export const object = { method() { return this; } };
		export async function async() { return this === undefined ? 'none' : Object.prototype.toString.call(this) === '[object Module]' ? this : 'x'; } export function* generator() { yield this; }
		export const bound = function () { return this; }.bind('bound'); export let getThis = function () { return this; }; export const native = Array.prototype.map;`,
});

conforms('structuredClone of a namespace', {
	'main.js': `import * as ns from './x.js'; try { console.log(structuredClone(ns)); } catch (error) { console.log(error.name); } console.log(structuredClone({ ...ns }));`,
	'x.js': `export const a = 1;`,
});
