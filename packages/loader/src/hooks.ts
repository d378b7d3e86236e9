// What the `resolve` and `load` hooks do, in either driver: Node sees a facade for each entry, and everything else as it is.
import type { LoadedExternal, LoadedModule, ModuleId } from '@hot-runtime/types';
import type { Catalogue } from './catalogue.js';
import { clock } from './clock.js';
import { planEvaluation } from './evaluation-plan.js';
import { exportNames } from './export-names.js';
import { generateModules, SCHEME } from './facade.js';
import { formatOf, loadHot, withoutSource, type LoadContext, type LoadHookResult, type NextLoad, type NextResolve, type ResolveContext, type ResolveResult } from './hook-chain.js';
import { loadOwn, realURL, resolveOwn } from './own-files.js';
import { readCommonJS, readRequired, type ReadModule } from './read-module.js';
import { isRethrow, textOfRethrow } from './rethrow.js';
import { isOfSequence, textOfSequence } from './sequence.js';
import { programRuns } from './shelter/index.js';
import { settled, type Steps } from './steps.js';
import { explainTypeScript } from './typescript.js';
import { walk, type WalkState } from './walk.js';

/** To import a URL that begins so does nothing, but tells the hooks what lies below them now. */
export const PROBE = `${SCHEME}probe?`;

export interface HooksSurroundings {
	readonly state: WalkState;
	readonly catalogue: Catalogue;
	readonly enterURL: string;
	/** An entry was walked: what it newly reaches, and when its reading began, in milliseconds of the epoch. Called before Node is given the facade. */
	found(entry: ModuleId, modules: readonly LoadedModule[], readAt: number): void;
	/** Node is about to run a CommonJS module of the program. Absent where those are left to Node alone. */
	runs?(module: LoadedModule): void;
	/** A file of the program was asked for by `require`, and it may be that no hook sees more of it. Present where `runs` is. */
	requires?(id: ModuleId): void;
	/** `parent`, a CommonJS file of the program, asked for the file by `require`. Present where `runs` is. */
	requiresFrom?(id: ModuleId, parent: ModuleId): void;
	/** A built-in module is about to be imported or required. */
	builtin?(url: string): void;
	/** A CommonJS file of the program is left to Node alone. */
	leaves?(url: string): void;
}

export class LoaderHooks {
	readonly #surroundings: HooksSurroundings;
	readonly #generated = new Map<string, string>();
	/** When `require` asked for a file that no hook may see more of, in milliseconds of the epoch. */
	readonly #requiredAt = new Map<string, number>();
	/** What others than CommonJS files of the program asked for. */
	readonly #usedOutside = new Set<string>();
	/** What Node itself asked for: the program's entry, or a worker's. */
	readonly #mains = new Set<string>();
	#serial = 0;
	/** Node has been given a facade, which says when the program's first module runs: what is loaded meanwhile is only linked. */
	#hasOpened = false;

	constructor(surroundings: HooksSurroundings) {
		this.#surroundings = surroundings;
	}

	/** Hooks that `nextLoad` leads to came to lie below ours. */
	lieAbove(nextLoad: NextLoad): void {
		this.#surroundings.state.chain.replaceLoad(nextLoad);
	}

	*resolve(specifier: string, context: ResolveContext, next: NextResolve): Steps<ResolveResult> {
		const result = yield* this.#resolve(specifier, context, next);
		if (result.url.startsWith('node:')) this.#surroundings.builtin?.(result.url);
		return result;
	}

	*#resolve(specifier: string, context: ResolveContext, next: NextResolve): Steps<ResolveResult> {
		const { state } = this.#surroundings;
		if (specifier.startsWith(PROBE)) {
			state.chain.replaceResolve(next);
			return { url: specifier, format: 'module', shortCircuit: true };
		}
		if (this.#generated.has(specifier) || isOfSequence(specifier) || isRethrow(specifier)) return { url: specifier, format: 'module', shortCircuit: true };
		const own = resolveOwn(state.policy, specifier, context.parentURL);
		if (own !== null) return own;
		const isOwn = context.parentURL !== undefined && (context.parentURL.startsWith(SCHEME) || state.policy.isOwn(context.parentURL));
		const walked = isOwn ? state.resolutions.get(specifier) : undefined;
		// What the walk resolved must not be resolved again: other hooks would add to it a second time.
		if (walked !== undefined) return { url: walked.url, format: walked.format, importAttributes: context.importAttributes, shortCircuit: true };
		const isRequired = !context.conditions.includes('import');
		if (!isRequired) {
			state.chain.keepResolve(next, context.conditions);
			const placed = isOwn ? null : state.policy.places.identify(specifier, context.parentURL);
			if (placed !== null) return { url: placed, format: 'module', shortCircuit: true };
		}
		const result = yield* settled(next(specifier, isOwn ? { ...context, parentURL: realURL(context.parentURL) } : context));
		// A URL is what the program imports, through us.
		if (isOwn && !/^[a-z][a-z+.-]+:/i.test(specifier)) state.policy.addOwn(result.url);
		if (!isRequired && context.parentURL === undefined) this.#mains.add(result.url);
		const isRequiredByProgram = isRequired && this.#isOfProgram(context.parentURL);
		if (isRequired) this.#requires(result.url, isRequiredByProgram ? context.parentURL : undefined);
		if (!isRequiredByProgram && !isOwn) this.#usedOutside.add(result.url);
		return result.url.startsWith('data:') ? { ...result, format: formatOf(result) } : result;
	}

	*load(url: string, context: LoadContext, next: NextLoad): Steps<LoadHookResult> {
		const { state } = this.#surroundings;
		if (url.startsWith(PROBE)) {
			state.chain.replaceLoad(next);
			return { format: 'module', source: '', shortCircuit: true };
		}
		const { enterURL } = this.#surroundings;
		const generated = isOfSequence(url) ? textOfSequence(url, enterURL) : isRethrow(url) ? textOfRethrow(url, enterURL) : this.#generated.get(url);
		if (generated !== undefined) return { format: 'module', source: generated, shortCircuit: true };
		const own = loadOwn(state.policy, url);
		if (own !== null) return own;
		// In a hooks thread, which sees no `require`, there are no conditions.
		if (context.conditions?.includes('import') === false) return yield* this.#required(url, context, next);
		state.chain.keepLoad(next);
		if (state.policy.places.requestOf(url) !== null) return yield* this.#open(url, context, { format: 'module' }, clock.date());
		const readAt = clock.date();
		const loaded = yield* this.#load(url, context, next);
		const isEntry = state.policy.mayBeHot(url) && (loaded.format === 'module' || loaded.format === 'module-typescript');
		if (isEntry) return yield* this.#open(url, context, loaded, readAt);
		if (!state.policy.isOwn(url) && !this.#hasOpened) programRuns();
		this.#runs(url, loaded, readAt);
		return loaded;
	}

	*#required(url: string, context: LoadContext, next: NextLoad): Steps<LoadHookResult> {
		programRuns();
		const readAt = clock.date();
		const loaded = yield* this.#load(url, context, next);
		const { policy, chain } = this.#surroundings.state;
		const isModule = loaded.format === 'module' || loaded.format === 'module-typescript';
		if (isModule && chain.isComplete && this.#surroundings.runs !== undefined && policy.mayBeHot(url)) return yield* this.#open(url, context, loaded, readAt);
		this.#runs(url, loaded, readAt);
		return loaded;
	}

	/** The module of a file that was required past the hooks; null if it is none of the program's. `exports`: what it exported, if it has run. */
	readRequired(id: ModuleId, exports?: unknown): LoadedModule | null {
		const { state, catalogue } = this.#surroundings;
		if (catalogue.has(id)) return null;
		state.requiredFiles.add(id);
		const requiredAt = this.#requiredAt.get(id) ?? clock.date();
		return this.#addCommonJS(id, requiredAt, () => {
			const read = readRequired(state, id, exports);
			// Somebody else has read what ran, before: what is read now may be another text.
			return read.kind === 'external' ? read : { ...read, hash: '' };
		});
	}

	#isOfProgram(parent: string | undefined): boolean {
		return parent !== undefined && this.#surroundings.state.policy.mayBeHotCommonJS(parent);
	}

	/** True if nobody but CommonJS files of the program was seen to ask for it. */
	isOnlyRequired(id: ModuleId): boolean {
		return !this.#usedOutside.has(id);
	}

	#requires(url: string, parent?: string): void {
		const { state, catalogue, requires, requiresFrom } = this.#surroundings;
		if (requires === undefined || !/^file:[^?#]*(?<!\.(?:json|node|wasm))$/.test(url)) return;
		if (parent !== undefined) requiresFrom?.(url, parent);
		if (state.requiredFiles.isCompiling || !state.policy.mayBeHotCommonJS(url) || catalogue.has(url)) return;
		if (!this.#requiredAt.has(url)) this.#requiredAt.set(url, clock.date());
		requires(url);
	}

	*#load(url: string, context: LoadContext, next: NextLoad): Steps<LoadHookResult> {
		const { policy, chain } = this.#surroundings.state;
		try {
			if (policy.mayBeHot(url)) return yield* loadHot(chain, url, hot => next(url, { ...withoutSource, ...context, hot }));
			if (!policy.isOwn(url)) return yield* settled(next(url, context));
			const loaded = yield* settled(next(url, { ...withoutSource, ...context, hot: chain.hots?.probe() }));
			chain.hots?.met();
			return loaded;
		} catch (error) {
			throw explainTypeScript(error, url);
		}
	}

	#runs(url: string, loaded: LoadHookResult, readAt: number): void {
		const { state, catalogue, runs } = this.#surroundings;
		if (state.requiredFiles.isCompiling || loaded.format?.startsWith('commonjs') !== true || !state.policy.mayBeHotCommonJS(url)) return;
		if (runs === undefined) return this.#surroundings.leaves?.(url);
		const module = catalogue.get(url) ?? this.#addCommonJS(url, readAt, () => readCommonJS(state, url, loaded));
		if (module === null) this.#requires(url);
		else if (module.kind === 'source-text' && module.format === 'commonjs') runs(module);
	}

	/** A text that does not compile is Node's to complain of. */
	#addCommonJS(url: string, readAt: number, readText: () => ReadModule): LoadedModule | null {
		this.#requiredAt.delete(url);
		let read: ReadModule;
		try {
			read = readText();
		} catch {
			return null;
		}
		if (read.kind === 'external') return null;
		const module: LoadedModule = { kind: 'source-text', id: url, location: url, hash: read.hash, source: read.source, resolved: [], format: 'commonjs' };
		this.#surroundings.catalogue.add([module], readAt);
		return module;
	}

	*#open(entry: ModuleId, context: LoadContext, loaded: LoadHookResult, readAt: number): Steps<LoadHookResult> {
		const { state, catalogue } = this.#surroundings;
		if (!catalogue.has(entry)) {
			state.store?.open(entry, state.resolutions);
			state.resolutions.set(entry, { url: entry, format: loaded.format ?? null, attributes: context.importAttributes ?? {} });
			const result = yield* walk(state, [{ id: entry, loaded }], id => catalogue.has(id));
			if (!result.ok) throw result.failure.error;
			if (result.modules[0]?.kind === 'external') {
				programRuns();
				return loaded;
			}
			catalogue.add(result.modules, readAt);
			this.#surroundings.found(entry, result.modules, readAt);
		}
		this.#hasOpened = true;
		return { format: 'module', source: this.#generate(entry), shortCircuit: true };
	}

	#generate(entry: ModuleId): string {
		const { catalogue, enterURL } = this.#surroundings;
		const exports = exportNames(catalogue, entry);
		const { facade, others } = generateModules({
			entry, enterURL, exports,
			plan: planEvaluation(catalogue, entry),
			serial: this.#serial++,
			starExternals: exports.stars.flatMap(id => externalOf(catalogue.get(id))),
			isMain: this.#mains.has(entry),
		});
		for (const [url, text] of others) this.#generated.set(url, text);
		return facade;
	}
}

function externalOf(module: LoadedModule | undefined): readonly LoadedExternal[] {
	return module?.kind === 'external' ? [module] : [];
}
