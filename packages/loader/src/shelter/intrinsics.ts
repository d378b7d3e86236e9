// What the shelter itself works with, taken before any code of the program runs.

export type Key = string | symbol;

export const { defineProperty, deleteProperty, getOwnPropertyDescriptor, isExtensible, ownKeys, set } = Reflect;
const { apply, setPrototypeOf } = Reflect;
/** Of functions, too, whose type says nothing of it. */
export const getPrototypeOf: (object: object) => object & { readonly prototype: object } = Reflect.getPrototypeOf as typeof getPrototypeOf;
export const NativePromise: PromiseConstructor = Promise;

const { then } = Promise.prototype;

/** Calls back when `promise` settles. Neither may throw. */
export function whenSettled(promise: Promise<unknown>, fulfilled: (value: unknown) => void, rejected: (error: unknown) => void): void {
	void apply(then, promise, [fulfilled, rejected]);
}

/** What a property is, whatever Object.prototype holds; undefined if there is none. */
export function ownProperty(owner: object, key: Key): PropertyDescriptor | undefined {
	const descriptor = getOwnPropertyDescriptor(owner, key);
	if (descriptor !== undefined) setPrototypeOf(descriptor, null);
	return descriptor;
}

interface DataProperty extends PropertyDescriptor {
	readonly __proto__: null;
}

/** One that can be taken back. */
export function dataProperty(value: unknown): PropertyDescriptor {
	const descriptor: DataProperty = { __proto__: null, value, writable: true, enumerable: false, configurable: true };
	return descriptor;
}
