// Map, Set and WeakMap whose methods are their own: a program that replaces those of its built-ins does not reach them. Walks over many things are
// best done by their `forEach`; `for` works as well, unless the program has replaced how arrays are taken apart.
import { apply } from './intrinsics.js';

type Iterate = (this: object) => Iterator<unknown>;

const { create, setPrototypeOf } = Object;
const { defineProperty, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;

/** As `iterate` does, but with a `next` of its own. */
function ownIteration(iterate: Iterate, next: () => IteratorResult<unknown>): Iterate {
	return function () {
		const inner = apply(iterate, this, []);
		const iterator = create(null);
		iterator.next = () => apply(next, inner, []);
		iterator[Symbol.iterator] = () => iterator;
		return iterator;
	};
}

const names = ['clear', 'delete', 'forEach', 'get', 'has', 'set', 'add'];
const iterations = [Symbol.iterator, 'keys', 'values', 'entries'];

/** Gives `own`, which extends `native`, what `native` has now. By its values: with `--frozen-intrinsics` they are what getters give. */
function fix<Constructor extends { readonly prototype: object }>(own: Constructor, native: new () => object): Constructor {
	const prototype = own.prototype as Record<string | symbol, unknown>;
	const given = native.prototype as Readonly<Record<string | symbol, unknown>>;
	setPrototypeOf(prototype, null);
	for (const name of names) if (given[name] !== undefined) prototype[name] = given[name];
	const size = getOwnPropertyDescriptor(given, 'size');
	if (size === undefined) return own;
	defineProperty(prototype, 'size', size);
	const { next } = getPrototypeOf(apply(given[Symbol.iterator] as Iterate, new native(), [])) as Iterator<unknown>;
	for (const name of iterations) prototype[name] = ownIteration(given[name] as Iterate, next as () => IteratorResult<unknown>);
	return own;
}

export const SafeMap: MapConstructor = fix(class SafeMap<K, V> extends Map<K, V> {
	constructor(entries?: Iterable<readonly [K, V]> | null) {
		super();
		if (entries !== undefined && entries !== null) for (const entry of entries) this.set(entry[0], entry[1]);
	}
}, Map) as MapConstructor;

export const SafeSet: SetConstructor = fix(class SafeSet<T> extends Set<T> {
	constructor(items?: Iterable<T> | null) {
		super();
		if (items === undefined || items === null) return;
		if (Array.isArray(items)) for (let i = 0; i < items.length; i++) this.add(items[i]);
		else for (const item of items) this.add(item);
	}
}, Set) as SetConstructor;

export const SafeWeakMap: WeakMapConstructor = fix(class SafeWeakMap<K extends WeakKey, V> extends WeakMap<K, V> { }, WeakMap) as WeakMapConstructor;
