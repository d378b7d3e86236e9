// What the program no longer reaches leaves it: dispose and prune handlers run, what it kept is closed, nobody watches it any more.
import type { ModuleId } from '@hot-runtime/types';
import { importedIds } from '../graph/view.js';
import type { ModuleMap } from '../graph/view.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import { type Steps, waitFor } from '../steps.js';
import { cleanUp } from './dispose.js';
import type { EngineContext } from './engine-context.js';
import { closersOf } from './identities.js';
import type { Identity } from './identities.js';
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

export function* prune(context: EngineContext, ids: readonly ModuleId[]): Steps<void> {
	// First all of it is let go of: what is imported again while handlers run is a new module, with a new `data`, that is watched.
	for (const { record, identity } of ids.flatMap((id) => letGo(context, id) ?? [])) {
		yield* cleanUp(context, record, ['dispose', 'prune'], identity);
		for (const { id, close } of identity === null ? [] : closersOf(record.id, identity)) yield* waitFor(context.call(id, 'keep', close));
	}
}

interface LetGo {
	readonly record: SourceTextModuleRecord;
	readonly identity: Identity | null;
}

function letGo({ core, pending, options, identities }: EngineContext, id: ModuleId): LetGo | null {
	const record = core.map.get(id);
	core.map.delete(id);
	pending.delete(id);
	if (record?.kind !== 'source-text') return null;
	options.untrack?.(id);
	return { record, identity: identities.take(id) };
}
