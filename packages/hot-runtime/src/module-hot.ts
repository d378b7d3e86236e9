// `module.hot` of a CommonJS module: webpack's API, where its documentation differs from that of `import.meta.hot`.
// https://webpack.js.org/api/hot-module-replacement/
import { acceptWithErrorHandler } from '@hot-runtime/runtime';
import type { Hot, HotManagement, ModuleId } from '@hot-runtime/types';

type Specifiers = string | readonly string[];
type SelfErrorHandler = (error: unknown, info: { readonly moduleId: ModuleId; readonly module: NodeModule | null }) => unknown;
type DisposeHandler = (data: Record<string, unknown>) => unknown;

export interface ModuleHot extends HotManagement {
	/** `callback` gets those that were updated, and requires them anew. */
	accept(dependencies: Specifiers, callback?: (outdated: readonly string[]) => unknown, errorHandler?: (error: unknown, info: unknown) => unknown): void;
	/** The module accepts its own updates; `errorHandler` is called when the new version throws. */
	accept(errorHandler?: SelfErrorHandler): void;
	decline(dependencies?: Specifiers): void;
	dispose(handler: DisposeHandler): void;
	addDisposeHandler(handler: DisposeHandler): void;
	removeDisposeHandler(handler: DisposeHandler): void;
	invalidate(message?: string): void;
	/** What the version before left in its dispose handlers; undefined in the first. */
	readonly data: Record<string, unknown> | undefined;
}

/** `current`: the instance of the module in Node's cache, or else that of this version. */
export function createModuleHot(hot: Hot, id: ModuleId, current: () => NodeModule | null): ModuleHot {
	return {
		...managementOf(hot),
		accept(target?: Specifiers | SelfErrorHandler, callback?: (outdated: readonly string[]) => unknown, errorHandler?: (error: unknown, info: unknown) => unknown): void {
			if (target === undefined) hot.accept();
			else if (typeof target === 'function') acceptWithErrorHandler(hot, error => target(error, { moduleId: id, module: current() }));
			else acceptDependencies(hot, target, callback, errorHandler);
		},
		decline: (dependencies?: Specifiers) => dependencies === undefined ? hot.decline() : hot.decline(dependencies),
		dispose: handler => void hot.dispose(handler),
		addDisposeHandler: handler => hot.addDisposeHandler(handler),
		removeDisposeHandler: handler => hot.removeDisposeHandler(handler),
		invalidate: message => hot.invalidate(message),
		data: hot.version > 1 ? hot.data : undefined,
	};
}

function managementOf(hot: Hot): HotManagement {
	const { on, off, check, apply, status, addStatusHandler, removeStatusHandler, graph, explain, history, pause, resume } = hot;
	return { on, off, check, apply, status, addStatusHandler, removeStatusHandler, graph, explain, history, pause, resume };
}

function acceptDependencies(
	hot: Hot, target: Specifiers, callback: ((outdated: readonly string[]) => unknown) | undefined, errorHandler: ((error: unknown, info: unknown) => unknown) | undefined,
): void {
	const handler = callback === undefined ? undefined : (_: unknown, { changed }: { readonly changed: readonly string[] }): unknown => callback(changed);
	hot.accept(typeof target === 'string' ? [target] : target, handler, errorHandler);
}
