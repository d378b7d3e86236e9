import type { ModuleSource } from '@hot-runtime/types';
import { analyze } from './analyze.js';
import { applyEdits, type Edit } from './edits.js';
import { emitWrapper } from './emit.js';
import { chooseNames } from './names.js';
import { rewrite } from './rewrite.js';

export { ModuleSyntaxError } from './syntax-error.js';
export type { Edit } from './edits.js';

export interface TransformOptions {
	/** What errors say. */
	readonly url: string;
	/** What has the name of a built-in module may be another module: all imports are read through cells. */
	readonly hasCellsOnly?: boolean;
}

/**
 * Makes a module's text the text of a body.
 * Throws a ModuleSyntaxError for a text that is not a module; what then happens, and with which words, is for Node to say.
 */
export function transform(text: string, options: TransformOptions): ModuleSource {
	return transformWithEdits(text, options).source;
}

/** The edits, for a source map and for tests. They apply to `text`, and not to `source.code`, which has a prefix. */
export function transformWithEdits(text: string, { url, hasCellsOnly }: TransformOptions): { readonly source: ModuleSource; readonly edits: readonly Edit[] } {
	const analysis = analyze(text, url, hasCellsOnly);
	const { walk, localExports, hasDirectEval } = analysis;
	const { requests, indirectExports, starExports, exports, imports } = analysis.interface;
	const names = chooseNames(text);
	const { edits, cells } = rewrite(analysis, names);
	const { prefix, suffix } = emitWrapper({
		names, cells, localExports, hasTLA: walk.hasTLA, hasDirectEval, usesArguments: walk.argumentsUses.length > 0, hasModuleEval: walk.moduleEvals.length > 0,
	});
	const reexports = exports.flatMap(({ exportName, localName }) => {
		const imported = imports.get(localName);
		return imported ? [{ exportName, request: imported.request, importName: imported.importName }] : [];
	});
	const source: ModuleSource = {
		requests,
		imports: cells.map(({ entry }) => entry),
		localExports,
		indirectExports: [...indirectExports, ...reexports],
		starExports,
		hasTLA: walk.hasTLA,
		usesImportMeta: walk.metas.length > 0,
		code: prefix + applyEdits(text, edits) + suffix,
		prefixLength: prefix.length,
	};
	return { source, edits };
}
