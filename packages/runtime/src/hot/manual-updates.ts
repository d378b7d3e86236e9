// Updates that the program drives itself: `check` prepares, `apply` does it. While one is prepared, nothing else is updated.
import type { ApplyOptions, ModuleId, UpdateOutcome } from '@hot-runtime/types';
import { abortedDeclined, abortedUnaccepted, applyNeedsReady, checkNeedsRest } from '../messages.js';
import type { UpdateEngine } from './engine.js';
import { type Steps, waitFor } from '../steps.js';
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
	/** True if a module's `invalidate` began what is prepared. */
	#isOfInvalidate = false;
	/** While an update is being prepared. */
	#preparing: Promise<void> | null = null;
	/** Modules that called `invalidate` while an update was being prepared, or was ready: they are added to it. */
	readonly #invalidated = new Set<ModuleId>();

	constructor(engine: UpdateEngine) {
		this.#engine = engine;
	}

	*check(autoApply: boolean | ApplyOptions = false): Steps<readonly ModuleId[] | null> {
		const { status } = this.#engine;
		yield* this.#takeBack();
		if (status.current !== 'idle' && status.current !== 'watch') throw new Error(checkNeedsRest(status.current));
		yield* this.#prepareUpdate(true);
		if (this.#prepared === null) return null;
		return autoApply === false ? this.#wouldReplace(this.#prepared) : yield* this.apply(autoApply === true ? {} : autoApply);
	}

	/** An update that no `check` asked for does not stand in the way of one: what was invalidated is part of it. */
	*#takeBack(): Steps<void> {
		if (!this.#isOfInvalidate) return;
		if (this.#preparing !== null) yield this.#preparing;
		for (const { id, isFresh } of this.#prepared?.changes ?? []) if (isFresh) this.#invalidated.add(id);
		if (this.#prepared === null) return;
		this.#prepared = null;
		yield* this.#engine.status.set(this.#engine.rest);
		this.#engine.queue.release();
	}

	*apply(options: ApplyOptions): Steps<readonly ModuleId[]> {
		const engine = this.#engine;
		if (this.#preparing !== null) yield this.#preparing;
		const loaded = this.#prepared;
		if (loaded === null) throw new Error(applyNeedsReady(engine.status.current));
		this.#prepared = null;
		try {
			return replacedBy(yield* waitFor(engine.queue.exclusively(() => this.#applyLoaded(loaded, options))), options);
		} finally {
			engine.queue.release();
		}
	}

	*#applyLoaded(loaded: Loaded, options: ApplyOptions): Steps<UpdateOutcome> {
		const all = yield* this.#withInvalidated(loaded);
		return yield* this.#engine.asUpdate('check', options, (run) => applyLoaded(this.#engine, run, all));
	}

	/** A module called `invalidate` while no update was applied. Where nobody watches, an update of it is prepared: `apply` does it. */
	invalidated(id: ModuleId): void {
		const { rest, status } = this.#engine;
		const isOpen = this.#prepared !== null || this.#preparing !== null;
		if (isOpen || rest === 'idle' && status.current === 'idle') this.#invalidated.add(id);
		else void this.#engine.changed([{ id }], 'invalidate');
		// Why it could not be prepared is told as any outcome is.
		if (!isOpen && this.#invalidated.size > 0) void this.#engine.core.shelter.run(this.#prepareUpdate(false)).catch(() => undefined);
	}

	/** While an update is ready, nothing else is updated. Rejects with what could not be loaded. */
	*#prepareUpdate(asksSources: boolean): Steps<void> {
		const { queue } = this.#engine;
		queue.hold();
		this.#isOfInvalidate = !asksSources;
		const preparing = queue.exclusively(() => this.#prepare(asksSources));
		this.#preparing = preparing.then(() => undefined, () => undefined);
		try {
			this.#prepared = yield* waitFor(preparing);
		} finally {
			this.#preparing = null;
			if (this.#prepared === null) {
				const left = [...this.#invalidated].map((id) => ({ id }));
				this.#invalidated.clear();
				if (left.length > 0) void this.#engine.changed(left, 'invalidate');
				queue.release();
			}
		}
	}

	/** What was invalidated since it was loaded, too. If that cannot be loaded, it waits. */
	*#withInvalidated(loaded: Loaded): Steps<Loaded> {
		const { core: { host, map } } = this.#engine;
		const known = new Set(loaded.changes.map(({ id }) => id));
		const added: Change[] = [...this.#invalidated].filter((id) => !known.has(id)).map((id) => ({ id, location: undefined, isFresh: true }));
		this.#invalidated.clear();
		if (added.length === 0) return loaded;
		const result = yield* loadChanges(host, map, added, true);
		if (result.ok) return { changes: [...loaded.changes, ...added], texts: new Map([...loaded.texts, ...result.texts]), missing: new Map([...loaded.missing, ...result.missing]) };
		void this.#engine.changed(added.map(({ id }) => ({ id })), 'invalidate');
		return loaded;
	}

	/** Null if nothing has changed. Throws what could not be loaded. */
	*#prepare(asksSources: boolean): Steps<Loaded | null> {
		const engine = this.#engine;
		yield* engine.status.set(asksSources ? 'check' : 'prepare');
		const polling = asksSources ? engine.options.poll?.() : undefined;
		const polled = polling === undefined ? [] : yield* waitFor(polling);
		const fresh = new Map(engine.queue.take()?.changes);
		for (const { id, location } of polled) fresh.set(id, location);
		for (const id of this.#invalidated) if (!fresh.has(id)) fresh.set(id, undefined);
		this.#invalidated.clear();
		for (const id of [...fresh.keys()]) if (!engine.core.map.has(id)) fresh.delete(id);
		const changes = engine.pending.with(fresh);
		if (changes.length === 0) {
			yield* engine.status.set(engine.rest);
			return null;
		}
		yield* engine.status.set('prepare');
		const loaded = (yield* this.#load(changes)) ?? (yield* this.#load(changes.filter(({ isFresh }) => isFresh)));
		if (loaded === null) return yield* this.#refuse(changes);
		yield* engine.status.set('ready');
		return loaded;
	}

	*#load(changes: readonly Change[]): Steps<Loaded | null> {
		const { host, map } = this.#engine.core;
		if (changes.length === 0) return null;
		const result = yield* loadChanges(host, map, changes, true);
		if (!result.ok) return null;
		const loaded: Loaded = { changes, texts: result.texts, missing: result.missing };
		const trial = yield* planLoaded(this.#engine, new UpdateRun(0, 'check', {}, () => host.now()), loaded);
		this.#engine.core.overlay = null;
		// What is only not accepted may be applied in part: `apply` says.
		return trial.type === 'planned' || trial.refused.length > 0 ? loaded : null;
	}

	/** Lets the update say for itself why it cannot be prepared. */
	*#refuse(changes: readonly Change[]): Steps<null> {
		const engine = this.#engine;
		const outcome = yield* engine.asUpdate('check', {}, (run) => runUpdate(engine, run, changes, true));
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
			throw aborted(abortedUnaccepted(outcome.chains[0] ?? []), outcome);
		case 'declined':
			if (ignoreDeclined === true) return replaced;
			throw aborted(abortedDeclined(outcome.chain, outcome.by), outcome);
		case 'load-error':
		case 'link-error':
		case 'evaluation-error':
			if (ignoreErrored === true) return replaced;
			throw outcome.error;
	}
}

/** Its cause is what a handler threw, if one did. */
function aborted(message: string, outcome: UpdateOutcome): Error {
	const thrown = outcome.reported.find(({ handler }) => handler === 'accept');
	return Object.assign(new Error(message, thrown === undefined ? {} : { cause: thrown.error }), { outcome });
}
