// The changes that could not be applied yet. None is lost: each is tried again with every later update, until it is accepted or its module
// has left the program.
import type { ModuleId, PendingChange, PendingReason } from '@hot-runtime/types';

/** A change on its way into an update. */
export interface Change {
	readonly id: ModuleId;
	/** Where the text is now, if that moved. */
	readonly location: string | undefined;
	/** True if it was just reported; false if an earlier update could not apply it. */
	readonly isFresh: boolean;
}

export class PendingChanges {
	readonly #entries = new Map<ModuleId, PendingChange & { readonly location: string | undefined }>();
	/** Modules that were disposed of and not replaced, because an evaluation threw: the next update starts from them. */
	readonly #unfinished = new Set<ModuleId>();

	get size(): number {
		return this.#entries.size;
	}

	get unfinished(): ReadonlySet<ModuleId> {
		return this.#unfinished;
	}

	set(change: Pick<Change, 'id' | 'location'>, reason: PendingReason, chain: readonly ModuleId[]): void {
		this.#entries.set(change.id, { id: change.id, reason, chain, location: change.location });
	}

	/** The module has a new version. Its change may still wait: an old text may have been run again. */
	finished(id: ModuleId): void {
		this.#unfinished.delete(id);
	}

	/** The change was applied, or the module has left the program. */
	delete(id: ModuleId): void {
		this.#entries.delete(id);
		this.#unfinished.delete(id);
	}

	addUnfinished(ids: Iterable<ModuleId>): void {
		for (const id of ids) this.#unfinished.add(id);
	}

	get(id: ModuleId): PendingChange | undefined {
		return this.#entries.get(id);
	}

	/** Everything an update has to try: what waits, and what was reported now. A newly reported one comes with its own location. */
	with(fresh: ReadonlyMap<ModuleId, string | undefined>): Change[] {
		const waiting = [...this.#entries.values()].filter(({ id }) => !fresh.has(id));
		return [
			...waiting.map(({ id, location }) => ({ id, location, isFresh: false })),
			...[...fresh].map(([id, location]) => ({ id, location: location ?? this.#entries.get(id)?.location, isFresh: true })),
		];
	}

	list(): readonly PendingChange[] {
		return [...this.#entries.values()].map(({ id, reason, chain }) => ({ id, reason, chain }));
	}
}
