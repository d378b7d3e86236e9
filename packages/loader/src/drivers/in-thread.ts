// The driver for Node versions with synchronous hooks in the thread of the program.
import module from 'node:module';
import type { LoadResult, LoadRoot, ModuleId } from '@hot-runtime/types';
import { withDeepStacks } from '../deep-stack.js';
import type { HookChain, LoadContext, LoadHookResult, NextLoad, NextResolve, ResolveContext, ResolveResult } from '../hook-chain.js';
import { SCHEME } from '../facade.js';
import { PROBE, type LoaderHooks } from '../hooks.js';
import { runSync } from '../steps.js';
import { resolve, walk, type WalkState } from '../walk.js';
import type { LoaderDriver } from './driver.js';

interface SyncHooks {
	resolve(specifier: string, context: ResolveContext, next: NextResolve): ResolveResult;
	load(url: string, context: LoadContext, next: NextLoad): LoadHookResult;
}

/** Resolved to tell how deep our hooks lie. */
const DEPTH = `${SCHEME}depth?`;

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
	/** Where in the stack of our `resolve` its caller was, the last time. */
	#depth = -1;
	/** The same when nothing lies above ours. */
	readonly #ownDepth: number;

	constructor(registerHooks: RegisterHooks, hooks: LoaderHooks) {
		this.#registerHooks = registerHooks;
		this.#hooks = {
			resolve: (specifier, context, next) => this.#tellDepth(specifier) ?? runSync(hooks.resolve(specifier, context, next)),
			load: (url, context, next) => runSync(hooks.load(url, context, next)),
		};
		this.#registration = registerHooks(this.#hooks);
		this.#ownDepth = this.#depthNow();
	}

	/** False once the program has registered hooks of its own. */
	isOnTop(): boolean {
		return this.#depthNow() === this.#ownDepth;
	}

	/** Puts them above what the program registered since: what it imports from now on goes through those too. */
	raise(): void {
		this.#registration.deregister();
		this.#registration = this.#registerHooks(this.#hooks);
		import.meta.resolve(PROBE);
	}

	#depthNow(): number {
		this.#depth = -1;
		askForDepth();
		return this.#depth;
	}

	#tellDepth(specifier: string): ResolveResult | null {
		if (specifier !== DEPTH) return null;
		const { stack } = withDeepStacks(16, () => new Error());
		if (typeof stack === 'string') this.#depth = stack.split('\n').findIndex(frame => frame.includes(askForDepth.name));
		return { url: DEPTH, format: 'module', shortCircuit: true };
	}
}

/** Its name is looked for in stacks. */
function askForDepth(): void {
	try {
		import.meta.resolve(DEPTH);
	} catch { /* Of hooks above that refuse it. */ }
}

/** Later loads: dynamic imports and updates. `isAlone`: no other hooks lie below ours yet. */
export function inThreadDriver(state: WalkState, hooks: InThreadHooks, isAlone: boolean): LoaderDriver {
	let asksOthers = !isAlone;
	let depth: number | null = null;
	let probes = 0;
	/** A program may register hooks while it runs. */
	const raise = (): void => {
		depth ??= depthBelow(state.chain);
		hooks.raise();
	};
	const meetOtherHooks = async (): Promise<void> => {
		raise();
		const now = depthBelow(state.chain);
		if (now === depth) return;
		depth = now;
		asksOthers = true;
		state.store?.otherHooks();
		probes++;
		await import(`${PROBE}${probes}`);
	};
	const resolvesAnew = (): boolean => asksOthers ||= !hooks.isOnTop();
	return {
		async load(roots: readonly LoadRoot[], isKnown: (id: ModuleId) => boolean): Promise<LoadResult> {
			return runSync(walk({ ...state, onSyntaxError: 'fail' }, roots, isKnown));
		},
		async resolve(specifier, parent, attributes) {
			await meetOtherHooks();
			return runSync(resolve(state, { specifier, attributes }, parent));
		},
		resolvesAnew,
		resolveSync(specifier, parent, attributes) {
			if (resolvesAnew()) raise();
			return runSync(resolve(state, { specifier, attributes }, parent, false));
		},
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
