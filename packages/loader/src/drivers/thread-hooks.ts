// The hooks thread's side of the driver for Node versions without synchronous hooks.
import type { MessagePort } from 'node:worker_threads';
import type { LoadedModule, ModuleId } from '@hot-runtime/types';
import type { ModuleStore, StoreOptions } from '../cache/module-store.js';
import { NotingStore } from '../cache/noting-store.js';
import { Catalogue } from '../catalogue.js';
import type { LoadContext, LoadHookResult, MaybePromise, NextLoad, NextResolve, ResolveContext, ResolveResult } from '../hook-chain.js';
import { withNativeStacks } from '../deep-stack.js';
import { LoaderHooks, PROBE } from '../hooks.js';
import { loadOwn } from '../own-files.js';
import { runAsync } from '../steps.js';
import { loadLayer, resolve, type WalkState } from '../walk.js';
import { packError, type Answer, type FromHooks, type Loads, type ToHooks } from './protocol.js';

/** The store, and what it was made with: the program's thread opens it too. */
export interface StoreParts {
	readonly store: ModuleStore;
	readonly options: StoreOptions;
}

export interface ThreadParts {
	/** As they were given, for the program's thread. */
	readonly options: unknown;
	/** No other hooks lie below ours yet. */
	readonly isAlone: boolean;
	/** Null without a cache. */
	readonly store: StoreParts | null;
	/** Told of each CommonJS file of the program that Node is about to run. */
	leaves(this: void, url: string): void;
	/** Told of a module of the program that was loaded without us: by hooks that lie above ours. */
	passedBy(this: void, url: string): void;
}

export class ThreadHooks {
	readonly #state: WalkState;
	readonly #notes: NotingStore | null;
	readonly #catalogue = new Catalogue();
	/** Loaded for the program, which may refuse it. */
	readonly #offered = new Map<ModuleId, LoadedModule>();
	readonly #hooks: LoaderHooks;
	#port: MessagePort | null = null;
	/** Of the hooks that were raised last; those below them let everything through. */
	#level = 0;
	/** Until the thread of the program has connected. */
	#waiting: FromHooks[] = [];
	/** What Node was told to import, and whether what it runs comes from us. */
	readonly #asked = new Map<string, boolean>();
	readonly #passedBy: (url: string) => void;

	constructor(walkState: WalkState, enterURL: string, { options, isAlone, store, leaves, passedBy }: ThreadParts) {
		this.#passedBy = passedBy;
		this.#notes = store === null ? null : new NotingStore(store.store);
		const state = { ...walkState, store: this.#notes };
		this.#state = state;
		this.#hooks = new LoaderHooks({ state, catalogue: this.#catalogue, enterURL, found: (entry, modules, readAt) => this.#found(entry, modules, readAt), leaves });
		this.#send({ type: 'options', options, isAlone, store: store === null ? null : store.options });
	}

	/** Hands on what the wiring of this thread has to say to that of the program's. */
	tell(message: object): void {
		this.#send({ type: 'told', message });
	}

	connect(port: MessagePort): void {
		this.#port = port;
		for (const message of this.#waiting) port.postMessage(message);
		this.#waiting = [];
		port.on('message', (message: ToHooks) => void this.#answer(message));
	}

	async resolve(specifier: string, context: ResolveContext, next: NextResolve, level = 0): Promise<ResolveResult> {
		if (specifier.startsWith(PROBE)) this.#send({ type: 'probed', isOnTop: level === this.#level && isCalledByNode() });
		if (level < this.#level) return next(specifier, context);
		const { parentURL } = context;
		if (parentURL !== undefined && this.#asked.get(parentURL) === false) this.#passedBy(parentURL);
		const result = await runAsync(this.#hooks.resolve(specifier, context, next));
		if (!this.#asked.has(result.url) && this.#state.policy.mayBeHot(result.url)) this.#asked.set(result.url, false);
		return result;
	}

	async load(url: string, context: LoadContext, next: NextLoad, level = 0): Promise<LoadHookResult> {
		// A module of another loader, to run in this thread: nothing here is hot.
		if (isLoadedForThisThread()) return loadOwn(this.#state.policy, url) ?? this.#loadOther(url, context, next);
		if (level < this.#level) return next(url, context);
		this.#asked.set(url, true);
		const result = await runAsync(this.#hooks.load(url, context, next));
		// No JavaScript, it seemed. If it is run after all, somebody above has compiled it.
		if (this.#state.policy.isLeftToNode(url) && !/\.[cm]?js$/.test(url)) this.#asked.set(url, false);
		return result;
	}

	/** Another pair of these hooks, to be registered above those that came to lie above the last. */
	raise(): Pick<ThreadHooks, 'resolve' | 'load'> {
		const level = ++this.#level;
		this.#state.store?.otherHooks();
		return {
			resolve: (specifier, context, next) => this.resolve(specifier, context, next, level),
			load: (url, context, next) => this.load(url, context, next, level),
		};
	}

	#loadOther(url: string, context: LoadContext, next: NextLoad): MaybePromise<LoadHookResult> {
		if (!this.#state.policy.isOwn(url)) this.#send({ type: 'met' });
		return next(url, context);
	}

	#send(message: FromHooks): void {
		if (this.#port === null) this.#waiting.push(message);
		else this.#port.postMessage(message);
	}

	#found(entry: ModuleId, modules: readonly LoadedModule[], readAt: number): void {
		this.#send({ type: 'found', entry, loads: this.#loadsOf(modules), readAt });
		this.#catalogue.add(modules.map(withoutCode));
	}

	#loadsOf(modules: readonly LoadedModule[]): Loads {
		const notes = this.#notes?.take() ?? [];
		const targets = new Set(notes.length === 0 ? [] : modules.flatMap(module => module.kind === 'source-text' ? module.resolved : []));
		return { modules, notes, resolutions: [...targets].flatMap(id => this.#state.resolutions.get(id) ?? []) };
	}

	async #answer(message: ToHooks): Promise<void> {
		switch (message.type) {
			case 'load': {
				const answer = await this.#load(message);
				return this.#send({ type: 'loaded', call: message.call, answer });
			}
			case 'resolve': {
				const answer = await this.#resolve(message);
				this.#send({ type: 'resolved', call: message.call, answer });
				if (message.signal === null) return;
				Atomics.store(message.signal, 0, 1);
				Atomics.notify(message.signal, 0);
				return;
			}
			case 'place':
				this.#state.policy.places.set(message.places);
				return this.#send({ type: 'placed', call: message.call, answer: { ok: true, value: null } });
			case 'inForce': return this.#inForce(message.id);
			case 'forget':
				this.#offered.delete(message.id);
				this.#catalogue.remove(message.id);
				this.#state.resolutions.delete(message.id);
				this.#state.chain.hots?.forget(message.id);
				this.#state.policy.takeBack(message.id);
				return;
			default: message satisfies never;
		}
	}

	async #load({ roots }: ToHooks & { type: 'load' }): Promise<Answer<Loads>> {
		const result = await runAsync(loadLayer({ ...this.#state, onSyntaxError: 'fail' }, roots));
		if (!result.ok) return { ok: false, id: result.failure.id, error: packError(result.failure.error), isUnfinished: result.failure.isUnfinished === true };
		for (const module of result.modules) this.#offered.set(module.id, withoutCode(module));
		return { ok: true, value: this.#loadsOf(result.modules) };
	}

	#inForce(id: ModuleId): void {
		const module = this.#offered.get(id);
		if (module !== undefined) this.#catalogue.add([module]);
		this.#offered.delete(id);
	}

	async #resolve({ question, signal }: ToHooks & { type: 'resolve' }): Promise<Answer<string>> {
		try {
			return { ok: true, value: await runAsync(resolve(this.#state, question, question.parent, signal === null)) };
		} catch (error) {
			return { ok: false, id: null, error: packError(error) };
		}
	}
}

/** Facades are written from what modules request and export; their code is of no use here. */
function withoutCode(module: LoadedModule): LoadedModule {
	return module.kind === 'external' ? module : { ...module, source: { ...module.source, code: '' } };
}

/** True if Node called our hook itself: between it and the thread's own messages is no call of another. To be called before any wait. */
function isCalledByNode(): boolean {
	const frames = withNativeStacks(50, () => new Error().stack ?? '').split('\n');
	const end = frames.findIndex(frame => frame.includes('(node:internal/modules/esm/worker:'));
	const begin = frames.findIndex(frame => frame.includes('(node:internal/modules/esm/hooks:'));
	return begin >= 0 && end > begin && frames.slice(begin, end).every(frame => frame.includes('(node:internal/modules/esm/hooks:'));
}

/** Node says in no other way for whom it loads: for this thread its module loader asks, for the program's a message. To be called before any wait. */
function isLoadedForThisThread(): boolean {
	return withNativeStacks(50, () => new Error().stack ?? '').includes('(node:internal/modules/esm/loader:');
}
