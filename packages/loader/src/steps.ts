// Work that may have to wait, written once for both drivers: in-thread hooks answer at once, a hooks thread answers with promises.
import type { Steps } from '@hot-runtime/types';

export type { Steps };

/** The value itself, or what the promise is fulfilled with. */
export function* settled<T>(value: T | PromiseLike<T>): Steps<T> {
	if (!isPromiseLike(value)) return value;
	// The driver sends back what this very promise was fulfilled with.
	return (yield value) as T;
}

function isPromiseLike<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
	return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

export function runSync<T>(steps: Steps<T>): T {
	const step = steps.next();
	if (step.done !== true) throw new Error('a synchronous driver was given a promise');
	return step.value;
}

export async function runAsync<T>(steps: Steps<T>): Promise<T> {
	let step = steps.next();
	while (step.done !== true) step = await resume(steps, step.value);
	return step.value;
}

async function resume<T>(steps: Steps<T>, promise: PromiseLike<unknown>): Promise<IteratorResult<PromiseLike<unknown>, T>> {
	let value: unknown;
	try {
		value = await promise;
	} catch (error) {
		return steps.throw(error);
	}
	return steps.next(value);
}
