import type { EncodedSourceMap } from '@hot-runtime/types';
import { withoutCompilationCache } from './compilation-cache.js';

const indirectEval = eval;

/**
 * Tells Node the source map of a script, for the stack traces of `--enable-source-maps`. Node reads maps of evaluated code only, and keeps the last
 * one for each URL; so this evaluates a comment. To be called only while `process.sourceMapsEnabled`.
 */
export function registerSourceMap(filename: string, map: EncodedSourceMap): void {
	const encoded = Buffer.from(JSON.stringify(map)).toString('base64');
	const comment = `//# sourceURL=${filename}\n//# sourceMappingURL=data:application/json;base64,${encoded}`;
	withoutCompilationCache(() => indirectEval(comment));
}
