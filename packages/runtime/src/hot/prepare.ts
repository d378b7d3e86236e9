// The first half of an update: load, propagate, plan, trial link. Nothing of the program is touched; what it answers may be thrown away.
import type { LoadFailure, LoadedModule, ModuleId } from '@hot-runtime/types';
import { type Steps, waitFor } from '../steps.js';
import { bringExternals } from './bring-externals.js';
import type { EngineContext } from './engine-context.js';
import { loadChanges } from './load-changes.js';
import type { LoadedChanges } from './load-changes.js';
import { postorder } from './module-order.js';
import type { Change } from './pending.js';
import { affectedThatStay, isOwn, planRound } from './plan.js';
import type { Plan } from './plan.js';
import { propagate } from './propagate.js';
import type { Propagation, PropagationChange, Refusal } from './propagate.js';
import { propagationView } from './propagation-view.js';
import { chainToEntry, isReachable } from './reachability.js';
import type { Ending, UpdateRun } from './update-run.js';

/** The texts of an update, loaded once. */
export interface Loaded {
	readonly changes: readonly Change[];
	readonly texts: ReadonlyMap<ModuleId, LoadedModule>;
	readonly missing: ReadonlyMap<ModuleId, LoadFailure>;
}

export type Prepared =
	| { readonly type: 'planned'; readonly changes: readonly Change[]; readonly plan: Plan }
	/** `refused` is empty if an error ended it. */
	| { readonly type: 'refused'; readonly changes: readonly Change[]; readonly refused: readonly Refusal[]; readonly ending: Ending; readonly isUnfinished: boolean };

type Failed = Extract<Prepared, { type: 'refused' }>;

/**
 * Tries everything together. If that cannot be loaded or linked because of what was pending before, what is new is tried alone: an old
 * mistake does not stand in its way.
 */
export function* prepare(context: EngineContext, run: UpdateRun, changes: readonly Change[], isSettled: boolean): Steps<Prepared> {
	const all = yield* attempt(context, run, changes, isSettled);
	if (all.type === 'planned' || all.ending.type === 'unaccepted' || all.ending.type === 'declined') return all;
	const fresh = changes.filter(({ isFresh }) => isFresh);
	if (fresh.length === 0 || fresh.length === changes.length) return all;
	const alone = yield* attempt(context, run, fresh, isSettled);
	if (alone.type === 'refused' || !isAbout(all.ending, fresh)) return alone;
	// What stood in the way was new, and is mended: it was read while it was being written. So it need not wait for another save.
	context.core.overlay = null;
	const again = yield* attempt(context, run, changes, isSettled);
	return again.type === 'planned' ? again : yield* attempt(context, run, fresh, isSettled);
}

function isAbout(ending: Ending, changes: readonly Change[]): boolean {
	return 'id' in ending && changes.some(({ id }) => id === ending.id);
}

function* attempt(context: EngineContext, run: UpdateRun, changes: readonly Change[], isSettled: boolean): Steps<Prepared> {
	const { host, map } = context.core;
	const result = yield* run.measure('load', () => loadChanges(host, map, changes, isSettled));
	noteWanted(context, changes, result);
	if (!result.ok) return loadFailed(changes, result.failure, [result.failure.id].flatMap((id) => id ?? []));
	return yield* planLoaded(context, run, { changes, texts: result.texts, missing: result.missing });
}

/** Until the update succeeds, what it would bring into the program is watched as well. */
function noteWanted({ wanted, core: { map } }: EngineContext, changes: readonly Change[], result: LoadedChanges): void {
	const has = (id: ModuleId): boolean => map.has(id);
	const ids = changes.map(({ id }) => id);
	if (result.ok) {
		wanted.loaded(ids, result.texts, has);
		for (const [root, failure] of result.missing) wanted.failed(root, failure, has);
	} else for (const id of ids) wanted.failed(id, result.failure, has);
}

/** May be asked again later: the program may have changed since the texts were loaded. */
export function* planLoaded(context: EngineContext, run: UpdateRun, loaded: Loaded): Steps<Prepared> {
	const { changes, texts, missing } = loaded;
	const roots = propagationRoots(context, loaded);
	const propagation = yield* run.measure('propagate', () => propagateEvaluated(context, roots));
	const plan = planRound(context.core, propagation, texts, missing.keys());
	for (const [id, failure] of missing) {
		if (!isReachable(plan.importers, id)) continue;
		const chain = chainToEntry(plan.importers, id);
		return loadFailed(changes, failure, failure.id === null || failure.id === id ? chain : [failure.id, ...chain]);
	}
	if (propagation.accepted.length === 0 && propagation.refused.length > 0) {
		return { type: 'refused', changes, refused: propagation.refused, ending: refusalEnding(propagation.refused), isUnfinished: false };
	}
	const ending = yield* run.measure('link', () => linkAll(context, plan));
	return ending === null ? { type: 'planned', changes, plan } : { type: 'refused', changes, refused: [], ending, isUnfinished: false };
}

function* linkAll(context: EngineContext, plan: Plan): Steps<Ending | null> {
	return (yield* bringExternals(context, plan)) ?? linkPlan(context, plan);
}

/** What was disposed of and not replaced takes part as if it had changed. */
function propagationRoots({ pending, core }: EngineContext, { changes, missing }: Loaded): PropagationChange[] {
	const ids = new Set([...changes.map(({ id }) => id).filter((id) => !missing.has(id)), ...pending.unfinished]);
	return [...ids].filter((id) => core.map.has(id)).map((id) => ({ id, from: 'module' }));
}

/** A module that is still being evaluated for the first time may yet accept, and cannot be replaced: it is given time to end. */
function* propagateEvaluated(context: EngineContext, roots: readonly PropagationChange[]): Steps<Propagation> {
	const { map } = context.core;
	for (;;) {
		const propagation = propagate(propagationView(map), roots);
		const { stale, refused } = propagation;
		const concerned = [...stale, ...refused.flatMap((refusal) => refusal.type === 'unaccepted' ? refusal.chains.flat() : refusal.chain)];
		if (!concerned.some((id) => isUnderway(map.get(id))) || !(yield* waitFor(context.evaluationEnded()))) return propagation;
	}
}

function isUnderway(record: ReturnType<EngineContext['core']['map']['get']>): boolean {
	return record?.kind === 'source-text' && (record.status === 'evaluating' || record.status === 'evaluating-async');
}

function loadFailed(changes: readonly Change[], { id, error, isUnfinished = false }: LoadFailure, chain: readonly ModuleId[]): Failed {
	return { type: 'refused', changes, refused: [], ending: { type: 'load-error', id, error, chain }, isUnfinished };
}

export function refusalEnding(refused: readonly Refusal[]): Ending {
	const declined = refused.find((refusal) => refusal.type === 'declined');
	if (declined?.type === 'declined') return { type: 'declined', by: declined.by, chain: declined.chain };
	return { type: 'unaccepted', chains: refused.flatMap((refusal) => refusal.type === 'unaccepted' ? refusal.chains : [refusal.chain]) };
}

/** Once it is linked, whoever imports a module that it brings waits for it: see DynamicImports. */
export function linkPlan(context: EngineContext, plan: Plan): Ending | null {
	const ending = trialLink(context, plan);
	if (ending === null) context.core.overlay = plan.overlay;
	return ending;
}

/** Compiles and links the new records among themselves and with the program, and asks those that stay whether they still could. */
function trialLink({ core }: EngineContext, { overlay, importers }: Plan): Ending | null {
	for (const id of postorder(overlay, [...overlay.records()].map((record) => record.id), (other) => isOwn(overlay, other))) {
		const record = overlay.get(id);
		if (record === undefined) continue;
		if (record.kind === 'source-text') {
			try {
				core.compile(record, true);
			} catch (error) {
				return { type: 'load-error', id, error, chain: chainToEntry(importers, id) };
			}
		}
		try {
			core.link(overlay, record);
		} catch (error) {
			return { type: 'link-error', id, error, chain: chainToEntry(importers, id) };
		}
	}
	const failed = core.checkImporters(overlay, affectedThatStay(core, overlay));
	if (failed === null) return null;
	const { importer, error } = failed;
	return { type: 'link-error', id: importer.id, error, chain: chainToEntry(importers, importer.id) };
}
