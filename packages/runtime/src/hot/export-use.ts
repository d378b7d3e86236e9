// Which exports of a module an importer uses: pure, from what was loaded and linked.
import type { ModuleId, ModuleSource } from '@hot-runtime/types';
import type { ModuleRecord } from '../records/module-record.js';

/** True if `importer` uses no export of `dependency` beside `names`. One that imported it by `import()` may use any. */
export function usesOnly(importer: ModuleRecord, dependency: ModuleId, names: ReadonlySet<string>): boolean {
	if (importer.kind === 'synthetic' || importer.dynamicImports.has(dependency)) return false;
	const { source, resolved } = importer.loaded;
	return resolved.every((id, request) => id !== dependency || usedNames(source, request).every((name) => name !== null && names.has(name)));
}

/** A null is all of them: the namespace itself, or `export *`. */
function usedNames(source: ModuleSource, request: number): (string | null)[] {
	const imported = source.imports.filter((entry) => entry.request === request).map(({ importName }) => importName);
	const exported = source.indirectExports.filter((entry) => entry.request === request).map(({ importName }) => importName);
	const all = source.starExports.includes(request) ? [null] : [];
	return [...imported, ...exported, ...all];
}
