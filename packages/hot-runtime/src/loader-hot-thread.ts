// Hooks in the thread of the user's, right above them. See loader-hot-in-thread.ts.
import type { MessagePort } from 'node:worker_threads';
import type { LoaderHot } from '@hot-runtime/types';
import { ModuleLoaderHot, type HotAddress } from './loader-hot.js';

interface Context {
	readonly parentURL?: string | undefined;
	readonly hot?: unknown;
}

type Hook = <Result>(name: string, context: Context, next: (name: string, context: Context) => Result) => Result;

/** By thread of the program: all threads of a process share the one of the hooks. */
const ports = new Map<number, MessagePort>();
/** By URL, and then by thread: as they were loaded last. */
const loaded = new Map<string, Map<number, LoaderHot>>();

export function initialize({ thread, port }: { readonly thread: number; readonly port: MessagePort }): void {
	ports.set(thread, port);
}

/** Node brings nothing here of what the context of a resolution holds, not even for whom it is. */
export const resolve: Hook = (specifier, context, next) => {
	const hots = [...loaded.get(context.parentURL ?? '')?.values() ?? []];
	return next(specifier, hots.length === 0 ? context : { ...context, hot: each(hots) });
};

export const load: Hook = (url, context, next) => {
	const { hot } = context;
	if (typeof hot !== 'object' || hot === null || !('address' in hot)) return next(url, context);
	// Only hot-runtime puts an address there.
	return next(url, { ...context, hot: remember(url, hot.address as HotAddress | null) });
};

function remember(url: string, address: HotAddress | null): LoaderHot | undefined {
	const port = ports.get(address?.thread ?? -1);
	if (address === null || port === undefined) return undefined;
	const hot = new ModuleLoaderHot(address, wish => port.postMessage(wish));
	let byThread = loaded.get(url);
	if (byThread === undefined) loaded.set(url, byThread = new Map());
	byThread.set(address.thread, hot);
	return hot;
}

function each(hots: readonly LoaderHot[]): LoaderHot {
	return {
		watch(url) {
			for (const hot of hots) hot.watch(url);
		},
		invalidate() {
			for (const hot of hots) hot.invalidate();
		},
	};
}
