// What a body is given as `hot$`.
import type { BodyContext } from '@hot-runtime/types';
import { NativeTypeError } from '../intrinsics.js';
import { assignmentToConstant } from '../messages.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import type { Surroundings } from '../surroundings.js';

export class ModuleContext implements BodyContext {
	readonly #record: SourceTextModuleRecord;
	readonly #surroundings: Surroundings;
	#meta: object | null = null;
	/** Set by the environment. */
	isWatched = false;

	constructor(record: SourceTextModuleRecord, surroundings: Surroundings) {
		this.#record = record;
		this.#surroundings = surroundings;
	}

	declare(readers: readonly (() => unknown)[]): void {
		this.#record.environment.declare(readers);
	}

	get meta(): object {
		return this.#meta ??= this.#surroundings.createMeta(this.#record);
	}

	import(specifier: unknown, options?: unknown): Promise<unknown> {
		return this.#surroundings.importDynamically(this.#record, specifier, options);
	}

	constant(_value: unknown): never {
		throw new NativeTypeError(assignmentToConstant());
	}

	wrote<T>(value?: T): T;
	wrote(value: unknown): unknown {
		if (this.isWatched) this.#record.environment.written();
		return value;
	}

	get gate(): Promise<void> | true | undefined {
		return this.#record.environment.gate;
	}
}
