// What a change that waits needs beside itself: modules that it would bring into the program, which are missing, broken, or not what it needs; and those of
// the program that it imports, which may leave it. What is not part of the program is watched as its own modules are, and when it changes, what wants it is
// tried again.
import type { LoadFailure, LoadedModule, ModuleId } from '@hot-runtime/types';

export interface WantedObserver {
	track(id: ModuleId): void;
	untrack(id: ModuleId): void;
}

export class WantedModules {
	readonly #observer: WantedObserver;
	/** For each such module the changed modules that want it. */
	readonly #owners = new Map<ModuleId, Set<ModuleId>>();
	readonly #tracked = new Set<ModuleId>();

	constructor(observer: WantedObserver) {
		this.#observer = observer;
	}

	/** `has`: is part of the program, whose modules are not followed. `texts`: what was loaded for the changed modules `roots`. */
	loaded(roots: Iterable<ModuleId>, texts: ReadonlyMap<ModuleId, LoadedModule>, has: (id: ModuleId) => boolean): void {
		for (const root of roots) {
			const reached = new Set([root]);
			for (const id of reached) {
				const text = texts.get(id);
				if (text?.kind !== 'source-text') continue;
				for (const requested of text.resolved) {
					if (requested !== root) this.#want(requested, root);
					if (!has(requested)) reached.add(requested);
				}
			}
		}
	}

	/** `root` could not be loaded. */
	failed(root: ModuleId, { id, missing, reached = [] }: LoadFailure, has: (id: ModuleId) => boolean): void {
		for (const wanted of reached) if (!has(wanted)) this.#want(wanted, root);
		for (const wanted of [id, missing]) if (wanted !== null && wanted !== undefined && wanted !== root) this.#want(wanted, root);
	}

	/** Those that want one of `ids`. */
	ownersOf(ids: Iterable<ModuleId>): ReadonlySet<ModuleId> {
		const owners = new Set<ModuleId>();
		for (const id of ids) for (const owner of this.#owners.get(id) ?? []) owners.add(owner);
		return owners;
	}

	/** After an update: what is wanted and not part of the program is watched; what is wanted by nothing that still waits is so no longer. */
	settle(has: (id: ModuleId) => boolean, waits: (id: ModuleId) => boolean): void {
		for (const [id, owners] of this.#owners) {
			for (const owner of owners) if (!waits(owner)) owners.delete(owner);
			if (owners.size === 0) this.#owners.delete(id);
			if (owners.size > 0 && !has(id)) this.#track(id);
			else this.#untrack(id, has(id));
		}
	}

	#track(id: ModuleId): void {
		if (this.#tracked.has(id)) return;
		this.#tracked.add(id);
		this.#observer.track(id);
	}

	#untrack(id: ModuleId, isInProgram: boolean): void {
		if (this.#tracked.delete(id) && !isInProgram) this.#observer.untrack(id);
	}

	#want(id: ModuleId, owner: ModuleId): void {
		const owners = this.#owners.get(id) ?? new Set();
		this.#owners.set(id, owners.add(owner));
	}
}
