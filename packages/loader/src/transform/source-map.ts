import remapping, { type SourceMapInput } from '@jridgewell/remapping';
import type { EncodedSourceMap, ModuleSource } from '@hot-runtime/types';
import { MagicString } from 'magic-string';
import type { Edit } from './edits.js';
import { transformWithEdits } from './index.js';

export type { SourceMapInput };

/**
 * The source map of what `transform` makes of `text`: from the positions that V8 reports for a body.
 * The text is analysed again: a map is needed rarely, and the cache holds no edits. `lower` is the map of the loader that made `text`.
 */
export function createSourceMap(text: string, url: string, lower?: SourceMapInput): EncodedSourceMap {
	return mapFor(text, url, transformWithEdits(text, url).edits, lower);
}

/** As `transform`, with the map of what it makes. */
export function transformWithMap(text: string, url: string, lower?: SourceMapInput): ModuleSource {
	const { source, edits } = transformWithEdits(text, url);
	return { ...source, sourceMap: mapFor(text, url, edits, lower) };
}

function mapFor(text: string, url: string, edits: readonly Edit[], lower: SourceMapInput | undefined): EncodedSourceMap {
	const map = mapOfEdits(text, url, edits);
	return lower === undefined ? map : composeMaps(map, lower);
}

function mapOfEdits(text: string, url: string, edits: readonly Edit[]): EncodedSourceMap {
	const editor = new MagicString(text);
	for (const { start, end, text: replacement } of edits) {
		if (start === end) editor.appendLeft(start, replacement);
		else editor.update(start, end, replacement);
	}
	const { names, sources, sourcesContent, mappings } = editor.generateMap({ source: url, hires: 'boundary', includeContent: true });
	return { version: 3, names, sources, mappings, ...(sourcesContent && { sourcesContent }) };
}

/** A map from where `upper` starts to where `lower` ends. */
export function composeMaps(upper: EncodedSourceMap, lower: SourceMapInput): EncodedSourceMap {
	const { names, sources, sourcesContent, mappings } = remapping(upper, (_, { depth }) => (depth === 1 ? lower : null));
	if (typeof mappings !== 'string') throw new TypeError('A composed source map is encoded');
	return { version: 3, names, sources, mappings, ...(sourcesContent && { sourcesContent }) };
}
