// `hot-runtime/loader`: the hooks, for `module.register`. Runs in the hooks thread.
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import { makeModuleSourceLater, ModuleStore, ThreadHooks } from '@hot-runtime/loader';
import { createWalkState, enterURL, storeOptions } from './hooks-state.js';
import { fewerWishes, LoaderHots } from './loader-hot.js';
import { commonJSIsLeft, coverageOfItself, isPassedBy } from './messages.js';
import { checkOptions } from './options.js';
import { reportsItself } from './preloads.js';
import { notice } from './report.js';

/** Each message is told of one file only, and of none if `isSilent`. */
function tellOnce(isSilent: boolean, message: (file: string) => string): (url: string) => void {
	let isTold = isSilent;
	return url => {
		if (isTold) return;
		isTold = true;
		say(message(url.startsWith('file:') ? relative(process.cwd(), fileURLToPath(url)) : url));
	};
}

const say = (message: string): void => void process.stderr.write(`${notice(message)}\n`);

let hooks: ThreadHooks | null = null;
/** Everything is left to Node. */
let isLeft = false;

function create(given: unknown, isAlone: boolean): ThreadHooks {
	const options = checkOptions(given);
	const kept = storeOptions(options, isAlone);
	const store = kept && { store: new ModuleStore(kept), options: kept };
	const hots = new LoaderHots(fewerWishes(wish => threadHooks.tell(wish)));
	const state = createWalkState(options, { store: store && store.store, hasRequire: false, hots, make: makeModuleSourceLater });
	const isSilent = options.silent === true;
	const threadHooks: ThreadHooks = new ThreadHooks(state, enterURL, { options: given, isAlone, store, leaves: tellOnce(isSilent, commonJSIsLeft), passedBy: tellOnce(isSilent, isPassedBy) });
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
	if (isStart(data)) hooks ??= create(data.options, data.isAlone);
	else if (reportsItself(process.execArgv)) leave(data);
	else hooks ??= create(data, false);
}

function leave(given: unknown): void {
	if (!isLeft && checkOptions(given).silent !== true) say(coverageOfItself());
	isLeft = true;
}

function isStart(data: unknown): data is ThreadStart {
	return typeof data === 'object' && data !== null && 'isAlone' in data;
}

export const resolve: ThreadHooks['resolve'] = async (specifier, context, next) => isLeft ? next(specifier, context) : registered().resolve(specifier, context, next);
export const load: ThreadHooks['load'] = async (url, context, next) => isLeft ? next(url, context) : registered().load(url, context, next);

/** Hooks to be registered above all others. */
export function raise(): Pick<ThreadHooks, 'resolve' | 'load'> {
	return registered().raise();
}

/** The thread of the program is at the other end of `port`. */
export function connect(port: MessagePort): void {
	registered().connect(port);
}
