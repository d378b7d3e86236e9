// For a host whose programs leave the built-ins as they are.
import type { Shelter } from '@hot-runtime/types';

export const unsheltered: Shelter = {
	inside: (act) => act(),
	outside: (act) => act(),
	async run<T>(steps: Generator<PromiseLike<unknown>, T, unknown>): Promise<T> {
		for (let step = steps.next(); ; step = await resume(steps, step.value)) if (step.done === true) return step.value;
	},
};

async function resume<T>(steps: Generator<PromiseLike<unknown>, T, unknown>, promise: PromiseLike<unknown>): Promise<IteratorResult<PromiseLike<unknown>, T>> {
	let value: unknown;
	try {
		value = await promise;
	} catch (error) {
		return steps.throw(error);
	}
	return steps.next(value);
}
