// Where changes lead: pure. It is given the module map as it is and the changed modules, and answers which modules would be
// replaced, who accepts, and which changes reach somebody who does not. It loads nothing and runs nothing.
import type { ImporterChain, ModuleId } from '@hot-runtime/types';
import type { Acceptance } from './hot-state.js';

export interface PropagationNode {
	/** Static and dynamic. */
	readonly importers: Iterable<ModuleId>;
	/** Somebody outside of the map runs it: Node itself, or code that is not hot. */
	readonly isEntry: boolean;
	/** It takes its own updates, but its importers may accept or decline them. */
	readonly importersStay?: boolean;
	readonly acceptance: Acceptance;
}

export interface PropagationView {
	/** Undefined for a module that is not in the map. */
	node(id: ModuleId): PropagationNode | undefined;
	/** True if `importer` uses no export of `dependency` beside `names`. */
	usesOnly(importer: ModuleId, dependency: ModuleId, names: ReadonlySet<string>): boolean;
}

export interface PropagationChange {
	readonly id: ModuleId;
	/** `module`: it must be replaced. `importers`: it was, but could not take the update, and now they must. */
	readonly from: 'module' | 'importers';
}

/** Where a change was accepted: by `id` itself (`dependency` is null), or by an importer of `dependency`, which stays. */
export interface Boundary {
	readonly id: ModuleId;
	readonly dependency: ModuleId | null;
}

export type Refusal =
	| { readonly type: 'unaccepted'; readonly id: ModuleId; readonly chains: readonly ImporterChain[] }
	| { readonly type: 'declined'; readonly id: ModuleId; readonly by: ModuleId; readonly chain: ImporterChain };

export interface Propagation {
	/** The changes that are accepted on every path. */
	readonly accepted: readonly PropagationChange[];
	readonly refused: readonly Refusal[];
	/** What the accepted changes replace. */
	readonly stale: ReadonlySet<ModuleId>;
	/** Without importers that accept but are stale themselves. */
	readonly boundaries: readonly Boundary[];
}

/** Where a walk ended without being accepted. */
interface End {
	/** The last module that would have to be replaced. */
	readonly id: ModuleId;
	/** That module itself, or an importer of it, that declined; null: nobody accepts. */
	readonly declinedBy: ModuleId | null;
}

interface Walk {
	readonly stale: Set<ModuleId>;
	readonly boundaries: Boundary[];
	readonly ends: End[];
	/** From each importer that was reached to the modules it was reached from. */
	readonly reachedFrom: Map<ModuleId, ModuleId[]>;
}

/** As many paths as a person will read. */
const mostChains = 10;

export function propagate(view: PropagationView, changes: readonly PropagationChange[]): Propagation {
	const all = walk(view, changes);
	if (all.ends.length === 0) {
		return { accepted: changes, refused: [], stale: all.stale, boundaries: boundariesThatStay(all) };
	}
	const refused = refusals(all, changes);
	const refusedIds = new Set(refused.map(({ id }) => id));
	const accepted = changes.filter(({ id }) => !refusedIds.has(id));
	const rest = walk(view, accepted);
	return { accepted, refused, stale: rest.stale, boundaries: boundariesThatStay(rest) };
}

/** Follows the importers that do not accept. A module that is stale already needs no second visit, by whatever path. */
function walk(view: PropagationView, changes: readonly PropagationChange[]): Walk {
	const result: Walk = { stale: new Set(), boundaries: [], ends: [], reachedFrom: new Map() };
	const queue: ModuleId[] = [];
	for (const { id, from } of changes) {
		if (from === 'importers') {
			visitImporters(view, id, result, queue);
		} else if (!result.stale.has(id)) {
			result.stale.add(id);
			queue.push(id);
		}
	}
	for (const id of queue) {
		visit(view, id, result, queue);
	}
	return result;
}

function visit(view: PropagationView, id: ModuleId, result: Walk, queue: ModuleId[]): void {
	const node = view.node(id);
	const acceptance = node?.acceptance;
	if (node?.importersStay === true && acceptance?.isDeclined === false) {
		result.boundaries.push({ id, dependency: null });
		askImporters(view, node, id, result);
	} else if (acceptance?.isSelfAccepting === true) {
		result.boundaries.push({ id, dependency: null });
	} else if (acceptance?.isDeclined === true) {
		result.ends.push({ id, declinedBy: id });
	} else {
		visitImporters(view, id, result, queue);
	}
}

function visitImporters(view: PropagationView, id: ModuleId, result: Walk, queue: ModuleId[]): void {
	const node = view.node(id);
	if (node === undefined) {
		return;
	}
	const names = node.acceptance.acceptedExports;
	if (names !== null) {
		result.boundaries.push({ id, dependency: null });
	} else if (node.isEntry) {
		result.ends.push({ id, declinedBy: null });
	}
	for (const importer of node.importers) {
		const acceptance = view.node(importer)?.acceptance;
		if (acceptance === undefined || names !== null && view.usesOnly(importer, id, names)) {
			continue;
		}
		if (acceptance.declinedDependencies.has(id)) {
			result.ends.push({ id, declinedBy: importer });
		} else if (acceptance.acceptedDependencies.has(id)) {
			result.boundaries.push({ id: importer, dependency: id });
		} else {
			reach(result, importer, id);
			if (!result.stale.has(importer)) {
				result.stale.add(importer);
				queue.push(importer);
			}
		}
	}
}

/** Only those that said something of `id` take part. */
function askImporters(view: PropagationView, { importers }: PropagationNode, id: ModuleId, result: Walk): void {
	for (const importer of importers) {
		const acceptance = view.node(importer)?.acceptance;
		if (acceptance?.declinedDependencies.has(id) === true) {
			result.ends.push({ id, declinedBy: importer });
		} else if (acceptance?.acceptedDependencies.has(id) === true) {
			result.boundaries.push({ id: importer, dependency: id });
		}
	}
}

function reach(result: Walk, importer: ModuleId, from: ModuleId): void {
	const list = result.reachedFrom.get(importer);
	if (list === undefined) {
		result.reachedFrom.set(importer, [from]);
	} else {
		list.push(from);
	}
}

/** An acceptor that is itself replaced does not take part: whoever accepts it decides. */
function boundariesThatStay({ boundaries, stale }: Walk): Boundary[] {
	return boundaries.filter(({ id, dependency }) => dependency === null || !stale.has(id));
}

/** Goes back from each end to the changes that lead there. */
function refusals({ ends, reachedFrom }: Walk, changes: readonly PropagationChange[]): Refusal[] {
	const refused = new Map<ModuleId, Refusal>();
	for (const end of ends) {
		const next = pathsTo(end.id, reachedFrom);
		for (const { id } of changes) {
			if (next.has(id)) {
				refused.set(id, withEnd(refused.get(id), id, end, chainFrom(id, next)));
			}
		}
	}
	return [...refused.values()];
}

function withEnd(before: Refusal | undefined, id: ModuleId, end: End, chain: ImporterChain): Refusal {
	if (before?.type === 'declined') {
		return before;
	}
	if (end.declinedBy !== null) {
		return { type: 'declined', id, by: end.declinedBy, chain: end.declinedBy === end.id ? chain : [...chain, end.declinedBy] };
	}
	const chains = before?.chains ?? [];
	return { type: 'unaccepted', id, chains: chains.length < mostChains ? [...chains, chain] : chains };
}

/** For each module that leads to `end`: its importer on the shortest way there; null for the end itself. */
function pathsTo(end: ModuleId, reachedFrom: ReadonlyMap<ModuleId, readonly ModuleId[]>): Map<ModuleId, ModuleId | null> {
	const next = new Map<ModuleId, ModuleId | null>([[end, null]]);
	for (const id of next.keys()) {
		for (const from of reachedFrom.get(id) ?? []) {
			if (!next.has(from)) {
				next.set(from, id);
			}
		}
	}
	return next;
}

function chainFrom(start: ModuleId, next: ReadonlyMap<ModuleId, ModuleId | null>): ImporterChain {
	const chain: ModuleId[] = [];
	for (let id: ModuleId | null | undefined = start; id !== null && id !== undefined; id = next.get(id)) {
		chain.push(id);
	}
	return chain;
}
