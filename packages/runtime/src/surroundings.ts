// What a record needs of the runtime around it while it runs. The runtime makes one and gives it to every record it creates.
import type { Host } from '@hot-runtime/types';
import type { SourceTextModuleRecord } from './records/source-text-module-record.js';

export interface Surroundings {
	readonly host: Host;
	/** `import.meta` of this version of the module, with `hot`. */
	createMeta(record: SourceTextModuleRecord): object;
	/** `import(specifier, options)` in the module. Never throws. */
	importDynamically(referrer: SourceTextModuleRecord, specifier: unknown, options: unknown): Promise<unknown>;
	/** An exported binding of the module may have another value. Called only while somebody watches the module. */
	wrote(record: SourceTextModuleRecord): void;
}
