import type { ModuleId, ReportedError, SourceChange, UpdateOutcome } from '@hot-runtime/types';

/** How the surroundings of the runtime want updates. All of it may be left out. */
export interface HotOptions {
	/** False if nobody tells of changes by itself: then `check` and `apply` drive the updates, and `changed` only collects. Default true. */
	readonly isWatching?: boolean;
	/** What has changed since it was last asked: for `check`. */
	readonly poll?: () => Promise<readonly SourceChange[]>;
	/**
	 * Asked right before a reported change is applied: false if the version in place has it already, because an update that was under way when it was
	 * reported has read it. `changedAt`: when it happened, in milliseconds of the epoch. Default: each is news.
	 */
	readonly isNews?: (id: ModuleId, changedAt: number) => boolean | Promise<boolean>;
	/** The id of the module that a person calls `file`. Default: `file` is the id. */
	readonly identify?: (file: string) => ModuleId;
	/** A module that is to be watched came into the program. */
	readonly track?: (id: ModuleId) => void;
	/** It left the program. */
	readonly untrack?: (id: ModuleId) => void;
	/** The outcome of an update, for a person. A refusal comes only when it is final. Answers the text of its `message` event. */
	readonly report?: (outcome: UpdateOutcome) => string | null | void;
	/** An update has ended, and nobody was told yet. */
	readonly ended?: () => void;
	/** A module keeps something that is to be closed when the process ends: `closeKept` is to be called then. May be called often. */
	readonly kept?: () => void;
	/** An error of a handler outside of an update, or that a person must hear of before the update ends. Answers as `report` does. */
	readonly reportError?: (error: ReportedError) => string | null | void;
	/** Asked of each module that takes an update, once its new version ran and before anybody reads it. If it throws, the old version stays. */
	readonly verify?: (id: ModuleId, namespace: object) => unknown;
	/** Milliseconds after which a handler or an evaluation that has not settled is reported. Default 10,000. */
	readonly handlerTime?: number;
	/** Milliseconds without a change after which a refusal is reported. Default 0: at once. */
	readonly quietTime?: number;
	/** Milliseconds that a text which looks half-written is given for its next change. Default 0: it is taken as it is. */
	readonly settleTime?: number;
	/** How many updates `history()` holds. Default 100. */
	readonly historyLength?: number;
}
