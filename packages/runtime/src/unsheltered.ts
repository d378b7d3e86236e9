// For a host whose programs leave the built-ins as they are.
import type { Shelter, Steps } from '@hot-runtime/types';

export const unsheltered: Shelter = {
	inside: (act) => act(),
	outside: (act) => act(),
	async run<T>(steps: Steps<T>): Promise<T> {
		let step = steps.next();
		while (step.done !== true) {
			let value: unknown;
			try {
				value = await step.value;
			} catch (error) {
				step = steps.throw(error);
				continue;
			}
			step = steps.next(value);
		}
		return step.value;
	},
};
