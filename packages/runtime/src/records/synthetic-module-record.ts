// A module that is not hot. Node links and evaluates it; the record says how far that has come, and holds its namespace object.
import type { Host, LoadedExternal, ModuleId } from '@hot-runtime/types';
import { type ImportCell, readInlined } from './import-cell.js';
import type { SourceTextModuleRecord } from './source-text-module-record.js';

/**
 * What is known of the evaluation of an external. `linked`: its namespace is at hand, so its keys are known; its values are not yet there.
 * `evaluating-async`: it was begun, and itself waits for something; what imports it waits, what stands behind it does not.
 */
export type ExternalState =
	| { readonly type: 'unlinked' }
	| { readonly type: 'linked'; readonly namespace: object }
	| { readonly type: 'evaluating-async'; readonly namespace: object | null }
	| { readonly type: 'evaluated'; readonly namespace: object }
	| { readonly type: 'rejected'; readonly namespace: object | null; readonly error: unknown };

/** A getter is compiled for a cell after so many reads: too few for the engine to take note of the getter before it. */
const OFTEN = 16;

const UNLINKED: ExternalState = { type: 'unlinked' };

/** [Synthetic Module Record](https://tc39.es/ecma262/#sec-synthetic-module-records) */
export class SyntheticModuleRecord {
	readonly kind = 'synthetic';
	readonly id: ModuleId;
	readonly loaded: LoadedExternal;
	readonly #host: Host;
	#state: ExternalState = UNLINKED;
	/** [[AsyncParentModules]]; written by evaluation/. */
	asyncParentModules: SourceTextModuleRecord[] = [];

	constructor(loaded: LoadedExternal, host: Host) {
		this.id = loaded.id;
		this.loaded = loaded;
		this.#host = host;
	}

	/** Null until the host has told it. */
	get namespace(): object | null {
		return this.#state.type === 'unlinked' ? null : this.#state.namespace;
	}

	get isEvaluated(): boolean {
		return this.#state.type === 'evaluated';
	}

	/** It was begun, and waits for something. */
	get isEvaluatingAsync(): boolean {
		return this.#state.type === 'evaluating-async';
	}

	/** What it threw, after it had been begun. */
	get evaluationError(): { readonly error: unknown } | null {
		return this.#state.type === 'rejected' ? this.#state : null;
	}

	/** The host has linked it. */
	link(namespace: object): void {
		if (this.#state.type === 'unlinked') this.#state = { type: 'linked', namespace };
	}

	/** The host has begun to evaluate it. */
	begin(): void {
		this.#state = { type: 'evaluating-async', namespace: this.namespace };
	}

	/** What the host had begun has thrown. */
	reject(error: unknown): void {
		this.#state = { type: 'rejected', namespace: this.namespace, error };
	}

	/** The host has evaluated it, if it was not the first time to the same namespace. */
	evaluate(namespace: object): void {
		this.#state = { type: 'evaluated', namespace };
	}

	/** Makes reads of a cell that is read often as quick as the engine can read an export of the namespace. */
	wasRead(cell: ImportCell, name: string): void {
		if (++cell.reads < OFTEN) return;
		cell.reads = -Infinity;
		const { namespace } = this;
		const read = namespace === null ? undefined : this.#host.createMemberReader?.(namespace, name);
		if (read !== undefined) readInlined(cell, read);
	}
}
