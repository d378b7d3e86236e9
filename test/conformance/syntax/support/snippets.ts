// Many small modules in one program, each imported by itself, so that what is wrong with one is told of that one.
import { conforms } from '../../support/conforms.js';
import type { Conditions } from '../../support/conforms.js';
import { nodes } from '../../support/nodes.js';
import type { Program } from '../../support/program.js';

/** What snippets import as `./x.js`: one of each kind of thing. */
const things = `
export let a = 1;
export const s = 'text', key = 'p', list = [ 3, 4 ], nil = null, undef = undefined, big = 1n, re = /x/g, symbol = Symbol('symbol');
export const o = { p: 1, m() { return this === o; }, n: { k: 2, m() { return this === o.n; } }, get g() { return this === o; }, t() { return this === o; }, 1: 'one' };
export const t = (strings, ...values) => [ strings.raw.join('|'), ...values ];
export function f(...values) { return [ typeof this, new.target === undefined, ...values ]; }
export const arrow = (...values) => values;
export class C { #q = 1; static p = 's'; constructor(...values) { this.v = values; } m() { return this instanceof C; } static m() { return this === C; } static has(it) { return #q in it; } }
export class Keeps { constructor(it) { return it; } }
export function* g(...values) { const got = yield values; yield [ 'got', got ]; return 'end'; }
export async function later(value) { return value; }
export async function* ag(...values) { yield* values; }
export const thenable = { then(resolve) { resolve('thenable'); } };
export const bump = () => a++;
export const id = value => value;
export const disposed = []; export const resource = { name: 'resource', [Symbol.dispose ?? Symbol.for('dispose')]() { disposed.push(this === resource); }, async [Symbol.asyncDispose ?? Symbol.for('asyncDispose')]() { disposed.push('async'); } };
export { a as 'a b', f as 'f-g', o as in, C as class };
export default function def(...values) { return [ 'def', typeof this, ...values ]; }
`;

/**
 * `log` prints what it is given so that no function's text and no namespace's nature shows. In some of its messages V8 quotes the code it runs; of these only
 * names are compared.
 */
const log = `
const show = (value, depth = 0) => {
	if (typeof value === 'function') return 'function ' + String(value.name);
	if (typeof value !== 'object' || value === null) return typeof value === 'string' ? JSON.stringify(value) : String(value) + (typeof value === 'bigint' ? 'n' : '');
	if (depth > 3) return '…';
	if (value instanceof Error) return words(value);
	if (Array.isArray(value)) return '[' + Array.from(value, each => show(each, depth + 1)).join(', ') + ']';
	if (Object.getPrototypeOf(value) === null && value[Symbol.toStringTag] === 'Module') return 'namespace of ' + Object.keys(value).length;
	return '{' + Reflect.ownKeys(value).map(key => String(key) + ': ' + show(Object.getOwnPropertyDescriptor(value, key).value, depth + 1)).join(', ') + '}';
};
const words = error => error?.name + ': ' + String(error?.message).replace(/\\(0 ?, ?([\\w$.]+)\\)/g, '$1').replace(/\\.\\$(?!\\w)/g, '').replace(/\\bhot\\$\\$(\\w+)/g, '$1').replace(/\\bns\\$(\\w+?)(?:\\$call)?\\b/g, 'ns.$1').replace(/^(?!import\\.)(?![\\w.]+ is).* is not (?=a function|a constructor|iterable)/s, '… is not ');
export const log = (...values) => console.log(...values.map(value => show(value)));
/** For what may throw. */
export const attempt = run => { try { log(run()); } catch (error) { log(error); } };
`;

const main = `
import { log } from './log.js';
import names from './names.json' with { type: 'json' };
for (const [ number, name ] of names.entries()) {
	console.log('--- ' + name);
	try { const ns = await import('./s' + number + '.js'); const keys = Object.keys(ns); if (keys.length > 0) log(keys.map(key => [ key, ns[key] ])); } catch (error) { log(error); }
	await new Promise(resolve => setTimeout(resolve));
}
`;

/** All of them are a matter of minutes: without `CONFORMANCE_SYNTAX=all` no more than fifty of each test, on one Node, each test on the next. */
const isWhole = process.env.CONFORMANCE_SYNTAX === 'all';
let turn = 0;

const most = 200;

/** `texts`: modules by what each is about. One imports itself as `./SELF.js`, all of them `./x.js` and `./log.js`. */
export function snippets(name: string, texts: Readonly<Record<string, string>>, more: Conditions & { readonly files?: Program } = {}): void {
	const { files = {}, ...conditions } = more;
	const all = Object.entries(texts);
	const every = isWhole ? 1 : Math.ceil(all.length / 50);
	const entries = all.filter((_, index) => index % every === 0);
	const major = nodes[(name.length + turn++) % nodes.length]?.major;
	const where: Conditions = isWhole ? {} : { on: each => each === major };
	for (let start = 0; start < entries.length; start += most) {
		const some = entries.slice(start, start + most);
		const part = entries.length > most ? `, from ${start + 1} on` : '';
		conforms(`${name}${part}`, { ...programOf(some), ...files }, { ...where, ...conditions });
	}
}

function programOf(entries: readonly (readonly [ name: string, text: string ])[]): Program {
	const modules = Object.fromEntries(entries.map(([ , text ], number) => [ `s${number}.js`, text.replaceAll('./SELF.js', `./s${number}.js`) ]));
	return { 'main.js': main, 'names.json': JSON.stringify(entries.map(([ each ]) => each)), 'x.js': things, 'log.js': log, ...modules };
}
