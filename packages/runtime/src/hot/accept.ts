// Tells those who accepted, dependencies first. Every handler is given exactly the namespaces it named, as they are now.
import type { AcceptErrorInfo, ErroredEvent, ModuleId } from '@hot-runtime/types';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import { type Steps, waitFor } from '../steps.js';
import type { EngineContext } from './engine-context.js';
import type { AcceptedDependencies, HotState } from './hot-state.js';
import type { Boundary } from './propagate.js';
import type { UpdateRun } from './update-run.js';

/** The versions that were replaced: what they declared counts. */
export type Replaced = ReadonlyMap<ModuleId, SourceTextModuleRecord>;

/** A new version that threw, and all that is not replaced because of it. */
interface Failure {
	readonly error: unknown;
	readonly connected: ReadonlySet<ModuleId>;
}

export function* callAcceptHandlers(context: EngineContext, run: UpdateRun, boundaries: readonly Boundary[], replaced: Replaced): Steps<void> {
	for (const id of context.order.sort(new Set(boundaries.map((boundary) => boundary.id)))) {
		const own = boundaries.filter((boundary) => boundary.id === id);
		const dependencies = own.flatMap(({ dependency }) => dependency ?? []);
		run.boundaries.add(id);
		if (own.length > dependencies.length) yield* acceptSelf(context, run, id, replaced);
		if (dependencies.length > 0) yield* acceptDependencies(context, run, id, new Set(dependencies));
	}
}

function* acceptSelf(context: EngineContext, run: UpdateRun, id: ModuleId, replaced: Replaced): Steps<void> {
	const state = replaced.get(id)?.hot;
	if (state === null || state === undefined) return;
	for (const handler of selfHandlers(state)) {
		const result = yield* waitFor(context.call(id, 'accept', () => handler(namespaceOf(context, id))));
		if (result.type !== 'threw') continue;
		run.apply.onErrored?.({ type: 'self-accept-errored', moduleId: id, error: result.error });
		passOn(run, id, 'importers', id);
	}
}

function selfHandlers(state: HotState): ((self: unknown) => unknown)[] {
	return [...state.selfHandlers, ...state.exportHandlers.map(({ run }) => run)];
}

function* acceptDependencies(context: EngineContext, run: UpdateRun, id: ModuleId, changed: ReadonlySet<ModuleId>): Steps<void> {
	const record = context.core.map.get(id);
	if (record?.kind !== 'source-text' || record.hot === null) return;
	for (const accepted of [...record.hot.dependencyHandlers]) {
		const dependency = accepted.ids.find((other) => other !== null && changed.has(other));
		if (dependency === undefined || dependency === null) continue;
		const error = yield* callDependencyHandler(context, { moduleId: id, dependencyId: dependency }, accepted, changed);
		if (error === null) continue;
		run.apply.onErrored?.({ ...error, moduleId: id, dependencyId: dependency });
		passOn(run, id, 'module', dependency);
	}
}

/** New versions could not be evaluated: the error handlers of those who accept them are told. They keep the old ones. */
export function* tellErrorHandlers(context: EngineContext, boundaries: readonly Boundary[], failures: readonly Failure[]): Steps<void> {
	for (const { id, dependency } of boundaries) {
		const failure = failures.find(({ connected }) => connected.has(dependency ?? id));
		const record = context.core.map.get(id);
		if (failure === undefined || record?.kind !== 'source-text' || record.hot === null) continue;
		if (dependency === null) yield* tellOwn(context, id, record.hot, failure.error);
		else yield* tellAcceptor(context, { moduleId: id, dependencyId: dependency }, record.hot, failure.error);
	}
}

function* tellOwn({ call, run }: EngineContext, moduleId: ModuleId, { selfErrorHandlers }: HotState, originalError: unknown): Steps<void> {
	for (const errorHandler of selfErrorHandlers) {
		const result = yield* waitFor(call(moduleId, 'accept', () => errorHandler(originalError)));
		if (result.type === 'threw') run?.apply.onErrored?.({ type: 'self-accept-error-handler-errored', moduleId, error: result.error, originalError });
	}
}

function* tellAcceptor({ call, run }: EngineContext, info: AcceptErrorInfo, { dependencyHandlers }: HotState, originalError: unknown): Steps<void> {
	for (const { ids, errorHandler } of dependencyHandlers) {
		if (errorHandler === undefined || !ids.includes(info.dependencyId)) continue;
		const result = yield* waitFor(call(info.moduleId, 'accept', () => errorHandler(originalError, info)));
		if (result.type === 'threw') run?.apply.onErrored?.({ type: 'accept-error-handler-errored', ...info, error: result.error, originalError });
	}
}

/** Null if the handler, or the error handler in its place, took the update. */
function* callDependencyHandler(
	context: EngineContext, info: AcceptErrorInfo, accepted: AcceptedDependencies, changed: ReadonlySet<ModuleId>,
): Steps<Pick<ErroredEvent, 'type' | 'error' | 'originalError'> | null> {
	const { specifiers, ids, isList, handler, errorHandler } = accepted;
	if (handler === undefined) return null;
	const names = specifiers.filter((_, index) => changed.has(ids[index] ?? ''));
	const call = (): unknown => {
		const namespaces = context.core.shelter.inside(() => ids.map((target) => target === null ? undefined : namespaceOf(context, target)));
		return handler(isList ? namespaces : namespaces[0], { changed: names });
	};
	if (errorHandler === undefined) {
		const result = yield* waitFor(context.call(info.moduleId, 'accept', call));
		return result.type === 'threw' ? { type: 'accept-errored', error: result.error } : null;
	}
	const result = yield* waitFor(context.watch.run(call, () => undefined));
	if (result.type !== 'threw') return null;
	const second = yield* waitFor(context.call(info.moduleId, 'accept', () => errorHandler(result.error, info)));
	return second.type === 'threw' ? { type: 'accept-error-handler-errored', error: second.error, originalError: result.error } : null;
}

/** The current one; undefined for a module that is not in the program, or has not been evaluated. */
function namespaceOf({ core }: EngineContext, id: ModuleId): object | undefined {
	return core.shelter.inside(() => {
		const record = core.map.get(id);
		return record === undefined ? undefined : core.namespace(core.map, record);
	});
}

function passOn(run: UpdateRun, id: ModuleId, from: 'module' | 'importers', retry: ModuleId): void {
	if (run.apply.ignoreErrored === true) return;
	const before = run.passedOn.get(id)?.retry ?? [];
	run.passedOn.set(id, { from, retry: [...new Set([...before, retry])] });
}
