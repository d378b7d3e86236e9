// In which order modules are disposed of, evaluated and told of an update: pure.
import type { ModuleId } from '@hot-runtime/types';
import { hasSameEdges, importedIds } from '../graph/view.js';
import type { ModuleMap, Overlay, View } from '../graph/view.js';
import type { ModuleRecord } from '../records/module-record.js';

interface Frame {
	readonly id: ModuleId;
	readonly imported: readonly ModuleId[];
	next: number;
}

const nothing: readonly ModuleId[] = [];

/**
 * The order in which an evaluation from `roots` would end, of the modules in `among` only: what is imported before its importers, and
 * otherwise as written.
 */
export function postorder(view: View, roots: Iterable<ModuleId>, among: (id: ModuleId) => boolean): ModuleId[] {
	const seen = new Set<ModuleId>();
	const order: ModuleId[] = [];
	const stack: Frame[] = [];
	const enter = (id: ModuleId): void => {
		if (seen.has(id) || !among(id)) return;
		seen.add(id);
		stack.push({ id, imported: importedBy(view.get(id)), next: 0 });
	};
	for (const root of roots) {
		enter(root);
		for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
			const id = frame.imported[frame.next];
			frame.next += 1;
			if (id !== undefined) {
				enter(id);
				continue;
			}
			stack.pop();
			order.push(frame.id);
		}
	}
	return order;
}

function importedBy(record: ModuleRecord | undefined): readonly ModuleId[] {
	if (record === undefined || record.kind === 'synthetic') return nothing;
	return record.dynamicImports.size === 0 ? record.resolved : [...importedIds(record)];
}

/** Where each module stands in the order of a program, computed once for as long as the program's structure stays. */
export class ProgramOrder {
	readonly #map: ModuleMap;
	readonly #ended: Positions = { structure: -1, of: new Map() };
	readonly #begun: Positions = { structure: -1, of: new Map() };

	constructor(map: ModuleMap) {
		this.#map = map;
	}

	/** `ids` as the program evaluates them. */
	sort(ids: ReadonlySet<ModuleId>): ModuleId[] {
		return ids.size < 2 ? [...ids] : sortBy(this.#positions(this.#ended, ended), ids);
	}

	/** `ids` as the program comes to them, before it evaluates what they import, once `overlay` is committed. */
	sortByBeginning(ids: ReadonlySet<ModuleId>, overlay: Overlay): ModuleId[] {
		if (ids.size < 2) return [...ids];
		const positions = isSameStructure(this.#map, overlay) ? this.#positions(this.#begun, begun) : positionsIn(begun(overlay, this.#map.roots));
		return sortBy(positions, ids);
	}

	#positions(cached: Positions, order: (view: View, roots: Iterable<ModuleId>) => Iterable<ModuleId>): ReadonlyMap<ModuleId, number> {
		if (cached.structure !== this.#map.structure) {
			cached.of = positionsIn(order(this.#map, this.#map.roots));
			cached.structure = this.#map.structure;
		}
		return cached.of;
	}
}

interface Positions {
	structure: number;
	of: ReadonlyMap<ModuleId, number>;
}

function ended(view: View, roots: Iterable<ModuleId>): ModuleId[] {
	return postorder(view, roots, () => true);
}

/** What is imported by `import()` comes after all that is imported statically. */
function begun(view: View, roots: Iterable<ModuleId>): ReadonlySet<ModuleId> {
	const seen = new Set<ModuleId>();
	let later = [...roots];
	while (later.length > 0) {
		const stack = later.reverse();
		later = [];
		for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
			const record = seen.has(id) ? undefined : view.get(id);
			seen.add(id);
			if (record?.kind !== 'source-text') continue;
			later.push(...record.dynamicImports.keys());
			for (let index = record.resolved.length - 1; index >= 0; index -= 1) stack.push(record.resolved[index] ?? id);
		}
	}
	return seen;
}

function positionsIn(order: Iterable<ModuleId>): ReadonlyMap<ModuleId, number> {
	return new Map([...order].map((id, index) => [id, index]));
}

function sortBy(positions: ReadonlyMap<ModuleId, number>, ids: ReadonlySet<ModuleId>): ModuleId[] {
	const last = positions.size;
	return [...ids].sort((a, b) => (positions.get(a) ?? last) - (positions.get(b) ?? last));
}

function isSameStructure(map: ModuleMap, overlay: Overlay): boolean {
	for (const record of overlay.records()) {
		const old = map.get(record.id);
		if (old === undefined || !hasSameEdges(old, record)) return false;
	}
	return true;
}

/**
 * `roots` as the whole program would begin to evaluate them. Left out is what another root evaluates on its way; a cycle is entered where the
 * program enters it.
 */
export function evaluationOrder(order: ProgramOrder, overlay: Overlay, roots: ReadonlySet<ModuleId>): ModuleId[] {
	const reached = new Set<ModuleId>();
	const tops: ModuleId[] = [];
	for (const root of order.sortByBeginning(roots, overlay)) {
		if (reached.has(root)) continue;
		tops.push(root);
		addRequested(overlay, root, reached);
	}
	return tops;
}

function addRequested(overlay: Overlay, root: ModuleId, reached: Set<ModuleId>): void {
	const stack = [root];
	for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
		const record = overlay.get(id);
		if (reached.has(id) || record === undefined || !overlay.owns(record)) continue;
		reached.add(id);
		if (record.kind === 'source-text') stack.push(...record.resolved);
	}
}
