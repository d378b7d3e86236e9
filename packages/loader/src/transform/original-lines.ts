// From the lines that V8 ran to those of the text they were made of.
import { applyEdits, type Edit } from './edits.js';
import { transformWithEdits, type TransformOptions } from './index.js';

/** As V8 counts lines. */
const lineBreak = /\r\n|[\n\r\u2028\u2029]/g;

export interface OriginalLine {
	/** What V8 ran. */
	readonly code: string;
	readonly text: string;
	/** Both columns count from 0. */
	columnOf(column: number): number;
}

export class OriginalLines {
	/** `ModuleSource.code` of the text. */
	readonly code: string;
	readonly #text: string;
	readonly #body: string;
	readonly #edits: readonly Edit[];

	/** Throws a ModuleSyntaxError. */
	constructor(text: string, options: TransformOptions) {
		const { source, edits } = transformWithEdits(text, options);
		this.code = source.code;
		this.#text = text;
		this.#body = applyEdits(text, edits);
		this.#edits = edits;
	}

	/** `line` counts from 1. Null if there is none. */
	at(line: number): OriginalLine | null {
		const text = rangeOfLine(this.#text, line);
		const code = rangeOfLine(this.#body, line);
		if (text === null || code === null) return null;
		return {
			code: this.#body.slice(...code),
			text: this.#text.slice(...text),
			columnOf: column => Math.min(Math.max(this.#offsetOf(code[0] + column) - text[0], 0), text[1] - text[0]),
		};
	}

	#offsetOf(offset: number): number {
		let shift = 0;
		for (const { start, end, text, calledAt } of this.#edits) {
			const endOfEdit = start + shift + text.length;
			if (offset < start + shift) break;
			if (offset < endOfEdit) return text.startsWith('.$') ? start - nameBefore(this.#text, start) : start;
			if (offset === endOfEdit && calledAt !== undefined && this.#text.charAt(end) === '(') return calledAt;
			shift += text.length - (end - start);
		}
		return offset - shift;
	}
}

/** The length of the import's name, which V8 does not point at but at what was added to it. */
function nameBefore(text: string, end: number): number {
	return /[\p{ID_Continue}$\u200c\u200d]*$/u.exec(text.slice(Math.max(0, end - 100), end))?.[0].length ?? 0;
}

function rangeOfLine(text: string, line: number): readonly [start: number, end: number] | null {
	let start = 0;
	let number = 1;
	for (const { index, 0: { length } } of text.matchAll(lineBreak)) {
		if (number === line) return [start, index];
		start = index + length;
		number++;
	}
	return number === line ? [start, text.length] : null;
}
