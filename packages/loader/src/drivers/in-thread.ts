// The driver for Node versions with synchronous hooks in the thread of the program.
import module from 'node:module';
import type { ImportAttributes, LoadResult, LoadRoot, ModuleId } from '@hot-runtime/types';
import { withDeepStacks } from '../deep-stack.js';
import type { HookChain, LoadContext, LoadHookResult, NextLoad, NextResolve, ResolveContext, ResolveResult } from '../hook-chain.js';
import { PROBE, type LoaderHooks } from '../hooks.js';
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

export class InThreadHooks {
	readonly #registerHooks: RegisterHooks;
	readonly #hooks: SyncHooks;
	#registration: { deregister(): void };

	constructor(registerHooks: RegisterHooks, hooks: LoaderHooks) {
		this.#registerHooks = registerHooks;
		this.#hooks = {
			resolve: (specifier, context, next) => runSync(hooks.resolve(specifier, context, next)),
			load: (url, context, next) => runSync(hooks.load(url, context, next)),
		};
		this.#registration = registerHooks(this.#hooks);
	}

	/** Puts them above what the program registered since: what it imports from now on goes through those too. */
	raise(): void {
		this.#registration.deregister();
		this.#registration = this.#registerHooks(this.#hooks);
		import.meta.resolve(PROBE);
	}
}

/** Later loads: dynamic imports and updates. */
export function inThreadDriver(state: WalkState, hooks: InThreadHooks): LoaderDriver {
	let depth: number | null = null;
	let probes = 0;
	/** A program may register hooks while it runs. */
	const meetOtherHooks = async (): Promise<void> => {
		depth ??= depthBelow(state.chain);
		hooks.raise();
		const now = depthBelow(state.chain);
		if (now === depth) return;
		depth = now;
		state.store?.otherHooks();
		probes++;
		await import(`${PROBE}${probes}`);
	};
	const resolveSync = (specifier: string, parent: ModuleId, attributes: ImportAttributes): ModuleId =>
		runSync(resolve(state, { specifier, attributes }, parent));
	return {
		async load(roots: readonly LoadRoot[], isKnown: (id: ModuleId) => boolean): Promise<LoadResult> {
			return runSync(walk({ ...state, onSyntaxError: 'fail' }, roots, isKnown));
		},
		async resolve(specifier, parent, attributes) {
			await meetOtherHooks();
			return resolveSync(specifier, parent, attributes);
		},
		resolveSync,
		async place(places) {
			state.policy.places.set(places);
		},
		inForce() {},
		forget(id) {
			state.resolutions.delete(id);
			state.chain.hots?.forget(id);
			state.policy.takeBack(id);
		},
	};
}

/** How many calls lie between us and Node's own resolver: another number, other hooks. */
function depthBelow(chain: HookChain): number {
	return withDeepStacks(200, () => {
		const here = depthOf(new Error());
		try {
			chain.resolve('./%2f', import.meta.url, {});
		} catch (error) {
			return depthOf(error) - here;
		}
		return 0;
	});
}

function depthOf(error: unknown): number {
	return error instanceof Error && error.stack !== undefined ? error.stack.split('\n    at ').length : 0;
}
