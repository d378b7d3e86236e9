// `module.registerHooks`, and how many hooks were registered by it.
import module from 'node:module';
import type { LoadContext, LoadHookResult, NextLoad, NextResolve, ResolveContext, ResolveResult } from '../hook-chain.js';

export interface SyncHooks {
	resolve?(specifier: string, context: ResolveContext, next: NextResolve): ResolveResult;
	load?(url: string, context: LoadContext, next: NextLoad): LoadHookResult;
}

export type RegisterHooks = (hooks: SyncHooks) => { deregister(): void };

/** Null on Node versions without them. */
export function registerHooksCapability(): RegisterHooks | null {
	const candidate: unknown = Reflect.get(module, 'registerHooks');
	return typeof candidate === 'function' ? candidate as RegisterHooks : null;
}

/** How many hooks were registered in this thread so far. Each call counts as one, too. */
export type HookCount = () => number;

// A program may have changed them when they are called.
const { toString: describe } = Symbol.prototype;
const { exec } = RegExp.prototype;
const { getOwnPropertySymbols } = Object;
const { apply, get } = Reflect;
const { parseInt } = Number;

/** Node numbers them, and what it answers bears the number: there is no other sign of hooks that were registered after ours. NaN if it does not. */
export function hookCount(registerHooks: RegisterHooks): HookCount {
	return () => {
		const registration = registerHooks({});
		registration.deregister();
		const key = getOwnPropertySymbols(registration)[0];
		const number: unknown = key === undefined ? undefined : get(registration, key);
		return typeof number === 'symbol' ? parseInt(apply(exec, /\d+/, [apply(describe, number, [])])?.[0] ?? '', 10) + 1 : NaN;
	};
}

/** Answers what to call to look whether hooks were registered in this thread: `met` is called once, when they were. */
export function lookForHooks(count: HookCount, met: () => void): () => void {
	// Null once somebody has registered some.
	let countOfNone: number | null = 1;
	return () => {
		if (countOfNone === null) return;
		const hasOthers = count() > countOfNone;
		countOfNone = hasOthers ? null : countOfNone + 1;
		if (hasOthers) met();
	};
}
