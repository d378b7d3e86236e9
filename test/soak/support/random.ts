/** A small generator of numbers that are the same in each run ([mulberry32](https://github.com/bryc/code/blob/master/jshash/PRNGs.md)). */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed;
	}

	/** A whole number from 0 up to, and without, `limit`. */
	below(limit: number): number {
		this.#state = (this.#state + 0x6D2B79F5) | 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return Math.floor(((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32 * limit);
	}

	/** True once in `times`. */
	once(times: number): boolean {
		return this.below(times) === 0;
	}

	of<Value>(values: readonly Value[]): Value | undefined {
		return values[this.below(values.length)];
	}
}
