// Runs code of the user's that an update waits for: handlers and evaluations. It catches what they throw, notices what does not settle, and
// lets the update go on without it when there is something else to do.
import type { Host, Shelter } from '@hot-runtime/types';
import { resolvePromise, whenSettled } from '../intrinsics.js';
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
	readonly #shelter: Shelter;

	constructor(host: Pick<Host, 'delay' | 'shelter'>, limit: number, isSomethingWaiting: () => boolean) {
		this.#host = host;
		this.#shelter = host.shelter ?? unsheltered;
		this.limit = limit;
		this.#isSomethingWaiting = isSomethingWaiting;
	}

	/** Calls and awaits `call`. Never rejects. */
	async run(call: () => unknown, slow: () => void): Promise<HandlerResult> {
		let result: Promise<unknown> | null;
		try {
			result = this.#shelter.outside(() => promiseOf(call()));
		} catch (error) {
			return { type: 'threw', error };
		}
		return result === null ? done : this.#settled(result, slow);
	}

	/** Something waits now: what is slow already has had its time. */
	somethingWaits(): void {
		for (const abandon of [...this.#abandon]) abandon();
	}

	#settled(result: Promise<unknown>, slow: () => void): Promise<HandlerResult> {
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
			const { inside } = this.#shelter;
			whenSettled(result, () => inside(() => end(done)), (error) => inside(() => end({ type: 'threw', error })));
		});
	}
}

/** Null for what is not to be waited for. */
function promiseOf(value: unknown): Promise<unknown> | null {
	return isThenable(value) ? resolvePromise(value) : null;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
	return (typeof value === 'object' && value !== null || typeof value === 'function') && 'then' in value && typeof value.then === 'function';
}
