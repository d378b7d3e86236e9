// The states of webpack's `module.hot`. Status handlers are awaited: the next state comes after them.
import type { HotStatus, StatusHandler } from '@hot-runtime/types';

export class Status {
	#current: HotStatus;
	readonly #handlers = new Set<StatusHandler>();
	readonly #run: (call: () => unknown) => Promise<void>;
	readonly #changed: (status: HotStatus, previous: HotStatus) => Promise<void> | undefined;

	constructor(
		initial: HotStatus,
		run: (call: () => unknown) => Promise<void>,
		changed: (status: HotStatus, previous: HotStatus) => Promise<void> | undefined,
	) {
		this.#current = initial;
		this.#run = run;
		this.#changed = changed;
	}

	get current(): HotStatus {
		return this.#current;
	}

	add(handler: StatusHandler): void {
		this.#handlers.add(handler);
	}

	remove(handler: StatusHandler): void {
		this.#handlers.delete(handler);
	}

	async set(status: HotStatus): Promise<void> {
		const previous = this.#current;
		if (previous === status) return;
		this.#current = status;
		for (const handler of [...this.#handlers]) await this.#run(() => handler(status));
		await this.#changed(status, previous);
	}
}
