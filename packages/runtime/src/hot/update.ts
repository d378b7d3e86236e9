// One update from its changes to its outcome: rounds of planning and applying, until nobody passes it on, and pruning at the end.
import type { HotEvent, HotEventArguments, ModuleId, UpdateOutcome } from '@hot-runtime/types';
import type { Steps } from '../steps.js';
import type { EngineContext } from './engine-context.js';
import { notePassedOn, takePassedOn } from './pass-on.js';
import type { Change } from './pending.js';
import { planRound } from './plan.js';
import type { Plan } from './plan.js';
import { linkPlan, planLoaded, prepare, refusalEnding } from './prepare.js';
import type { Loaded, Prepared } from './prepare.js';
import { propagate } from './propagate.js';
import type { PropagationChange, Refusal } from './propagate.js';
import { propagationView } from './propagation-view.js';
import { findPruned, prune } from './prune.js';
import { chainToEntry } from './reachability.js';
import { runRound } from './round.js';
import type { EvaluationFailure, RoundResult } from './round.js';
import type { UpdateRun } from './update-run.js';

type Planned = Extract<Prepared, { type: 'planned' }>;

/** Never rejects for what the program does. */
export function* runUpdate(context: EngineContext, run: UpdateRun, changes: readonly Change[], isSettled: boolean): Steps<UpdateOutcome> {
	yield* context.status.set('prepare');
	noteChanges(run, changes);
	return yield* finish(context, run, yield* prepare(context, run, changes, isSettled));
}

/** Applies what was loaded before. */
export function* applyLoaded(context: EngineContext, run: UpdateRun, loaded: Loaded): Steps<UpdateOutcome> {
	noteChanges(run, loaded.changes);
	const prepared = yield* planLoaded(context, run, loaded);
	return yield* finish(context, run, mustBeWhole(prepared, run) ?? prepared);
}

function noteChanges(run: UpdateRun, changes: readonly Change[]): void {
	run.changed = changes.map(({ id }) => id);
	run.fresh = new Set(changes.filter(({ isFresh }) => isFresh).map(({ id }) => id));
}

/** As webpack's `apply`: what is not accepted refuses all of it, unless it is to be ignored. */
function mustBeWhole(prepared: Prepared, { apply }: UpdateRun): Prepared | null {
	if (prepared.type === 'refused') return null;
	const refused = prepared.plan.propagation.refused.filter(({ type }) => type === 'declined' ? apply.ignoreDeclined !== true : apply.ignoreUnaccepted !== true);
	if (refused.length === 0) return null;
	return { type: 'refused', changes: prepared.changes, refused: prepared.plan.propagation.refused, ending: refusalEnding(refused), isUnfinished: false };
}

function* finish(context: EngineContext, run: UpdateRun, prepared: Prepared): Steps<UpdateOutcome> {
	if (prepared.type === 'refused') refuse(context, run, prepared);
	else yield* applyRounds(context, run, prepared);
	yield* emitRefusals(context, run);
	return run.outcome(context.pending.list());
}

function refuse({ pending }: EngineContext, run: UpdateRun, { changes, refused, ending, isUnfinished }: Exclude<Prepared, Planned>): void {
	run.end(ending);
	run.isUnfinished = isUnfinished;
	const isAcceptance = ending.type === 'unaccepted' || ending.type === 'declined';
	for (const change of changes) {
		const refusal = refused.find(({ id }) => id === change.id);
		if (refusal === undefined && isAcceptance) pending.set(change, ending.type, [change.id]);
		else if (refusal === undefined) pending.set(change, ending.type, 'chain' in ending ? ending.chain : [change.id]);
	}
	markRefused(pending, run, changes, refused);
}

function markRefused(pending: EngineContext['pending'], run: UpdateRun, changes: readonly Change[], refused: readonly Refusal[]): void {
	for (const refusal of refused) {
		const { id } = refusal;
		const chain = refusal.type === 'declined' ? refusal.chain : refusal.chains[0] ?? [id];
		pending.set(changes.find((change) => change.id === id) ?? { id, location: undefined }, refusal.type, chain);
		if (refusal.type === 'declined') run.apply.onDeclined?.({ type: refusal.by === id ? 'self-declined' : 'declined', moduleId: id, parentId: refusal.by, chain });
		else run.apply.onUnaccepted?.({ type: 'unaccepted', moduleId: id, chain });
	}
}

function* applyRounds(context: EngineContext, run: UpdateRun, { changes, plan }: Planned): Steps<void> {
	const { pending, status } = context;
	markRefused(pending, run, changes, plan.propagation.refused);
	const refused = new Set(plan.propagation.refused.map(({ id }) => id));
	tellAccepted(run, plan);
	yield* status.set('ready');
	if (context.events.has('beforeUpdate')) yield* emitBefore(context, run, plan);
	const result = yield* runRound(context, run, plan);
	const tried = changes.filter(({ id }) => !refused.has(id));
	settleChanges(context, tried, plan, result);
	noteUnfinished(context, plan, result);
	if (!isOldMistake(tried, result)) endWith(run, plan, result.failures);
	let next = planNext(context, run);
	while (next !== null) {
		noteFailures(context, run, yield* runRound(context, run, next), next);
		next = planNext(context, run);
	}
	yield* run.measure('prune', () => pruneReleased(context, run));
}

function* pruneReleased(context: EngineContext, run: UpdateRun): Steps<void> {
	const { map } = context.core;
	const ids = findPruned(map, run.released);
	for (const id of ids) {
		run.pruned.add(id);
		run.letGo.delete(id);
	}
	// What is held by something that failed waits for its next change.
	if (run.ending?.type !== 'evaluation-error') for (const id of run.letGo) if (map.has(id)) run.cameBack.add(id);
	if (ids.length === 0) return;
	if (context.events.has('beforePrune')) {
		yield* emit(context, 'beforePrune', [{ update: run.update, modules: ids, outcome: null, durations: run.durations }]);
	}
	yield* prune(context, ids);
}

function tellAccepted({ apply }: UpdateRun, { propagation }: Plan): void {
	if (apply.onAccepted === undefined) return;
	const outdatedDependencies: Record<ModuleId, ModuleId[]> = {};
	for (const { id, dependency } of propagation.boundaries) if (dependency !== null) (outdatedDependencies[id] ??= []).push(dependency);
	for (const { id } of propagation.accepted) {
		apply.onAccepted({ type: 'accepted', moduleId: id, outdatedModules: [...propagation.stale], outdatedDependencies });
	}
}

/** What was applied waits no longer; what threw waits for its next change. */
function settleChanges({ pending }: EngineContext, changes: readonly Change[], plan: Plan, result: RoundResult): void {
	for (const id of result.committed) pending.finished(id);
	for (const change of changes) {
		const failure = result.failures.find(({ connected }) => connected.has(change.id)) ?? result.failures[0];
		if (result.committed.has(change.id)) pending.delete(change.id);
		// What nothing will import is pruned at the end, and then waits no longer; unless who would have let go of it failed.
		else pending.set(change, 'evaluation-error', failure === undefined ? [change.id] : chainToEntry(plan.importers, failure.id));
	}
}

/** True if only what was pending before has failed again, and something else was applied. */
function isOldMistake(changes: readonly Change[], { committed, failures }: RoundResult): boolean {
	return committed.size > 0 && failures.every(({ connected }) => !changes.some(({ id, isFresh }) => isFresh && connected.has(id)));
}

/** What was disposed of and not replaced must be run again, unless it is pruned now. */
function noteUnfinished({ core, pending }: EngineContext, { disposeOrder }: Plan, { committed }: RoundResult): void {
	pending.addUnfinished(disposeOrder.filter((id) => core.map.has(id) && !committed.has(id)));
}

function noteFailures(context: EngineContext, run: UpdateRun, result: RoundResult, plan: Plan): void {
	for (const id of result.committed) context.pending.finished(id);
	for (const { id } of result.failures) {
		for (const { id: changed } of plan.propagation.accepted) {
			context.pending.set({ id: changed, location: undefined }, 'evaluation-error', chainToEntry(plan.importers, id));
		}
	}
	noteUnfinished(context, plan, result);
	endWith(run, plan, result.failures);
}

function endWith(run: UpdateRun, plan: Plan, failures: readonly EvaluationFailure[]): void {
	const [first] = failures;
	if (first === undefined) return;
	run.end({ type: 'evaluation-error', id: first.id, error: first.error, chain: chainToEntry(plan.importers, first.id) });
}

/** The round for those who could not take the update after all; null if there are none, or nobody takes it instead. */
function planNext(context: EngineContext, run: UpdateRun): Plan | null {
	const { core, pending } = context;
	const passed = takePassedOn(context, run);
	const changes: PropagationChange[] = [...passed].filter(([id]) => core.map.has(id)).map(([id, { from }]) => ({ id, from: from ?? (run.hasReplaced(id) ? 'importers' : 'module') }));
	if (changes.length === 0) return null;
	const view = propagationView(core.map);
	const propagation = propagate(view, changes);
	notePassedOn(run, view, changes);
	for (const refusal of propagation.refused) {
		const chain = refusal.type === 'declined' ? refusal.chain : refusal.chains[0] ?? [refusal.id];
		for (const retry of passed.get(refusal.id)?.retry ?? [refusal.id]) {
			pending.set({ id: retry, location: undefined }, refusal.type, retry === refusal.id ? chain : [retry, ...chain]);
		}
	}
	if (propagation.refused.length > 0) run.end(refusalEnding(propagation.refused));
	if (propagation.accepted.length === 0) return null;
	const plan = planRound(core, propagation, new Map());
	const ending = linkPlan(context, plan);
	if (ending === null) return plan;
	run.end(ending);
	for (const { id } of propagation.accepted) {
		for (const retry of passed.get(id)?.retry ?? [id]) pending.set({ id: retry, location: undefined }, ending.type, [id]);
	}
	return null;
}

function emit<Event extends HotEvent>(
	context: EngineContext, event: Event, args: HotEventArguments[Event],
): Steps<void> {
	return context.events.emit(event, args, (owner, call) => context.call(owner ?? '', 'event', call));
}

function emitBefore(context: EngineContext, run: UpdateRun, { propagation }: Plan): Steps<void> {
	return emit(context, 'beforeUpdate', [{
		update: run.update, modules: [...propagation.stale], boundaries: [...new Set(propagation.boundaries.map(({ id }) => id))],
		outcome: null, durations: run.durations,
	}]);
}

function* emitRefusals(context: EngineContext, run: UpdateRun): Steps<void> {
	const { events, pending } = context;
	const outcome = run.outcome(pending.list());
	const told = outcome.type === 'unaccepted' || outcome.type === 'declined' ? new Set(run.changed) : run.fresh;
	const refused = pending.list().filter(({ id, reason }) => told.has(id) && (reason === 'unaccepted' || reason === 'declined'));
	const { update, durations } = outcome;
	if (refused.length > 0 && events.has('unaccepted')) {
		const chains = refused.map(({ chain }) => chain);
		yield* emit(context, 'unaccepted', [{ update, modules: refused.map(({ id }) => id), outcome, durations, chains }]);
	}
	if ('error' in outcome && events.has('error')) {
		const modules = outcome.id === null ? [] : [outcome.id];
		yield* emit(context, 'error', [{ update, modules, outcome, durations, id: outcome.id, error: outcome.error, handler: null }]);
	}
}
