// Changed modules whose text looks half-written. It is given time; then it is loaded once more, and taken as it is.
import type { ModuleId } from '@hot-runtime/types';

export class UnsettledTexts {
	readonly #ids = new Set<ModuleId>();
	readonly #delay: (task: () => void) => () => void;
	readonly #retry: (ids: readonly ModuleId[]) => void;
	#undoDelay: () => void = () => undefined;

	/** `delay`: runs a task after the time they are given; returns the undo. */
	constructor(delay: (task: () => void) => () => void, retry: (ids: readonly ModuleId[]) => void) {
		this.#delay = delay;
		this.#retry = retry;
	}

	add(ids: Iterable<ModuleId>): void {
		for (const id of ids) this.#ids.add(id);
	}

	/** An update is over: the time of those that are still unsettled begins anew. True if there is one. */
	wait(isUnsettled: (id: ModuleId) => boolean): boolean {
		for (const id of this.#ids) if (!isUnsettled(id)) this.#ids.delete(id);
		this.stop();
		if (this.#ids.size === 0) return false;
		this.#undoDelay = this.#delay(() => {
			const ids = [...this.#ids];
			this.#ids.clear();
			this.#retry(ids);
		});
		return true;
	}

	/** Until `wait`: an update is about to come, or none any more. */
	stop(): void {
		this.#undoDelay();
	}
}
