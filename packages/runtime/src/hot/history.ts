// The last updates. An entry holds ids and texts only: an error, or anything else of the program's, could hold on to old code.
import type { HotHistoryEntry, UpdateCause, UpdateOutcome } from '@hot-runtime/types';

export class History {
	readonly #entries: HotHistoryEntry[] = [];
	readonly #length: number;

	constructor(length: number) {
		this.#length = length;
	}

	add(outcome: UpdateOutcome, cause: UpdateCause, time: number): void {
		const { update, changed, duration, type, loaded, reevaluated, pruned, pending } = outcome;
		const error = 'error' in outcome ? describeError(outcome.error) : null;
		this.#entries.push(Object.freeze({ update, cause, changed, time, duration, type, loaded, reevaluated, pruned, pending, error }));
		if (this.#entries.length > this.#length) this.#entries.shift();
	}

	entries(): readonly HotHistoryEntry[] {
		return [...this.#entries];
	}
}

function describeError(error: unknown): string {
	try {
		return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
	} catch {
		return 'an error that cannot be shown';
	}
}
