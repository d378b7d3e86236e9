// Code that waits, as steps: what an update does goes on in microtasks, among what the program has made of its built-ins. The host runs the steps, each
// inside its shelter, where an async function would go on outside.
import type { Steps } from '@hot-runtime/types';

export type { Steps };

/** What `promise` is fulfilled with. In steps, this is what `await` is elsewhere. */
export function* waitFor<T>(promise: PromiseLike<T>): Steps<T> {
	// Who runs the steps sends back what this very promise was fulfilled with.
	return (yield promise) as T;
}
