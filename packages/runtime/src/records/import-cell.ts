// A cell: what a body reads one import through. It begins with a getter that asks the binding. Then, by what is known of the binding:
//   constant   the value becomes the cell's own property `$`, which engines read as quickly as a native import (measured)
//   kept       the value is held in a field, which a getter common to all such cells reads: inlined, as quick; it is set anew at each write
//   inlined    the binding's own reader is its getter: a few times that, but a write costs nothing
// Changes between the last two only change the prototype. A property is never deleted where that can be helped: engines then treat the
// cell as a dictionary. And the first getter goes as soon as it can: what it leaves in the engine's memory of a place makes that place slow.
// The operations are functions, not methods: the prototype of an inlined cell has nothing but `$`.
import type { Cell, ImportEntry } from '@hot-runtime/types';
import { bind, dataDescriptor, defineProperty, deleteProperty, getOwnPropertyDescriptor, getterDescriptor, hideFrames, NativeReferenceError, NativeTypeError, setPrototypeOf } from '../intrinsics.js';
import { deadZone, notCallable } from '../messages.js';
import { type Binding, NamespaceBinding } from './binding.js';
import { UNINITIALIZED } from './uninitialized.js';

/** What a cell is bound to. `namespace` is asked for only where a method must see it as its `this`. */
export interface CellTarget {
	readonly binding: Binding;
	readonly namespace: () => object | null;
}

export class ImportCell implements Cell {
	readonly entry: ImportEntry;
	target: CellTarget;
	/** What a kept cell reads. */
	value: unknown = undefined;
	reads = 0;

	constructor(entry: ImportEntry, target: CellTarget) {
		this.entry = entry;
		this.target = target;
	}

	get $(): unknown {
		return readThrough(this);
	}
}

class KeptCell extends ImportCell {
	override get $(): unknown {
		return this.value;
	}
}

const FIRST = ImportCell.prototype;
const KEPT = KeptCell.prototype;
const firstGetter = getterOf(FIRST);

type Getter = (...args: never) => unknown;

function getterOf(prototype: object): Getter {
	const getter: Getter | undefined = getOwnPropertyDescriptor(prototype, '$')?.get;
	if (getter === undefined) throw new Error('a cell without a getter');
	return getter;
}

/** Throws the ReferenceError of the dead zone with the importer's name for the binding, as V8 does. */
function readThrough(cell: ImportCell): unknown {
	const { binding } = cell.target;
	const found = binding.read();
	if (found === UNINITIALIZED) throw hideFrames(new NativeReferenceError(deadZone(nameIn(cell.entry))), firstGetter);
	const value = asRead(cell, found);
	if (binding.change === 'never') makeConstant(cell, value);
	else binding.wasRead(cell);
	return value;
}

/** What V8 calls the binding: an import by its local name, a member by its own. */
function nameIn({ access, importName, localName }: ImportEntry): string {
	return access === 'member' || access === 'method' ? importName ?? localName : localName;
}

/** The value as the body reads it: what it only calls is always a function. */
function asRead(cell: ImportCell, value: unknown): unknown {
	const { access, importName, localName } = cell.entry;
	if (access !== 'callee' && access !== 'method') return value;
	if (typeof value !== 'function') return throwsNotCallable(access === 'callee' ? localName : `${localName}.${importName}`);
	return access === 'method' ? asMethod(cell, value) : value;
}

/** V8 calls what is no function by the text it compiled, which is ours. */
function throwsNotCallable(name: string): () => never {
	return function thrower(): never {
		throw hideFrames(new NativeTypeError(notCallable(name)), thrower);
	};
}

/** A method found through a namespace must see that as its `this`. */
function asMethod({ target }: ImportCell, value: Function): unknown {
	if (target.binding.isThisFree) return value;
	const self = target.namespace();
	return self === null ? value : bind(value, self);
}

function makeConstant(cell: ImportCell, value: unknown): void {
	defineProperty(cell, '$', dataDescriptor(value, true));
}

/**
 * Makes a cell constant before it is read, if its value is there. V8 remembers the first getter of each place that read through it: at once in functions
 * that come out of its code cache and were hot, and a loop there took four times as long. A namespace is made when it is asked for.
 */
export function fillCell(cell: ImportCell): void {
	const { binding } = cell.target;
	if (binding.change !== 'never' || binding instanceof NamespaceBinding || (cell.entry.access === 'method' && !binding.isThisFree) || isConstant(cell)) return;
	const value = binding.peek();
	if (value !== UNINITIALIZED) makeConstant(cell, asRead(cell, value));
}

function isConstant(cell: ImportCell): boolean {
	return getOwnPropertyDescriptor(cell, '$') !== undefined;
}

/** Binds the cell to something else, in place. */
export function bindCell(cell: ImportCell, target: CellTarget): void {
	cell.target.binding.forget(cell);
	cell.target = target;
	if (isConstant(cell)) rebindConstant(cell);
	else readAnew(cell);
}

/** One constant takes the place of another; the cell stays quick. Anything else is rare. */
function rebindConstant(cell: ImportCell): void {
	const { binding } = cell.target;
	const value = binding.change === 'never' ? binding.peek() : UNINITIALIZED;
	if (value === UNINITIALIZED) deleteProperty(cell, '$');
	else makeConstant(cell, asRead(cell, value));
}

/** Lets reads return `value`, until it is set anew. */
export function keepValue(cell: ImportCell, value: unknown): void {
	setKeptValue(cell, value);
	setPrototypeOf(cell, KEPT);
}

/** Of a cell that keeps one already. */
export function setKeptValue(cell: ImportCell, value: unknown): void {
	cell.value = asRead(cell, value);
}

/**
 * Lets `read`, which pays no heed to its `this`, be the cell's own getter: one call for an engine to inline, where it is read. What is called and is no
 * function stays with the common getter, which throws.
 */
export function readInlined(cell: ImportCell, read: () => unknown): void {
	const { access } = cell.entry;
	if (access === 'callee' && typeof read() !== 'function') return readAnew(cell);
	const prototype = {};
	defineProperty(prototype, '$', getterDescriptor(access === 'method' ? methodReader(cell, read) : read));
	setPrototypeOf(cell, prototype);
}

/** What must be bound is bound once for each value: to bind it at each read costs a hundred native calls. */
function methodReader(cell: ImportCell, read: () => unknown): () => unknown {
	let bound: unknown = undefined;
	let of: unknown = UNINITIALIZED;
	return () => {
		const value = read();
		if (value !== of) {
			bound = asRead(cell, value);
			of = value;
		}
		return bound;
	};
}

/** Lets reads ask the binding again. */
export function readAnew(cell: ImportCell): void {
	cell.value = undefined;
	setPrototypeOf(cell, FIRST);
}

/** What it is bound to forgets the cell, for good. Code that still runs reads through it all the same. */
export function closeCell(cell: ImportCell): void {
	const { binding, namespace } = cell.target;
	if (binding.change === 'never') return;
	binding.forget(cell);
	cell.target = { binding: binding.unwatched(), namespace };
	readAnew(cell);
}
