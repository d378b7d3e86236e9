// Coverage as V8 counted it, in positions of the code that it compiled, put into positions of the program's own text.
import type { TextOrigin } from '@hot-runtime/types';

/** As in the files that Node writes: https://chromedevtools.github.io/devtools-protocol/v8/Profiler/#type-ScriptCoverage */
export interface ScriptCoverage {
	readonly scriptId: string;
	readonly url: string;
	readonly functions: readonly FunctionCoverage[];
}

export interface FunctionCoverage {
	readonly functionName: string;
	readonly ranges: readonly CoverageRange[];
	readonly isBlockCoverage: boolean;
}

export interface CoverageRange {
	readonly startOffset: number;
	readonly endOffset: number;
	readonly count: number;
}

export interface CompiledText {
	readonly codeLength: number;
	readonly prefixLength: number;
	/** Null for code that is ours alone: of JSON, or to have Node run CommonJS. */
	readonly origin: TextOrigin | null;
}

/** `compiled`: by URL, the newest code. What else V8 counted under the URL of a text is a facade of ours, or was replaced. */
export function originalCoverage(scripts: readonly ScriptCoverage[], compiled: ReadonlyMap<string, CompiledText>): ScriptCoverage[] {
	const newest = newestBodies(scripts, compiled);
	return scripts.flatMap(script => {
		const text = compiled.get(script.url);
		if (text === undefined) return [script];
		if (text.origin === null) return isBody(script, text) ? [] : [script];
		return newest.get(script.url) === script ? [{ ...script, functions: originalFunctions(script.functions, text, text.origin) }] : [];
	});
}

function newestBodies(scripts: readonly ScriptCoverage[], compiled: ReadonlyMap<string, CompiledText>): ReadonlyMap<string, ScriptCoverage> {
	const newest = new Map<string, ScriptCoverage>();
	for (const script of scripts) {
		const text = compiled.get(script.url);
		if (text === undefined || !isBody(script, text)) continue;
		const other = newest.get(script.url);
		if (other === undefined || Number(other.scriptId) < Number(script.scriptId)) newest.set(script.url, script);
	}
	return newest;
}

/** Its first function is the whole script, and has the code's length; another one goes around the text. */
function isBody({ functions }: ScriptCoverage, text: CompiledText): boolean {
	return functions[0]?.ranges[0]?.endOffset === text.codeLength && functions.some(each => isAround(each, text));
}

function isAround({ ranges: [whole] }: FunctionCoverage, { prefixLength, codeLength }: CompiledText): boolean {
	return whole !== undefined && whole.startOffset > 0 && whole.startOffset < prefixLength && whole.endOffset < codeLength && whole.endOffset > prefixLength;
}

/** The innermost function around the text is what a module is to Node. What lies in the prefix is ours. */
function originalFunctions(functions: readonly FunctionCoverage[], text: CompiledText, origin: TextOrigin): FunctionCoverage[] {
	const whole = functions.findLast(each => isAround(each, text));
	const positions = new OriginalPositions(text.prefixLength, origin);
	const end = text.prefixLength + editedLength(origin);
	const isOfTheText = (each: FunctionCoverage): boolean => isWithin(each, text.prefixLength, end) && !positions.isInserted(each.ranges[0]?.startOffset ?? 0);
	return functions.filter(each => each === whole || isOfTheText(each)).map(each => ({
		...each,
		functionName: each === whole ? '' : each.functionName,
		ranges: each.ranges.map(({ startOffset, endOffset, count }) => ({ startOffset: positions.of(startOffset, 'start'), endOffset: positions.of(endOffset, 'end'), count }))
			// A block of ours is nothing in the text.
			.filter(({ startOffset, endOffset }, index) => index === 0 || startOffset < endOffset),
	}));
}

function editedLength({ text, edits }: TextOrigin): number {
	return edits.reduce((sum, [start, end, newLength]) => sum + newLength - (end - start), text.length);
}

function isWithin({ ranges: [whole] }: FunctionCoverage, start: number, end: number): boolean {
	return whole !== undefined && whole.startOffset >= start && whole.endOffset <= end;
}

class OriginalPositions {
	readonly #prefixLength: number;
	readonly #origin: TextOrigin;
	/** Where each edit's replacement begins, in the edited text. */
	readonly #starts: readonly number[];

	constructor(prefixLength: number, origin: TextOrigin) {
		this.#prefixLength = prefixLength;
		this.#origin = origin;
		let shift = 0;
		this.#starts = origin.edits.map(([start, end, newLength]) => {
			const at = start + shift;
			shift += newLength - (end - start);
			return at;
		});
	}

	/** `side`: what a position inside of a replacement is moved to. */
	of(offset: number, side: 'start' | 'end'): number {
		const { text, edits } = this.#origin;
		const at = offset - this.#prefixLength;
		const index = this.#lastBefore(at);
		const edit = edits[index];
		if (edit === undefined) return Math.max(0, Math.min(at, text.length));
		const [start, end, newLength] = edit;
		const inEdit = at - (this.#starts[index] ?? 0);
		const original = inEdit < newLength ? (side === 'start' ? start : end) : end + inEdit - newLength;
		return Math.min(original, text.length);
	}

	/** True for what begins in a replacement: a function that does is of ours. */
	isInserted(offset: number): boolean {
		const at = offset - this.#prefixLength;
		const index = this.#lastBefore(at + 1);
		return at - (this.#starts[index] ?? -Infinity) < (this.#origin.edits[index]?.[2] ?? 0);
	}

	/** -1 where there is none. */
	#lastBefore(at: number): number {
		let low = 0;
		let high = this.#starts.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.#starts[middle] ?? Infinity) < at) low = middle + 1;
			else high = middle;
		}
		return low - 1;
	}
}
