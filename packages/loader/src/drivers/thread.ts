// The program's side of the driver for Node versions without synchronous hooks.
import type { MessagePort } from 'node:worker_threads';
import type { ImportAttributes, LoadedModule, LoadResult, LoadRoot, ModuleId } from '@hot-runtime/types';
import { ModuleStore } from '../cache/module-store.js';
import type { Catalogue } from '../catalogue.js';
import type { Resolution } from '../hook-chain.js';
import { workerThreads } from '../late-builtins.js';
import type { PackagePlaces } from '../places.js';
import { inside, outside, run } from '../shelter/index.js';
import { settled, type Steps } from '../steps.js';
import { PROBE } from '../hooks.js';
import { failedOnTheWay, nextLayer } from '../walk.js';
import type { LoaderDriver } from './driver.js';
import { unpackError, type Answer, type FromHooks, type Loads, type Question, type ToHooks } from './protocol.js';

/** An ordinary Omit would lose the union. */
type WithoutCall<Message> = Message extends { readonly call: number } ? Omit<Message, 'call'> : never;

/** The program may replace it. */
const NativePromise = Promise;

export interface ThreadSurroundings {
	/** Sends the other port to the hooks thread. */
	connect(this: void, port: MessagePort): void;
	/** Registers hooks of ours above all others. Never twice with the same number. */
	raise(this: void, serial: number): void;
	/** Other hooks may come without any sign of it. */
	readonly mayMockModules: boolean;
	/** Before a module is resolved: hooks that lie in this thread, above ours in theirs, may have been registered. */
	lookForHooksInThread(this: void): void;
}

export class ThreadDriver implements LoaderDriver {
	readonly #port: MessagePort;
	readonly #catalogue: Catalogue;
	readonly #loads = new Map<number, (answer: Answer<Loads>) => void>();
	readonly #resolves = new Map<number, (answer: Answer<ModuleId>) => void>();
	readonly #places = new Map<number, (answer: Answer<null>) => void>();
	/** What an `import()` is waiting for. */
	readonly #imports = new Map<ModuleId, Promise<Answer<readonly LoadedModule[]>>>();
	#calls = 0;
	readonly #resolutions = new Map<ModuleId, Resolution>();
	#options: unknown = undefined;
	#told: (message: object) => void = message => this.#untold.push(message);
	#untold: object[] = [];
	#store: ModuleStore | null = null;
	readonly #raise: (serial: number) => void;
	readonly #mayMockModules: boolean;
	/** Others have loaded modules since it was last seen whether their hooks lie above ours. */
	#hasMet = false;
	#isOnTop = true;
	#asksOthers = false;
	/** Loads do not go through hooks that lie above ours no more. */
	#loadsPastOthers = false;
	#probes = 0;
	readonly #lookForHooksInThread: () => void;

	constructor(catalogue: Catalogue, { connect, raise, mayMockModules, lookForHooksInThread }: ThreadSurroundings) {
		this.#lookForHooksInThread = lookForHooksInThread;
		const { port1, port2 } = new (workerThreads().MessageChannel)();
		this.#port = port1;
		this.#catalogue = catalogue;
		this.#raise = raise;
		this.#mayMockModules = mayMockModules;
		port1.on('message', (message: FromHooks) => inside(() => this.#receive(message)));
		// Only a call that is waited for keeps the process.
		port1.unref();
		connect(port2);
		this.receiveAll();
	}

	/** As they were given to `module.register`. */
	get options(): unknown {
		return this.#options;
	}

	/** What this thread saves for the next start; null without a cache. */
	get store(): ModuleStore | null {
		return this.#store;
	}

	/** `told` is handed what the wiring in the hooks thread says. */
	listen(told: (message: object) => void): void {
		this.#told = told;
		const untold = this.#untold;
		this.#untold = [];
		for (const message of untold) told(message);
	}

	/** What was sent before a facade runs belongs to it. */
	receiveAll(): void {
		const { receiveMessageOnPort } = workerThreads();
		for (let received = receiveMessageOnPort(this.#port); received !== undefined; received = receiveMessageOnPort(this.#port)) {
			const { message } = received;
			inside(() => this.#receive(message));
		}
	}

	load(roots: readonly LoadRoot[], isKnown: (id: ModuleId) => boolean): Promise<LoadResult> {
		return run(this.#load(roots, isKnown));
	}

	*#load(roots: readonly LoadRoot[], isKnown: (id: ModuleId) => boolean): Steps<LoadResult> {
		const modules = new Map<ModuleId, LoadedModule>();
		for (let layer = roots; layer.length > 0;) {
			const answer = yield* settled(run(this.#loadLayer(layer)));
			if (!answer.ok) return failedOnTheWay({ id: answer.id, error: unpackError(answer.error), isUnfinished: answer.isUnfinished === true }, modules, layer);
			for (const module of answer.value) if (roots.some(({ id }) => id === module.id) || !isKnown(module.id)) modules.set(module.id, module);
			layer = nextLayer(roots, answer.value, id => modules.has(id) || isKnown(id));
		}
		return { ok: true, modules: [...modules.values()] };
	}

	/**
	 * What another `import()` is waiting for is not asked for again: its answer will do. So imports that began together have their graphs together,
	 * as with Node, where one of them may be deeper than another.
	 */
	*#loadLayer(layer: readonly LoadRoot[]): Steps<Answer<readonly LoadedModule[]>> {
		const shared = layer.filter(({ id, isImport }) => isImport === true && this.#imports.has(id)).map(({ id }) => this.#imports.get(id));
		const asked = shared.length === 0 ? layer : layer.filter(({ id }) => !this.#imports.has(id));
		const answer = asked.length === 0 ? { ok: true, value: [] } as const : yield* settled(run(this.#loadRoots(asked)));
		if (!answer.ok || shared.length === 0) return answer;
		const others: LoadedModule[] = [];
		for (const loading of shared) {
			const found = yield* settled(loading);
			// It may be another module of its layer that could not be loaded.
			if (found?.ok !== true) return yield* settled(run(this.#loadRoots(layer)));
			others.push(...found.value);
		}
		return { ok: true, value: [...answer.value, ...others.filter(({ id }) => layer.some(root => root.id === id))] };
	}

	*#loadRoots(roots: readonly LoadRoot[]): Steps<Answer<readonly LoadedModule[]>> {
		const loading = run(this.#askForRoots(roots));
		for (const { id, isImport } of roots) if (isImport === true) this.#imports.set(id, loading);
		try {
			return yield* settled(loading);
		} finally {
			for (const { id } of roots) if (this.#imports.get(id) === loading) this.#imports.delete(id);
		}
	}

	*#askForRoots(roots: readonly LoadRoot[]): Steps<Answer<readonly LoadedModule[]>> {
		const answer = yield* settled(this.#ask(this.#loads, { type: 'load', roots }));
		if (!answer.ok) return answer;
		this.#note(answer.value);
		return { ok: true, value: answer.value.modules };
	}

	resolve(specifier: string, parent: ModuleId, attributes: ImportAttributes): Promise<ModuleId> {
		return run(this.#resolve(specifier, parent, attributes));
	}

	*#resolve(specifier: string, parent: ModuleId, attributes: ImportAttributes): Steps<ModuleId> {
		this.#lookForHooksInThread();
		yield run(this.#meetOtherHooks());
		const answer = yield* settled(this.#ask(this.#resolves, { type: 'resolve', question: { specifier, parent, attributes }, signal: null }));
		if (!answer.ok) throw unpackError(answer.error);
		return answer.value;
	}

	resolvesAnew(): boolean {
		this.receiveAll();
		return this.#asksOthers || this.#hasMet || this.#mayMockModules;
	}

	resolveSync(specifier: string, parent: ModuleId, attributes: ImportAttributes): ModuleId {
		return inside(() => this.#resolveSync(specifier, parent, attributes));
	}

	#resolveSync(specifier: string, parent: ModuleId, attributes: ImportAttributes): ModuleId {
		this.#rise();
		const answer = this.#askAndSleep({ specifier, parent, attributes });
		if (!answer.ok) throw unpackError(answer.error);
		return answer.value;
	}

	async place(places: PackagePlaces): Promise<void> {
		await this.#ask(this.#places, { type: 'place', places });
	}

	inForce(id: ModuleId): void {
		this.#send({ type: 'inForce', id });
	}

	forget(id: ModuleId): void {
		this.#resolutions.delete(id);
		this.#send({ type: 'forget', id });
	}

	/** No more questions. */
	close(): void {
		this.#port.close();
	}

	/** Sees to it that resolutions go through all hooks that the program has registered since. */
	#rise(): void {
		this.receiveAll();
		if (!this.#hasMet && !this.#mayMockModules) return;
		this.#hasMet = false;
		this.#isOnTop = false;
		askHooks();
		this.receiveAll();
		if (this.#isOnTop) return;
		this.#asksOthers = true;
		this.#store?.otherHooks();
		this.#raise(this.#probes++);
		askHooks();
		this.#loadsPastOthers = true;
	}

	/** As `rise`, for loads as well. */
	*#meetOtherHooks(): Steps<void> {
		this.#rise();
		if (!this.#loadsPastOthers) return;
		this.#loadsPastOthers = false;
		const probe = `${PROBE}${this.#probes++}`;
		yield outside(() => import(probe));
	}

	#send(message: ToHooks): void {
		this.#port.postMessage(message);
	}

	#ask<T>(waiting: Map<number, (answer: Answer<T>) => void>, message: WithoutCall<ToHooks>): Promise<Answer<T>> {
		const call = this.#calls++;
		return new NativePromise(resolve => {
			waiting.set(call, resolve);
			this.#port.ref();
			this.#send({ ...message, call });
		});
	}

	#askAndSleep(question: Question): Answer<ModuleId> {
		const call = this.#calls++;
		const signal = new Int32Array(new SharedArrayBuffer(4));
		let answer: Answer<ModuleId> | undefined;
		this.#resolves.set(call, given => { answer = given; });
		this.#send({ type: 'resolve', call, question, signal });
		Atomics.wait(signal, 0, 0);
		this.receiveAll();
		if (answer === undefined) throw new Error('the hooks thread woke us without an answer');
		return answer;
	}

	#receive(message: FromHooks): void {
		switch (message.type) {
			case 'options':
				this.#options = message.options;
				this.#asksOthers ||= !message.isAlone;
				this.#store = message.store && new ModuleStore(message.store);
				return;
			case 'found':
				this.#catalogue.add(message.loads.modules, message.readAt);
				this.#store?.open(message.entry, this.#resolutions);
				return this.#note(message.loads);
			case 'met': this.#hasMet = true; return;
			case 'probed': this.#isOnTop = message.isOnTop; return;
			case 'told': return this.#told(message.message);
			case 'loaded': return this.#settle(this.#loads, message.call, message.answer);
			case 'placed': return this.#settle(this.#places, message.call, message.answer);
			case 'resolved': return this.#settle(this.#resolves, message.call, message.answer);
			default: message satisfies never;
		}
	}

	#note({ modules, notes, resolutions }: Loads): void {
		for (const resolution of resolutions) this.#resolutions.set(resolution.url, resolution);
		const noted = new Map(notes.map(note => [note.id, note]));
		for (const module of modules) {
			const note = noted.get(module.id);
			if (note !== undefined && module.kind === 'source-text') this.#store?.note(module, note.format, note.stamp, note.isOutdated);
		}
	}

	#settle<T>(waiting: Map<number, (answer: Answer<T>) => void>, call: number, answer: Answer<T>): void {
		waiting.get(call)?.(answer);
		waiting.delete(call);
		if (this.#loads.size === 0 && this.#resolves.size === 0 && this.#places.size === 0) this.#port.unref();
	}
}

/** The hooks tell what they see, and keep what lies below them now. */
function askHooks(): void {
	try {
		outside(() => import.meta.resolve(PROBE));
	} catch { /* Of hooks above that refuse it. */ }
}
