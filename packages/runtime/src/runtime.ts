import type { EntryRuntime, Host } from '@hot-runtime/types';

export interface Runtime extends EntryRuntime {
	close(): void;
}

export function createRuntime(_host: Host): Runtime {
	throw new Error('not written yet');
}
