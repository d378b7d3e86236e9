// `context.hot` of the hooks below ours, wherever they run.
import { clock, inside } from '@hot-runtime/loader';
import type { HotContexts } from '@hot-runtime/loader';
import type { LoaderHot, ModuleId } from '@hot-runtime/types';

/** What a loader said of a module. A watch belongs to one load of it: a later one that did not fail ends it. */
export type LoaderWish =
	| { readonly type: 'watch'; readonly id: ModuleId; readonly load: number; readonly url: string; readonly readAt: number }
	| { readonly type: 'loaded'; readonly id: ModuleId; readonly load: number }
	| { readonly type: 'invalidate'; readonly id: ModuleId };

export type TellWish = (wish: LoaderWish) => void;

/** Data only: it goes through threads. */
export interface HotAddress {
	readonly id: ModuleId;
	readonly load: number;
	/** When the load began, in milliseconds of the epoch. */
	readonly readAt: number;
	/** The thread of the program. */
	readonly thread: number;
}

/** One load of a module. */
export type Load = Omit<HotAddress, 'thread'>;

/** Its methods are its class's: a structured clone leaves those out, where one that finds a function in an object fails. */
export class ModuleLoaderHot implements LoaderHot {
	readonly #load: Load;
	readonly #tell: TellWish;

	constructor(load: Load, tell: TellWish) {
		this.#load = load;
		this.#tell = tell;
	}

	watch(url: string | { readonly href: string }): void {
		const { id, load, readAt } = this.#load;
		inside(() => this.#tell({ type: 'watch', id, load, readAt, url: new URL(typeof url === 'string' ? url : url.href, id).href }));
	}

	invalidate(): void {
		inside(() => this.#tell({ type: 'invalidate', id: this.#load.id }));
	}
}

/** Makes one for each load of a module. */
export class LoaderHots implements HotContexts {
	readonly #tell: TellWish;
	readonly #latest = new Map<ModuleId, { readonly load: number; readonly hot: ModuleLoaderHot }>();
	#loads = 0;

	constructor(tell: TellWish) {
		this.#tell = tell;
	}

	loading(id: ModuleId): object {
		const load = ++this.#loads;
		const hot = this.create({ id, load, readAt: clock.date() }, this.#tell);
		this.#latest.set(id, { load, hot });
		return hot;
	}

	loaded(id: ModuleId): void {
		const latest = this.#latest.get(id);
		if (latest !== undefined) this.#tell({ type: 'loaded', id, load: latest.load });
	}

	of(id: ModuleId): object | undefined {
		return this.#latest.get(id)?.hot;
	}

	forget(id: ModuleId): void {
		this.#latest.delete(id);
	}

	protected create(load: Load, tell: TellWish): ModuleLoaderHot {
		return new ModuleLoaderHot(load, tell);
	}

	probe(): object | undefined {
		return undefined;
	}

	met(): boolean {
		return false;
	}
}

/** For hooks in a thread of their own, whose wishes are messages: most modules have none. */
export function fewerWishes(tell: TellWish): TellWish {
	const watching = new Set<ModuleId>();
	return wish => {
		if (wish.type === 'watch') watching.add(wish.id);
		if (wish.type !== 'loaded' || watching.has(wish.id)) tell(wish);
	};
}
