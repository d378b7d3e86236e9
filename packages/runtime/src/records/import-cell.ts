// A cell: what a body reads one import through. Its prototype's getter asks the binding; a value that cannot change any more is then kept
// as the cell's own property, which engines read as quickly as a native import (all such cells share one hidden class).
// A cell of a binding that may be written gets another prototype, which counts reads and lets the binding make them quicker.
// The operations are functions, not methods: a prototype compiled by the host has nothing but `$`.
import type { Cell, ImportEntry } from '@hot-runtime/types';
import { bind, dataDescriptor, defineProperty, deleteProperty, hideFrames, NativeReferenceError, setPrototypeOf } from '../intrinsics.js';
import { deadZone } from '../messages.js';
import type { Binding } from './binding.js';
import { UNINITIALIZED } from './uninitialized.js';

/** What a cell is bound to. `namespace` is asked for only where a method must see it as its `this`. */
export interface CellTarget {
	readonly binding: Binding;
	readonly namespace: () => object | null;
}

export class ImportCell implements Cell {
	readonly entry: ImportEntry;
	target: CellTarget;
	/** How often it was read through the counting getter. */
	reads = 0;

	constructor(entry: ImportEntry, target: CellTarget) {
		this.entry = entry;
		this.target = target;
	}

	get $(): unknown {
		const value = readThrough(this, readFirst);
		if (this.target.binding.change === 'never') keepValue(this, value);
		else setPrototypeOf(this, COUNTING);
		return value;
	}
}

const OFTEN = 64;

class CountingCell extends ImportCell {
	override get $(): unknown {
		const value = readThrough(this, readCounted);
		if (++this.reads >= OFTEN) {
			this.reads = 0;
			this.target.binding.readOften(this);
		}
		return value;
	}
}

const FIRST = ImportCell.prototype;
const COUNTING = CountingCell.prototype;
const readFirst = getterOf(FIRST);
const readCounted = getterOf(COUNTING);

type Getter = (...args: never) => unknown;

function getterOf(prototype: object): Getter {
	const getter: Getter | undefined = Object.getOwnPropertyDescriptor(prototype, '$')?.get;
	if (getter === undefined) throw new Error('a cell without a getter');
	return getter;
}

/** Throws the ReferenceError of the dead zone with the importer's name for the binding, as V8 does. */
function readThrough(cell: ImportCell, getter: Getter): unknown {
	const value = cell.target.binding.read();
	if (value === UNINITIALIZED) throw hideFrames(new NativeReferenceError(deadZone(nameIn(cell.entry))), getter);
	return cell.entry.access === 'method' ? asMethod(cell, value) : value;
}

/** What V8 calls the binding: an import by its local name, a member by its own. */
function nameIn({ access, importName, localName }: ImportEntry): string {
	return access === 'binding' || importName === null ? localName : importName;
}

/** A method found through a namespace must see that as its `this`. */
function asMethod(cell: ImportCell, value: unknown): unknown {
	if (typeof value !== 'function' || cell.target.binding.isThisFree) return value;
	const self = cell.target.namespace();
	return self === null ? value : bind(value, self);
}

/** Binds the cell to something else, in place. */
export function bindCell(cell: ImportCell, target: CellTarget): void {
	cell.target.binding.forget(cell);
	readAnew(cell);
	cell.target = target;
}

/** What it is bound to forgets the cell, for good. Code that still runs reads through it all the same. */
export function closeCell(cell: ImportCell): void {
	const { binding } = cell.target;
	binding.forget(cell);
	if (binding.change === 'possible') readAnew(cell);
	cell.reads = -Infinity;
}

/** Lets every read return `value` at once. */
export function keepValue(cell: ImportCell, value: unknown): void {
	const kept = cell.entry.access === 'method' ? asMethod(cell, value) : value;
	defineProperty(cell, '$', dataDescriptor(kept, true));
}

/** Lets reads go through the binding again. */
export function readAnew(cell: ImportCell): void {
	deleteProperty(cell, '$');
	setPrototypeOf(cell, FIRST);
	cell.reads = 0;
}

/** Lets reads go through a getter of the cell's own. A method stays with the common one, which binds it. */
export function readInlined(cell: ImportCell, prototype: object): void {
	if (cell.entry.access === 'method' && !cell.target.binding.isThisFree) return;
	deleteProperty(cell, '$');
	setPrototypeOf(cell, prototype);
}
