// Built-ins that run after user code did, taken before any of it: a program may replace them, and must see only its own uses of them.
// In such code: no iteration over arrays, no spread, no `.then`, no plain object as a property descriptor.

export const apply: <A extends readonly unknown[], R>(fn: (...args: A) => R, self: unknown, args: Readonly<A>) => R = Reflect.apply;
export const defineProperty: typeof Reflect.defineProperty = Reflect.defineProperty;
export const setPrototypeOf: typeof Reflect.setPrototypeOf = Reflect.setPrototypeOf;
export const deleteProperty: typeof Reflect.deleteProperty = Reflect.deleteProperty;
export const ownKeys: typeof Reflect.ownKeys = Reflect.ownKeys;
export const getOwnPropertyDescriptor: typeof Reflect.getOwnPropertyDescriptor = Reflect.getOwnPropertyDescriptor;

export const reflectGet: (target: object, key: PropertyKey) => unknown = Reflect.get;
export const reflectSet: (target: object, key: PropertyKey, value: unknown, receiver: unknown) => boolean = Reflect.set;
export const reflectHas: (target: object, key: PropertyKey) => boolean = Reflect.has;
export const inheritFrom: (prototype: object | null) => object = Object.create;
export const nullPrototype: () => object = () => inheritFrom(null);
export const assign: (target: object, values: object) => object = Object.assign;
export const defineOrThrow: (target: object, key: PropertyKey, descriptor: PropertyDescriptor) => object = Object.defineProperty;
export const nativeString: (value: unknown) => string = String;
export const NativeError: ErrorConstructor = Error;
export const objectKeys: (object: object) => string[] = Object.keys;
export const freeze: typeof Object.freeze = Object.freeze;
export const NativeProxy: ProxyConstructor = Proxy;
export const NativeReferenceError: ReferenceErrorConstructor = ReferenceError;
export const NativeTypeError: TypeErrorConstructor = TypeError;
export const NativePromise: PromiseConstructor = Promise;
const then = NativePromise.prototype.then;

/** Calls back when `promise`, one of our own, settles. Its result is nobody's: neither callback may throw. */
export function whenSettled<T>(promise: Promise<T>, fulfilled: (value: T) => void, rejected: (error: unknown) => void): void {
	void apply(then, promise, [fulfilled, rejected]);
}

const bindFunction = Function.prototype.bind;

/** The function with a fixed `this`. */
export function bind(fn: object, self: object): unknown {
	return apply(bindFunction, fn, [self]);
}

const generatorPrototype: Generator<unknown, void, unknown> = Object.getPrototypeOf(function* () { /* Nothing. */ }.prototype);

/** What resumes a generator. */
export const generatorNext: typeof generatorPrototype.next = generatorPrototype.next;
export const generatorThrow: typeof generatorPrototype.throw = generatorPrototype.throw;
const promiseResolve: (value: unknown) => Promise<unknown> = NativePromise.resolve;
export const resolvePromise = (value: unknown): Promise<unknown> => apply(promiseResolve, NativePromise, [value]);

type CaptureStackTrace = (error: object, above: (...args: never) => unknown) => void;
const captureStackTrace: CaptureStackTrace | undefined = Object.getOwnPropertyDescriptor(Error, 'captureStackTrace')?.value;

/** Lets the stack of `error` begin at the caller of `above`, where the engine can do that. */
export function hideFrames<E extends Error>(error: E, above: (...args: never) => unknown): E {
	captureStackTrace?.(error, above);
	return error;
}

interface DataDescriptor extends PropertyDescriptor {
	readonly __proto__: null;
}

/** Of a writable and enumerable property, whatever Object.prototype holds. */
export function dataDescriptor(value: unknown, configurable: boolean): PropertyDescriptor {
	const descriptor: DataDescriptor = { __proto__: null, value, writable: true, enumerable: true, configurable };
	return descriptor;
}

const stringIncludes = String.prototype.includes;

export const hasPart = (text: string, part: string): boolean => apply(stringIncludes, text, [part]);

interface GetterDescriptor extends PropertyDescriptor {
	readonly __proto__: null;
}

export function getterDescriptor(get: () => unknown): PropertyDescriptor {
	const descriptor: GetterDescriptor = { __proto__: null, get, enumerable: false, configurable: true };
	return descriptor;
}

const arraySort = Array.prototype.sort;

/** Sorts in place. */
export function sort<T>(list: T[], compare: (a: T, b: T) => number): void {
	apply(arraySort, list, [compare]);
}
