// What a record needs of the runtime around it while it runs.
import type { SourceTextModuleRecord } from './records/source-text-module-record.js';

export interface Surroundings {
	/** `import.meta` of this version of the module, with `hot`. */
	createMeta(record: SourceTextModuleRecord): object;
	/** `import(specifier, options)` in the module. Never throws. */
	importDynamically(referrer: SourceTextModuleRecord, specifier: unknown, options: unknown): Promise<unknown>;
}
