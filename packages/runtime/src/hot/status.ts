// The states of webpack's `module.hot`. Status handlers are awaited: the next state comes after them.
import type { HotStatus, ModuleId, StatusHandler } from '@hot-runtime/types';

export class Status {
	#current: HotStatus;
	/** With the module each is of; null for code outside of modules. */
	readonly #handlers = new Map<StatusHandler, ModuleId | null>();
	readonly #run: (owner: ModuleId | null, call: () => unknown) => Promise<void>;
	readonly #changed: (status: HotStatus, previous: HotStatus) => Promise<void> | undefined;

	constructor(
		initial: HotStatus,
		run: (owner: ModuleId | null, call: () => unknown) => Promise<void>,
		changed: (status: HotStatus, previous: HotStatus) => Promise<void> | undefined,
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

	async set(status: HotStatus): Promise<void> {
		const previous = this.#current;
		if (previous === status) return;
		this.#current = status;
		for (const [handler, owner] of [...this.#handlers]) await this.#run(owner, () => handler(status));
		await this.#changed(status, previous);
	}
}
