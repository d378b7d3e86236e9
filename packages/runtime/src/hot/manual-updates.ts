// Updates that the program drives itself: `check` prepares, `apply` does it. While one is prepared, nothing else is updated.
import type { ApplyOptions, ModuleId, UpdateOutcome } from '@hot-runtime/types';
import { abortedDeclined, abortedUnaccepted, applyNeedsReady, checkNeedsRest } from '../messages.js';
import type { UpdateEngine } from './engine.js';
import { loadChanges } from './load-changes.js';
import type { Change } from './pending.js';
import { planLoaded } from './prepare.js';
import type { Loaded } from './prepare.js';
import { propagate } from './propagate.js';
import { propagationView } from './propagation-view.js';
import { applyLoaded, runUpdate } from './update.js';
import { UpdateRun } from './update-run.js';

export class ManualUpdates {
	readonly #engine: UpdateEngine;
	#prepared: Loaded | null = null;

	constructor(engine: UpdateEngine) {
		this.#engine = engine;
	}

	async check(autoApply: boolean | ApplyOptions = false): Promise<readonly ModuleId[] | null> {
		const { queue, status } = this.#engine;
		if (status.current !== 'idle' && status.current !== 'watch') throw new Error(checkNeedsRest(status.current));
		queue.hold();
		try {
			this.#prepared = await queue.exclusively(() => this.#prepare());
		} catch (error) {
			queue.release();
			throw error;
		}
		if (this.#prepared === null) {
			queue.release();
			return null;
		}
		return autoApply === false ? this.#wouldReplace(this.#prepared) : this.apply(autoApply === true ? {} : autoApply);
	}

	async apply(options: ApplyOptions): Promise<readonly ModuleId[]> {
		const engine = this.#engine;
		const loaded = this.#prepared;
		if (loaded === null) throw new Error(applyNeedsReady(engine.status.current));
		this.#prepared = null;
		try {
			const outcome = await engine.queue.exclusively(() => engine.asUpdate('check', options, (run) => applyLoaded(engine, run, loaded)));
			return replacedBy(outcome, options);
		} finally {
			engine.queue.release();
		}
	}

	/** Null if nothing has changed. Throws what could not be loaded. */
	async #prepare(): Promise<Loaded | null> {
		const engine = this.#engine;
		await engine.status.set('check');
		const polled = await engine.options.poll?.() ?? [];
		const fresh = new Map(engine.queue.take()?.changes);
		for (const { id, location } of polled) fresh.set(id, location);
		for (const id of [...fresh.keys()]) if (!engine.core.map.has(id)) fresh.delete(id);
		const changes = engine.pending.with(fresh);
		if (changes.length === 0) {
			await engine.status.set(engine.rest);
			return null;
		}
		await engine.status.set('prepare');
		const loaded = await this.#load(changes) ?? await this.#load(changes.filter(({ isFresh }) => isFresh));
		if (loaded === null) return this.#refuse(changes);
		await engine.status.set('ready');
		return loaded;
	}

	async #load(changes: readonly Change[]): Promise<Loaded | null> {
		const { host, map } = this.#engine.core;
		if (changes.length === 0) return null;
		const result = await loadChanges(host, map, changes, true);
		if (!result.ok) return null;
		const loaded: Loaded = { changes, texts: result.texts, missing: result.missing };
		const trial = await planLoaded(this.#engine, new UpdateRun(0, 'check', {}, () => host.now()), loaded);
		this.#engine.core.overlay = null;
		// What is only not accepted may be applied in part: `apply` says.
		return trial.type === 'planned' || trial.refused.length > 0 ? loaded : null;
	}

	/** Lets the update say for itself why it cannot be prepared. */
	async #refuse(changes: readonly Change[]): Promise<null> {
		const engine = this.#engine;
		const outcome = await engine.asUpdate('check', {}, (run) => runUpdate(engine, run, changes, true));
		replacedBy(outcome, {});
		return null;
	}

	#wouldReplace({ changes }: Loaded): readonly ModuleId[] {
		const { map } = this.#engine.core;
		const { stale } = propagate(propagationView(map), changes.map(({ id }) => ({ id, from: 'module' })));
		return stale.size > 0 ? [...stale] : changes.map(({ id }) => id);
	}
}

/** Throws why the update was not applied. */
function replacedBy(outcome: UpdateOutcome, { ignoreUnaccepted, ignoreDeclined, ignoreErrored }: ApplyOptions): readonly ModuleId[] {
	const replaced = [...outcome.loaded, ...outcome.reevaluated];
	switch (outcome.type) {
		case 'updated':
			return replaced;
		case 'unaccepted':
			if (ignoreUnaccepted === true) return replaced;
			throw Object.assign(new Error(abortedUnaccepted(outcome.chains[0] ?? [])), { outcome });
		case 'declined':
			if (ignoreDeclined === true) return replaced;
			throw Object.assign(new Error(abortedDeclined(outcome.chain, outcome.by)), { outcome });
		case 'load-error':
		case 'link-error':
		case 'evaluation-error':
			if (ignoreErrored === true) return replaced;
			throw outcome.error;
	}
}
