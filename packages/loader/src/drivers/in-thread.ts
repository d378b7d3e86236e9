// The driver for Node versions with synchronous hooks in the thread of the program.
import type { ImportAttributes, ModuleId } from '@hot-runtime/types';
import { withNativeStacks } from '../deep-stack.js';
import type { HookChain, LoadContext, NextLoad } from '../hook-chain.js';
import { PROBE, type LoaderHooks } from '../hooks.js';
import { inside, outside, run } from '../shelter/index.js';
import { runSync, type Steps } from '../steps.js';
import { resolve, walk, type WalkState } from '../walk.js';
import type { LoaderDriver } from './driver.js';
import { hookCount, type HookCount, type RegisterHooks, type SyncHooks } from './register-hooks.js';

export class InThreadHooks {
	readonly #registerHooks: RegisterHooks;
	readonly #hooks: SyncHooks;
	readonly #loaderHooks: LoaderHooks;
	readonly #met: () => void;
	readonly #count: HookCount;
	#registration: { deregister(): void };
	/** As Node counted when ours were registered, or seen to lie above all others. */
	#counted = 0;
	/** The next load of an `import` shows what lies below ours now. */
	#isBelowUnknown = false;
	#hasMet = false;

	/** `met`: other hooks came to lie below ours before the program began. */
	constructor(registerHooks: RegisterHooks, hooks: LoaderHooks, met: () => void) {
		this.#registerHooks = registerHooks;
		this.#loaderHooks = hooks;
		this.#met = met;
		this.#hooks = {
			resolve: (specifier, context, next) => inside(() => {
				// What was preloaded after us lies above ours, and would keep the program from them.
				if (context.parentURL === undefined && !this.isOnTop()) this.#raiseForEntry();
				return runSync(hooks.resolve(specifier, context, outward(next)));
			}),
			load: (url, context, next) => inside(() => {
				const below = outward(next);
				this.#look(context, below);
				return runSync(hooks.load(url, context, below));
			}),
		};
		this.#count = hookCount(registerHooks);
		this.#registration = registerHooks(this.#hooks);
		this.#counted = this.#count();
	}

	/** What `met` is told. */
	get hasMet(): boolean {
		return this.#hasMet;
	}

	/** False once the program has registered hooks of its own. */
	isOnTop(): boolean {
		const now = this.#count();
		// Counting counts.
		if (now !== this.#counted + 1) return false;
		this.#counted = now;
		return true;
	}

	/** Puts them above what the program registered since: what it imports from now on goes through those too. */
	raise(): void {
		this.#registration.deregister();
		this.#registration = this.#registerHooks(this.#hooks);
		this.#counted = this.#count();
		outside(() => import.meta.resolve(PROBE));
	}

	/** Node has not asked for the load yet, and will ask the hooks as they lie then. */
	#raiseForEntry(): void {
		this.raise();
		this.#isBelowUnknown = true;
		this.#hasMet = true;
		this.#met();
	}

	#look(context: LoadContext, next: NextLoad): void {
		if (!this.#isBelowUnknown || context.conditions?.includes('import') === false) return;
		this.#isBelowUnknown = false;
		this.#loaderHooks.lieAbove(next);
	}
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
	const meetOtherHooks = function* (): Steps<void> {
		raise();
		const now = depthBelow(state.chain);
		if (now === depth) return;
		depth = now;
		asksOthers = true;
		state.store?.otherHooks();
		probes++;
		yield outside(() => import(`${PROBE}${probes}`));
	};
	const resolveAbove = function* (specifier: string, parent: ModuleId, attributes: ImportAttributes): Steps<ModuleId> {
		yield run(meetOtherHooks());
		return runSync(resolve(state, { specifier, attributes }, parent));
	};
	const resolvesAnew = (): boolean => asksOthers ||= hooks.hasMet || !hooks.isOnTop();
	return {
		load: (roots, isKnown) => run(walk({ ...state, onSyntaxError: 'fail' }, roots, isKnown)),
		resolve: (specifier, parent, attributes) => run(resolveAbove(specifier, parent, attributes)),
		resolvesAnew,
		resolveSync: (specifier, parent, attributes) => inside(() => {
			if (resolvesAnew()) raise();
			return runSync(resolve(state, { specifier, attributes }, parent, false));
		}),
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

/** Of the hooks below, or Node's own function. */
function outward<About, Context, Result>(next: (about: About, context: Context) => Result): (about: About, context: Context) => Result {
	return (about, context) => outside(() => next(about, context));
}

/** How many calls lie between us and Node's own resolver: another number, other hooks. */
function depthBelow(chain: HookChain): number {
	return inside(() => withNativeStacks(200, () => {
		const here = depthOf(new Error());
		try {
			chain.resolve('./%2f', import.meta.url, {});
		} catch (error) {
			return depthOf(error) - here;
		}
		return 0;
	}));
}

function depthOf(error: unknown): number {
	return error instanceof Error && error.stack !== undefined ? error.stack.split('\n    at ').length : 0;
}
