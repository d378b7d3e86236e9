// The walk over a graph that is not known yet: layer by layer, as Node loads it, from some roots along static requests.
import { isBuiltin } from 'node:module';
import type { LoadedModule, LoadFailure, LoadResult, ModuleId, ModuleRequest, ModuleSource } from '@hot-runtime/types';
import type { Found } from './cache/module-store.js';
import type { WalkStore } from './cache/noting-store.js';
import { isDecidedByOthers } from './commonjs.js';
import { hashText } from './digest.js';
import { toResolution, type LoadHookResult, type Resolution } from './hook-chain.js';
import { textIsEmpty } from './messages.js';
import { loadPlaced } from './placed-module.js';
import { readModule, type Reading, type ReadModule, UnparsedText } from './read-module.js';
import { settled, type Steps } from './steps.js';
import { toError } from './thrown.js';

export interface WalkRoot {
	readonly id: ModuleId;
	/** Where its text is, if not at `id`. */
	readonly location?: string;
	/** Its text, if Node asked for it just now. */
	readonly loaded?: LoadHookResult;
	/** See LoadRoot. */
	readonly isImport?: boolean;
	/** See LoadRoot. */
	readonly isSettled?: boolean;
}

/** An editor may be about to write the text. */
class EmptyText extends Error {
	constructor(id: ModuleId) {
		super(textIsEmpty(id));
	}
}

/** What the walk remembers from one call to the next. */
export interface WalkState extends Reading {
	/** How each module was asked for when it was first met. */
	readonly resolutions: Map<ModuleId, Resolution>;
	/** What to do with a text that does not parse: leave it to Node, whose error is V8's own, or fail with the parser's. */
	readonly onSyntaxError: 'leave-to-node' | 'fail';
	/** What the last start of the program found; null without a cache. */
	readonly store: WalkStore | null;
}

export function* walk(state: WalkState, roots: readonly WalkRoot[], isKnown: (id: ModuleId) => boolean): Steps<LoadResult> {
	const modules = new Map<ModuleId, LoadedModule>();
	let layer: readonly WalkRoot[] = roots;
	state.store?.begin();
	while (layer.length > 0) {
		const loaded = yield* loadLayer(state, layer);
		if (!loaded.ok) return failedOnTheWay(loaded.failure, modules, layer);
		for (const module of loaded.modules) modules.set(module.id, module);
		layer = nextLayer(roots, loaded.modules, id => modules.has(id) || isKnown(id));
	}
	return { ok: true, modules: [...modules.values()] };
}

/** `modules` were loaded, and `layer` was to be next. */
export function failedOnTheWay(failure: LoadFailure, modules: ReadonlyMap<ModuleId, LoadedModule>, layer: readonly WalkRoot[]): LoadResult & { readonly ok: false } {
	return { ok: false, failure: { ...failure, reached: [...modules.keys(), ...layer.map(({ id }) => id)] } };
}

/** What `modules` request that is not known, in the order they request it. */
export function nextLayer(roots: readonly WalkRoot[], modules: readonly LoadedModule[], isKnown: (id: ModuleId) => boolean): readonly WalkRoot[] {
	const isImport = roots.some(root => root.isImport);
	const requested = new Set(modules.flatMap(module => module.kind === 'source-text' ? module.resolved : []));
	return [...requested].filter(id => !isKnown(id)).map(id => ({ id, isImport, isSettled: true }));
}

/** Loads the roots themselves, and resolves what they request. */
export function* loadLayer(state: WalkState, roots: readonly WalkRoot[]): Steps<LoadResult> {
	const modules: LoadedModule[] = [];
	for (const root of roots) {
		try {
			modules.push(yield* loadModule(state, root));
		} catch (error) {
			return { ok: false, failure: failureOf(root.id, error) };
		}
	}
	return { ok: true, modules };
}

function failureOf(id: ModuleId, error: unknown): LoadFailure {
	return { id, error: toError(error), isUnfinished: error instanceof SyntaxError || error instanceof EmptyText };
}

function* loadModule(state: WalkState, root: WalkRoot): Steps<LoadedModule> {
	const { id } = root;
	if (state.policy.places.requestOf(id) !== null) return yield* loadPlaced(state, id, root.location);
	const first = state.resolutions.get(id) ?? { url: id, format: null, attributes: {} };
	const at = root.location === undefined || root.location === id ? first : { ...first, url: root.location };
	const store = at.url === id ? state.store : null;
	const found = findStored(state, store, id);
	const stamp = found?.stamp ?? store?.stampBefore(id) ?? null;
	let read = found === undefined ? yield* readOrLeave(state, root, at) : { kind: 'source-text', ...found } as const;
	if (isToBeWritten(state, root, read)) throw new EmptyText(id);
	if (read.kind === 'external') return { ...read, id, url: first.url, attributes: first.attributes };
	const resolved: ModuleId[] = [];
	for (const [index, request] of read.source.requests.entries()) resolved.push(found && foundAgain(state, found, { index, specifier: request.specifier }) || (yield* resolve(state, request, at.url)));
	if (takesReplaced(read.source, resolved)) {
		state.builtins.areReplaced = true;
		read = yield* readOrLeave(state, root, at);
		if (read.kind === 'external') return { ...read, id, url: first.url, attributes: first.attributes };
	}
	const module: LoadedModule = { kind: 'source-text', id, location: at.url, hash: read.hash, source: read.source, resolved, ...read.format === 'commonjs' ? { format: read.format } : {} };
	if (isStored(state, id, read)) store?.note(module, read.format, stamp);
	return module;
}

function findStored({ policy }: WalkState, store: WalkStore | null, id: ModuleId): Found | undefined {
	const found = store?.find(id);
	return found?.format === 'commonjs' && !policy.mayBeHotCommonJS(id) ? undefined : found;
}

/** True if the text in its format is all that decides what the module is. */
function isStored({ requiredFiles }: WalkState, id: ModuleId, { format, source }: { readonly format: string; readonly source: ModuleSource }): boolean {
	return format === 'module' || format === 'module-typescript' || (format === 'commonjs' && !requiredFiles.has(id) && !isDecidedByOthers(source));
}

/** True if the body would take for a built-in module what is another: a mock, or one that an instrumentation has wrapped. */
function takesReplaced({ imports }: ModuleSource, resolved: readonly ModuleId[]): boolean {
	return imports.some(({ access, request }) => access === 'value' && !isBuiltin(resolved[request] ?? ''));
}

/** True for a text that an update loads anew and that has become empty, or was empty and is saved. */
function isToBeWritten({ onSyntaxError }: WalkState, { isImport, isSettled }: WalkRoot, read: ReadModule | Found & { readonly kind: 'source-text' }): boolean {
	const isUpdate = onSyntaxError === 'fail' && isImport !== true && isSettled !== true;
	return isUpdate && read.kind === 'source-text' && read.hash.startsWith(hashText(read.format, ''));
}

/** The module that a request stood for at the last start, if it still does; remembered as a resolution is. */
function foundAgain({ policy, resolutions }: WalkState, found: Found, { index, specifier }: { index: number; specifier: string }): ModuleId | undefined {
	const resolution = found.resolutionOf(index);
	if (resolution === undefined || policy.places.identify(specifier, found.id) !== null) return undefined;
	if (!resolutions.has(resolution.url)) resolutions.set(resolution.url, resolution);
	return resolution.url;
}

function* readOrLeave(state: WalkState, { id, loaded, isImport }: WalkRoot, at: Resolution): Steps<ReadModule> {
	try {
		return yield* readModule(state, id, at, loaded);
	} catch (thrown) {
		const unparsed = thrown instanceof UnparsedText ? thrown : null;
		const error: unknown = unparsed === null ? thrown : unparsed.error;
		const isLeft = state.onSyntaxError === 'leave-to-node' ? error instanceof SyntaxError : unparsed !== null && isImport === true;
		if (!isLeft) throw error;
		state.policy.leaveToNode(id);
		return { kind: 'external', bindings: 'live', ...unparsed && { unparsed: unparsed.text } };
	}
}

/**
 * The module a request stands for, whose resolution is remembered for when it is loaded. `isImport`: it is asked for with its attributes;
 * `import.meta.resolve` has none.
 */
export function* resolve(state: WalkState, request: ModuleRequest, parentURL: string, isImport = true): Steps<ModuleId> {
	const placed = state.policy.places.identify(request.specifier, parentURL);
	if (placed !== null) return placed;
	const result = yield* settled(state.chain.resolve(request.specifier, parentURL, request.attributes));
	const resolution = toResolution(result, request.attributes);
	const earlier = state.resolutions.get(resolution.url);
	if (earlier === undefined) state.resolutions.set(resolution.url, resolution);
	// Node checks the attributes against the format for each way a module is asked for, and refuses where they do not fit.
	else if (isImport && earlier.attributes['type'] !== resolution.attributes['type']) {
		yield* settled(state.chain.load(resolution, state.chain.hots?.of(resolution.url)));
		state.resolutions.set(resolution.url, resolution);
	}
	return resolution.url;
}
