// `hot-runtime/loader`: the hooks, for `module.register`. Runs in the hooks thread.
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import { ThreadHooks, makeModuleSourceLater } from '@hot-runtime/loader';
import { createWalkState, enterURL } from './hooks-state.js';
import { commonJSIsLeft } from './messages.js';
import { checkOptions } from './options.js';
import { notice } from './report.js';

const surroundings = { isAlone: false, hasRequire: false, make: makeModuleSourceLater };

let isTold = false;

function tellOnce(url: string): void {
	if (isTold) return;
	isTold = true;
	process.stderr.write(`${notice(commonJSIsLeft(relative(process.cwd(), fileURLToPath(url))))}\n`);
}

let hooks: ThreadHooks | null = null;

function registered(): ThreadHooks {
	hooks ??= new ThreadHooks(createWalkState({}, surroundings), enterURL, undefined, tellOnce);
	return hooks;
}

/** `data`: the options of `register`. Throws a TypeError for a wrong one. */
export function initialize(data: unknown): void {
	const options = checkOptions(data);
	hooks ??= new ThreadHooks(createWalkState(options, surroundings), enterURL, data, options.silent === true ? () => {} : tellOnce);
}

export const resolve: ThreadHooks['resolve'] = (specifier, context, next) => registered().resolve(specifier, context, next);
export const load: ThreadHooks['load'] = (url, context, next) => registered().load(url, context, next);

/** The thread of the program is at the other end of `port`. */
export function connect(port: MessagePort): void {
	registered().connect(port);
}
