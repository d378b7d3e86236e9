import { inside } from './shelter/index.js';

// Time as Node gives it. A program may put others in the place of the global functions, as fake timers do in tests; updates go on in real time.
const { clearImmediate, clearInterval, clearTimeout, setImmediate, setInterval, setTimeout } = globalThis;
// Not the global `performance`: Node loads what is behind it when it is first read, which takes a start a millisecond.
const { hrtime } = process;
const dateNow = Date.now;

/** Nothing here keeps the process alive, but for the one turn of `afterEvents`. */
export const clock = {
	/** Milliseconds from some fixed point. */
	now(): number {
		const time = hrtime();
		return time[0] * 1e3 + time[1] / 1e6;
	},
	/** Milliseconds of the epoch. */
	date: (): number => dateNow(),
	/** Runs `task` in `ms` milliseconds unless undone. */
	delay(ms: number, task: () => void): () => void {
		const timer = setTimeout(() => inside(task), ms).unref();
		return () => clearTimeout(timer);
	},
	/** Runs `task` every `ms` milliseconds until undone. */
	every(ms: number, task: () => void): () => void {
		const timer = setInterval(() => inside(task), ms).unref();
		return () => clearInterval(timer);
	},
	/** Runs `task` once events that have already happened were told, unless undone. One that kept nothing alive would wait for the next event. */
	afterEvents(task: () => void): () => void {
		const immediate = setImmediate(() => inside(task));
		return () => clearImmediate(immediate);
	},
	/** Runs `task` when the event loop has come round. */
	soon(task: () => void): void {
		setImmediate(() => inside(task)).unref();
	},
};
