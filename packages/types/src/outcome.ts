import type { ModuleId } from './module-source.js';

/** The importers, from the changed module to an entry, none of which accepts. */
export type ImporterChain = readonly ModuleId[];

/** What one change that could not be applied waits for. It is tried again with each later update. */
export interface PendingChange {
	readonly id: ModuleId;
	readonly reason: 'unaccepted' | 'declined' | 'load-error' | 'link-error' | 'evaluation-error';
	readonly chain: ImporterChain;
}

interface OutcomeBase {
	/** Counts the updates of this process, from 1. */
	readonly update: number;
	/** What the sources reported, with what had been pending. */
	readonly changed: readonly ModuleId[];
	/** Milliseconds from the start of the update to its end. */
	readonly duration: number;
	readonly pending: readonly PendingChange[];
	/** Errors of handlers: reported, and not the end of the update. */
	readonly reported: readonly { readonly id: ModuleId; readonly handler: 'accept' | 'dispose' | 'prune' | 'event'; readonly error: unknown }[];
}

/** How an update ended. No outcome is an exception, and none ends the process. */
export type UpdateOutcome =
	| OutcomeBase & {
		readonly type: 'updated';
		/** Modules with a new text, evaluated. */
		readonly loaded: readonly ModuleId[];
		/** Modules whose text did not change, run again. */
		readonly reevaluated: readonly ModuleId[];
		/** Modules that accepted. */
		readonly boundaries: readonly ModuleId[];
		readonly pruned: readonly ModuleId[];
	}
	| OutcomeBase & { readonly type: 'unaccepted'; readonly chains: readonly ImporterChain[] }
	| OutcomeBase & { readonly type: 'declined'; readonly by: ModuleId; readonly chain: ImporterChain }
	| OutcomeBase & { readonly type: 'load-error' | 'link-error' | 'evaluation-error'; readonly id: ModuleId | null; readonly error: unknown };
