// Everything the walks found, by id: what an entry walks again is not read again.
import type { LoadedModule, ModuleId } from '@hot-runtime/types';

export class Catalogue {
	readonly #modules = new Map<ModuleId, LoadedModule>();
	readonly #readAt = new WeakMap<LoadedModule, number>();

	has(id: ModuleId): boolean {
		return this.#modules.has(id);
	}

	get(id: ModuleId): LoadedModule | undefined {
		return this.#modules.get(id);
	}

	/** `readAt`: when their reading began, in milliseconds of the epoch. */
	add(modules: readonly LoadedModule[], readAt?: number): void {
		for (const module of modules) {
			this.#modules.set(module.id, module);
			if (readAt !== undefined) this.#readAt.set(module, readAt);
		}
	}

	/** Undefined if nobody said. */
	readAt(module: LoadedModule): number | undefined {
		return this.#readAt.get(module);
	}

	remove(id: ModuleId): void {
		this.#modules.delete(id);
	}

	/** What `entry` reaches by static requests, itself first. */
	reachable(entry: ModuleId): readonly LoadedModule[] {
		const found = new Map<ModuleId, LoadedModule>();
		const queue = [entry];
		for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
			const module = this.#modules.get(id);
			if (module === undefined || found.has(id)) continue;
			found.set(id, module);
			if (module.kind === 'source-text') queue.push(...module.resolved);
		}
		return [...found.values()];
	}
}
