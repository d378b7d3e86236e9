// What a body is given as `hot$`.
import type { BodyContext } from '@hot-runtime/types';
import { defineProperty } from '../intrinsics.js';
import { assignmentToConstant } from '../messages.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import type { Surroundings } from '../surroundings.js';

const DEFAULT_NAME: PropertyDescriptor & { readonly __proto__: null } = { __proto__: null, value: 'default', writable: false, enumerable: false, configurable: true };

export class ModuleContext implements BodyContext {
	readonly #record: SourceTextModuleRecord;
	readonly #surroundings: Surroundings;
	#meta: object | null = null;

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
		throw new TypeError(assignmentToConstant());
	}

	wrote<T>(value?: T): T;
	wrote(value: unknown): unknown {
		const { environment } = this.#record;
		if (environment.isWatched) environment.written();
		return value;
	}

	nameDefault(value: object): void {
		defineProperty(value, 'name', DEFAULT_NAME);
	}

	get gate(): Promise<void> | undefined {
		return this.#record.environment.gate;
	}
}
