// Our code among built-ins as they were when the program began, whatever the program has made of them: what it changed is taken away while our code runs,
// and given back around every call of the program's. Where nothing was changed, to look is all it costs.
//
// What the program can still notice: a getter that it put in the place of a method is called when we look.
import type { Steps } from '../steps.js';
import { type Change, currentChanges, giveBack, takeAway } from './changes.js';
import { NativePromise, whenSettled } from './intrinsics.js';

let isInside = false;
/** None of the program's code has run yet. */
let isUntouched = false;
let taken: readonly Change[] = [];

function enter(): void {
	if (!isUntouched) {
		taken = currentChanges();
		takeAway(taken);
	}
	isInside = true;
}

function leave(): void {
	isInside = false;
	giveBack(taken);
}

/** To be called before any code of the program has run: until `programRuns`, it is not looked for what it has changed. */
export function programWaits(): void {
	isUntouched = true;
}

export function programRuns(): void {
	isUntouched = false;
}

/** Runs our code. It must not wait for anything: see `run`. */
export function inside<T>(act: () => T): T {
	if (isInside) return act();
	enter();
	try {
		return act();
	} finally {
		leave();
	}
}

/** Runs what may be the program's, or Node's. */
export function outside<T>(act: () => T): T {
	if (!isInside) return act();
	leave();
	try {
		return act();
	} finally {
		enter();
	}
}

/** Our code that waits in between. Takes as many turns of the microtask queue as an async function that awaits the same. */
export function run<T>(steps: Steps<T>): Promise<T> {
	return new NativePromise((resolve, reject) => {
		const advance = (resume: () => IteratorResult<PromiseLike<unknown>, T>): void => inside(() => {
			try {
				const step = resume();
				if (step.done === true) resolve(step.value);
				else whenSettled(toPromise(step.value), value => advance(() => steps.next(value)), error => advance(() => steps.throw(error)));
			} catch (error) {
				reject(error);
			}
		});
		advance(() => steps.next());
	});
}

function toPromise(value: PromiseLike<unknown>): Promise<unknown> {
	return value instanceof NativePromise ? value : new NativePromise(resolve => resolve(value));
}
