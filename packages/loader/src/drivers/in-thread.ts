// The driver for Node versions with synchronous hooks in the thread of the program.
import module from 'node:module';
import type { ImportAttributes, LoadResult, LoadRoot, ModuleId } from '@hot-runtime/types';
import type { LoadContext, LoadHookResult, NextLoad, NextResolve, ResolveContext, ResolveResult } from '../hook-chain.js';
import type { LoaderHooks } from '../hooks.js';
import { runSync } from '../steps.js';
import { resolve, walk, type WalkState } from '../walk.js';
import type { LoaderDriver } from './driver.js';

interface SyncHooks {
	resolve(specifier: string, context: ResolveContext, next: NextResolve): ResolveResult;
	load(url: string, context: LoadContext, next: NextLoad): LoadHookResult;
}

type RegisterHooks = (hooks: SyncHooks) => { deregister(): void };

/** Null on Node versions without them. */
export function registerHooksCapability(): RegisterHooks | null {
	const candidate: unknown = Reflect.get(module, 'registerHooks');
	return typeof candidate === 'function' ? candidate as RegisterHooks : null;
}

export function installInThread(registerHooks: RegisterHooks, hooks: LoaderHooks): void {
	registerHooks({
		resolve: (specifier, context, next) => runSync(hooks.resolve(specifier, context, next)),
		load: (url, context, next) => runSync(hooks.load(url, context, next)),
	});
}

/** Later loads: dynamic imports and updates. */
export function inThreadDriver(state: WalkState): LoaderDriver {
	const resolveSync = (specifier: string, parent: ModuleId, attributes: ImportAttributes): ModuleId =>
		runSync(resolve(state, { specifier, attributes }, parent));
	return {
		async load(roots: readonly LoadRoot[], isKnown: (id: ModuleId) => boolean): Promise<LoadResult> {
			return runSync(walk({ ...state, onSyntaxError: 'fail' }, roots, isKnown));
		},
		async resolve(specifier, parent, attributes) {
			return resolveSync(specifier, parent, attributes);
		},
		resolveSync,
		async place(places) {
			state.policy.places.set(places);
		},
		forget(id) {
			state.resolutions.delete(id);
			state.policy.takeBack(id);
		},
	};
}
