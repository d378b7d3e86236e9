// `hot-runtime/loader`: the hooks, for `module.register`. Runs in the hooks thread.
import type { MessagePort } from 'node:worker_threads';
import { ThreadHooks, makeModuleSourceLater } from '@hot-runtime/loader';
import { createWalkState, enterURL } from './hooks-state.js';
import { checkOptions } from './options.js';

let hooks: ThreadHooks | null = null;

function registered(): ThreadHooks {
	hooks ??= new ThreadHooks(createWalkState({}, false, makeModuleSourceLater), enterURL, undefined);
	return hooks;
}

/** `data`: the options of `register`. Throws a TypeError for a wrong one. */
export function initialize(data: unknown): void {
	hooks ??= new ThreadHooks(createWalkState(checkOptions(data), false, makeModuleSourceLater), enterURL, data);
}

export const resolve: ThreadHooks['resolve'] = (specifier, context, next) => registered().resolve(specifier, context, next);
export const load: ThreadHooks['load'] = (url, context, next) => registered().load(url, context, next);

/** The thread of the program is at the other end of `port`. */
export function connect(port: MessagePort): void {
	registered().connect(port);
}
