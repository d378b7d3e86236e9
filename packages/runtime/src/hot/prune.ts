// What the program no longer reaches leaves it: dispose and prune handlers run, what it kept is closed, nobody watches it any more.
import type { ModuleId } from '@hot-runtime/types';
import { importedIds } from '../graph/view.js';
import type { ModuleMap } from '../graph/view.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import { cleanUp, closeKept } from './dispose.js';
import type { EngineContext } from './engine-context.js';
import { postorder } from './module-order.js';
import { findUnreachable } from './reachability.js';

/** Of `candidates`, which lost an importer, and what they import: all that nothing reaches, importers before what they import. */
export function findPruned(map: ModuleMap, candidates: Iterable<ModuleId>): ModuleId[] {
	const unreachable = findUnreachable({
		isEntry: (id) => map.roots.has(id),
		importers: (id) => map.importers(id),
		imported: (id) => {
			const record = map.get(id);
			return record === undefined ? [] : importedIds(record);
		},
	}, candidates);
	return postorder(map, unreachable, (id) => unreachable.has(id)).reverse().filter((id) => map.has(id));
}

export async function prune(context: EngineContext, ids: readonly ModuleId[]): Promise<void> {
	const { core, pending, options } = context;
	const records: SourceTextModuleRecord[] = [];
	// First out of the map: what is imported again while handlers run is a new module.
	for (const id of ids) {
		const record = core.map.get(id);
		if (record?.kind === 'source-text') records.push(record);
		core.map.delete(id);
		pending.delete(id);
	}
	for (const record of records) {
		await cleanUp(context, record, ['dispose', 'prune']);
		await closeKept(context, record.id);
		options.untrack?.(record.id);
	}
}
