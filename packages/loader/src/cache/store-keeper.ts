// When a store is saved: once the program has started and pauses, or at its end. V8's code cache then holds the functions that ran.
import type { ModuleId } from '@hot-runtime/types';
import { clock } from '../clock.js';
import { inside } from '../shelter/index.js';
import type { ModuleStore } from './module-store.js';
import { saveOwnCode } from './own-code.js';

/** After the last module was compiled. */
const quietMs = 500;
/** No longer than this at a time is taken from the program. */
const sliceMs = 4;

export class StoreKeeper {
	readonly #store: ModuleStore;
	#cancel = (): void => {};
	#isStarted = false;
	readonly #save = (): void => inside(() => this.#end());

	constructor(store: ModuleStore) {
		this.#store = store;
	}

	/** An entry has run. Not before: a program sees its own listeners and timers while it starts. */
	started(): void {
		this.#isStarted = true;
		this.#wait();
	}

	#wait(): void {
		process.off('exit', this.#save).once('exit', this.#save);
		this.#cancel();
		this.#cancel = clock.delay(quietMs, () => this.#collect());
	}

	codeCache(id: ModuleId, hash: string): Buffer | undefined {
		return this.#store.codeCache(id, hash);
	}

	/** A body was compiled without V8's code cache. */
	compiled(id: ModuleId, hash: string, createCachedData: () => Buffer): void {
		this.#store.compiled(id, hash, createCachedData);
		if (this.#isStarted) this.#wait();
	}

	close(): void {
		this.#cancel();
		process.off('exit', this.#save);
		this.#store.release();
	}

	#collect(): void {
		const end = clock.now() + sliceMs;
		if (!this.#store.isChanged || this.#store.collect(() => clock.now() < end)) this.#end();
		else this.#cancel = clock.delay(1, () => this.#collect());
	}

	#end(): void {
		this.#cancel();
		process.off('exit', this.#save);
		this.#store.save();
		saveOwnCode(this.#store.folder);
	}
}
