// Runs what versions of modules registered for their end.
import { abandonEvaluation } from '../evaluation/async-evaluation.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import { type Steps, waitFor } from '../steps.js';
import type { EngineContext } from './engine-context.js';
import type { CleanupHandler } from './hot-state.js';
import type { Identity } from './identities.js';
import type { Plan } from './plan.js';
import type { UpdateRun } from './update-run.js';

/** Disposes of the stale modules, importers before what they import. A handler that throws is reported, the rest run. */
export function* disposeStale(context: EngineContext, run: UpdateRun, { disposeOrder }: Plan): Steps<void> {
	for (const id of disposeOrder) {
		const record = context.core.map.get(id);
		if (record?.kind !== 'source-text') continue;
		yield* cleanUp(context, record, ['dispose']);
		run.apply.onDisposed?.({ type: 'disposed', moduleId: id });
	}
}

/** The last registered first; none runs twice. Afterwards the version hears no more events. */
export function* cleanUp(
	context: EngineContext, record: SourceTextModuleRecord, kinds: readonly CleanupHandler['kind'][], identity: Identity | null = null,
): Steps<void> {
	const { hot, id } = record;
	if (hot === null) return;
	const { data } = identity ?? context.identities.get(id);
	for (const { kind, handler } of hot.takeCleanups(kinds)) {
		const result = yield* waitFor(context.call(id, kind, () => handler(data)));
		if (result.type === 'threw') context.run?.apply.onErrored?.({ type: 'dispose-errored', moduleId: id, error: result.error });
	}
	hot.removeListeners();
}

/**
 * New versions that are given up because of `error`: those that ran are cleaned up after, the last first. A body that still waits for something
 * cannot be stopped: it is cleaned up after once more at its end.
 */
export function* disposeGivenUp(context: EngineContext, records: readonly SourceTextModuleRecord[], error: unknown): Steps<void> {
	for (const record of [...records].reverse()) {
		if (abandonEvaluation(record, error)) record.bodyEnded = () => void context.core.shelter.run(cleanUp(context, record, ['dispose']));
		yield* cleanUp(context, record, ['dispose']);
	}
}

/**
 * After the commit. Old code ran on until then: a version may have registered more since it was disposed of, and one that waited for its `import()`
 * may have been run by it.
 */
export function* disposeReplaced(context: EngineContext, records: Iterable<SourceTextModuleRecord>): Steps<void> {
	for (const record of records) yield* cleanUp(context, record, ['dispose']);
}
