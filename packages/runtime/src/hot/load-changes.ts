// Asks the host for the new texts of changed modules.
import type { Host, LoadFailure, LoadRoot, LoadedModule, ModuleId } from '@hot-runtime/types';
import type { ModuleMap } from '../graph/view.js';
import { type Steps, waitFor } from '../steps.js';
import type { Change } from './pending.js';

export type LoadedChanges =
	| {
		readonly ok: true;
		/** The new texts, and those of modules that only they import. */
		readonly texts: ReadonlyMap<ModuleId, LoadedModule>;
		/** Changed modules that cannot be loaded, or whose imports cannot: no error, if nothing will import them. */
		readonly missing: ReadonlyMap<ModuleId, LoadFailure>;
	}
	| { readonly ok: false; readonly failure: LoadFailure };

export function* loadChanges(host: Host, map: ModuleMap, changes: readonly Change[], isSettled: boolean): Steps<LoadedChanges> {
	const missing = new Map<ModuleId, LoadFailure>();
	for (;;) {
		const roots = changes.filter(({ id }) => !missing.has(id));
		if (roots.length === 0) return { ok: true, texts: new Map(), missing };
		const result = yield* waitFor(host.load(roots.map((change) => loadRoot(map, change, isSettled)), (id) => map.has(id)));
		if (result.ok) return { ok: true, texts: new Map(result.modules.map((module) => [module.id, module])), missing };
		const { id } = result.failure;
		if (id !== null && roots.some((root) => root.id === id)) {
			missing.set(id, result.failure);
			continue;
		}
		const failures = yield* failuresOfEach(host, map, roots, isSettled);
		if (failures.size === 0) return result;
		for (const [root, failure] of failures) missing.set(root, failure);
	}
}

/** Something that a changed module newly imports cannot be loaded: which of them wants it? */
function* failuresOfEach(host: Host, map: ModuleMap, roots: readonly Change[], isSettled: boolean): Steps<Map<ModuleId, LoadFailure>> {
	const failures = new Map<ModuleId, LoadFailure>();
	for (const root of roots) {
		const result = yield* waitFor(host.load([loadRoot(map, root, isSettled)], (id) => map.has(id)));
		if (!result.ok) failures.set(root.id, result.failure);
	}
	return failures;
}

/** A text that moved before and is not said to have moved again is where it was. */
function loadRoot(map: ModuleMap, { id, location }: Change, isSettled: boolean): LoadRoot {
	const record = map.get(id);
	const current = record?.kind === 'source-text' ? record.loaded.location : id;
	const now = location ?? current;
	return { id, ...now === id ? {} : { location: now }, ...isSettled ? { isSettled } : {} };
}
