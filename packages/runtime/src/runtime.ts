import type { EntryRuntime, Host, HotManagement, SourceChange, UpdateOutcome } from '@hot-runtime/types';
import type { HotOptions } from './hot/options.js';

export interface Runtime extends EntryRuntime {
	/** For code outside of modules. */
	readonly hot: HotManagement;
	/** A source noticed changes. The outcome of the update they become part of; null if none of them concerns the program. Never rejects. */
	changed(changes: readonly SourceChange[]): Promise<UpdateOutcome | null>;
	/** No more updates; closes what modules keep. */
	close(): Promise<void>;
}

// The update engine (hot/engine.ts) is made here of the core: `new UpdateEngine(core, options)`. It offers `hot`, `changed`, `close`; `createHot(record)`
// for `import.meta.hot` of each version; `evaluationStarted()` around the evaluation of an entry and of an `import()`.
export function createRuntime(_host: Host, _options: HotOptions = {}): Runtime {
	throw new Error('not written yet');
}
