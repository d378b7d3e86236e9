// The Module Environment of a source text module: its compiled body, the cells it reads imports through, the readers of its exports.
// A body is instantiated (runs up to its first yield, where it has declared its bindings) when its evaluation starts, or before
// when somebody reads a hoisted function of it; a binding that is in its dead zone needs no body to say so.
// Knows neither the graph nor the order of evaluation.
import type { BodyContext, Host, LinkFailure, LoadedSourceText, ModuleBody } from '@hot-runtime/types';
import { SafeSet } from '../collections.js';
import { apply, generatorNext, NativePromise } from '../intrinsics.js';
import { forEach } from '../lists.js';
import { type BindingOwner, LocalBinding } from './binding.js';
import { runAsAsync } from './resumed-body.js';
import { closeCell, fillCell, type ImportCell } from './import-cell.js';
import { KeptValues } from './kept-values.js';

type Readers = readonly (() => unknown)[];

/** How far the body has come. */
type BodyState =
	| { readonly type: 'uninstantiated' }
	| { readonly type: 'generator'; readonly generator: Generator<void, void, void> }
	/** An asynchronous body that was called ahead of its turn, and waits for it. */
	/** The same, as a generator: it goes on at once when its turn comes. */
	| { readonly type: 'resumable'; generator: Generator<unknown, void, unknown> | null }
	| { readonly type: 'gated'; readonly gate: Promise<void>; readonly open: () => void; completion: Promise<void> | null }
	| { readonly type: 'started' };

/** Where the body tells of writes. */
interface WatchableContext extends BodyContext {
	/** True if somebody must be told when a binding was written. Read at each write. */
	isWatched: boolean;
}

const UNINSTANTIATED: BodyState = { type: 'uninstantiated' };
const STARTED: BodyState = { type: 'started' };

/** [Module Environment Record](https://tc39.es/ecma262/#sec-module-environment-records) */
export class ModuleEnvironment implements BindingOwner {
	readonly #loaded: LoadedSourceText;
	readonly #host: Host;
	#context: WatchableContext | null = null;
	#body: ModuleBody | null;
	#cells: readonly ImportCell[] = [];
	readonly #bindings: (LocalBinding | undefined)[] = [];
	#readers: Readers | null = null;
	#state: BodyState = UNINSTANTIATED;
	#kept: KeptValues | null = null;
	/** Until the body has run to its end its own top level may write, without telling. */
	#isFinished = false;
	#observers: Set<() => void> | null = null;

	constructor(loaded: LoadedSourceText, host: Host, body: ModuleBody | null) {
		this.#loaded = loaded;
		this.#host = host;
		this.#body = body;
	}

	/** The compiled body, for a new version with the same text. */
	get body(): ModuleBody | null {
		return this.#body;
	}

	/** Throws V8's SyntaxError. */
	compile(isUpdate: boolean): void {
		this.#body ??= this.#host.compile(this.#loaded, isUpdate);
	}

	/** The host knows how Node words and shows it. */
	createLinkError(failure: LinkFailure): Error {
		return this.#host.createLinkError?.(failure) ?? new SyntaxError(failure.message);
	}

	set context(context: WatchableContext) {
		this.#context = context;
	}

	/** In the order of the body's parameters. */
	get cells(): readonly ImportCell[] {
		return this.#cells;
	}

	set cells(cells: readonly ImportCell[]) {
		this.#cells = cells;
	}

	/** What resolves to `source.localExports[index]`: one for all its importers. */
	binding(index: number): LocalBinding {
		const known = this.#bindings[index];
		if (known !== undefined) return known;
		const entry = this.#loaded.source.localExports[index];
		if (entry === undefined) throw new Error(`no local export ${index} in ${this.#loaded.id}`);
		return this.#bindings[index] = new LocalBinding(this, index, entry);
	}

	reader(index: number): (() => unknown) | undefined {
		return this.#readers === null ? undefined : this.#readers[index];
	}

	declare(readers: Readers): void {
		this.#readers = readers;
	}

	get gate(): Promise<void> | true | undefined {
		return this.#state.type === 'gated' ? this.#state.gate : this.#state.type === 'resumable' ? true : undefined;
	}

	/** Runs the body up to where its bindings are declared. */
	instantiate(): void {
		if (this.#state.type !== 'uninstantiated') return;
		if (this.#loaded.source.hasTLA) this.#instantiateAsync();
		else this.#instantiateSync();
	}

	/** The body of a module without top-level await, to be resumed once; it then runs to its end. Call `finished` after that. */
	begin(): Generator<void, void, void> {
		this.instantiate();
		const state = this.#state;
		if (state.type !== 'generator') throw new Error(`evaluated twice: ${this.#loaded.id}`);
		this.#state = STARTED;
		forEach(this.#cells, fillCell);
		return state.generator;
	}

	/** See Host. */
	keepContext(): ((run: () => void) => void) | null {
		return this.#host.keepContext?.() ?? null;
	}

	/** Starts the body of a module with top-level await. */
	executeAsync(): Promise<void> {
		const state = this.#state;
		this.#state = STARTED;
		forEach(this.#cells, fillCell);
		if (state.type === 'resumable' && state.generator !== null) return runAsAsync(state.generator);
		if (state.type !== 'gated' || state.completion === null) return this.#callAsync();
		state.open();
		return state.completion;
	}

	/** The body has run to its end, or has thrown. */
	finished(): void {
		this.#isFinished = true;
		this.#observers?.forEach((observer) => observer());
	}

	wasRead(cell: ImportCell, binding: LocalBinding): void {
		if (!this.#isFinished) return;
		this.#kept ??= new KeptValues(this.#host);
		this.#kept.wasRead(cell, binding);
		this.#watch();
	}

	forget(cell: ImportCell): void {
		this.#kept?.forget(cell);
	}

	/** Calls back whenever a binding may have been written. Returns the undo. */
	observe(observer: () => void): () => void {
		this.#observers ??= new SafeSet();
		this.#observers.add(observer);
		this.#watch();
		return () => {
			this.#observers?.delete(observer);
			this.#watch();
		};
	}

	/** A binding may have been written. */
	written(): void {
		this.#kept?.written();
		this.#observers?.forEach((observer) => observer());
		this.#watch();
	}

	/** The module was replaced or removed: what it imports must not know it any more. */
	close(): void {
		this.#kept?.close();
		forEach(this.#cells, closeCell);
	}

	#watch(): void {
		if (this.#context !== null) this.#context.isWatched = (this.#kept?.isWatching ?? false) || (this.#observers?.size ?? 0) > 0;
	}

	#instantiateSync(): void {
		const generator = this.#call(this.#compiled());
		if (isCompletion(this.#loaded, generator)) throw new Error(`not a generator: ${this.#loaded.id}`);
		this.#state = { type: 'generator', generator };
		apply(generatorNext, generator, []);
	}

	#instantiateAsync(): void {
		const body = this.#host.compileResumable?.(this.#loaded) ?? null;
		if (body === null) return this.#instantiateGated();
		const state: BodyState = { type: 'resumable', generator: null };
		this.#state = state;
		state.generator = this.#call(body);
		apply(generatorNext, state.generator, []);
	}

	#instantiateGated(): void {
		let open = (): void => undefined;
		const gate = new NativePromise<void>((resolve) => { open = resolve; });
		const state: BodyState = { type: 'gated', gate, open, completion: null };
		this.#state = state;
		state.completion = this.#callAsync();
	}

	#callAsync(): Promise<void> {
		const completion = this.#call(this.#compiled());
		if (!isCompletion(this.#loaded, completion)) throw new Error(`not an async function: ${this.#loaded.id}`);
		return completion;
	}

	#compiled(): ModuleBody {
		if (this.#body === null) throw new Error(`not compiled: ${this.#loaded.id}`);
		return this.#body;
	}

	#call<R>(body: (hot$: BodyContext, ...imports: readonly unknown[]) => R): R {
		const context = this.#context;
		if (context === null) throw new Error(`not compiled: ${this.#loaded.id}`);
		const args: [BodyContext, ...unknown[]] = [context];
		for (let i = 0; i < this.#cells.length; i++) {
			const cell = this.#cells[i];
			if (cell !== undefined) args[i + 1] = cell.entry.access === 'value' ? cell.$ : cell;
		}
		return apply(body, undefined, args);
	}
}

/** Not read off its prototype, which the program may have emptied. */
function isCompletion({ source }: LoadedSourceText, _result: ReturnType<ModuleBody>): _result is Promise<void> {
	return source.hasTLA;
}
