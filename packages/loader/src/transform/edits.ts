/** Replaces the text from `start` to `end`. */
export interface Edit {
	readonly start: number;
	readonly end: number;
	readonly text: string;
	/**
	 * Of the edit of a callee: where the text has the name that is called, which is what a stack says of a call.
	 * V8 says instead where the arguments begin if the callee is in parentheses, as an edited one is.
	 */
	readonly calledAt?: number;
}

interface Entry extends Edit {
	/** Among edits at one place: what closes comes before what opens, and that before what replaces. */
	readonly rank: 0 | 1 | 2;
	/** The other end of what it closes or opens: the inner closes first, the outer opens first. */
	readonly partner: number;
}

/** Collects edits in any order. */
export class EditList {
	readonly #text: string;
	readonly #entries: Entry[] = [];

	constructor(text: string) {
		this.#text = text;
	}

	replace(start: number, end: number, text: string, calledAt?: number): void {
		this.#entries.push({ start, end, text: this.#apart(start, text), rank: 2, partner: start, ...(calledAt !== undefined && { calledAt }) });
	}

	/** Replaces, and keeps the line breaks of what it replaces. */
	replaceLines(start: number, end: number, text: string, calledAt?: number): void {
		this.replace(start, end, text + lineBreaksOf(this.#text.slice(start, end)), calledAt);
	}

	/** Blanks out, so that what follows on the line keeps its column. */
	blank(start: number, end: number, text = ''): void {
		const removed = this.#text.slice(start + text.length, end);
		const lines = lineBreaksOf(removed);
		const endsLine = end === this.#text.length || isLineBreak(this.#text.charAt(end));
		const lastLine = endsLine ? 0 : lines === '' ? removed.length : removed.length - lastLineBreak(removed) - 1;
		this.replace(start, end, text + lines + ' '.repeat(lastLine));
	}

	wrap(start: number, end: number, before: string, after: string): void {
		this.#entries.push({ start, end: start, text: this.#apart(start, before), rank: 1, partner: end });
		this.close(start, end, after);
	}

	/** Wraps a name that is called. */
	wrapCallee(start: number, end: number, before: string, after: string): void {
		this.#entries.push({ start, end: start, text: this.#apart(start, before), rank: 1, partner: end });
		this.#entries.push({ start: end, end, text: after, rank: 0, partner: start, calledAt: start });
	}

	/** Wraps outside of another wrap of the same text. */
	wrapAround(start: number, end: number, before: string, after: string): void {
		this.#entries.push({ start, end: start, text: this.#apart(start, before), rank: 1, partner: end + 0.5 });
		this.#entries.push({ start: end, end, text: after, rank: 0, partner: start - 0.5 });
	}

	/** Inserts after what began at `start`, and so after all that is inserted after its parts. */
	close(start: number, end: number, text: string): void {
		this.#entries.push({ start: end, end, text, rank: 0, partner: start });
	}

	/**
	 * Adds the semicolons of statements that a line break ended, where an edit ends with a parenthesis: after `x++` or `x = () => {}` the next
	 * line may begin with `(`, after `f(x++)` it may not.
	 */
	terminate(statements: ReadonlyMap<number, number>): void {
		const ends = new Set(this.#entries.filter(({ rank, text }) => rank !== 1 && /\)\s*$/.test(text)).map(({ end }) => end));
		for (const end of ends) {
			const start = statements.get(end);
			if (start !== undefined) this.#entries.push({ start: end, end, text: ';', rank: 0, partner: start - 0.25 });
		}
	}

	sorted(): readonly Edit[] {
		return this.#entries.sort((a, b) => a.start - b.start || a.rank - b.rank || b.partner - a.partner);
	}

	/** `else++x` must not become `elsehot$…`. */
	#apart(start: number, text: string): string {
		return /^[\w$]/.test(text) && start > 0 && /[\w$]/.test(this.#text.charAt(start - 1)) ? ` ${text}` : text;
	}
}

const otherThanLineBreaks = /[^\n\r\u2028\u2029]+/g;

export function lineBreaksOf(text: string): string {
	return text.replace(otherThanLineBreaks, '');
}

function isLineBreak(character: string): boolean {
	return character === '\n' || character === '\r' || character === '\u2028' || character === '\u2029';
}

function lastLineBreak(text: string): number {
	let index = text.length - 1;
	while (!isLineBreak(text.charAt(index))) index--;
	return index;
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
	let result = '';
	let position = 0;
	for (const edit of edits) {
		result += text.slice(position, edit.start) + edit.text;
		position = edit.end;
	}
	return result + text.slice(position);
}
