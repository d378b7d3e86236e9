// What one version of a module declared through `import.meta.hot`: kept by its record and gone with it. Written by the hot context, read by
// propagation and by updates. Nothing here decides anything.
import type { AcceptErrorInfo, AcceptedChange, ModuleId } from '@hot-runtime/types';

/** One call of `accept` for dependencies. */
export interface AcceptedDependencies {
	/** As written, in the order of the call. */
	readonly specifiers: readonly string[];
	/** The module of each specifier; null for one that could not be resolved. */
	readonly ids: readonly (ModuleId | null)[];
	/** True if the call named a list: the handler gets a list then. */
	readonly isList: boolean;
	readonly handler: ((dependencies: unknown, change: AcceptedChange) => unknown) | undefined;
	readonly errorHandler: ((error: unknown, info: AcceptErrorInfo) => unknown) | undefined;
}

export interface ExportsHandler {
	run(self: unknown): unknown;
}

export interface CleanupHandler {
	readonly kind: 'dispose' | 'prune';
	readonly handler: (data: Record<string, unknown>) => unknown;
}

/** What propagation reads. */
export interface Acceptance {
	readonly isSelfAccepting: boolean;
	/** Null if `acceptExports` was not called. */
	readonly acceptedExports: ReadonlySet<string> | null;
	readonly acceptedDependencies: ReadonlySet<ModuleId>;
	readonly isDeclined: boolean;
	readonly declinedDependencies: ReadonlySet<ModuleId>;
}

/** Null in a record until the module reads `import.meta.hot`. */
export class HotState implements Acceptance {
	isSelfAccepting = false;
	isDeclined = false;
	acceptedExports: Set<string> | null = null;
	readonly acceptedDependencies = new Set<ModuleId>();
	readonly declinedDependencies = new Set<ModuleId>();
	readonly selfHandlers: ((self: unknown) => unknown)[] = [];
	/** Told when the next version throws. */
	readonly selfErrorHandlers: ((error: unknown) => unknown)[] = [];
	/** Of `acceptExports`. */
	readonly exportHandlers: ExportsHandler[] = [];
	readonly dependencyHandlers: AcceptedDependencies[] = [];
	/** In the order of registration. */
	cleanups: CleanupHandler[] = [];
	/** Undo what the version registered elsewhere. */
	removers: (() => void)[] = [];

	/** Takes the cleanup handlers out, the last registered first: none runs twice. */
	takeCleanups(kinds: readonly CleanupHandler['kind'][]): CleanupHandler[] {
		const taken = this.cleanups.filter(({ kind }) => kinds.includes(kind)).reverse();
		this.cleanups = this.cleanups.filter(({ kind }) => !kinds.includes(kind));
		return taken;
	}

	/** The version is gone: its listeners hear nothing more. */
	removeListeners(): void {
		for (const remove of this.removers.splice(0)) {
			remove();
		}
	}
}

/** Of a module that declares nothing: an external, or one that never asked for `import.meta.hot`. */
export const noAcceptance: Acceptance = {
	isSelfAccepting: false,
	acceptedExports: null,
	acceptedDependencies: new Set(),
	isDeclined: false,
	declinedDependencies: new Set(),
};
