// What the program has changed of the built-ins, and how it is taken away and given back. Nothing here leans on what may have been changed.
import { Script } from 'node:vm';
import { guarded } from './guarded.js';
import { dataProperty, defineProperty, deleteProperty, getOwnPropertyDescriptor, isExtensible, type Key, ownKeys, ownProperty, set } from './intrinsics.js';

/** A property that our code uses. */
interface Used {
	readonly owner: Readonly<Record<Key, unknown>>;
	readonly key: Key;
	readonly original: unknown;
	/** Of what is none of its own value. */
	readonly get: (() => unknown) | undefined;
	/** Its value when the program's was last looked at. */
	seen: unknown;
}

/** One that is other than it was. */
export interface Change {
	readonly owner: object;
	readonly key: Key;
	/** Null for what was not there. */
	readonly original: { readonly value: unknown } | null;
	/** The program's. Undefined for what it has deleted. */
	readonly own: PropertyDescriptor | undefined;
	/** Only its value: it keeps its place, and the engine what it knows of its owner. */
	readonly isValue: boolean;
}

/** It takes a start 0.2 ms: nothing is asked of a property but its value, where that will do. */
const used: Used[] = [];
/** Some of their properties are accessors from the start. */
const accessorOwners: readonly object[] = [globalThis, Promise];
for (const [owner, keys] of guarded) for (const key of keys) note(owner as Record<Key, unknown>, key);

function note(owner: Record<Key, unknown>, key: Key): void {
	const original = owner[key];
	// Nodes differ in what they have.
	if (original === undefined) return;
	const get = accessorOwners.includes(owner) ? getOwnPropertyDescriptor(owner, key)?.get : undefined;
	used.push({ owner, key, original, get, seen: original });
}

/** What is added to it, every object has. */
const common = Object.prototype;
const commonKeys: readonly Key[] = ownKeys(common);
let commonCount = commonKeys.length;
let changes: readonly Change[] = [];

/** What is other than at the start and can be put back, in the order it is to be given back in. */
export function currentChanges(): readonly Change[] {
	if (!isAsSeen()) changes = findChanges();
	return changes;
}

function isAsSeen(): boolean {
	if (ownKeys(common).length !== commonCount) return false;
	try {
		return compare();
	} catch {
		// The program's accessor.
		return false;
	}
}

function compareEach(): boolean {
	for (let i = 0; i < used.length; i++) {
		const property = used[i];
		if (property !== undefined && property.owner[property.key] !== property.seen) return false;
	}
	return true;
}

/** Some starts look twenty times, and others, where much is loaded by and by, thousands of times: those are worth code of their own. */
let looks = 0;
let compare = (): boolean => {
	looks++;
	if (looks === 100) compare = compileComparison();
	return compareEach();
};

/** The same without the walk: about 1 µs in the place of 8. */
function compileComparison(): () => boolean {
	let parameters = '';
	let comparisons = 'true';
	for (let i = 0; i < used.length; i++) {
		const property = used[i];
		if (property === undefined) continue;
		parameters += `p${i}=used[${i}],o${i}=p${i}.owner,k${i}=p${i}.key,`;
		comparisons += typeof property.key === 'string' ? `&&o${i}.${property.key}===p${i}.seen` : `&&o${i}[k${i}]===p${i}.seen`;
	}
	const create: (used: readonly unknown[]) => () => boolean = new Script(`used=>{const ${parameters}end=0;return()=>${comparisons}}`).runInThisContext();
	return create(used);
}

function findChanges(): readonly Change[] {
	const found: Change[] = [];
	for (let i = 0; i < used.length; i++) {
		const property = used[i];
		if (property !== undefined) look(property, found);
	}
	const now = ownKeys(common);
	commonCount = now.length;
	for (let i = 0; i < now.length; i++) {
		const key = now[i];
		if (key !== undefined && !isCommon(key)) add({ owner: common, key, original: null, own: ownProperty(common, key) }, found);
	}
	return found;
}

function look(property: Used, found: Change[]): void {
	const { owner, key, original, get } = property;
	const own = ownProperty(owner, key);
	property.seen = readSafely(property);
	const isOriginal = own !== undefined && (get === undefined ? 'value' in own && own.value === original : own.get === get);
	if (!isOriginal) add({ owner, key, original: { value: original }, own }, found);
}

function readSafely({ owner, key }: Used): unknown {
	try {
		return owner[key];
	} catch {
		return undefined;
	}
}

function isCommon(key: Key): boolean {
	for (let i = 0; i < commonKeys.length; i++) if (commonKeys[i] === key) return true;
	return false;
}

function add(change: Omit<Change, 'isValue'>, found: Change[]): void {
	const { owner, original, own } = change;
	const isValue = original !== null && own?.writable === true;
	// What is taken away must be able to come back.
	const isReplaceable = own?.configurable === true && (original !== null || isExtensible(owner)) || own === undefined && isExtensible(owner);
	if (isValue || isReplaceable) found[found.length] = { ...change, isValue };
}

export function takeAway(taken: readonly Change[]): void {
	for (let i = 0; i < taken.length; i++) {
		const change = taken[i];
		if (change === undefined) continue;
		const { owner, key, original, isValue } = change;
		if (original === null) deleteProperty(owner, key);
		else if (isValue) set(owner, key, original.value);
		else defineProperty(owner, key, dataProperty(original.value));
	}
}

export function giveBack(taken: readonly Change[]): void {
	for (let i = 0; i < taken.length; i++) {
		const change = taken[i];
		if (change === undefined) continue;
		const { owner, key, own, isValue } = change;
		if (own === undefined) deleteProperty(owner, key);
		else if (isValue) set(owner, key, own.value);
		else defineProperty(owner, key, own);
	}
}
