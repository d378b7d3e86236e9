// The transform, with a source map where somebody may look at one.
import type { ModuleSource } from '@hot-runtime/types';
import { hasInlineMap, readLowerMap } from './lower-map.js';
import { transform } from './transform/index.js';
import { transformWithMap } from './transform/source-map.js';

/** Throws a ModuleSyntaxError. */
export function makeModuleSource(text: string, url: string): ModuleSource {
	if (!process.sourceMapsEnabled && !hasInlineMap(text)) return transform(text, { url });
	return transformWithMap(text, url, readLowerMap(text, url));
}
