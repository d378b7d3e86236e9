// Types of `import.meta.hot`. Whatever is imported from 'hot-runtime' brings them; otherwise `/// <reference types="hot-runtime/import-meta" />`, or
// in tsconfig.json `"types": ["hot-runtime/import-meta"]`.
import type { AcceptErrorInfo, AcceptedChange, Hot, HotEvent, HotEventHandler, Remove } from 'hot-runtime';

declare global {
	// Inherited, not declared: who declares `hot` as well, as `vite/client` does, is not in conflict with it, and comes first.
	interface ImportMeta extends HotRuntimeImportMeta {}

	interface HotRuntimeImportMeta {
		/**
		 * Absent where the program runs without hot-runtime. `data` holds what the module puts there: give it a type by
		 * `const hot: Hot<{ server?: Server }> | undefined = import.meta.hot`.
		 */
		readonly hot?: 'glob' extends keyof ImportMeta ? any : Hot<Record<string, any>>;
	}
}

/** What Vite's has not. */
type BesideVite = Omit<Hot, 'accept' | 'acceptExports' | 'decline' | 'dispose' | 'prune' | 'invalidate' | 'data' | 'on' | 'off'>;

// Beside `vite/client`, `import.meta.hot` has the members of both: a program may have modules for either.
// @ts-ignore Vite need not be there.
declare module 'vite/types/hot.d.ts' {
	interface ViteHotContext extends BesideVite {
		accept<Dependency = Record<string, any> | undefined>(
			specifier: string,
			handler?: (dependency: Dependency, change: AcceptedChange) => unknown,
			errorHandler?: (error: unknown, info: AcceptErrorInfo) => unknown,
		): void;
		accept<Dependencies extends readonly unknown[] = readonly (Record<string, any> | undefined)[]>(
			specifiers: readonly string[],
			handler?: (dependencies: Dependencies, change: AcceptedChange) => unknown,
			errorHandler?: (error: unknown, info: AcceptErrorInfo) => unknown,
		): void;
		acceptExports<Self = Record<string, any> | undefined>(names: string | readonly string[], handler?: (self: Self) => unknown): void;
		decline(): void;
		decline(specifiers: string | readonly string[]): void;
		dispose(handler: (data: any) => unknown): Remove;
		prune(handler: (data: any) => unknown): Remove;
		on<Event extends HotEvent>(event: Event, handler: HotEventHandler<Event>): Remove;
		off<Event extends HotEvent>(event: Event, handler: HotEventHandler<Event>): void;
	}
}

export {};
