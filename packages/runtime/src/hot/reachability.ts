// What still belongs to the program: pure. It looks upwards from the modules that lost an importer, so its cost does not grow with the program.
import type { ModuleId } from '@hot-runtime/types';

export interface ImporterView {
	importers(id: ModuleId): Iterable<ModuleId>;
	isEntry(id: ModuleId): boolean;
}

/** True if a path of importers leads from `id` to an entry. `unreachable` collects what is found to have none. */
export function isReachable(view: ImporterView, id: ModuleId, unreachable: Set<ModuleId> = new Set()): boolean {
	const seen = new Set<ModuleId>([id]);
	const stack = [id];
	for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
		if (unreachable.has(next)) continue;
		if (view.isEntry(next)) return true;
		for (const importer of view.importers(next)) {
			if (!seen.has(importer)) {
				seen.add(importer);
				stack.push(importer);
			}
		}
	}
	for (const found of seen) unreachable.add(found);
	return false;
}

/** Of `candidates`, and of what they import, all that has no path to an entry. */
export function findUnreachable(view: ImporterView & { imported(id: ModuleId): Iterable<ModuleId> }, candidates: Iterable<ModuleId>): Set<ModuleId> {
	const unreachable = new Set<ModuleId>();
	const queue = new Set(candidates);
	for (const id of queue) {
		if (isReachable(view, id, unreachable)) continue;
		for (const imported of view.imported(id)) queue.add(imported);
	}
	return unreachable;
}

/** The shortest way from `id` up to an entry. */
export function chainToEntry(view: ImporterView, id: ModuleId): ModuleId[] {
	const from = new Map<ModuleId, ModuleId | null>([[id, null]]);
	for (const [next] of from) {
		if (view.isEntry(next)) return pathBack(from, next);
		for (const importer of view.importers(next)) {
			if (!from.has(importer)) from.set(importer, next);
		}
	}
	return [id];
}

function pathBack(from: ReadonlyMap<ModuleId, ModuleId | null>, end: ModuleId): ModuleId[] {
	const path: ModuleId[] = [];
	for (let id: ModuleId | null | undefined = end; id !== null && id !== undefined; id = from.get(id)) path.push(id);
	return path.reverse();
}
