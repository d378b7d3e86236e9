// The states of webpack's `module.hot`. Status handlers are awaited: the next state comes after them.
import type { HotStatus, ModuleId, StatusHandler } from '@hot-runtime/types';
import type { Steps } from '../steps.js';
import type { RunListener } from './events.js';

export class Status {
	#current: HotStatus;
	/** With the module each is of; null for code outside of modules. */
	readonly #handlers = new Map<StatusHandler, ModuleId | null>();
	readonly #run: RunListener;
	readonly #changed: (status: HotStatus, previous: HotStatus) => Steps<void>;

	constructor(
		initial: HotStatus,
		run: RunListener,
		changed: (status: HotStatus, previous: HotStatus) => Steps<void>,
	) {
		this.#current = initial;
		this.#run = run;
		this.#changed = changed;
	}

	get current(): HotStatus {
		return this.#current;
	}

	add(handler: StatusHandler, owner: ModuleId | null): void {
		this.#handlers.set(handler, owner);
	}

	remove(handler: StatusHandler): void {
		this.#handlers.delete(handler);
	}

	*set(status: HotStatus): Steps<void> {
		const previous = this.#current;
		if (previous === status) return;
		this.#current = status;
		for (const [handler, owner] of [...this.#handlers]) yield this.#run(owner, () => handler(status));
		yield* this.#changed(status, previous);
	}
}
