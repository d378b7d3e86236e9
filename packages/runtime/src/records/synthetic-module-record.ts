// A module that is not hot. Node links and evaluates it; the record says whether that was done, and holds its namespace object.
import type { LoadedExternal, ModuleId } from '@hot-runtime/types';

/**
 * What is known of the evaluation of an external. `linked`: its namespace is at hand, so its keys are known; its values are not yet there.
 */
export type ExternalState =
	| { readonly type: 'unlinked' }
	| { readonly type: 'linked'; readonly namespace: object }
	| { readonly type: 'evaluated'; readonly namespace: object }
	| { readonly type: 'threw'; readonly error: unknown };

/** [Synthetic Module Record](https://tc39.es/ecma262/#sec-synthetic-module-records) */
export class SyntheticModuleRecord {
	readonly kind = 'synthetic';
	readonly id: ModuleId;
	readonly loaded: LoadedExternal;
	/** Written by evaluation/external.ts only. */
	state: ExternalState = { type: 'unlinked' };

	constructor(loaded: LoadedExternal) {
		this.id = loaded.id;
		this.loaded = loaded;
	}
}
