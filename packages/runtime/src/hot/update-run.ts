// One update while it runs: what it did so far, and how it ends. Written by the phases, read for the outcome.
import type {
	ApplyOptions, ImporterChain, ModuleId, PendingChange, ReportedError, UpdateCause, UpdateDurations, UpdateOutcome,
} from '@hot-runtime/types';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import type { Steps } from '../steps.js';

/** How an update ends, if not well. The first that happens counts. */
export type Ending =
	| { readonly type: 'unaccepted'; readonly chains: readonly ImporterChain[] }
	| { readonly type: 'declined'; readonly by: ModuleId; readonly chain: ImporterChain }
	| {
		readonly type: 'load-error' | 'link-error' | 'evaluation-error';
		readonly id: ModuleId | null;
		readonly error: unknown;
		readonly chain: ImporterChain;
	};

export type Phase = keyof UpdateDurations;

/** A module that could not take the update after all. */
export interface PassedOn {
	/** Null: its importers if it was replaced in this update, otherwise the module. */
	readonly from: 'module' | 'importers' | null;
	/** What must be tried again if nobody else takes it either. */
	readonly retry: readonly ModuleId[];
}

export const noDurations: UpdateDurations = Object.freeze({ load: 0, propagate: 0, link: 0, dispose: 0, evaluate: 0, accept: 0, prune: 0 });

export class UpdateRun {
	readonly update: number;
	readonly cause: UpdateCause;
	readonly apply: ApplyOptions;
	readonly #now: () => number;
	readonly started: number;
	readonly #durations: Record<Phase, number> = { ...noDurations };

	changed: readonly ModuleId[] = [];
	/** Those of them that were not pending before. */
	fresh: ReadonlySet<ModuleId> = new Set();
	readonly reported: ReportedError[] = [];
	readonly loaded = new Set<ModuleId>();
	readonly reevaluated = new Set<ModuleId>();
	readonly boundaries = new Set<ModuleId>();
	readonly pruned = new Set<ModuleId>();
	/** The versions that were replaced: they may still speak for their module until the update ends. */
	readonly replaced = new Set<SourceTextModuleRecord>();
	/** Modules that may have lost their last importer. */
	readonly released = new Set<ModuleId>();
	/** Modules that were disposed of because nothing was to import them any more. */
	readonly letGo = new Set<ModuleId>();
	/** Those of them that code imported by `import()` meanwhile: they must be run again, in an update of their own. */
	readonly cameBack = new Set<ModuleId>();
	/** Modules that could not take the update and were not yet passed on. */
	readonly passedOn = new Map<ModuleId, PassedOn>();
	/** Modules that were passed on before. */
	readonly wasPassedOn = new Set<ModuleId>();
	/** For each module that takes part in the present round: who passed the update on until it came there. Written by pass-on.ts. */
	passedOnBy: ReadonlyMap<ModuleId, ReadonlySet<ModuleId>> = new Map();
	ending: Ending | null = null;
	/** True if the text that failed to load may be half-written. */
	isUnfinished = false;

	constructor(update: number, cause: UpdateCause, apply: ApplyOptions, now: () => number) {
		this.update = update;
		this.cause = cause;
		this.apply = apply;
		this.#now = now;
		this.started = now();
	}

	get durations(): UpdateDurations {
		return { ...this.#durations };
	}

	*measure<Result>(phase: Phase, act: () => Steps<Result>): Steps<Result> {
		const start = this.#now();
		try {
			return yield* act();
		} finally {
			this.#durations[phase] += this.#now() - start;
		}
	}

	end(ending: Ending): void {
		this.ending ??= ending;
	}

	/** True if `id` was given a new version in this update. */
	hasReplaced(id: ModuleId): boolean {
		return this.loaded.has(id) || this.reevaluated.has(id);
	}

	outcome(pending: readonly PendingChange[]): UpdateOutcome {
		const { update, changed, reported } = this;
		const base = { update, changed, reported: [...reported], duration: this.#now() - this.started, durations: this.durations, pending };
		const modules = {
			loaded: [...this.loaded], reevaluated: [...this.reevaluated], boundaries: [...this.boundaries], pruned: [...this.pruned],
		};
		return this.ending === null ? { ...base, ...modules, type: 'updated' } : { ...base, ...modules, ...this.ending };
	}
}
