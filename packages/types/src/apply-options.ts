// What `apply` takes, and what it tells: as webpack documents it, https://webpack.js.org/api/hot-module-replacement/
import type { ModuleId } from './module-source.js';
import type { ImporterChain } from './outcome.js';

export interface AcceptedEvent {
	readonly type: 'accepted';
	readonly moduleId: ModuleId;
	readonly outdatedModules: readonly ModuleId[];
	/** For each module that accepts others: which of them. */
	readonly outdatedDependencies: Readonly<Record<ModuleId, readonly ModuleId[]>>;
}

export interface UnacceptedEvent {
	readonly type: 'unaccepted';
	readonly moduleId: ModuleId;
	readonly chain: ImporterChain;
}

export interface DeclinedEvent {
	readonly type: 'declined' | 'self-declined';
	readonly moduleId: ModuleId;
	/** The module that declined. */
	readonly parentId: ModuleId;
	readonly chain: ImporterChain;
}

export interface DisposedEvent {
	readonly type: 'disposed';
	readonly moduleId: ModuleId;
}

export interface ErroredEvent {
	/**
	 * `self-accept-errored`: a module that accepts itself threw when it was run again, or its handler did. `evaluation-errored`: any other module, when it
	 * was run.
	 */
	readonly type: 'accept-errored' | 'accept-error-handler-errored' | 'self-accept-errored' | 'self-accept-error-handler-errored' | 'dispose-errored' | 'evaluation-errored';
	/** The module whose handler or whose evaluation it was. */
	readonly moduleId: ModuleId;
	/** Of an accept handler: the first of its dependencies that had changed. */
	readonly dependencyId?: ModuleId;
	readonly error: unknown;
	/** What the error handler was called with when it threw `error`. */
	readonly originalError?: unknown;
}

/** As webpack's. A change that is ignored stays pending. */
export interface ApplyOptions {
	/** Leave out what nobody accepts, instead of refusing the whole update. */
	readonly ignoreUnaccepted?: boolean;
	/** Leave out what is declined, instead of refusing the whole update. */
	readonly ignoreDeclined?: boolean;
	/** An error of a handler or of an evaluation does not reject `apply`, and a handler that throws has accepted all the same. */
	readonly ignoreErrored?: boolean;
	readonly onAccepted?: (event: AcceptedEvent) => void;
	readonly onUnaccepted?: (event: UnacceptedEvent) => void;
	readonly onDeclined?: (event: DeclinedEvent) => void;
	readonly onErrored?: (event: ErroredEvent) => void;
	readonly onDisposed?: (event: DisposedEvent) => void;
}
