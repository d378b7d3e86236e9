// Runs code of the user's that an update waits for: handlers and evaluations. It catches what they throw, notices what does not settle, and
// lets the update go on without it when there is something else to do.
import type { Host, Shelter } from '@hot-runtime/types';
import { unsheltered } from '../unsheltered.js';

export type HandlerResult =
	| { readonly type: 'done' }
	| { readonly type: 'threw'; readonly error: unknown }
	/** It did not settle in time, and another change waits. */
	| { readonly type: 'abandoned' };

const done: HandlerResult = { type: 'done' };

export interface Watched {
	/** Called once if `call` has not settled within the time limit. */
	readonly slow: () => void;
}

export class HandlerWatch {
	readonly #host: Pick<Host, 'delay'>;
	/** Milliseconds until a handler counts as slow. */
	readonly limit: number;
	/** Go on without a slow handler. */
	readonly #abandon = new Set<() => void>();
	readonly #isSomethingWaiting: () => boolean;
	readonly #outside: Shelter['outside'];

	constructor(host: Pick<Host, 'delay' | 'shelter'>, limit: number, isSomethingWaiting: () => boolean) {
		this.#host = host;
		this.#outside = (host.shelter ?? unsheltered).outside;
		this.limit = limit;
		this.#isSomethingWaiting = isSomethingWaiting;
	}

	/** Calls and awaits `call`. Never rejects. */
	async run(call: () => unknown, slow: () => void): Promise<HandlerResult> {
		let result: unknown;
		try {
			result = this.#outside(call);
			if (!isThenable(result)) return done;
		} catch (error) {
			return { type: 'threw', error };
		}
		return this.#settled(result, slow);
	}

	/** Something waits now: what is slow already has had its time. */
	somethingWaits(): void {
		for (const abandon of [...this.#abandon]) abandon();
	}

	#settled(result: PromiseLike<unknown>, slow: () => void): Promise<HandlerResult> {
		return new Promise((resolve) => {
			const end = (value: HandlerResult): void => {
				undo();
				this.#abandon.delete(abandon);
				resolve(value);
			};
			const abandon = (): void => end({ type: 'abandoned' });
			const undo = this.#host.delay(this.limit, () => {
				slow();
				if (this.#isSomethingWaiting()) abandon();
				else this.#abandon.add(abandon);
			});
			Promise.resolve(result).then(() => end(done), (error: unknown) => end({ type: 'threw', error }));
		});
	}
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
	return (typeof value === 'object' && value !== null || typeof value === 'function') && 'then' in value && typeof value.then === 'function';
}
