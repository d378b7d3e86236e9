// `import()` in a hot module: resolve, load what is not there yet, link, evaluate. What was loaded comes into the program only if it links; a
// load or a link that failed is not remembered, and is tried again by the next `import()`.
import type { LoadResult, ModuleId, ModuleRequest } from '@hot-runtime/types';
import { SafeMap } from './collections.js';
import type { Core } from './core.js';
import { Overlay, type View } from './graph/view.js';
import { toModuleRequest } from './evaluation/import-options.js';
import { ownKeys } from './intrinsics.js';
import { forEach, map, some } from './lists.js';
import { getModuleNamespace } from './linking/module-namespace.js';
import type { ModuleRecord } from './records/module-record.js';
import type { SourceTextModuleRecord } from './records/source-text-module-record.js';

interface Linked {
	readonly view: View;
	readonly record: ModuleRecord;
}

export class DynamicImports {
	readonly #core: Core;
	/** An evaluation began; returns what to call at its end. */
	readonly #evaluationStarted: () => () => void;
	readonly #loading = new SafeMap<ModuleId, Promise<LoadResult>>();

	constructor(core: Core, evaluationStarted: () => () => void) {
		this.#core = core;
		this.#evaluationStarted = evaluationStarted;
	}

	/** Its arguments are converted before it returns, as those of `import()` are. */
	async import(referrer: SourceTextModuleRecord, specifier: unknown, options: unknown): Promise<unknown> {
		const request = toModuleRequest(specifier, options);
		const { view, record } = this.#known(referrer, request) ?? await this.#resolveAndLoad(referrer, request);
		this.#core.addDynamicImport(referrer, record.id, request.specifier);
		if (!isDone(record)) await this.#evaluate(view, record);
		// Only here: a namespace that exports `then` is called by every promise that is resolved with it, and must be once.
		return getModuleNamespace(view.lasting, record);
	}

	/** Resolved by the same module before, and still there. Node remembers it too, as long as no hooks are to be asked. */
	#known(referrer: SourceTextModuleRecord, request: ModuleRequest): Linked | null {
		if (this.#core.host.resolvesAnew?.() === true) return null;
		const id = referrer.dynamicRequests.get(keyOf(request));
		const view = this.#viewOf(referrer);
		const record = id === undefined ? undefined : view.get(id);
		return record === undefined ? null : { view, record };
	}

	async #resolveAndLoad(referrer: SourceTextModuleRecord, request: ModuleRequest): Promise<Linked> {
		const id = await this.#core.host.resolve(request.specifier, referrer.id, request.attributes);
		const linked = await this.#load(referrer, id);
		referrer.dynamicRequests.set(keyOf(request), id);
		return linked;
	}

	async #evaluate(view: View, record: ModuleRecord): Promise<void> {
		const ended = this.#evaluationStarted();
		try {
			await this.#core.evaluate(view, record);
		} catch (error) {
			if (record.kind === 'source-text') await this.#core.host.explain?.(error, record.loaded);
			throw error;
		} finally {
			ended();
		}
	}

	/** A new version that is being evaluated sees the new versions of others; everybody else sees the program as it is. */
	#viewOf(referrer: SourceTextModuleRecord): View {
		const { overlay, map } = this.#core;
		return overlay !== null && overlay.owns(referrer) ? overlay : map;
	}

	async #load(referrer: SourceTextModuleRecord, id: ModuleId): Promise<Linked> {
		for (;;) {
			const view = this.#viewOf(referrer);
			const record = view.get(id);
			if (record !== undefined) return { view, record };
			if (this.#core.overlay !== null && await this.#isComing(view, [id])) continue;
			const result = await this.#loadOnce(referrer, id);
			if (!result.ok) throw result.failure.error;
			if (this.#core.overlay !== null && await this.#isComing(this.#viewOf(referrer), map(result.modules, (module) => module.id))) continue;
			this.#core.shelter.inside(() => this.#add(this.#viewOf(referrer), id, result));
		}
	}

	/** An update brings one of these modules into the program: waits for its end, so that there is one record of each. */
	async #isComing(view: View, ids: readonly ModuleId[]): Promise<boolean> {
		const { map: program, overlay } = this.#core;
		if (overlay === null || view !== program || !some(ids, (id) => program.get(id) === undefined && overlay.get(id) !== undefined)) return false;
		await this.#core.overlayClosed();
		return true;
	}

	/** Imports of one module that wait for its load share it. */
	async #loadOnce(referrer: SourceTextModuleRecord, id: ModuleId): Promise<LoadResult> {
		const known = this.#loading.get(id);
		if (known !== undefined) return known;
		const loading = this.#core.host.load([{ id, isImport: true }], (other) => this.#viewOf(referrer).get(other) !== undefined);
		this.#loading.set(id, loading);
		try {
			return await loading;
		} finally {
			this.#loading.delete(id);
		}
	}

	/** Takes over what was loaded, unless the program has it meanwhile. Throws the SyntaxError, and then nothing was added. */
	#add(view: View, id: ModuleId, { modules }: LoadResult & { ok: true }): void {
		const overlay = new Overlay(view);
		for (let i = 0; i < modules.length; i++) {
			const loaded = modules[i];
			if (loaded !== undefined && view.get(loaded.id) === undefined) overlay.add(this.#core.createRecord(loaded));
		}
		const record = overlay.get(id);
		// An update has pruned what the load took as known: load again.
		if (record === undefined || !isClosed(overlay)) return;
		this.#core.link(overlay, record);
		this.#commit(view, overlay);
	}

	#commit(view: View, overlay: Overlay): void {
		const { map } = this.#core;
		if (view === map) {
			map.commit(overlay);
			return;
		}
		overlay.forEach((record) => this.#core.overlay?.add(record));
		overlay.settle();
	}
}

/** True if there is nothing to wait for, and no error to throw. */
function isDone(record: ModuleRecord): boolean {
	if (record.kind === 'synthetic') return record.isEvaluated;
	return record.status === 'evaluated' && record.evaluationError === null && record.cycleRoot === null;
}

function keyOf({ specifier, attributes }: ModuleRequest): string {
	let key = specifier;
	forEach(ownKeys(attributes), (name) => void (key += `\0${String(name)}\0${String(attributes[String(name)])}`));
	return key;
}

/** True if everything that the overlay's records request is there. */
function isClosed(overlay: Overlay): boolean {
	let isComplete = true;
	overlay.forEach((record) => {
		if (record.kind === 'source-text' && some(record.resolved, (id) => overlay.get(id) === undefined)) isComplete = false;
	});
	return isComplete;
}
