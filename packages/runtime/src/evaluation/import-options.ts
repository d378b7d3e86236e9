// The arguments of `import()`: EvaluateImportCall, up to where the host is asked.
import type { ImportAttributes, ModuleRequest } from '@hot-runtime/types';
import { NativeTypeError, objectKeys, reflectGet } from '../intrinsics.js';
import { attributesMustBeObject, attributeMustBeString, optionsMustBeObject } from '../messages.js';

/** [EvaluateImportCall](https://tc39.es/ecma262/#sec-evaluate-import-call). Throws what the promise is then rejected with. */
export function toModuleRequest(specifier: unknown, options: unknown): ModuleRequest {
	// 8. Let specifierString be Completion(ToString(specifier)).
	const specifierString = toString(specifier);
	// 10. Let attributes be a new empty List.
	// 11. If options is not undefined, then
	if (options === undefined) return { specifier: specifierString, attributes: {} };
	return { specifier: specifierString, attributes: toAttributes(options) };
}

function toAttributes(options: unknown): ImportAttributes {
	// a. If options is not an Object, throw a TypeError.
	if (!isObject(options)) throw new NativeTypeError(optionsMustBeObject());
	// b. Let attributesObj be Completion(Get(options, "with")).
	const attributesObj: unknown = reflectGet(options, 'with');
	// d. If attributesObj is not undefined, then
	if (attributesObj === undefined) return {};
	// i. If attributesObj is not an Object, throw a TypeError.
	if (!isObject(attributesObj)) throw new NativeTypeError(attributesMustBeObject());
	// ii. Let entries be Completion(EnumerableOwnProperties(attributesObj, key+value)).
	const attributes: Record<string, string> = {};
	const keys = objectKeys(attributesObj);
	for (let i = 0; i < keys.length; i++) {
		const key = keys[i];
		if (key === undefined) continue;
		const value: unknown = reflectGet(attributesObj, key);
		// iv. For each element entry of entries: if value is not a String, throw a TypeError.
		if (typeof value !== 'string') throw new NativeTypeError(attributeMustBeString());
		attributes[key] = value;
	}
	return attributes;
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null || typeof value === 'function';
}

/** [ToString](https://tc39.es/ecma262/#sec-tostring) */
function toString(value: unknown): string {
	// A template literal calls ToString; String() would let a symbol pass.
	return `${value as string}`;
}
