// `hot-runtime/loader`: the hooks, for `module.register`. Runs in the hooks thread.
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import { makeModuleSourceLater, ModuleStore, ThreadHooks } from '@hot-runtime/loader';
import { createWalkState, enterURL, storeOptions } from './hooks-state.js';
import { fewerWishes, LoaderHots } from './loader-hot.js';
import { commonJSIsLeft } from './messages.js';
import { checkOptions } from './options.js';
import { notice } from './report.js';

let isTold = false;

function tellOnce(url: string): void {
	if (isTold) return;
	isTold = true;
	process.stderr.write(`${notice(commonJSIsLeft(relative(process.cwd(), fileURLToPath(url))))}\n`);
}

let hooks: ThreadHooks | null = null;

function create(given: unknown, isAlone: boolean): ThreadHooks {
	const options = checkOptions(given);
	const kept = storeOptions(options, isAlone);
	const store = kept && { store: new ModuleStore(kept), options: kept };
	const hots = new LoaderHots(fewerWishes(wish => threadHooks.tell(wish)));
	const state = createWalkState(options, { store: store && store.store, hasRequire: false, hots, make: makeModuleSourceLater });
	const threadHooks: ThreadHooks = new ThreadHooks(state, enterURL, { options: given, isAlone, store, leaves: options.silent === true ? () => {} : tellOnce });
	return threadHooks;
}

function registered(): ThreadHooks {
	return hooks ??= create(undefined, false);
}

/** What hot-runtime's own registration gives. */
export interface ThreadStart {
	readonly options: unknown;
	/** No other hooks lie below ours. */
	readonly isAlone: boolean;
}

/** `data`: the options of `register`. Throws a TypeError for a wrong one. */
export function initialize(data: unknown): void {
	hooks ??= isStart(data) ? create(data.options, data.isAlone) : create(data, false);
}

function isStart(data: unknown): data is ThreadStart {
	return typeof data === 'object' && data !== null && 'isAlone' in data;
}

export const resolve: ThreadHooks['resolve'] = (specifier, context, next) => registered().resolve(specifier, context, next);
export const load: ThreadHooks['load'] = (url, context, next) => registered().load(url, context, next);

/** Hooks to be registered above all others. */
export function raise(): Pick<ThreadHooks, 'resolve' | 'load'> {
	return registered().raise();
}

/** The thread of the program is at the other end of `port`. */
export function connect(port: MessagePort): void {
	registered().connect(port);
}
