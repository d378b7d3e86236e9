// The user's API. The full surface is written here; packages/hot-runtime re-exports it.
import type { ApplyOptions } from './apply-options.js';
import type { ModuleId } from './module-source.js';
import type { ImporterChain, PendingChange, PendingReason, ReportedError, UpdateDurations, UpdateOutcome } from './outcome.js';

export type ModuleNamespace = Readonly<Record<string, unknown>>;

/** Undoes a registration. Calling it again does nothing. */
export type Remove = () => void;

/** What an `errorHandler` learns beside the error. */
export interface AcceptErrorInfo {
	/** The module that accepted. */
	readonly moduleId: ModuleId;
	/** The first of the dependencies that had changed. */
	readonly dependencyId: ModuleId;
}

/** The second argument of a handler that accepts dependencies. */
export interface AcceptedChange {
	/** Of the specifiers that were accepted together, those whose module was replaced. */
	readonly changed: readonly string[];
}

/**
 * `import.meta.hot`. Its functions may be taken out of it and called alone. What is registered here belongs to this
 * version of the module and goes with it; `data` and what `keep` made live until the module leaves the program.
 */
export interface Hot<Data extends object = Record<string, unknown>> extends HotManagement {
	/** This module takes its own updates: its importers are not run again, but read the new version from then on (Vite, dynohot, esm-hmr, webpack). */
	accept(): void;
	/** The same; `handler` belongs to the old version and gets the namespace of the new one. It is awaited. */
	accept<Self = ModuleNamespace>(handler: (self: Self) => unknown): void;
	/**
	 * This module takes updates of `specifier`, resolved as an import of it would be: it keeps running, and its own imports read the new version.
	 * `handler` gets the new namespace. If it throws, `errorHandler` gets the error; without one the update goes on to this module's importers.
	 * `errorHandler` also gets the error of a new version that could not be evaluated; the old one stays then.
	 */
	accept<Dependency = ModuleNamespace>(
		specifier: string,
		handler?: (dependency: Dependency, change: AcceptedChange) => unknown,
		errorHandler?: (error: unknown, info: AcceptErrorInfo) => unknown,
	): void;
	/** The same for several: `handler` gets the current namespace of each, in the order of `specifiers`, whichever of them changed. */
	accept<Dependencies extends readonly unknown[] = readonly ModuleNamespace[]>(
		specifiers: readonly string[],
		handler?: (dependencies: Dependencies, change: AcceptedChange) => unknown,
		errorHandler?: (error: unknown, info: AcceptErrorInfo) => unknown,
	): void;
	/** As `accept()`, but only for importers that use no export beside `names`; any other importer is run again (Vite). */
	acceptExports<Self = ModuleNamespace>(names: string | readonly string[], handler?: (self: Self) => unknown): void;
	/** An update that would replace this module is refused (webpack, dynohot). */
	decline(): void;
	/** An update that would reach this module through one of `specifiers` is refused (webpack). */
	decline(specifiers: string | readonly string[]): void;
	/** Runs before this version is replaced or leaves the program, the last registered first. It is awaited. Returns its undo. */
	dispose(handler: (data: Data) => unknown): Remove;
	/** `dispose` under webpack's name. */
	addDisposeHandler(handler: (data: Data) => unknown): void;
	removeDisposeHandler(handler: (data: Data) => unknown): void;
	/** Runs when nothing imports this module any more. It is awaited. Returns its undo. */
	prune(handler: (data: Data) => unknown): Remove;
	/**
	 * During an update: this module cannot take it after all, its importers must. Otherwise: starts an update, as if this module had
	 * been saved; where nothing watches, `apply()` does it. A module may do so once in an update.
	 */
	invalidate(message?: string): void;
	/** One object for all versions of this module, until it is pruned. */
	readonly data: Data;
	/** Counts the versions of this module, from 1. */
	readonly version: number;
	/**
	 * The value that `create` made the first time `key` was asked for in this module. It lives over updates; `dispose` closes it when the
	 * module is pruned or the program's hot runtime is closed. If `create` fails, nothing is kept and the next call tries again.
	 */
	keep<Value>(key: string, create: () => Value | PromiseLike<Value>, options?: KeepOptions<Value>): Promise<Value>;
}

export interface KeepOptions<Value> {
	readonly dispose?: (value: Value) => unknown;
}

/** The states of webpack's `module.hot`. */
export type HotStatus =
	/** Nothing happens, and no source watches: waiting for `check()`. */
	| 'idle'
	/** Asking what has changed. */
	| 'check'
	/** Loading what has changed. */
	| 'prepare'
	/** An update is loaded and linked: `apply()` may be called. */
	| 'ready'
	/** Nothing happens; a source will tell of changes. */
	| 'watch'
	/** Something changed, and it is not yet clear that the text is complete: waiting for its next change. */
	| 'watch-delay'
	/** Dispose handlers run. */
	| 'dispose'
	/** New modules are evaluated, and accept handlers run. */
	| 'apply'
	/** The update was refused; the program is as it was. */
	| 'abort'
	/** The update threw in the middle, or nobody took what it had replaced; what failed keeps its old version. */
	| 'fail';

/** Every event has these. */
export interface HotEventBase {
	/** The number of the update it belongs to; 0 outside of one. */
	readonly update: number;
	/** The modules it is about. */
	readonly modules: readonly ModuleId[];
	/** How the update ended, if it has. */
	readonly outcome: UpdateOutcome | null;
	/** Of the steps that have ended. */
	readonly durations: UpdateDurations;
}

export interface HotEventMap {
	/**
	 * A text for a person, as it is printed unless hot-runtime is silent: an update ended, and its outcome is final (a refusal that the next change
	 * healed is not told), or a handler failed, or there is something to know. Handlers get the text first, as dynohot's do, and then this.
	 */
	readonly message: HotEventBase;
	/** The status changed. */
	readonly status: HotEventBase & { readonly status: HotStatus; readonly previous: HotStatus };
	/** Something will be disposed and evaluated: `modules` will be replaced, `boundaries` accept. */
	readonly beforeUpdate: HotEventBase & { readonly boundaries: readonly ModuleId[] };
	/** The end of every update, refused or not. */
	readonly afterUpdate: HotEventBase & { readonly outcome: UpdateOutcome };
	/** `modules` have left the program; their handlers have not run yet. */
	readonly beforePrune: HotEventBase;
	/** A module called `invalidate`. */
	readonly invalidate: HotEventBase & { readonly id: ModuleId; readonly message: string | undefined };
	/** A change is not accepted on every path, or is declined. */
	readonly unaccepted: HotEventBase & { readonly outcome: UpdateOutcome; readonly chains: readonly ImporterChain[] };
	/** Something could not be loaded, linked or evaluated, or a handler failed: then `handler` says which. */
	readonly error: HotEventBase & {
		readonly id: ModuleId | null;
		readonly error: unknown;
		readonly handler: ReportedError['handler'] | null;
	};
}

export type HotEvent = keyof HotEventMap;

/** What a handler is called with. */
export type HotEventArguments = {
	readonly [Event in HotEvent]: Event extends 'message' ? [message: string, event: HotEventMap[Event]] : [event: HotEventMap[Event]]
};

export type HotEventHandler<Event extends HotEvent> = (...args: HotEventArguments[Event]) => unknown;

/** What is about the program and not about one module. */
export interface HotManagement {
	/** Registers `handler`; returns its undo. A module's registrations end with that version of it. */
	on<Event extends HotEvent>(event: Event, handler: HotEventHandler<Event>): Remove;
	off<Event extends HotEvent>(event: Event, handler: HotEventHandler<Event>): void;
	/**
	 * Asks the sources what has changed and prepares an update of it. The modules that would be replaced, or null if nothing has changed.
	 * `true` or options: applies it as well, and answers what was replaced. Rejects unless the status is `idle` or `watch`.
	 */
	check(autoApply?: boolean | ApplyOptions): Promise<readonly ModuleId[] | null>;
	/**
	 * Applies what `check` prepared, and answers the modules that were replaced. Rejects unless the status is `ready`, and if the update
	 * is refused or fails, with an error that says why.
	 */
	apply(options?: ApplyOptions): Promise<readonly ModuleId[]>;
	/** The current state. With a handler: adds it, as `addStatusHandler` does. */
	status(handler?: StatusHandler): HotStatus;
	/** `handler` is called with each new status, and awaited before the next. */
	addStatusHandler(handler: StatusHandler): void;
	removeStatusHandler(handler: StatusHandler): void;
	/** The modules of the program as it runs now, as data. */
	graph(): HotGraph;
	/** What a change of `file` would do, and why, without doing it. A path, a URL, or an id of `graph()`. */
	explain(file: string): HotExplanation;
	/** The last updates, oldest first. */
	history(): readonly HotHistoryEntry[];
	/** From now on changes are collected and not applied, until `resume` has been called as often. */
	pause(): void;
	resume(): void;
}

export type StatusHandler = (status: HotStatus) => unknown;

export interface HotGraphModule {
	readonly id: ModuleId;
	readonly kind: 'source-text' | 'external';
	/** Where the text is; for an external, its URL. */
	readonly location: string;
	/** Equal for equal texts; null for an external. */
	readonly hash: string | null;
	/** Counts the versions that ran, from 1. */
	readonly version: number;
	readonly status: 'linked' | 'evaluating' | 'evaluated' | 'errored';
	readonly isEntry: boolean;
	readonly imports: readonly ModuleId[];
	/** The targets of each `import()` that ran. */
	readonly dynamicImports: readonly ModuleId[];
	readonly importers: readonly ModuleId[];
	readonly isSelfAccepting: boolean;
	readonly acceptedExports: readonly string[] | null;
	readonly acceptedDependencies: readonly ModuleId[];
	readonly isDeclined: boolean;
	readonly declinedDependencies: readonly ModuleId[];
	readonly pending: PendingReason | null;
}

export interface HotGraph {
	readonly modules: readonly HotGraphModule[];
	readonly entries: readonly ModuleId[];
	readonly pending: readonly PendingChange[];
}

export interface HotExplanation {
	/** The module meant; null if there is none of that name in the program. */
	readonly id: ModuleId | null;
	readonly type: 'accepted' | 'unaccepted' | 'declined' | 'unknown';
	/** What would be replaced, the changed module first. */
	readonly stale: readonly ModuleId[];
	readonly boundaries: readonly { readonly id: ModuleId; /** Null if the module accepts itself. */ readonly dependency: ModuleId | null }[];
	/** The paths that nobody accepts. */
	readonly chains: readonly ImporterChain[];
	readonly declinedBy: ModuleId | null;
	/** The same in words. */
	readonly text: string;
}

export type UpdateCause = 'change' | 'invalidate' | 'check';

export interface HotHistoryEntry {
	readonly update: number;
	readonly cause: UpdateCause;
	readonly changed: readonly ModuleId[];
	/** Milliseconds since the runtime was made. */
	readonly time: number;
	readonly duration: number;
	readonly type: UpdateOutcome['type'];
	readonly loaded: readonly ModuleId[];
	readonly reevaluated: readonly ModuleId[];
	readonly pruned: readonly ModuleId[];
	readonly pending: readonly PendingChange[];
	/** What the error said. The error itself is not kept: it may hold on to old code. */
	readonly error: string | null;
}
