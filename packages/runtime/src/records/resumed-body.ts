// Runs a generator as the async function that it was made of: what it yields is awaited.
import { apply, generatorNext, generatorThrow, NativePromise, resolvePromise, whenSettled } from '../intrinsics.js';

/** Goes on right here, up to what it yields first. The promise settles as that of the async function would. */
export function runAsAsync(generator: Generator<unknown, void, unknown>): Promise<void> {
	return new NativePromise<void>((resolve, reject) => {
		const next = (value: unknown): void => resume(generatorNext, value);
		const fail = (error: unknown): void => resume(generatorThrow, error);
		const resume = (how: typeof generatorNext | typeof generatorThrow, value: unknown): void => {
			let yielded: IteratorResult<unknown, void>;
			try {
				yielded = apply(how, generator, [value]);
			} catch (error) {
				reject(error);
				return;
			}
			if (yielded.done === true) resolve();
			else awaitValue(yielded.value, next, fail);
		};
		next(undefined);
	});
}

/** [Await](https://tc39.es/ecma262/#await) */
function awaitValue(value: unknown, fulfilled: (value: unknown) => void, rejected: (error: unknown) => void): void {
	// 2. Let promise be ? PromiseResolve(%Promise%, value).
	let promise: Promise<unknown>;
	try {
		promise = resolvePromise(value);
	} catch (error) {
		rejected(error);
		return;
	}
	// 9. Perform PerformPromiseThen(promise, onFulfilled, onRejected).
	whenSettled(promise, fulfilled, rejected);
}
