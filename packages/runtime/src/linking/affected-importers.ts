// Which modules that stay see another binding after a commit: the importers of what is replaced, and where one of those re-exports it,
// its importers too. Costs what the replaced modules' importers cost, not what the program does.
import type { ModuleId } from '@hot-runtime/types';
import { SafeSet } from '../collections.js';
import type { ModuleMap, Overlay } from '../graph/view.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';

export interface Affected {
	readonly importers: readonly SourceTextModuleRecord[];
	/** What is replaced, and what re-exports it: imports of other modules are bound as they were. */
	readonly sources: ReadonlySet<ModuleId>;
}

/** Asked before `commit`, with the ids that the overlay replaces. */
export function affectedImporters(map: ModuleMap, overlay: Overlay): Affected {
	const affected = new SafeSet<SourceTextModuleRecord>();
	// An importer may be affected by one module and re-export another: it is in `affected` before its own importers are looked at.
	const sources = new SafeSet<ModuleId>();
	for (const { id } of overlay.records()) sources.add(id);
	for (const id of sources) {
		map.importers(id).forEach((importerId) => {
			const importer = map.get(importerId);
			if (importer?.kind !== 'source-text' || isReplaced(overlay, importer) || importer.status === 'unlinked') return;
			if (!importer.resolved.includes(id)) return;
			affected.add(importer);
			if (reexports(importer, id)) sources.add(importerId);
		});
	}
	return { importers: [...affected], sources };
}

function isReplaced(overlay: Overlay, record: SourceTextModuleRecord): boolean {
	return overlay.get(record.id) !== record;
}

function reexports(record: SourceTextModuleRecord, id: ModuleId): boolean {
	return reexportedIds(record).includes(id);
}

/** The modules that it exports bindings of. */
export function reexportedIds({ resolved, loaded: { source } }: SourceTextModuleRecord): readonly ModuleId[] {
	if (source.starExports.length === 0 && source.indirectExports.length === 0) return [];
	const requests = [...source.starExports, ...source.indirectExports.map(({ request }) => request)];
	return requests.flatMap(request => resolved[request] ?? []);
}
