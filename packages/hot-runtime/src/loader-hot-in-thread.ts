// Hooks of the user's that run in a thread of their own below hooks of ours that do not: what those are handed is cloned on the way, and so has
// no functions. Where that happens, hooks of ours are put above the user's in their thread, which make of the clone what it was.
import { register } from 'node:module';
import { inside, workerThreads } from '@hot-runtime/loader';
import { LoaderHots, ModuleLoaderHot, type HotAddress, type Load, type LoaderWish, type TellWish } from './loader-hot.js';

export class InThreadLoaderHots extends LoaderHots {
	readonly #tell: TellWish;
	#isCloned = false;
	#isBridged = false;

	constructor(tell: TellWish) {
		super(tell);
		this.#tell = tell;
	}

	protected override create(load: Load, tell: TellWish): ModuleLoaderHot {
		return this.#addressed(new ModuleLoaderHot(load, tell), load);
	}

	override probe(): object {
		return this.#addressed({}, null);
	}

	override met(): boolean {
		if (!this.#isCloned || this.#isBridged) return false;
		this.#isBridged = true;
		const { MessageChannel, threadId } = workerThreads();
		const { port1, port2 } = new MessageChannel();
		port1.on('message', (wish: LoaderWish) => inside(() => this.#tell(wish)));
		port1.unref();
		register(new URL('./loader-hot-thread.js', import.meta.url), { data: { thread: threadId, port: port2 }, transferList: [port2] });
		return true;
	}

	/** A structured clone reads properties, and nobody else has a reason to. */
	#addressed<T extends object>(hot: T, load: Load | null): T {
		return Object.defineProperty(hot, 'address', {
			enumerable: true,
			get: (): HotAddress | null => {
				this.#isCloned = true;
				return load && { ...load, thread: workerThreads().threadId };
			},
		});
	}
}
