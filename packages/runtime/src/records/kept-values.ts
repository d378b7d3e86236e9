// How importers read bindings that may be written. Measured: a getter, even an inlined one, costs five native reads, a kept value one;
// but a value that is kept must be set anew at each write. So values are kept while bindings are written seldom; while they are written
// often, importers read them through inlined getters, and writes cost nothing.
import type { Host } from '@hot-runtime/types';
import { SafeMap } from '../collections.js';
import type { LocalBinding } from './binding.js';
import { type ImportCell, keepValue, readAnew, readInlined, setKeptValue } from './import-cell.js';
import { UNINITIALIZED } from './uninitialized.js';

/** So many values set anew within so many milliseconds: that is often. */
const UPDATES = 1024;
const WITHIN = 100;
/** A getter is compiled for a cell after so many reads. */
const OFTEN = 16;
/** After so many milliseconds, doubled each time, it is seen whether writes are still often. */
const FIRST_REST = 2000;
const LONGEST_REST = 64_000;

type Pace =
	| { readonly type: 'seldom' }
	| { readonly type: 'often'; readonly undo: () => void };

const SELDOM: Pace = { type: 'seldom' };

/** The cells of other modules that keep values of one module's mutable bindings. */
export class KeptValues {
	readonly #host: Host;
	/** Cells with a value of their own, or with an inlined getter, and their binding. */
	readonly #cells = new SafeMap<ImportCell, LocalBinding>();
	#pace: Pace = SELDOM;
	#updates = 0;
	#since: number;
	#rest = FIRST_REST;

	constructor(host: Host) {
		this.#host = host;
		this.#since = host.now();
	}

	/** True if a write must be told. */
	get isWatching(): boolean {
		return this.#pace.type === 'seldom' && this.#cells.size > 0;
	}

	/** Makes further reads of the cell quick. */
	wasRead(cell: ImportCell, binding: LocalBinding): void {
		if (this.#pace.type === 'often' && ++cell.reads < OFTEN) return;
		this.#cells.set(cell, binding);
		if (this.#pace.type === 'seldom') this.#keep(cell, binding);
		else inline(cell, binding);
	}

	/** The cell is bound to something else now. */
	forget(cell: ImportCell): void {
		this.#cells.delete(cell);
	}

	/** A binding of the module was written. Also told while nobody keeps its value, if somebody else must hear of it. */
	written(): void {
		if (this.#pace.type === 'often') return;
		this.#updates += this.#cells.size;
		if (this.#updates >= UPDATES && this.#isOften()) this.#rests();
		else this.#cells.forEach(setAnew);
	}

	/** The module was replaced: what follows is only for code of it that is still running. */
	close(): void {
		if (this.#pace.type === 'often') this.#pace.undo();
		this.#pace = SELDOM;
		this.#cells.forEach((_, cell) => readAnew(cell));
		this.#cells.clear();
	}

	#isOften(): boolean {
		this.#updates = 0;
		const now = this.#host.now();
		const isOften = now - this.#since < WITHIN;
		this.#since = now;
		return isOften;
	}

	#rests(): void {
		this.#pace = { type: 'often', undo: this.#host.delay(this.#rest, () => this.#resumes()) };
		this.#rest = this.#rest < LONGEST_REST ? this.#rest * 2 : LONGEST_REST;
		this.#cells.forEach((binding, cell) => inline(cell, binding));
	}

	#resumes(): void {
		this.#pace = SELDOM;
		this.#cells.forEach((_, cell) => readAnew(cell));
		this.#cells.clear();
	}

	#keep(cell: ImportCell, binding: LocalBinding): void {
		const value = binding.read();
		if (value !== UNINITIALIZED) keepValue(cell, value);
	}
}

function inline(cell: ImportCell, binding: LocalBinding): void {
	readInlined(cell, binding.createReader());
}

function setAnew(binding: LocalBinding, cell: ImportCell): void {
	setKeptValue(cell, binding.read());
}
