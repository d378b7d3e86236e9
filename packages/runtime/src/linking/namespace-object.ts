// Module Namespace Exotic Objects, as proxies. The target has the keys, the tag, the prototype and the extensibility of the namespace, so
// what has no trap here ([[GetPrototypeOf]], [[SetPrototypeOf]], [[IsExtensible]], [[PreventExtensions]], [[Delete]]) the engine does on the
// target, to the letter and with its own wording of errors. What inspectors see, who look past the traps, is in
// namespace-inspection.ts.
import { SafeWeakMap } from '../collections.js';
import {
	dataDescriptor, defineProperty, getOwnPropertyDescriptor, hideFrames, NativeProxy, NativeReferenceError, nullPrototype, ownKeys, reflectGet, reflectHas,
	reflectSet, sort,
} from '../intrinsics.js';
import { append, forEach } from '../lists.js';
import { deadZone, notDefined } from '../messages.js';
import { type Binding, NamespaceBinding } from '../records/binding.js';
import { UNINITIALIZED } from '../records/uninitialized.js';
import { inspectable } from './namespace-inspection.js';
import { isListingKeys, mayHeirsBeWritten, refuse } from './native-namespace.js';

/** The [[Exports]], and what each name is bound to. */
export type NamespaceExports = ReadonlyMap<string, Binding>;

const namespaces = new SafeWeakMap<object, ModuleNamespace>();

/** [ModuleNamespaceCreate](https://tc39.es/ecma262/#sec-modulenamespacecreate) */
export function moduleNamespaceCreate(exports: NamespaceExports): object {
	const namespace = new ModuleNamespace(exports);
	const object = new NativeProxy(inspectable(namespace.target, () => namespace.exports), namespace.createHandler());
	namespace.object = object;
	namespaces.set(object, namespace);
	return object;
}

/** Gives a namespace other bindings of the same names. Answers false, and does nothing, if the names differ. */
export function rebindModuleNamespace(object: object, exports: NamespaceExports): boolean {
	return namespaces.get(object)?.rebind(exports) ?? false;
}

class ModuleNamespace {
	readonly target: object;
	/** The proxy. */
	object: object | null = null;
	#exports: NamespaceExports;

	constructor(exports: NamespaceExports) {
		this.#exports = exports;
		this.target = createTarget(exports);
		this.#showValues();
	}

	get exports(): NamespaceExports {
		return this.#exports;
	}

	rebind(exports: NamespaceExports): boolean {
		if (exports.size !== this.#exports.size) return false;
		let hasSameNames = true;
		exports.forEach((_, name) => void (this.#exports.has(name) || (hasSameNames = false)));
		if (!hasSameNames) return false;
		this.#exports = exports;
		this.#showValues();
		return true;
	}

	/**
	 * The target holds what is known of the values now: inspectors that look past every proxy, as that of Node 26 does, print it. No value is read
	 * from it, and to keep it true at every write would cost too much.
	 */
	#showValues(): void {
		this.#exports.forEach((binding, name) => {
			const value = binding instanceof NamespaceBinding ? UNINITIALIZED : binding.peek();
			reflectSet(this.target, name, value === UNINITIALIZED ? undefined : value, this.target);
		});
	}

	createHandler(): ProxyHandler<object> {
		const get = (_target: object, key: PropertyKey): unknown => this.#get(this.target, key, get);
		const set = (_target: object, key: PropertyKey, value: unknown, receiver: unknown): boolean => this.#set(key, value, { receiver, trap: set });
		const getOwn = (_target: object, key: PropertyKey): PropertyDescriptor | undefined => this.#getOwnProperty(this.target, key, getOwn);
		const define = (_target: object, key: PropertyKey, descriptor: PropertyDescriptor): boolean =>
			this.#defineOwnProperty(this.target, key, descriptor) || refuse('define', key, define);
		const handler: ProxyHandler<object> & { __proto__: null } = {
			__proto__: null,
			get,
			set,
			has: (_target, key) => typeof key === 'symbol' ? reflectHas(this.target, key) : this.#exports.has(key),
			ownKeys: () => ownKeys(this.target),
			getOwnPropertyDescriptor: getOwn,
			defineProperty: define,
		};
		return handler;
	}

	/** [[[Get]]](https://tc39.es/ecma262/#sec-module-namespace-exotic-objects-get-p-receiver) */
	#get(target: object, key: PropertyKey, trap: (...args: never) => unknown): unknown {
		// 1. If P is a Symbol, return OrdinaryGet(O, P, Receiver).
		if (typeof key !== 'string') return reflectGet(target, key);
		// 2. Let exports be O.[[Exports]].
		// 3. If exports does not contain P, return undefined.
		const binding = this.#exports.get(key);
		if (binding === undefined) return undefined;
		// 4. to 12. Return targetEnv.GetBindingValue(binding.[[BindingName]], true).
		const value = binding.read();
		if (value === UNINITIALIZED) throw hideFrames(new NativeReferenceError(deadZone(key)), trap);
		return value;
	}

	/** [[[Set]]](https://tc39.es/ecma262/#sec-module-namespace-exotic-objects-set-p-v-receiver) */
	#set(key: PropertyKey, value: unknown, { receiver, trap }: { readonly receiver: unknown; readonly trap: (...args: never) => unknown }): boolean {
		if (receiver !== this.object && mayHeirsBeWritten()) return reflectSet(nullPrototype(), key, value, receiver);
		// 1. Return false.
		const isThere = typeof key === 'string' ? this.#exports.has(key) : key === Symbol.toStringTag;
		return refuse(isThere ? 'set' : 'add', key, trap);
	}

	/** [[[GetOwnProperty]]](https://tc39.es/ecma262/#sec-module-namespace-exotic-objects-getownproperty-p) */
	#getOwnProperty(target: object, key: PropertyKey, trap?: (...args: never) => unknown): PropertyDescriptor | undefined {
		// 1. If P is a Symbol, return OrdinaryGetOwnProperty(O, P).
		if (typeof key !== 'string') return getOwnPropertyDescriptor(target, key);
		// 2. Let exports be O.[[Exports]].
		// 3. If exports does not contain P, return undefined.
		const binding = this.#exports.get(key);
		if (binding === undefined) return undefined;
		// 4. Let value be ? O.[[Get]](P, O).
		const value = binding.read();
		if (value === UNINITIALIZED) throw new NativeReferenceError(trap !== undefined && isListingKeys(trap) ? deadZone(key) : notDefined(key));
		reflectSet(target, key, value, target);
		// 5. Return PropertyDescriptor { [[Value]]: value, [[Writable]]: true, [[Enumerable]]: true, [[Configurable]]: false }.
		return dataDescriptor(value, false);
	}

	/** [[[DefineOwnProperty]]](https://tc39.es/ecma262/#sec-module-namespace-exotic-objects-defineownproperty-p-desc) */
	#defineOwnProperty(target: object, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
		// 1. If P is a Symbol, return OrdinaryDefineOwnProperty(O, P, Desc).
		if (typeof key !== 'string') return defineProperty(target, key, descriptor);
		// 2. Let current be ? O.[[GetOwnProperty]](P).
		const current = this.#getOwnProperty(target, key);
		// 3. If current is undefined, return false.
		if (current === undefined) return false;
		// 4. If Desc has a [[Configurable]] field and Desc.[[Configurable]] is true, return false.
		if (isOwn(descriptor, 'configurable') && descriptor.configurable === true) return false;
		// 5. If Desc has an [[Enumerable]] field and Desc.[[Enumerable]] is false, return false.
		if (isOwn(descriptor, 'enumerable') && descriptor.enumerable === false) return false;
		// 6. If IsAccessorDescriptor(Desc) is true, return false.
		if (isOwn(descriptor, 'get') || isOwn(descriptor, 'set')) return false;
		// 7. If Desc has a [[Writable]] field and Desc.[[Writable]] is false, return false.
		if (isOwn(descriptor, 'writable') && descriptor.writable === false) return false;
		// 8. If Desc has a [[Value]] field, return SameValue(Desc.[[Value]], current.[[Value]]).
		if (isOwn(descriptor, 'value')) return isSame(descriptor.value, current.value);
		// 9. Return true.
		return true;
	}
}

const isSame = Object.is;
const isOwn = Object.hasOwn;

const TAG: PropertyDescriptor & { readonly __proto__: null } = { __proto__: null, value: 'Module', writable: false, enumerable: false, configurable: false };
const { preventExtensions } = Object;

function createTarget(exports: NamespaceExports): object {
	const target = nullPrototype();
	// 6. Let sortedExports be a List whose elements are the elements of exports, sorted according to lexicographic code unit order.
	const names: string[] = [];
	exports.forEach((_, name) => append(names, name));
	sort(names, (a, b) => a < b ? -1 : 1);
	forEach(names, (name) => void defineProperty(target, name, dataDescriptor(undefined, false)));
	// 9. Create own properties of M corresponding to the definitions in Module Namespace Objects: @@toStringTag.
	defineProperty(target, Symbol.toStringTag, TAG);
	return preventExtensions(target);
}
