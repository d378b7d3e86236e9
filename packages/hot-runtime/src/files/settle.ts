// When a save is over: nothing came for a moment. One file settles in 1 to 2 ms; a burst (a branch switch, a formatter) gets longer.

export interface Clock {
	/** Milliseconds from some fixed point. */
	now(): number;
	/** Runs `task` in `ms` milliseconds unless undone. Keeps no process alive. */
	delay(ms: number, task: () => void): () => void;
	/** Runs `task` once events that have already happened were told, unless undone. */
	afterEvents(task: () => void): () => void;
}

/** How long nothing must come before one saved file is taken as written. Within it lie the truncation and the write. */
const fileGapMs = 1;
/** The same for several files, or for a save right after another; and for what still comes after that. */
const burstGapMs = 8;
const longBurstGapMs = 20;
/** Saves so close together belong to one burst. */
const burstWithinMs = 40;
/** Who writes without a pause is heard after this long at the latest. */
const longestMs = 400;

/** Collects what was touched and hands it over once, when it is quiet. */
export class Settle {
	readonly #clock: Clock;
	readonly #settled: (paths: ReadonlySet<string>) => void;
	#touched = new Set<string>();
	#first = 0;
	#last = 0;
	#handedOver = -Infinity;
	/** How many times this burst was handed over. */
	#parts = 0;
	#cancel: (() => void) | null = null;

	constructor(clock: Clock, settled: (paths: ReadonlySet<string>) => void) {
		this.#clock = clock;
		this.#settled = settled;
	}

	touch(path: string): void {
		this.#last = this.#clock.now();
		this.#touched.add(path);
		if (this.#cancel !== null) return;
		this.#first = this.#last;
		if (this.#first - this.#handedOver >= burstWithinMs) this.#parts = 0;
		this.#wait(this.#gap());
	}

	forget(path: string): void {
		this.#touched.delete(path);
	}

	close(): void {
		this.#cancel?.();
		this.#cancel = null;
		this.#touched.clear();
	}

	#gap(): number {
		if (this.#parts > 1) return longBurstGapMs;
		return this.#parts === 1 || this.#touched.size > 1 ? burstGapMs : fileGapMs;
	}

	#wait(ms: number): void {
		this.#cancel = this.#clock.delay(ms, () => {
			// A timer runs before events do: in a busy program those of a whole burst may wait behind it.
			this.#cancel = this.#clock.afterEvents(() => this.#look());
		});
	}

	#look(): void {
		const now = this.#clock.now();
		const left = Math.min(this.#last + this.#gap(), this.#first + longestMs) - now;
		// Timers may be early by less than a millisecond.
		if (left > 1) return this.#wait(left);
		this.#cancel = null;
		this.#handedOver = now;
		this.#parts++;
		const touched = this.#touched;
		this.#touched = new Set();
		this.#settled(touched);
	}
}
