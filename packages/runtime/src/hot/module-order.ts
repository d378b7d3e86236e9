// In which order modules are disposed of, evaluated and told of an update: pure.
import type { ModuleId } from '@hot-runtime/types';
import { importedIds } from '../graph/view.js';
import type { View } from '../graph/view.js';

/**
 * The order in which an evaluation from `roots` would end, of the modules in `among` only: what is imported before its importers, and
 * otherwise as written.
 */
export function postorder(view: View, roots: Iterable<ModuleId>, among: (id: ModuleId) => boolean): ModuleId[] {
	const seen = new Set<ModuleId>();
	const order: ModuleId[] = [];
	const stack: { readonly id: ModuleId; readonly imported: Iterator<ModuleId> }[] = [];
	const enter = (id: ModuleId): void => {
		if (seen.has(id) || !among(id)) return;
		seen.add(id);
		const record = view.get(id);
		stack.push({ id, imported: record === undefined ? [][Symbol.iterator]() : importedIds(record) });
	};
	for (const root of roots) {
		enter(root);
		for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
			const next = top.imported.next();
			if (next.done === true) {
				stack.pop();
				order.push(top.id);
			} else {
				enter(next.value);
			}
		}
	}
	return order;
}

/** `ids` as the whole program would evaluate them. Linear in the program, so only asked where there is something to order. */
export function programOrder(view: View, entries: Iterable<ModuleId>, ids: ReadonlySet<ModuleId>): ModuleId[] {
	if (ids.size < 2) return [...ids];
	const order = new Set(postorder(view, entries, () => true).filter((id) => ids.has(id)));
	for (const id of ids) order.add(id);
	return [...order];
}

/**
 * `roots` as the whole program would begin to evaluate them. Left out is what another root evaluates on its way; a cycle is entered where the
 * program enters it.
 */
export function evaluationOrder(view: View, entries: Iterable<ModuleId>, roots: ReadonlySet<ModuleId>, isNew: (id: ModuleId) => boolean): ModuleId[] {
	const reached = new Set<ModuleId>();
	const tops: ModuleId[] = [];
	// The last to end comes first: nothing before it imports it, except around a cycle.
	for (const root of programOrder(view, entries, roots).reverse()) {
		if (reached.has(root)) continue;
		tops.push(root);
		addRequested(view, root, isNew, reached);
	}
	return tops.reverse();
}

function addRequested(view: View, root: ModuleId, isNew: (id: ModuleId) => boolean, reached: Set<ModuleId>): void {
	const stack = [root];
	for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
		if (reached.has(id) || !isNew(id)) continue;
		reached.add(id);
		const record = view.get(id);
		if (record?.kind === 'source-text') stack.push(...record.resolved);
	}
}
