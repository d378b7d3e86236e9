// What loaders below say that modules are made of: a change of such a file is a change of those modules.
import type { ModuleId, SourceChange } from '@hot-runtime/types';
import type { LoaderWish } from './loader-hot.js';

interface Files {
	/** `readAt`: no later than it was read, in milliseconds of the epoch. */
	track(url: string, readAt?: number): void;
	untrack(url: string): void;
}

export class LoaderWatches implements Files {
	readonly #files: Files;
	/** Modules of the program. */
	readonly #modules = new Set<ModuleId>();
	/** By module: its files, each with the load that named it last. */
	readonly #filesOf = new Map<ModuleId, Map<string, number>>();
	readonly #modulesOf = new Map<string, Set<ModuleId>>();
	/** The last load of each that did not fail. Messages of an earlier one may come later. */
	readonly #loads = new Map<ModuleId, number>();
	/** Changed since they were loaded, and not part of the program yet. */
	readonly #early = new Set<ModuleId>();
	readonly #changed: (id: ModuleId) => void;

	/** `changed` is told of modules that no file's change tells of. */
	constructor(files: Files, changed: (id: ModuleId) => void) {
		this.#files = files;
		this.#changed = changed;
	}

	track(id: ModuleId): void {
		this.#modules.add(id);
		if (!this.#modulesOf.has(id)) this.#files.track(id);
		if (this.#early.delete(id)) this.#changed(id);
	}

	untrack(id: ModuleId): void {
		this.#modules.delete(id);
		if (!this.#modulesOf.has(id)) this.#files.untrack(id);
		for (const url of this.#filesOf.get(id)?.keys() ?? []) this.#unwatch(id, url);
		this.#filesOf.delete(id);
		this.#loads.delete(id);
	}

	take(wish: LoaderWish): void {
		switch (wish.type) {
			case 'watch': return wish.load < (this.#loads.get(wish.id) ?? 0) ? undefined : this.#watch(wish);
			case 'loaded': return this.#loaded(wish.id, wish.load);
			case 'invalidate': return this.#isPart(wish.id) ? this.#changed(wish.id) : undefined;
			default: wish satisfies never;
		}
	}

	/** The modules that the files of `changes` are, and those that are made of them. */
	expand(changes: readonly SourceChange[]): readonly SourceChange[] {
		if (this.#modulesOf.size === 0) return changes;
		const expanded = new Map<ModuleId, SourceChange>();
		for (const change of changes) {
			if (this.#modules.has(change.id)) expanded.set(change.id, change);
			for (const id of this.#modulesOf.get(change.id) ?? []) if (!expanded.has(id) && this.#isPart(id)) expanded.set(id, { ...change, id });
		}
		return [...expanded.values()];
	}

	/** What is not yet will hear of its change when it is. */
	#isPart(id: ModuleId): boolean {
		const isPart = this.#modules.has(id);
		if (!isPart) this.#early.add(id);
		return isPart;
	}

	#loaded(id: ModuleId, load: number): void {
		this.#loads.set(id, load);
		const files = this.#filesOf.get(id);
		if (files === undefined) return;
		for (const [url, named] of files) {
			if (named >= load) continue;
			files.delete(url);
			this.#unwatch(id, url);
		}
	}

	#watch({ id, url, load, readAt }: LoaderWish & { readonly type: 'watch' }): void {
		let files = this.#filesOf.get(id);
		if (files === undefined) this.#filesOf.set(id, files = new Map());
		files.set(url, load);
		const modules = this.#modulesOf.get(url);
		if (modules !== undefined) {
			modules.add(id);
			return;
		}
		this.#modulesOf.set(url, new Set([id]));
		if (!this.#modules.has(url)) this.#files.track(url, readAt);
	}

	#unwatch(id: ModuleId, url: string): void {
		const modules = this.#modulesOf.get(url);
		if (modules === undefined || !modules.delete(id) || modules.size > 0) return;
		this.#modulesOf.delete(url);
		if (!this.#modules.has(url)) this.#files.untrack(url);
	}
}
