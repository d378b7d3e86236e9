// What of the built-ins our code uses, as does what it calls of Node's and of the libraries it is made with. A program may put others in their place.
import { getPrototypeOf, type Key } from './intrinsics.js';

/** An object, and the names of what is used of it. */
export type Guarded = readonly [owner: object, keys: readonly Key[]];

const { iterator, match, matchAll, replace, search, species, split, toPrimitive } = Symbol;

const generatorFunction = getPrototypeOf(function* () { /* Nothing. */ });
const TypedArray = getPrototypeOf(Uint8Array);

/** What `for` and the spread call. */
const iterators = [[], '', new Map(), new Set(), 'a'.matchAll(/a/g)].map((each): Guarded => {
	const values: { [Symbol.iterator](): object } = each;
	return [getPrototypeOf(values[Symbol.iterator]()), ['next']];
});

export const guarded: readonly Guarded[] = [
	[globalThis, ['Array', 'ArrayBuffer', 'Atomics', 'BigInt', 'Boolean', 'Buffer', 'DataView', 'Date', 'Error', 'Function', 'Int32Array', 'JSON', 'Map',
		'Math', 'Number', 'Object', 'Promise', 'Proxy', 'RangeError', 'ReferenceError', 'Reflect', 'RegExp', 'Set', 'SharedArrayBuffer', 'String', 'Symbol',
		'SyntaxError', 'TextDecoder', 'TextEncoder', 'TypeError', 'URL', 'Uint32Array', 'Uint8Array', 'WeakMap', 'WeakRef', 'WeakSet', 'clearImmediate',
		'clearInterval', 'clearTimeout', 'decodeURIComponent', 'encodeURIComponent', 'eval', 'isNaN', 'parseFloat', 'parseInt', 'process', 'queueMicrotask',
		'setImmediate', 'setInterval', 'setTimeout']],
	[Object, ['assign', 'create', 'defineProperties', 'defineProperty', 'entries', 'freeze', 'fromEntries', 'getOwnPropertyDescriptor',
		'getOwnPropertyDescriptors', 'getOwnPropertyNames', 'getOwnPropertySymbols', 'getPrototypeOf', 'hasOwn', 'is', 'isExtensible', 'isFrozen', 'keys',
		'preventExtensions', 'setPrototypeOf', 'values']],
	[Object.prototype, ['constructor', 'hasOwnProperty', 'isPrototypeOf', 'propertyIsEnumerable', 'toLocaleString', 'toString', 'valueOf']],
	[Function.prototype, ['apply', 'bind', 'call', 'constructor', 'toString']],
	[Array, ['from', 'isArray', 'of']],
	[Array.prototype, ['at', 'concat', 'constructor', 'copyWithin', 'entries', 'every', 'fill', 'filter', 'find', 'findIndex', 'findLast',
		'findLastIndex', 'flat', 'flatMap', 'forEach', 'includes', 'indexOf', 'join', 'keys', 'lastIndexOf', 'map', 'pop', 'push', 'reduce', 'reduceRight',
		'reverse', 'shift', 'slice', 'some', 'sort', 'splice', 'toReversed', 'toSorted', 'toSpliced', 'toString', 'unshift', 'values', 'with', iterator]],
	...iterators,
	[getPrototypeOf(generatorFunction.prototype), [iterator]],
	[generatorFunction.prototype, ['next', 'return', 'throw']],
	[String, ['fromCharCode', 'fromCodePoint', 'raw']],
	[String.prototype, ['at', 'charAt', 'charCodeAt', 'codePointAt', 'concat', 'constructor', 'endsWith', 'includes', 'indexOf', 'lastIndexOf',
		'localeCompare', 'match', 'matchAll', 'normalize', 'padEnd', 'padStart', 'repeat', 'replace', 'replaceAll', 'search', 'slice', 'split', 'startsWith',
		'substr', 'substring', 'toLowerCase', 'toString', 'toUpperCase', 'trim', 'trimEnd', 'trimStart', 'valueOf', iterator]],
	[RegExp.prototype, ['constructor', 'exec', 'test', 'toString', match, matchAll, replace, search, split]],
	[Number, ['isFinite', 'isInteger', 'isNaN', 'isSafeInteger', 'parseFloat', 'parseInt']],
	[Number.prototype, ['toFixed', 'toString', 'valueOf']],
	[Boolean.prototype, ['toString', 'valueOf']],
	[BigInt.prototype, ['toString', 'valueOf']],
	[Math, ['abs', 'ceil', 'floor', 'imul', 'max', 'min', 'random', 'round', 'trunc']],
	[Date, ['now']],
	[Date.prototype, ['getTime', 'toString', 'valueOf', toPrimitive]],
	[JSON, ['parse', 'stringify']],
	[Reflect, ['apply', 'construct', 'defineProperty', 'deleteProperty', 'get', 'getOwnPropertyDescriptor', 'getPrototypeOf', 'has', 'isExtensible',
		'ownKeys', 'preventExtensions', 'set', 'setPrototypeOf']],
	[Map.prototype, ['clear', 'delete', 'entries', 'forEach', 'get', 'has', 'keys', 'set', 'values', iterator]],
	[Set.prototype, ['add', 'clear', 'delete', 'entries', 'forEach', 'has', 'keys', 'values', iterator]],
	[WeakMap.prototype, ['delete', 'get', 'has', 'set']],
	[WeakSet.prototype, ['add', 'delete', 'has']],
	[WeakRef.prototype, ['deref']],
	[Promise, ['all', 'allSettled', 'race', 'reject', 'resolve', species]],
	[Promise.prototype, ['catch', 'constructor', 'finally', 'then']],
	[Error.prototype, ['constructor', 'message', 'name', 'toString']],
	[SyntaxError.prototype, ['constructor', 'message', 'name']],
	[Symbol, ['for']],
	[Symbol.prototype, ['toString', toPrimitive]],
	[ArrayBuffer, ['isView']],
	[URL, ['canParse']],
	[Buffer, ['alloc', 'allocUnsafeSlow', 'byteLength', 'from']],
	[Buffer.prototype, ['copy', 'readUInt32LE', 'toString', 'write', 'writeUInt32LE']],
	[ArrayBuffer.prototype, ['slice']],
	[TypedArray, ['from', 'of']],
	[TypedArray.prototype, ['copyWithin', 'every', 'fill', 'forEach', 'indexOf', 'set', 'slice', 'some', 'subarray', iterator]],
	[Atomics, ['notify', 'store', 'wait']],
];
