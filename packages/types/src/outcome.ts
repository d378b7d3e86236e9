import type { ModuleId } from './module-source.js';

/** The importers, from the changed module to an entry, none of which accepts. */
export type ImporterChain = readonly ModuleId[];

/** Why a change could not be applied. */
export type PendingReason = 'unaccepted' | 'declined' | 'load-error' | 'link-error' | 'evaluation-error';

/** What one change that could not be applied waits for. It is tried again with each later update. */
export interface PendingChange {
	readonly id: ModuleId;
	readonly reason: PendingReason;
	/** From the changed module to the one where it ended; the module alone where an error stopped it. */
	readonly chain: ImporterChain;
}

/** Milliseconds spent in each step of an update, summed over its rounds. A step that was not reached is 0. */
export interface UpdateDurations {
	readonly load: number;
	readonly propagate: number;
	readonly link: number;
	readonly dispose: number;
	readonly evaluate: number;
	readonly accept: number;
	readonly prune: number;
}

/** Something a handler did that does not end the update: it threw, or it has not settled for a while, or could not be understood. */
export interface ReportedError {
	readonly id: ModuleId;
	/**
	 * `specifier`: what a module accepts or declines cannot be resolved. `evaluation`: it does not come to an end. `invalidate`: modules invalidate
	 * each other in a circle.
	 */
	readonly handler: 'accept' | 'dispose' | 'prune' | 'event' | 'keep' | 'evaluation' | 'specifier' | 'invalidate';
	readonly error: unknown;
	/** True if a person was told when it happened: what does not settle is not kept for the end of an update that waits for it. */
	readonly wasTold?: boolean;
}

interface OutcomeBase {
	/** Counts the updates of this process, from 1. */
	readonly update: number;
	/** What the sources reported, with what had been pending. */
	readonly changed: readonly ModuleId[];
	/** Milliseconds from the start of the update to its end. */
	readonly duration: number;
	readonly durations: UpdateDurations;
	readonly pending: readonly PendingChange[];
	/** Errors of handlers: reported, and not the end of the update. */
	readonly reported: readonly ReportedError[];
}

/** What an update did to the program before it ended; all empty if it was refused before it touched anything. */
export interface AppliedModules {
	/** Modules with a new text, evaluated. */
	readonly loaded: readonly ModuleId[];
	/** Modules whose text did not change, run again. */
	readonly reevaluated: readonly ModuleId[];
	/** Modules that accepted. */
	readonly boundaries: readonly ModuleId[];
	readonly pruned: readonly ModuleId[];
}

/** How an update ended. No outcome is an exception, and none ends the process. */
export type UpdateOutcome =
	| OutcomeBase & AppliedModules & { readonly type: 'updated' }
	| OutcomeBase & AppliedModules & { readonly type: 'unaccepted'; readonly chains: readonly ImporterChain[] }
	| OutcomeBase & AppliedModules & { readonly type: 'declined'; readonly by: ModuleId; readonly chain: ImporterChain }
	| OutcomeBase & AppliedModules & {
		readonly type: 'load-error' | 'link-error' | 'evaluation-error';
		readonly id: ModuleId | null;
		readonly error: unknown;
		/** The importers that lead from `id` to an entry; `id` alone if it has none, nothing without it. */
		readonly chain: ImporterChain;
	};
