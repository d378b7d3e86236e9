// The transform, with a source map where somebody may look at one.
import type { ModuleSource } from '@hot-runtime/types';
import { hasInlineMap, readLowerMap } from './lower-map.js';
import { isCoverageTaken } from './coverage-taken.js';
import { transform, transformWithEdits, type TransformOptions } from './transform/index.js';
import { transformWithMap } from './transform/source-map.js';

export { OriginalLines } from './transform/original-lines.js';
export { makeResumable } from './transform/resumable.js';

/** Throws a ModuleSyntaxError. */
export function makeModuleSource(text: string, url: string, hasCellsOnly = false): ModuleSource {
	const options = { url, hasCellsOnly };
	if (isCoverageTaken()) return transformWithOrigin(text, options);
	if (!process.sourceMapsEnabled && !hasInlineMap(text)) return transform(text, options);
	return transformWithMap(text, options, readLowerMap(text, url));
}

function transformWithOrigin(text: string, options: TransformOptions): ModuleSource {
	const { source, edits } = transformWithEdits(text, options);
	const mapped = process.sourceMapsEnabled || hasInlineMap(text) ? transformWithMap(text, options, readLowerMap(text, options.url)) : source;
	return { ...mapped, origin: { text, edits: edits.map(edit => [edit.start, edit.end, edit.text.length]) } };
}
