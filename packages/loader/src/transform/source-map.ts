import remapping, { type SourceMapInput, type SourceMapSegment } from '@jridgewell/remapping';
import type { EncodedSourceMap, ModuleSource } from '@hot-runtime/types';
import { MagicString } from 'magic-string';
import type { Edit } from './edits.js';
import { transformWithEdits, type TransformOptions } from './index.js';
import { Places } from './places.js';

export type { SourceMapInput };

/** As `transform`, with the map of what it makes: from the positions that V8 reports for a body. `lower`: of the loader that made `text`. */
export function transformWithMap(text: string, options: TransformOptions, lower?: SourceMapInput): ModuleSource & { readonly sourceMap: EncodedSourceMap } {
	const { source, edits } = transformWithEdits(text, options);
	return { ...source, sourceMap: compose(mapOfEdits(text, options.url, edits), lower ?? null) };
}

/** A lower map that cannot be read is as good as none, as to Node; so is one with sections. */
function compose(upper: SourceMapInput, lower: SourceMapInput | null): EncodedSourceMap {
	try {
		return encode(upper, lower);
	} catch (error) {
		if (lower === null) throw error;
		return encode(upper, null);
	}
}

function encode(upper: SourceMapInput, lower: SourceMapInput | null): EncodedSourceMap {
	const { names, sources, sourcesContent, mappings } = remapping(upper, (_, { depth }) => (depth === 1 ? lower : null));
	if (typeof mappings !== 'string') throw new TypeError('A composed source map is encoded');
	return { version: 3, names, sources, mappings, ...(sourcesContent && { sourcesContent }) };
}

function mapOfEdits(text: string, url: string, edits: readonly Edit[]): SourceMapInput {
	const editor = new MagicString(text);
	for (const { start, end, text: replacement } of edits) {
		if (start === end) editor.appendLeft(start, replacement);
		else editor.update(start, end, replacement);
	}
	const { names, sources, sourcesContent, mappings } = editor.generateDecodedMap({ source: url, hires: 'boundary', includeContent: true });
	return { version: 3, names, sources, mappings: withCallees(mappings, text, edits), ...(sourcesContent && { sourcesContent }) };
}

/** Where the arguments of a call with an edited callee begin is where the text has the callee's name. */
function withCallees(mappings: readonly (readonly (readonly number[])[])[], text: string, edits: readonly Edit[]): SourceMapSegment[][] {
	const moved = placesOfCallees(text, edits);
	return mappings.map((segments, line) => segments.map(([column = 0, source = 0, originalLine = 0, originalColumn = 0]): SourceMapSegment => {
		const [calledLine, calledColumn] = moved.get(`${line}:${column}`) ?? [originalLine, originalColumn];
		return [column, source, calledLine, calledColumn];
	}));
}

/** By the place in the edited text that follows a callee, `line:column`. */
function placesOfCallees(text: string, edits: readonly Edit[]): ReadonlyMap<string, readonly [line: number, column: number]> {
	const places = new Places(text);
	const callees = new Map<string, readonly [line: number, column: number]>();
	let shift = 0;
	let shiftedLine = 0;
	for (const edit of edits) {
		const [line, column] = places.of(edit.end);
		const isOnOneLine = places.of(edit.start)[0] === line;
		if (!isOnOneLine) shift = edit.text.length - edit.text.lastIndexOf('\n') - 1 - column;
		else shift = (line === shiftedLine ? shift : 0) + edit.text.length - (edit.end - edit.start);
		shiftedLine = line;
		if (edit.calledAt !== undefined && text.charAt(edit.end) === '(') callees.set(`${line}:${column + shift}`, places.of(edit.calledAt));
	}
	return callees;
}
