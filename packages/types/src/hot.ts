// The user's API. The full surface is written here; packages/hot-runtime re-exports it as `Hot`.
import type { UpdateOutcome } from './outcome.js';

export type ModuleNamespace = Readonly<Record<string, unknown>>;

/** `import.meta.hot`. */
export interface Hot {
	accept(): void;
	accept<Self = ModuleNamespace>(handler: (self: Self) => unknown): void;
	accept<Dependency = ModuleNamespace>(specifier: string, handler?: (dependency: Dependency) => unknown, errorHandler?: (error: unknown) => unknown): void;
	accept<Dependencies extends readonly unknown[] = readonly ModuleNamespace[]>(specifiers: readonly string[], handler?: (dependencies: Dependencies) => unknown, errorHandler?: (error: unknown) => unknown): void;
	decline(): void;
	dispose(handler: (data: Record<string, unknown>) => unknown): void;
	prune(handler: () => unknown): void;
	invalidate(message?: string): void;
	readonly data: Record<string, unknown>;
	on(event: 'message', handler: (outcome: UpdateOutcome) => unknown): () => void;
}
