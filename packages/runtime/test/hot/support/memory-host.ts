// A host whose files are texts in memory, with a clock that only moves when told.
import { compileBody, makeModuleSource } from '@hot-runtime/loader';
import type { BetweenExternals, Host, LoadedExternal, LoadedModule, LoadResult, LoadRoot, ModuleBody, ModuleId, Shelter, Steps } from '@hot-runtime/types';

export type Files = Readonly<Record<string, string>>;

class LoadError extends Error {
	readonly id: ModuleId;
	readonly isUnfinished: boolean;

	constructor(id: ModuleId, error: unknown, isUnfinished: boolean) {
		super(error instanceof Error ? error.message : String(error), { cause: error });
		this.id = id;
		this.isUnfinished = isUnfinished;
	}
}

/** Knows whose code runs. It puts nothing in place, as the programs of these tests leave the built-ins alone. */
export class WatchedShelter implements Shelter {
	isInside = false;

	readonly inside = <T>(act: () => T): T => this.#as(true, act);

	readonly outside = <T>(act: () => T): T => this.#as(false, act);

	readonly run = async <T>(steps: Steps<T>): Promise<T> => {
		let step = this.inside(() => steps.next());
		while (step.done !== true) {
			let value: unknown;
			try {
				value = await step.value;
			} catch (error) {
				step = this.inside(() => steps.throw(error));
				continue;
			}
			step = this.inside(() => steps.next(value));
		}
		return step.value;
	};

	#as<T>(isInside: boolean, act: () => T): T {
		const before = this.isInside;
		this.isInside = isInside;
		try {
			return act();
		} finally {
			this.isInside = before;
		}
	}
}

export class MemoryHost implements Host {
	readonly shelter = new WatchedShelter();
	readonly files = new Map<string, string>();
	readonly log: unknown[] = [];
	/** Namespace objects of modules that are not hot, by specifier. */
	readonly externals: ReadonlyMap<string, object>;
	/** Set by a test in which the same request may stand for another module the next time. */
	hasOtherHooks = false;
	/** Set by a test that wants loads to wait. */
	beforeLoad: ((roots: readonly LoadRoot[]) => Promise<void> | void) | null = null;
	/** Those that cannot be linked. */
	readonly unlinkable = new Map<string, Error>();
	/** How often modules were imported in place. */
	sequences = 0;
	#time = 0;
	readonly #tasks = new Set<{ readonly at: number; readonly task: () => void }>();
	readonly #lengths = new Map<ModuleId, number>();

	constructor(files: Files, externals: Readonly<Record<string, object>> = {}) {
		for (const [name, text] of Object.entries(files)) this.files.set(name, text);
		this.externals = new Map(Object.entries(externals));
	}

	async load(roots: readonly LoadRoot[], isKnown: (id: ModuleId) => boolean): Promise<LoadResult> {
		await this.beforeLoad?.(roots);
		const loaded = new Map<ModuleId, LoadedModule>();
		let queue: LoadedModule[] = [];
		try {
			queue = roots.map((root) => this.#read(root));
			for (const module of queue) {
				if (loaded.has(module.id)) continue;
				loaded.set(module.id, module);
				if (module.kind === 'external') continue;
				for (const id of module.resolved) {
					if (!isKnown(id) && !loaded.has(id)) queue.push(this.#read({ id }));
				}
			}
		} catch (error) {
			if (!(error instanceof LoadError)) throw error;
			return { ok: false, failure: { id: error.id, error, isUnfinished: error.isUnfinished, reached: queue.map(({ id }) => id) } };
		}
		return { ok: true, modules: [...loaded.values()] };
	}

	async resolve(specifier: string, parent: ModuleId): Promise<ModuleId> {
		return this.resolveSync(specifier, parent);
	}

	resolvesAnew(): boolean {
		return this.hasOtherHooks;
	}

	resolveSync(specifier: string, parent: ModuleId): ModuleId {
		if (this.externals.has(specifier)) return specifier;
		if (!specifier.startsWith('./')) throw new Error(`Cannot find package '${specifier}' imported from ${parent}`);
		return specifier.slice(2);
	}

	compile(module: Extract<LoadedModule, { kind: 'source-text' }>, isUpdate: boolean): ModuleBody {
		const { code, prefixLength } = module.source;
		return compileBody({ code, prefixLength, filename: module.id, isUpdate }).body;
	}

	async importExternal({ id }: { readonly id: ModuleId }): Promise<object> {
		const namespace = this.externals.get(id);
		if (namespace === undefined) throw new Error(`no such external: ${id}`);
		return namespace;
	}

	/** Each is said to run when its turn comes. */
	async importInPlace(modules: readonly LoadedExternal[], between: BetweenExternals): Promise<void> {
		this.sequences++;
		for (const { id } of modules) if (this.unlinkable.has(id)) throw this.unlinkable.get(id);
		between.linked(modules.map(({ id }) => this.externals.get(id) ?? {}));
		between.advance(0);
		for (const [index, { id }] of modules.entries()) {
			this.log.push(`${id} runs`);
			between.evaluated(index);
			between.advance(index + 1);
		}
	}

	createMeta(id: ModuleId): object {
		const log = (...values: unknown[]): void => {
			if (this.shelter.isInside) values.push('which ran among our built-ins');
			this.log.push(...values);
		};
		return { url: id, log };
	}

	now(): number {
		return this.#time;
	}

	delay(ms: number, task: () => void): () => void {
		const entry = { at: this.#time + ms, task };
		this.#tasks.add(entry);
		return () => void this.#tasks.delete(entry);
	}

	get timers(): number {
		return this.#tasks.size;
	}

	/** Moves the clock, and runs what is due. */
	advance(ms: number): void {
		this.#time += ms;
		for (const entry of [...this.#tasks].sort((a, b) => a.at - b.at)) {
			if (entry.at <= this.#time && this.#tasks.delete(entry)) this.shelter.inside(entry.task);
		}
	}

	#read({ id, location, isSettled }: LoadRoot): LoadedModule {
		if (this.externals.has(id)) return { kind: 'external', id, url: id, attributes: {}, bindings: id.startsWith('node:') ? 'builtin' : 'static' };
		const text = this.files.get(location ?? id);
		if (text === undefined) throw new LoadError(id, new Error(`Cannot find module '${id}'`), false);
		const length = this.#lengths.get(id) ?? 0;
		if (text === '' && length > 0 && isSettled !== true) throw new LoadError(id, new Error(`${id} is empty`), true);
		this.#lengths.set(id, text.length);
		try {
			const source = makeModuleSource(text, id);
			const resolved = source.requests.map(({ specifier }) => this.resolveSync(specifier, id));
			return { kind: 'source-text', id, location: location ?? id, hash: text, source, resolved };
		} catch (error) {
			throw new LoadError(id, error, true);
		}
	}
}
