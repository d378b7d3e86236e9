// Who is asked before a swap, and told of it.
import type { UpdateOutcome } from '@hot-runtime/types';
import type { AfterSwap, BeforeSwap, Swap, Undo } from './api.js';
import { listenerFailed, refused } from './messages.js';

export class SwapListeners {
	readonly #before = new Set<BeforeSwap>();
	readonly #after = { onSwapped: new Set<AfterSwap>(), onFailed: new Set<AfterSwap>() };
	readonly #say: (text: string) => void;

	/** `say`: prints what a listener throws. */
	constructor(say: (text: string) => void) {
		this.#say = say;
	}

	onBeforeSwap(listener: BeforeSwap): Undo {
		return add(this.#before, listener);
	}

	on(event: 'onSwapped' | 'onFailed', listener: AfterSwap): Undo {
		return add(this.#after[event], listener);
	}

	/** Asks everybody who wants to be asked. Throws if one refuses. */
	async ask(swap: Swap): Promise<void> {
		for (const listener of this.#before) {
			let answer: boolean | undefined;
			try {
				answer = await listener(swap);
			} catch (error) {
				throw refused(`${swap.name}@${swap.to}`, error);
			}
			if (answer === false) throw refused(`${swap.name}@${swap.to}`);
		}
	}

	/** The swap is over: nothing that a listener does changes it, and none ends the process. */
	tell(swap: Swap, outcome: UpdateOutcome): void {
		const event = outcome.type === 'updated' ? 'onSwapped' : 'onFailed';
		for (const listener of this.#after[event]) {
			Promise.resolve().then(() => listener(swap, outcome)).catch((error: unknown) => this.#say(`[hot] ${listenerFailed(event, error)}`));
		}
	}
}

/** The undo takes `member` out again. */
export function add<T>(set: Set<T>, member: T): Undo {
	set.add(member);
	return () => void set.delete(member);
}
