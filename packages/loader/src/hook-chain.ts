// The hooks below ours, down to Node's own: taken from the first calls Node makes and kept, for the walk calls them at any time.
import type { ImportAttributes, ModuleId } from '@hot-runtime/types';
import { settled, type Steps } from './steps.js';

export interface ResolveContext {
	/** See HotContexts. */
	readonly hot?: object | undefined;
	readonly parentURL?: string | undefined;
	readonly conditions: readonly string[];
	readonly importAttributes: ImportAttributes;
}

export interface ResolveResult {
	readonly url: string;
	readonly format?: string | null | undefined;
	readonly importAttributes?: ImportAttributes | undefined;
	readonly shortCircuit?: boolean;
}

export interface LoadContext {
	readonly hot?: object | undefined;
	readonly conditions?: readonly string[];
	readonly format?: string | null | undefined;
	readonly importAttributes?: ImportAttributes;
	readonly source?: undefined;
}

/** Node's own `load` takes a text that its context has, and this one would come from the program's Object.prototype. */
export const withoutSource: Pick<LoadContext, 'source'> = { source: undefined };

export type SourceText = string | ArrayBuffer | Uint8Array;

export interface LoadHookResult {
	readonly format: string | null | undefined;
	readonly source?: SourceText | null | undefined;
	readonly shortCircuit?: boolean;
}

export type MaybePromise<T> = T | PromiseLike<T>;
export type NextResolve = (specifier: string, context: ResolveContext) => MaybePromise<ResolveResult>;
export type NextLoad = (url: string, context: LoadContext) => MaybePromise<LoadHookResult>;

/** What a specifier stands for. */
export interface Resolution {
	readonly url: string;
	/** What the resolver knows of the format; null where only loading tells. */
	readonly format: string | null;
	readonly attributes: ImportAttributes;
}

/** What the hooks below are handed as `context.hot`, beside what Node hands them. */
export interface HotContexts {
	/** Of a module that is about to be loaded: another one each time. */
	loading(id: ModuleId): object;
	/** Its load did not fail. */
	loaded(id: ModuleId): void;
	/** Of a module as it was loaded last. */
	of(id: ModuleId): object | undefined;
	/** The module is no longer part of the program. */
	forget(id: ModuleId): void;
	/** For a module that is not the program's. */
	probe(): object | undefined;
	/** After a load: true if what was handed did not reach the hooks whole, and the next will. */
	met(): boolean;
}

export class HookChain {
	readonly hots: HotContexts | null;
	#nextResolve: NextResolve | undefined;
	#nextLoad: NextLoad | undefined;
	#conditions: readonly string[] = ['node', 'import'];

	constructor(hots: HotContexts | null = null) {
		this.hots = hots;
	}

	/** False until an `import` has shown both. */
	get isComplete(): boolean {
		return this.#nextResolve !== undefined && this.#nextLoad !== undefined;
	}

	/** To be given the functions of an `import`, never of a `require`: below them is another algorithm. */
	keepResolve(next: NextResolve, conditions: readonly string[]): void {
		if (this.#nextResolve !== undefined) return;
		this.#nextResolve = next;
		// Node knows its own list by identity, and asks no iterator what is in it.
		this.#conditions = Object.isFrozen(conditions) ? conditions : [...conditions];
	}

	keepLoad(next: NextLoad): void {
		this.#nextLoad ??= next;
	}

	/** Other hooks came to lie below ours. */
	replaceResolve(next: NextResolve): void {
		this.#nextResolve = next;
	}

	replaceLoad(next: NextLoad): void {
		this.#nextLoad = next;
	}

	resolve(specifier: string, parentURL: string | undefined, attributes: ImportAttributes): MaybePromise<ResolveResult> {
		if (this.#nextResolve === undefined) throw new Error('no import was resolved yet');
		// A fresh context each time, and complete: Node merges it into the one of the call that `next` was kept from.
		const hot = parentURL === undefined ? undefined : this.hots?.of(parentURL);
		return this.#nextResolve(specifier, { parentURL, conditions: this.#conditions, importAttributes: copyOf(attributes), hot });
	}

	/** `hot`: from `hots`. */
	load(resolution: Resolution, hot: object | undefined): MaybePromise<LoadHookResult> {
		if (this.#nextLoad === undefined) throw new Error('no module was loaded yet');
		const { url, format, attributes } = resolution;
		return this.#nextLoad(url, { ...withoutSource, conditions: this.#conditions, format: format ?? undefined, importAttributes: copyOf(attributes), hot });
	}
}

/** Calls `load` with what the hooks below are handed of the module `id`. */
export function* loadHot({ hots }: HookChain, id: ModuleId, load: (hot: object | undefined) => MaybePromise<LoadHookResult>): Steps<LoadHookResult> {
	if (hots === null) return yield* settled(load(undefined));
	for (;;) {
		try {
			const result = yield* settled(load(hots.loading(id)));
			if (hots.met()) continue;
			hots.loaded(id);
			return result;
		} catch (error) {
			if (!hots.met()) throw error;
		}
	}
}

/**
 * What no `load` that passes a hook may be without. Node has none for a `data:` URL of a media type that is no module's, and names the type in its error,
 * as it names any format that it does not know.
 */
export function formatOf({ url, format }: ResolveResult): string | null {
	if (typeof format === 'string' || !url.startsWith('data:')) return format ?? null;
	const [, type = 'null'] = /^data:([^/]+\/[^;,]+)(?:;[^,]*)?,/.exec(url) ?? [];
	// Some versions know the format of any only when it is loaded.
	return /\b(?:javascript|json|wasm)\b/i.test(type) ? null : type;
}

export function toResolution(result: ResolveResult, asked: ImportAttributes): Resolution {
	return { url: result.url, format: formatOf(result), attributes: result.importAttributes ?? asked };
}

// Node's own is an object without a prototype, and hooks may write into it.
function copyOf(attributes: ImportAttributes): ImportAttributes {
	const copy: Record<string, string> = Object.create(null);
	return Object.assign(copy, attributes);
}

