// Evaluations of entries and of `import()` that have begun and not ended. A module in one of them may yet accept an update.
import type { Host } from '@hot-runtime/types';

export class EvaluationsUnderway {
	/** When each began. */
	readonly #started = new Set<{ readonly since: number }>();
	readonly #waiters = new Set<() => void>();

	/** Returns what to call at its end. */
	add(since: number): () => void {
		const evaluation = { since };
		this.#started.add(evaluation);
		return () => {
			if (!this.#started.delete(evaluation)) return;
			new Set(this.#waiters).forEach((waiter) => waiter());
		};
	}

	/**
	 * Waits until one has ended. False if none is under way, or if those that are have had `limit` milliseconds: a program may well await at its
	 * top for as long as it runs.
	 */
	nextEnd(host: Pick<Host, 'delay' | 'now'>, limit: number): Promise<boolean> {
		const left = Math.max(0, ...[...this.#started].map(({ since }) => since + limit - host.now()));
		if (left === 0) return Promise.resolve(false);
		return new Promise((resolve) => {
			const end = (hasEnded: boolean): void => {
				undo();
				this.#waiters.delete(ended);
				resolve(hasEnded);
			};
			const ended = (): void => end(true);
			const undo = host.delay(left, () => end(false));
			this.#waiters.add(ended);
		});
	}
}

