// What belongs to a module and not to one version of it: its `data`, what it keeps, and how many versions there were. It lives until the
// module is pruned.
import type { KeepOptions, ModuleId } from '@hot-runtime/types';
import { SafeMap } from '../collections.js';
import { whenSettled } from '../intrinsics.js';

interface Kept {
	readonly value: Promise<unknown>;
	/** Closes it at once if it is made, and otherwise when it is. Null if there is nothing to close. */
	readonly close: (() => unknown) | null;
}

export interface Identity {
	readonly data: Record<string, unknown>;
	/** Counts the versions that were run, from 1. Written by update.ts. */
	version: number;
	/** In the order in which the values were asked for. */
	readonly kept: Map<string, Kept>;
}

/** Closes one kept value. */
export interface KeptCloser {
	readonly id: ModuleId;
	close(): unknown;
}

export class Identities {
	readonly #identities = new Map<ModuleId, Identity>();

	get(id: ModuleId): Identity {
		let identity = this.#identities.get(id);
		if (identity === undefined) {
			identity = { data: {}, version: 1, kept: new SafeMap() };
			this.#identities.set(id, identity);
		}
		return identity;
	}

	version(id: ModuleId): number {
		return this.#identities.get(id)?.version ?? 1;
	}

	/** Forgets the module: who has this id from now on is another one. Null if nothing was known of it. */
	take(id: ModuleId): Identity | null {
		const identity = this.#identities.get(id) ?? null;
		this.#identities.delete(id);
		return identity;
	}

	/** All that is kept by anybody, the last made first. It is kept no longer. */
	takeKept(): KeptCloser[] {
		const taken: KeptCloser[] = [];
		for (const [id, identity] of [...this.#identities].reverse()) {
			taken.push(...closersOf(id, identity));
			identity.kept.clear();
		}
		return taken;
	}
}

/** What must be closed of what a module keeps, the last made first. */
export function closersOf(id: ModuleId, { kept }: Identity): KeptCloser[] {
	return [...kept.values()].reverse().flatMap(({ close }) => close === null ? [] : [{ id, close }]);
}

/** The value under `key`, made by `create` if there is none. What could not be made is not kept. */
export function keep<Value>(identity: Identity, key: string, create: () => Value | PromiseLike<Value>, options?: KeepOptions<Value>): Promise<Value>;
export function keep(identity: Identity, key: string, create: () => unknown, options?: KeepOptions<unknown>): Promise<unknown> {
	const existing = identity.kept.get(key);
	if (existing !== undefined) return existing.value;
	let made: { readonly value: unknown } | null = null;
	const value = (async () => {
		made = { value: await create() };
		return made.value;
	})();
	const dispose = options?.dispose;
	// A value that could not be made has nothing to close; whoever asked for it has had the error.
	const close = dispose === undefined ? null : () => made === null ? disposeLate(value, dispose) : dispose(made.value);
	const kept: Kept = { value, close };
	identity.kept.set(key, kept);
	whenSettled(value, () => undefined, () => {
		if (identity.kept.get(key) === kept) identity.kept.delete(key);
	});
	return value;
}

async function disposeLate(value: Promise<unknown>, dispose: (value: unknown) => unknown): Promise<void> {
	let late: unknown;
	try {
		late = await value;
	} catch {
		return;
	}
	await dispose(late);
}
