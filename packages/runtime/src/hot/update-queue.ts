// One update at a time. What comes while one runs, or while the queue is held, is merged into the next.
import type { ModuleId, Shelter, SourceChange, UpdateCause, UpdateOutcome } from '@hot-runtime/types';
import { type Steps, waitFor } from '../steps.js';

export interface Batch {
	/** Where each changed module's text is now, if that moved. */
	readonly changes: ReadonlyMap<ModuleId, string | undefined>;
	/** When each happened, in milliseconds of the epoch; Infinity for what has no time. */
	readonly changedAt: ReadonlyMap<ModuleId, number>;
	readonly cause: UpdateCause;
}

interface WaitingBatch {
	readonly changes: Map<ModuleId, string | undefined>;
	readonly changedAt: Map<ModuleId, number>;
	cause: UpdateCause;
	readonly waiters: ((outcome: UpdateOutcome | null) => void)[];
}

export class UpdateQueue {
	/** Runs one update; null if there was nothing to do. Never rejects. */
	readonly #update: (batch: Batch) => Steps<UpdateOutcome | null>;
	readonly #run: Shelter['run'];
	#waiting: WaitingBatch | null = null;
	/** The end of what runs now. */
	#running: Promise<void> | null = null;
	#holds = 0;
	#isClosed = false;

	constructor(run: Shelter['run'], update: (batch: Batch) => Steps<UpdateOutcome | null>) {
		this.#run = run;
		this.#update = update;
	}

	get isWaiting(): boolean {
		return this.#waiting !== null;
	}

	/** The outcome of the update that these changes become part of; null if they were nobody's. */
	push(changes: readonly SourceChange[], cause: UpdateCause): Promise<UpdateOutcome | null> {
		if (this.#isClosed) return Promise.resolve(null);
		this.#waiting ??= { changes: new Map(), changedAt: new Map(), cause, waiters: [] };
		const { changes: merged, changedAt: times, waiters } = this.#waiting;
		if (cause === 'change') this.#waiting.cause = cause;
		for (const { id, location, changedAt = Infinity } of changes) {
			merged.set(id, location ?? merged.get(id));
			times.set(id, Math.max(changedAt, times.get(id) ?? changedAt));
		}
		const outcome = new Promise<UpdateOutcome | null>((resolve) => waiters.push(resolve));
		void this.#run(this.#begin());
		return outcome;
	}

	/** True if what waits must wait on. */
	get isHeld(): boolean {
		return this.#holds > 0;
	}

	/** No update starts until `release` was called as often. */
	hold(): void {
		this.#holds += 1;
	}

	release(): void {
		this.#holds = Math.max(0, this.#holds - 1);
		void this.#run(this.#next());
	}

	/** Takes what waits out of the queue. Those who wait for its outcome are answered with null. */
	take(): Batch | null {
		const batch = this.#waiting;
		this.#waiting = null;
		for (const waiter of batch?.waiters ?? []) waiter(null);
		return batch;
	}

	/** Runs `task` while no update runs. Must not be awaited within an update. */
	exclusively<Result>(task: () => Steps<Result>): Promise<Result> {
		return this.#run(this.#alone(task));
	}

	*#alone<Result>(task: () => Steps<Result>): Steps<Result> {
		while (this.#running !== null) yield this.#running;
		const result = this.#run(task());
		this.#running = result.then(() => undefined, () => undefined);
		try {
			return yield* waitFor(result);
		} finally {
			this.#running = null;
			void this.#run(this.#next());
		}
	}

	close(): void {
		this.#isClosed = true;
		const waiters = this.#waiting?.waiters ?? [];
		this.#waiting = null;
		for (const waiter of waiters) waiter(null);
	}

	/** More of the same batch may be told of in this turn. */
	*#begin(): Steps<void> {
		yield Promise.resolve();
		yield* this.#next();
	}

	*#next(): Steps<void> {
		while (this.#running === null && this.#holds === 0 && this.#waiting !== null) {
			const batch = this.#waiting;
			this.#waiting = null;
			const update = this.#run(this.#update(batch));
			this.#running = update.then(() => undefined, () => undefined);
			let outcome: UpdateOutcome | null = null;
			try {
				outcome = yield* waitFor(update);
			} finally {
				this.#running = null;
				for (const waiter of batch.waiters) waiter(outcome);
			}
			// Who was told of it may take changes back before the next is made of them. An async function that passes the outcome on takes three turns.
			for (let turn = 0; turn < 3; turn++) yield Promise.resolve();
		}
	}
}
