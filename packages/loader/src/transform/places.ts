/** Lines and columns of a text, both from 0, as source maps count them. */
export class Places {
	readonly #lineStarts: readonly number[];

	constructor(text: string) {
		const lineStarts = [0];
		for (let index = text.indexOf('\n'); index !== -1; index = text.indexOf('\n', index + 1)) lineStarts.push(index + 1);
		this.#lineStarts = lineStarts;
	}

	of(offset: number): readonly [line: number, column: number] {
		let low = 0;
		let high = this.#lineStarts.length - 1;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if ((this.#lineStarts[middle] ?? 0) <= offset) low = middle;
			else high = middle - 1;
		}
		return [low, offset - (this.#lineStarts[low] ?? 0)];
	}
}
