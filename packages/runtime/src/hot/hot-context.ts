// `import.meta.hot` of one version of a module: writes down what the module declares, decides nothing.
import type {
	AcceptErrorInfo, AcceptedChange, Hot, HotEvent, HotEventHandler, HotManagement, HotStatus, KeepOptions, ModuleId, Remove, Shelter, StatusHandler,
} from '@hot-runtime/types';
import { SafeWeakMap } from '../collections.js';
import { append } from '../lists.js';
import { acceptNeedsHandler } from '../messages.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import type { Events } from './events.js';
import type { CleanupHandler } from './hot-state.js';
import { HotState } from './hot-state.js';
import { keep } from './identities.js';
import type { Identity } from './identities.js';
import { insideEach } from './sheltered.js';
import type { Status } from './status.js';

/** What the context needs of the engine. */
export interface HotServices {
	readonly events: Events;
	readonly management: HotManagement;
	readonly shelter: Shelter;
	identity(id: ModuleId): Identity;
	/** Something was kept that is to be closed one day. */
	kept(): void;
	/** The module that `specifier` means in `record`; null, and reported, if none. */
	resolve(record: SourceTextModuleRecord, specifier: string): ModuleId | null;
	invalidate(record: SourceTextModuleRecord, message: string | undefined): void;
	/** True once the version was replaced, pruned or given up. */
	isGone(record: SourceTextModuleRecord): boolean;
	/** Runs a dispose handler that comes too late to be run with the others. */
	disposeLate(record: SourceTextModuleRecord, handler: CleanupHandler['handler']): void;
	readonly status: Status;
}

type SelfHandler = (self: unknown) => unknown;
type DependencyHandler = (dependencies: unknown, change: AcceptedChange) => unknown;
type ErrorHandler = (error: unknown, info: AcceptErrorInfo) => unknown;

/** Called once for each record, when its `import.meta` is made. */
export function createHot(record: SourceTextModuleRecord, services: HotServices): Hot {
	const state = new HotState();
	record.hot = state;
	const identity = services.identity(record.id);
	const hot: Hot = Object.freeze({
		...services.management,
		...insideEach({
			...acceptance(record, state, services),
			...cleanup(record, state, services),
			...listening(record, state, services),
			...statusHandlers(record, state, services),
			invalidate: (message?: string) => services.invalidate(record, message),
			keep: <Value>(key: string, create: () => Value | PromiseLike<Value>, options?: KeepOptions<Value>) => {
				if (options?.dispose !== undefined) services.kept();
				return keep(identity, key, () => services.shelter.outside(create), options);
			},
		}, services.shelter.inside),
		data: identity.data,
		version: identity.version,
	});
	states.set(hot, state);
	return hot;
}

const states = new SafeWeakMap<Hot, HotState>();

/** webpack's `module.hot.accept(errorHandler)`: as `accept()`, and `errorHandler` is told when the next version throws. */
export function acceptWithErrorHandler(hot: Hot, errorHandler: (error: unknown) => unknown): void {
	hot.accept();
	const state = states.get(hot);
	if (state !== undefined) append(state.selfErrorHandlers, errorHandler);
}

function acceptance(record: SourceTextModuleRecord, state: HotState, services: HotServices) {
	const resolveAll = (specifiers: readonly string[]): (ModuleId | null)[] => specifiers.map((specifier) => services.resolve(record, specifier));
	return {
		accept(target?: SelfHandler | string | readonly string[], handler?: DependencyHandler, errorHandler?: ErrorHandler): void {
			if (target === undefined) {
				state.isSelfAccepting = true;
			} else if (typeof target === 'function') {
				state.isSelfAccepting = true;
				state.selfHandlers.push(target);
			} else {
				const specifiers = namesOf(target);
				const ids = resolveAll(specifiers);
				for (const id of ids) if (id !== null) state.acceptedDependencies.add(id);
				state.dependencyHandlers.push({ specifiers, ids, isList: typeof target !== 'string', handler, errorHandler });
			}
		},
		acceptExports<Self>(target: string | readonly string[], handler?: (self: Self) => unknown): void {
			const names = namesOf(target);
			state.acceptedExports ??= new Set();
			for (const name of names) state.acceptedExports.add(name);
			if (handler !== undefined) state.exportHandlers.push({ run: handler });
		},
		decline(target?: string | readonly string[]): void {
			if (target === undefined) {
				state.isDeclined = true;
				return;
			}
			for (const id of resolveAll(namesOf(target))) if (id !== null) state.declinedDependencies.add(id);
		},
	};
}

function cleanup(record: SourceTextModuleRecord, state: HotState, services: HotServices) {
	const add = (entry: CleanupHandler): Remove => {
		if (services.isGone(record)) {
			if (entry.kind === 'dispose') services.disposeLate(record, entry.handler);
			return () => undefined;
		}
		state.cleanups.push(entry);
		return () => {
			state.cleanups = state.cleanups.filter((other) => other !== entry);
		};
	};
	return {
		dispose: (handler: CleanupHandler['handler']): Remove => add({ kind: 'dispose', handler }),
		prune: (handler: CleanupHandler['handler']): Remove => add({ kind: 'prune', handler }),
		addDisposeHandler(handler: CleanupHandler['handler']): void {
			add({ kind: 'dispose', handler });
		},
		removeDisposeHandler(handler: CleanupHandler['handler']): void {
			state.cleanups = state.cleanups.filter((entry) => entry.kind !== 'dispose' || entry.handler !== handler);
		},
	};
}

function listening(record: SourceTextModuleRecord, state: HotState, services: HotServices) {
	const { events } = services;
	const { id } = record;
	return {
		on<Event extends HotEvent>(event: Event, handler: HotEventHandler<Event>): Remove {
			const remove = events.on(event, handler, id);
			if (services.isGone(record)) remove();
			else state.removers.push(remove);
			return remove;
		},
		off<Event extends HotEvent>(event: Event, handler: HotEventHandler<Event>): void {
			events.off(event, handler, id);
		},
	};
}

function statusHandlers(record: SourceTextModuleRecord, state: HotState, services: HotServices) {
	const { status } = services;
	const addStatusHandler = (handler: StatusHandler): void => {
		if (services.isGone(record)) return;
		status.add(handler, record.id);
		state.removers.push(() => status.remove(handler));
	};
	return {
		addStatusHandler,
		status(handler?: StatusHandler): HotStatus {
			if (handler !== undefined) addStatusHandler(handler);
			return status.current;
		},
	};
}

function namesOf(target: string | readonly string[]): readonly string[] {
	if (typeof target === 'string') return [target];
	if (!Array.isArray(target)) throw new TypeError(acceptNeedsHandler());
	return [...target];
}
