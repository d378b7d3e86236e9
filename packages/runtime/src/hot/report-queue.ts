// When a person hears of an outcome: at once, but a refusal only when nothing has changed for a while, and not at all if it was healed.
import type { Host, ModuleId, UpdateOutcome } from '@hot-runtime/types';

export class ReportQueue {
	readonly #delay: Host['delay'];
	readonly #report: (outcome: UpdateOutcome) => void;
	/** The refusal that waits. */
	#withheld: UpdateOutcome | null = null;
	#undo: () => void = () => undefined;

	constructor(delay: Host['delay'], report: (outcome: UpdateOutcome) => void) {
		this.#delay = delay;
		this.#report = report;
	}

	/** `quiet`: milliseconds without a change after which the outcome is final; 0 reports it at once. */
	add(outcome: UpdateOutcome, quiet: number): void {
		if (this.#withheld !== null && !stillWaits(this.#withheld, outcome)) this.#drop();
		if (outcome.type === 'updated' || outcome.type === 'evaluation-error' || quiet === 0) {
			this.#report(outcome);
			return;
		}
		this.#drop();
		this.#withheld = outcome;
		this.#start(quiet);
	}

	/** Something changed: it is not quiet. */
	somethingChanged(quiet: number): void {
		if (this.#withheld === null) return;
		this.#undo();
		this.#start(quiet);
	}

	close(): void {
		this.#drop();
	}

	#start(quiet: number): void {
		this.#undo = this.#delay(quiet, () => {
			const outcome = this.#withheld;
			this.#withheld = null;
			if (outcome !== null) this.#report(outcome);
		});
	}

	#drop(): void {
		this.#undo();
		this.#withheld = null;
	}
}

/** True if a change that was refused then is still not applied. */
function stillWaits(refused: UpdateOutcome, { pending }: UpdateOutcome): boolean {
	const waiting = new Set<ModuleId>(pending.map(({ id }) => id));
	return refused.changed.some((id) => waiting.has(id));
}
