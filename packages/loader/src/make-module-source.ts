// The transform, with a source map where somebody may look at one.
import type { ModuleSource } from '@hot-runtime/types';
import { hasInlineMap, readLowerMap } from './lower-map.js';
import { isCoverageTaken } from './coverage-taken.js';
import { transform, transformWithEdits } from './transform/index.js';
import { transformWithMap } from './transform/source-map.js';

export { makeResumable } from './transform/resumable.js';

/** Throws a ModuleSyntaxError. */
export function makeModuleSource(text: string, url: string): ModuleSource {
	if (isCoverageTaken()) return transformWithOrigin(text, url);
	if (!process.sourceMapsEnabled && !hasInlineMap(text)) return transform(text, { url });
	return transformWithMap(text, url, readLowerMap(text, url));
}

function transformWithOrigin(text: string, url: string): ModuleSource {
	const { source, edits } = transformWithEdits(text, url);
	const mapped = process.sourceMapsEnabled || hasInlineMap(text) ? transformWithMap(text, url, readLowerMap(text, url)) : source;
	return { ...mapped, origin: { text, edits: edits.map(edit => [edit.start, edit.end, edit.text.length]) } };
}
