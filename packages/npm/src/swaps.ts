// Puts another version in place of the one that runs: a transaction. What fails leaves the old version where it was.
import type { ModuleId, UpdateOutcome } from '@hot-runtime/types';
import type { UseOptions } from './api.js';
import type { MappedPackage, PlacedVersion } from './mapped-package.js';
import { acceptedByNobody, answeredFalse, declinedBy, unhealthy } from './messages.js';
import { idOf, type Surroundings } from './surroundings.js';
import { within } from './within.js';

export interface SwapRequest {
	readonly mapped: MappedPackage;
	readonly to: PlacedVersion;
	readonly options: UseOptions;
}

export class Swaps {
	readonly #surroundings: Surroundings;
	/** The checks of the swaps that are under way. */
	readonly #checks = new Map<ModuleId, (namespace: object) => Promise<void>>();

	constructor(surroundings: Surroundings) {
		this.#surroundings = surroundings;
	}

	/** Called with each new version that has run and that nobody reads yet. Throws if it must not be taken. */
	async verify(id: ModuleId, namespace: object): Promise<void> {
		await this.#checks.get(id)?.(namespace);
	}

	/** The outcome. Anything but `updated` means that the program runs the version it ran before. */
	async swap({ mapped, to, options }: SwapRequest): Promise<UpdateOutcome> {
		const ids = [...mapped.ids];
		const checked = this.#addCheck(mapped, to, options);
		try {
			const outcome = await this.#surroundings.changed(ids.map(id => ({ id, location: to.from })));
			if (outcome === null) return nothingToDo(ids);
			const failed = ids.filter(id => outcome.pending.some(pending => pending.id === id));
			if (failed.length === 0) return outcome.type === 'updated' ? outcome : { ...outcome, ...noChanges(outcome), type: 'updated' };
			this.#surroundings.withdraw(failed);
			await this.#takeBack(mapped, ids.filter(id => !failed.includes(id) && outcome.loaded.includes(id)));
			return outcome;
		} finally {
			for (const id of checked) this.#checks.delete(id);
		}
	}

	/** Part of a package may have been replaced before another part failed. */
	async #takeBack({ current }: MappedPackage, ids: readonly ModuleId[]): Promise<void> {
		if (ids.length === 0) return;
		await this.#surroundings.changed(ids.map(id => ({ id, location: current.from })));
	}

	#addCheck({ request, current, ids }: MappedPackage, to: PlacedVersion, { verify, verifyTimeout = 30_000 }: UseOptions): readonly ModuleId[] {
		const [first] = ids;
		const root = idOf(request.name);
		const id = ids.has(root) ? root : first;
		if (verify === undefined || id === undefined) return [];
		const spec = `${request.name}@${to.version}`;
		this.#checks.set(id, async namespace => {
			try {
				const answer = await within(verifyTimeout, spec, Promise.resolve().then(() => verify(namespace as Readonly<Record<string, unknown>>)));
				if (answer === false) throw answeredFalse();
			} catch (error) {
				throw unhealthy(spec, current.version, error);
			}
		});
		return [id];
	}
}

const durations = { load: 0, propagate: 0, link: 0, dispose: 0, evaluate: 0, accept: 0, prune: 0 } as const;
const base = { update: 0, duration: 0, durations, pending: [], reported: [], loaded: [], reevaluated: [], boundaries: [], pruned: [] } as const;

/** Nothing of the program imports it yet: the next import reads the new version. */
export function nothingToDo(changed: readonly ModuleId[]): UpdateOutcome {
	return { ...base, type: 'updated', changed };
}

/** The swap failed before the program was asked. */
export function failedBefore(id: ModuleId, error: unknown): UpdateOutcome {
	return { ...base, type: 'load-error', id, error, chain: [id], changed: [id] };
}

/** Another change of the same update failed, and ours did not. */
function noChanges({ update, changed, duration, durations: measured, pending, reported, loaded, reevaluated, boundaries, pruned }: UpdateOutcome) {
	return { update, changed, duration, durations: measured, pending, reported, loaded, reevaluated, boundaries, pruned };
}

/** What an outcome failed with, in words. */
export function failureOf(outcome: UpdateOutcome): unknown {
	switch (outcome.type) {
		case 'updated': return null;
		case 'load-error': case 'link-error': case 'evaluation-error': return outcome.error;
		case 'declined': return declinedBy(outcome.by);
		case 'unaccepted': return acceptedByNobody();
	}
}
