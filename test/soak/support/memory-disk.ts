// Files in memory as a program's host and its watch see them: reading takes a while, and what is saved meanwhile is told of some time later. Everything
// happens in the order that a seed gives, so that what is found once is found again.
import { compileBody, makeModuleSource } from '@hot-runtime/loader';
import type { Host, LoadedModule, LoadedSourceText, LoadResult, LoadRoot, ModuleBody, ModuleId } from '@hot-runtime/types';
import type { Random } from './random.js';

const turn = (): Promise<void> => new Promise(resolve => { setImmediate(resolve); });

class ReadError extends Error {
	readonly id: ModuleId;
	readonly isUnfinished: boolean;

	constructor(id: ModuleId, message: string, isUnfinished: boolean) {
		super(message);
		this.id = id;
		this.isUnfinished = isUnfinished;
	}
}

export class MemoryDisk implements Host {
	/** Told of each file that was saved, if it is tracked. */
	changed: (id: ModuleId) => void = () => {};
	readonly #random: Random;
	readonly #files = new Map<ModuleId, string>();
	/** How often each was saved; and how often it had been when it was read last. */
	readonly #saved = new Map<ModuleId, number>();
	readonly #read = new Map<ModuleId, number>();
	readonly #tracked = new Set<ModuleId>();
	/** Files whose change is about to be told. */
	readonly #untold = new Set<ModuleId>();

	constructor(random: Random) {
		this.#random = random;
	}

	/** True if all that was saved has been told. */
	get isQuiet(): boolean {
		return this.#untold.size === 0;
	}

	async turns(below: number): Promise<void> {
		for (let count = this.#random.below(below); count > 0; count--) await turn();
	}

	/** Before the program starts. */
	put(id: ModuleId, text: string): void {
		this.#files.set(id, text);
	}

	save(id: ModuleId, text: string | null): void {
		if (text === null) this.#files.delete(id);
		else this.#files.set(id, text);
		this.#saved.set(id, (this.#saved.get(id) ?? 0) + 1);
		void this.#tell(id);
	}

	track(id: ModuleId): void {
		this.#tracked.add(id);
		if ((this.#saved.get(id) ?? 0) !== this.#read.get(id)) void this.#tell(id);
	}

	untrack(id: ModuleId): void {
		this.#tracked.delete(id);
	}

	async #tell(id: ModuleId): Promise<void> {
		if (this.#untold.has(id)) return;
		this.#untold.add(id);
		await turn();
		await this.turns(4);
		this.#untold.delete(id);
		if (this.#tracked.has(id)) this.changed(id);
	}

	async load(roots: readonly LoadRoot[], isKnown: (id: ModuleId) => boolean): Promise<LoadResult> {
		await this.turns(3);
		const loaded = new Map<ModuleId, LoadedModule>();
		const queue = roots.map(({ id }) => id);
		try {
			for (const id of queue) {
				if (loaded.has(id)) continue;
				if (this.#random.once(30)) await turn();
				const module = this.#load(id);
				loaded.set(id, module);
				queue.push(...module.resolved.filter(requested => !isKnown(requested)));
			}
		} catch (error) {
			if (!(error instanceof ReadError)) throw error;
			return { ok: false, failure: { id: error.id, error, isUnfinished: error.isUnfinished, reached: queue } };
		}
		return { ok: true, modules: [...loaded.values()] };
	}

	#load(id: ModuleId): LoadedSourceText {
		const text = this.#files.get(id);
		this.#read.set(id, this.#saved.get(id) ?? 0);
		if (text === undefined) throw new ReadError(id, `Cannot find module '${id}'`, false);
		try {
			const source = makeModuleSource(text, id);
			return { kind: 'source-text', id, location: id, hash: text, source, resolved: source.requests.map(({ specifier }) => this.resolveSync(specifier, id)) };
		} catch (error) {
			throw new ReadError(id, String(error), true);
		}
	}

	async resolve(specifier: string, parent: ModuleId): Promise<ModuleId> {
		if (this.#random.once(3)) await turn();
		return this.resolveSync(specifier, parent);
	}

	resolveSync(specifier: string, parent: ModuleId): ModuleId {
		return new URL(specifier, `memory:/${parent}`).pathname.slice(1);
	}

	compile({ source, id }: LoadedSourceText, isUpdate: boolean): ModuleBody {
		return compileBody({ code: source.code, prefixLength: source.prefixLength, filename: id, isUpdate }).body;
	}

	async importExternal(): Promise<object> {
		throw new Error('there is nothing that is not hot');
	}

	createMeta(id: ModuleId): object {
		return { url: id };
	}

	now(): number {
		return performance.now();
	}

	delay(ms: number, task: () => void): () => void {
		const timer = setTimeout(task, ms);
		return () => clearTimeout(timer);
	}
}
