// What an import resolves to, as something that can be read. All importers share it.
import type { LocalExportEntry } from '@hot-runtime/types';
import { NativeReferenceError, reflectGet } from '../intrinsics.js';
import type { ImportCell } from './import-cell.js';
import type { SyntheticModuleRecord } from './synthetic-module-record.js';
import { UNINITIALIZED } from './uninitialized.js';

export interface Binding {
	/** The value, or UNINITIALIZED. */
	read(): unknown;
	/** The same, but nothing of the program runs for it: a hoisted function that was not asked for yet is UNINITIALIZED. */
	peek(): unknown;
	/** Calls back when the value may have changed, as far as that can be known. Returns the undo; null if it never calls. */
	observe(observer: () => void): (() => void) | null;
	/** `never`: once it could be read, the value stays. */
	readonly change: 'never' | 'possible';
	/** A function that may be called with any `this`. */
	readonly isThisFree: boolean;
	/** A cell bound to it has asked for a value that may change: an opportunity to make further reads quicker. */
	wasRead(cell: ImportCell): void;
	/** The cell is bound to something else now. */
	forget(cell: ImportCell): void;
	/** The same for cells it must not hold. */
	unwatched(): Binding;
}

/** What a local binding needs of its module. */
export interface BindingOwner {
	/** The body's own reader, once it has declared it. */
	reader(index: number): (() => unknown) | undefined;
	instantiate(): void;
	wasRead(cell: ImportCell, binding: LocalBinding): void;
	forget(cell: ImportCell): void;
	observe(observer: () => void): () => void;
}

/** Such a read can only throw because of the dead zone, or for want of stack. */
function readOrUninitialized(read: () => unknown): unknown {
	try {
		return read();
	} catch (error) {
		if (error instanceof NativeReferenceError) return UNINITIALIZED;
		throw error;
	}
}

/** A binding of a source text module's own. */
export class LocalBinding implements Binding {
	readonly #owner: BindingOwner;
	readonly #index: number;
	readonly #entry: LocalExportEntry;

	constructor(owner: BindingOwner, index: number, entry: LocalExportEntry) {
		this.#owner = owner;
		this.#index = index;
		this.#entry = entry;
	}

	get change(): 'never' | 'possible' {
		return this.#entry.isMutable ? 'possible' : 'never';
	}

	get isThisFree(): boolean {
		return this.#entry.isThisFree;
	}

	read(): unknown {
		const read = this.#owner.reader(this.#index);
		if (read !== undefined) return readOrUninitialized(read);
		switch (this.#entry.hoisted) {
			case null: return UNINITIALIZED;
			case 'var': return undefined;
			case 'function': {
				this.#owner.instantiate();
				return readOrUninitialized(this.createReader());
			}
		}
	}

	peek(): unknown {
		const read = this.#owner.reader(this.#index);
		return read === undefined ? UNINITIALIZED : readOrUninitialized(read);
	}

	observe(observer: () => void): (() => void) | null {
		if (!this.#entry.isMutable && this.peek() !== UNINITIALIZED) return null;
		return this.#owner.observe(observer);
	}

	/** The body's own reader. Only once the binding could be read. */
	createReader(): () => unknown {
		const read = this.#owner.reader(this.#index);
		if (read === undefined) throw new Error(`a body has not declared '${this.#entry.exportName}'`);
		return read;
	}

	wasRead(cell: ImportCell): void {
		this.#owner.wasRead(cell, this);
	}

	forget(cell: ImportCell): void {
		this.#owner.forget(cell);
	}

	unwatched(): Binding {
		return {
			read: () => this.read(),
			peek: () => this.peek(),
			observe: () => null,
			change: 'possible',
			isThisFree: this.isThisFree,
			wasRead: () => undefined,
			forget: () => undefined,
			unwatched() { return this; },
		};
	}
}

/** An export of a module that Node evaluates. */
export class ExternalBinding implements Binding {
	readonly #record: SyntheticModuleRecord;
	readonly #name: string;
	readonly isThisFree = false;

	constructor(record: SyntheticModuleRecord, name: string) {
		this.#record = record;
		this.#name = name;
	}

	get change(): 'never' | 'possible' {
		return this.#record.loaded.bindings === 'static' && this.#record.isEvaluated ? 'never' : 'possible';
	}

	read(): unknown {
		const { namespace } = this.#record;
		if (namespace === null) return UNINITIALIZED;
		return readOrUninitialized(() => reflectGet(namespace, this.#name));
	}

	peek(): unknown {
		return this.#record.isEvaluated ? this.read() : UNINITIALIZED;
	}

	observe(): null {
		return null;
	}

	wasRead(cell: ImportCell): void {
		if (this.#record.isEvaluated) this.#record.wasRead(cell, this.#name);
	}

	forget(): void { /* It knows no cells. */ }

	unwatched(): Binding {
		return this;
	}
}

/** `import * as ns`, and `export * as ns`. */
export class NamespaceBinding implements Binding {
	readonly #namespace: () => object | null;
	readonly change = 'never';
	readonly isThisFree = false;

	/** `namespace` answers null while it is not known. */
	constructor(namespace: () => object | null) {
		this.#namespace = namespace;
	}

	read(): unknown {
		return this.#namespace() ?? UNINITIALIZED;
	}

	peek(): unknown {
		return this.read();
	}

	observe(): null {
		return null;
	}

	wasRead(): void { /* It never changes. */ }

	forget(): void { /* It knows no cells. */ }

	unwatched(): Binding {
		return this;
	}
}

/** A member that a namespace lacks. */
export const ABSENT: Binding = {
	read: () => undefined,
	peek: () => undefined,
	observe: () => null,
	change: 'never',
	isThisFree: true,
	wasRead: () => undefined,
	forget: () => undefined,
	unwatched: () => ABSENT,
};
