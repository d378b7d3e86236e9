// The second half of an update, for one plan: dispose, evaluate, commit, rebind, accept. From the first handler on there is no way back, but
// what failed to evaluate is not committed: its importers keep what they had.
import type { ModuleId } from '@hot-runtime/types';
import type { Core } from '../core.js';
import { evaluationWasAbandoned, evaluationIsSlow } from '../messages.js';
import type { ModuleRecord } from '../records/module-record.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import { type Steps, waitFor } from '../steps.js';
import { callAcceptHandlers, tellErrorHandlers } from './accept.js';
import { disposeGivenUp, disposeReplaced, disposeStale } from './dispose.js';
import type { EngineContext } from './engine-context.js';
import { evaluationOrder, postorder } from './module-order.js';
import { affectedThatStay, connectedWith, connectedWithImportsOf, evaluationRoots, inheritLateImports, isSameText } from './plan.js';
import type { Plan } from './plan.js';
import { isReachable } from './reachability.js';
import type { UpdateRun } from './update-run.js';

export interface EvaluationFailure {
	readonly id: ModuleId;
	readonly error: unknown;
	/** All that is not replaced because of it. */
	readonly connected: ReadonlySet<ModuleId>;
}

export interface RoundResult {
	readonly failures: readonly EvaluationFailure[];
	/** What has a new version now. */
	readonly committed: ReadonlySet<ModuleId>;
}

export function* runRound(context: EngineContext, run: UpdateRun, plan: Plan): Steps<RoundResult> {
	const { status } = context;
	yield* status.set('dispose');
	yield* run.measure('dispose', () => disposeStale(context, run, plan));
	yield* status.set('apply');
	const failures = yield* run.measure('evaluate', () => evaluateRoots(context, run, plan));
	for (const failure of failures) yield* giveUp(context, plan, failure);
	yield* giveUpWhatDoesNotLink(context, plan, failures);
	const failed = new Set(failures.flatMap(({ connected }) => [...connected]));
	const replaced = commit(context, run, plan);
	yield* run.measure('dispose', () => disposeReplaced(context, replaced.values()));
	const committed = new Set([...plan.overlay.records()].map(({ id }) => id));
	const boundaries = plan.propagation.boundaries.filter(({ id, dependency }) => !failed.has(dependency ?? id) && isStillThere(plan, id));
	yield* run.measure('accept', function* () {
		yield* tellErrorHandlers(context, plan.propagation.boundaries, failures);
		yield* callAcceptHandlers(context, run, boundaries, replaced);
	});
	return { failures, committed };
}

function isStillThere({ gone, released, importers }: Plan, id: ModuleId): boolean {
	return !gone.has(id) && (released.size === 0 || isReachable(importers, id));
}

/** In the order of the program. What is connected with something that threw is not tried. */
function* evaluateRoots(context: EngineContext, run: UpdateRun, plan: Plan): Steps<EvaluationFailure[]> {
	const { core, identities } = context;
	const { overlay } = plan;
	for (const { id } of overlay.records()) if (core.map.has(id)) identities.get(id).version += 1;
	const failures: EvaluationFailure[] = [];
	for (const id of evaluationOrder(context.order, overlay, evaluationRoots(plan))) {
		const record = overlay.get(id);
		if (record === undefined || failures.some(({ connected }) => connected.has(id))) continue;
		const error = (yield* evaluateRoot(context, record)) ?? (yield* verifyRoot(context, record));
		if (error === null) continue;
		const connected = connectedWith(core, overlay, id);
		const culprit = culpritOf(plan, connected, error.value) ?? id;
		const self = plan.propagation.boundaries.find((boundary) => boundary.dependency === null && connected.has(boundary.id));
		// As in webpack, its own error handler is told instead.
		if (self === undefined || !hasErrorHandler(core, self.id)) {
			run.apply.onErrored?.({ type: self === undefined ? 'evaluation-errored' : 'self-accept-errored', moduleId: self?.id ?? culprit, error: error.value });
		}
		failures.push({ id: culprit, error: error.value, connected });
	}
	return failures;
}

function hasErrorHandler({ map }: Core, id: ModuleId): boolean {
	const record = map.get(id);
	return record?.kind === 'source-text' && (record.hot?.selfErrorHandlers.length ?? 0) > 0;
}

function* evaluateRoot({ core, watch, report }: EngineContext, record: ModuleRecord): Steps<{ readonly value: unknown } | null> {
	const seconds = watch.limit / 1000;
	const slow = (): void => void report({ id: record.id, handler: 'evaluation', error: new Error(evaluationIsSlow(seconds)), wasTold: true });
	const view = core.overlay ?? core.map;
	const result = yield* waitFor(watch.run(() => core.evaluate(view, record), slow));
	switch (result.type) {
		case 'done': return null;
		case 'threw': return { value: result.error };
		case 'abandoned': return { value: new Error(evaluationWasAbandoned(seconds)) };
	}
}

function* verifyRoot({ core, watch, options }: EngineContext, record: ModuleRecord): Steps<{ readonly value: unknown } | null> {
	const namespace = core.namespace(core.overlay ?? core.map, record);
	const { verify } = options;
	if (verify === undefined || namespace === null) return null;
	const result = yield* waitFor(watch.run(() => verify(record.id, namespace), () => undefined));
	switch (result.type) {
		case 'done': return null;
		case 'threw': return { value: result.error };
		case 'abandoned': return { value: new Error(evaluationWasAbandoned(watch.limit / 1000)) };
	}
}

/** The first module, in the order of evaluation, that ended with this error. */
function culpritOf({ overlay }: Plan, connected: ReadonlySet<ModuleId>, error: unknown): ModuleId | undefined {
	return postorder(overlay, connected, (id) => connected.has(id)).find((id) => {
		const record = overlay.get(id);
		return record?.kind === 'source-text' && record.evaluationError !== null && record.evaluationError.value === error;
	});
}

function* giveUp(context: EngineContext, { overlay }: Plan, { connected, error }: EvaluationFailure): Steps<void> {
	const records: SourceTextModuleRecord[] = [];
	for (const id of postorder(overlay, connected, (other) => connected.has(other))) {
		const record = overlay.get(id);
		if (record?.kind === 'source-text') records.push(record);
		overlay.delete(id);
	}
	yield* disposeGivenUp(context, records, error);
}

/** Nobody imports it any more. Should somebody do so before it is pruned, it must be run again if it lacks something. */
function rebindLeaving(core: Core, run: UpdateRun, importer: SourceTextModuleRecord, sources: ReadonlySet<ModuleId>): void {
	try {
		core.rebind({ importers: [importer], sources });
	} catch {
		run.letGo.add(importer.id);
	}
}

/** What was given up holds on to modules that would have left the program: they stay, and must still find what they import. */
function* giveUpWhatDoesNotLink(context: EngineContext, plan: Plan, failures: EvaluationFailure[]): Steps<void> {
	const { core } = context;
	while (failures.length > 0) {
		const failed = core.checkImporters(plan.overlay, affectedThatStay(core, plan.overlay));
		if (failed === null) return;
		const { importer, error } = failed;
		const failure = { id: importer.id, error, connected: connectedWithImportsOf(core, plan.overlay, importer) };
		failures.push(failure);
		yield* giveUp(context, plan, failure);
	}
}

/** Puts the new versions in the place of the old, and gives those that stay their new bindings. Answers the old ones. */
function commit({ core }: EngineContext, run: UpdateRun, { overlay, released, gone }: Plan): Map<ModuleId, SourceTextModuleRecord> {
	const replaced = new Map<ModuleId, SourceTextModuleRecord>();
	for (const record of overlay.records()) {
		const old = core.map.get(record.id);
		if (old?.kind === 'source-text') {
			replaced.set(old.id, old);
			run.replaced.add(old);
		}
		if (record.kind === 'synthetic') continue;
		const isRunAgain = old !== undefined && isSameText(old.loaded, record.loaded);
		(isRunAgain ? run.reevaluated : run.loaded).add(record.id);
	}
	for (const id of gone) if (core.map.has(id)) run.letGo.add(id);
	for (const id of [...released, ...inheritLateImports(core, overlay), ...core.orphans]) run.released.add(id);
	core.orphans.clear();
	const affected = affectedThatStay(core, overlay);
	core.map.commit(overlay);
	core.overlay = null;
	core.rebind(affected);
	for (const importer of affected.leaving) rebindLeaving(core, run, importer, affected.sources);
	core.notifyEntries();
	return replaced;
}
