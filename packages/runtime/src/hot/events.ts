// Who listens to which event. Listeners are run one after the other by `emit`, each through the caller's guard.
import type { HotEvent, HotEventArguments, HotEventHandler, ModuleId, Remove } from '@hot-runtime/types';
import { apply } from '../intrinsics.js';
import type { Steps } from '../steps.js';

interface Listener<Event extends HotEvent> {
	/** Null for code outside of modules. */
	readonly owner: ModuleId | null;
	readonly handler: HotEventHandler<Event>;
}

type Listeners = { readonly [Event in HotEvent]: Set<Listener<Event>> };

/** Runs one handler to its end. Never rejects. */
export type RunListener = (owner: ModuleId | null, call: () => unknown) => Promise<unknown>;

export class Events {
	/** Told of names that nothing is ever told under. */
	readonly #unknown: (event: string, owner: ModuleId | null) => void;
	readonly #listeners: Listeners = {
		message: new Set(), status: new Set(), beforeUpdate: new Set(), afterUpdate: new Set(),
		beforePrune: new Set(), invalidate: new Set(), unaccepted: new Set(), error: new Set(),
	};

	constructor(unknown: (event: string, owner: ModuleId | null) => void) {
		this.#unknown = unknown;
	}

	/** A name with a colon in it is another tool's event, or a program's own: code that has handlers of those must run here, too. */
	on<Event extends HotEvent>(event: Event, handler: HotEventHandler<Event>, owner: ModuleId | null): Remove {
		const listeners = this.#of(event);
		if (listeners === undefined) {
			if (!String(event).includes(':')) this.#unknown(event, owner);
			return () => undefined;
		}
		const listener = { owner, handler };
		listeners.add(listener);
		return () => void listeners.delete(listener);
	}

	/** Undoes every registration of `handler` by `owner`. */
	off<Event extends HotEvent>(event: Event, handler: HotEventHandler<Event>, owner: ModuleId | null): void {
		const listeners = this.#of(event);
		for (const listener of listeners ?? []) {
			if (listener.handler === handler && listener.owner === owner) listeners?.delete(listener);
		}
	}

	has(event: HotEvent): boolean {
		return this.#listeners[event].size > 0;
	}

	/** Calls those who listen now, and waits for each. */
	*emit<Event extends HotEvent>(event: Event, args: HotEventArguments[Event], run: RunListener): Steps<void> {
		for (const { owner, handler } of [...this.#of(event) ?? []]) {
			yield run(owner, () => apply(handler, undefined, args));
		}
	}

	#of<Event extends HotEvent>(event: Event): Set<Listener<Event>> | undefined {
		return Object.hasOwn(this.#listeners, event) ? this.#listeners[event] : undefined;
	}
}
