// The module that stands for a package re-exports all that the version in place has. Of a version that is not hot, CommonJS, only Node knows
// the names, once it has run: so it runs before the program is asked whether it can take it.
import { settled, type Steps } from '@hot-runtime/loader';
import type { LoadedExternal, LoadedModule, LoadedSourceText, LoadResult, LoadRoot } from '@hot-runtime/types';

/** `modules` with the names written out; a failure if the version throws. */
export function* nameExports(roots: readonly LoadRoot[], modules: readonly LoadedModule[], importExternal: (external: LoadedExternal) => Promise<object>): Steps<LoadResult> {
	const named: LoadedModule[] = [];
	for (const module of modules) {
		const external = module.kind === 'source-text' && roots.some(({ id }) => id === module.id) ? externalOf(module, modules) : null;
		if (module.kind === 'external' || external === null) {
			named.push(module);
			continue;
		}
		try {
			named.push(withNames(module, Object.keys(yield* settled(importExternal(external)))));
		} catch (error) {
			return { ok: false, failure: { id: module.id, error: error instanceof Error ? error : new Error(String(error)) } };
		}
	}
	return { ok: true, modules: named };
}

/** What a module that stands for a package re-exports, if it is not hot. */
function externalOf({ importersStay, resolved }: LoadedSourceText, modules: readonly LoadedModule[]): LoadedExternal | null {
	if (importersStay !== true) return null;
	const target = modules.find(({ id }) => id === resolved[0]);
	return target?.kind === 'external' ? target : null;
}

function withNames(module: LoadedSourceText, names: readonly string[]): LoadedSourceText {
	const indirectExports = names.map(name => ({ exportName: name, request: 0, importName: name }));
	return { ...module, hash: `${module.hash} ${names.join()}`, source: { ...module.source, indirectExports, starExports: [] } };
}
