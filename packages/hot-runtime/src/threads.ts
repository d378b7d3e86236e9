// One watcher for all threads of a process. The main thread watches for its workers; each thread applies updates to its own module map.
// The threads talk over a channel that none of them is kept alive by. A worker of a main thread that is not hot watches for itself.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { BroadcastChannel } from 'node:worker_threads';
import { clock, inside, workerThreads } from '@hot-runtime/loader';
import type { ModuleId, SourceChange } from '@hot-runtime/types';
import type { FileSource } from './file-source.js';

/** What only the main thread of a process may do is refused before its argument is looked at. */
export const isMainThread: boolean = mayChangeFolder();

function mayChangeFolder(): boolean {
	try {
		Reflect.apply(process.chdir, process, [undefined]);
		return true;
	} catch (error) {
		return !(error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_UNSUPPORTED_OPERATION');
	}
}

/** This thread's number. */
export const threadNumber = (): Thread => isMainThread ? 0 : workerThreads().threadId;

type OpenFiles = (changed: (changes: readonly SourceChange[]) => void) => FileSource;

/** A thread's number; what the messages are addressed with. */
type Thread = number;

type Message =
	| { readonly type: 'track'; readonly from: Thread; readonly ids: readonly ModuleId[]; readonly readAt: number }
	| { readonly type: 'untrack'; readonly from: Thread; readonly ids: readonly ModuleId[] }
	| { readonly type: 'verify'; readonly unread: readonly ModuleId[] }
	| { readonly type: 'gone'; readonly from: Thread }
	| { readonly type: 'changed'; readonly to: Thread; readonly changes: readonly SourceChange[] };

const channelName = 'hot-runtime:files';

/** The file source of this thread. `readSince`: when the texts that are tracked next were read, at the earliest. */
export function openThreadFiles(open: OpenFiles, readSince: () => number): OpenFiles {
	if (isMainThread) return changed => new SharedFiles(open, changed, readSince);
	return workerThreads().getEnvironmentData(channelName) === true ? changed => new RemoteFiles(changed, readSince) : open;
}

/**
 * To be called in the main thread before a worker can be made: what a worker finds there says that its files are watched for it. One that was made
 * before watches for itself.
 */
export function expectWorkers(): void {
	workerThreads().setEnvironmentData(channelName, true);
}

/** The main thread's: what a file's change is told to are the threads that track it. */
class SharedFiles implements FileSource {
	readonly #files: FileSource;
	readonly #owners = new Map<ModuleId, Set<Thread>>();
	readonly #changed: (changes: readonly SourceChange[]) => void;
	readonly #readSince: () => number;
	/** When a change was last reported, in milliseconds of the epoch. */
	readonly #toldAt = new Map<ModuleId, number>();
	#channel: BroadcastChannel | null = null;
	readonly #openChannel = (): void => {
		inside(() => this.#channel ??= openChannel(message => this.#receive(message)));
	};

	constructor(open: OpenFiles, changed: (changes: readonly SourceChange[]) => void, readSince: () => number) {
		this.#changed = changed;
		this.#readSince = readSince;
		this.#files = open(changes => this.#tell(changes));
		// Told before the worker runs, so nothing it says is missed; a program without workers pays nothing, and sees no listener.
		subscribe('worker_threads', this.#openChannel);
	}

	track(id: ModuleId, readAt: number = this.#readSince()): void {
		this.#add(id, threadNumber(), readAt);
	}

	untrack(id: ModuleId): void {
		this.#remove(id, threadNumber());
	}

	verify(unread?: Iterable<ModuleId>): void {
		this.#files.verify(unread);
	}

	close(): void {
		unsubscribe('worker_threads', this.#openChannel);
		this.#channel?.close();
		this.#files.close();
	}

	#add(id: ModuleId, owner: Thread, readAt: number): void {
		const owners = this.#owners.get(id);
		if (owners !== undefined) {
			owners.add(owner);
			// It was reported to the others after this thread had read it.
			if ((this.#toldAt.get(id) ?? -Infinity) >= readAt) this.#send(owner, [{ id, isDoubtful: true }]);
			return;
		}
		this.#owners.set(id, new Set([owner]));
		this.#files.track(id, readAt);
	}

	#remove(id: ModuleId, owner: Thread): void {
		const owners = this.#owners.get(id);
		if (owners === undefined || !owners.delete(owner) || owners.size > 0) return;
		this.#owners.delete(id);
		this.#toldAt.delete(id);
		this.#files.untrack(id);
	}

	#tell(changes: readonly SourceChange[]): void {
		const byThread = new Map<Thread, SourceChange[]>();
		for (const change of changes) {
			const { id } = change;
			this.#toldAt.set(id, clock.date());
			for (const owner of this.#owners.get(id) ?? []) {
				const theirs = byThread.get(owner);
				if (theirs === undefined) byThread.set(owner, [change]);
				else theirs.push(change);
			}
		}
		for (const [thread, theirs] of byThread) this.#send(thread, theirs);
	}

	#send(thread: Thread, changes: readonly SourceChange[]): void {
		if (thread === threadNumber()) this.#changed(changes);
		else this.#channel?.postMessage({ type: 'changed', to: thread, changes } satisfies Message);
	}

	#receive(message: Message): void {
		switch (message.type) {
			case 'track': for (const id of message.ids) this.#add(id, message.from, message.readAt); return;
			case 'untrack': for (const id of message.ids) this.#remove(id, message.from); return;
			case 'verify': return this.#files.verify(message.unread);
			case 'gone': for (const id of [...this.#owners.keys()]) this.#remove(id, message.from); return;
			case 'changed': return;
			default: message satisfies never;
		}
	}
}

/** A worker's: asks the main thread to watch. */
class RemoteFiles implements FileSource {
	readonly #channel: BroadcastChannel;
	readonly #readSince: () => number;
	#tracked: ModuleId[] = [];
	/** The earliest of theirs. */
	#readAt = Infinity;

	constructor(changed: (changes: readonly SourceChange[]) => void, readSince: () => number) {
		this.#readSince = readSince;
		this.#channel = openChannel(message => {
			if (message.type === 'changed' && message.to === threadNumber()) changed(message.changes);
		});
		process.once('exit', () => inside(() => this.#send({ type: 'gone', from: threadNumber() })));
	}

	/** A start loads many modules in one turn: they go in one message. */
	track(id: ModuleId, readAt: number = this.#readSince()): void {
		this.#readAt = Math.min(this.#readAt, readAt);
		if (this.#tracked.push(id) === 1) queueMicrotask(() => inside(() => this.#flush()));
	}

	#flush(): void {
		if (this.#tracked.length === 0) return;
		this.#send({ type: 'track', from: threadNumber(), ids: this.#tracked, readAt: this.#readAt });
		this.#tracked = [];
		this.#readAt = Infinity;
	}

	untrack(id: ModuleId): void {
		this.#flush();
		this.#send({ type: 'untrack', from: threadNumber(), ids: [id] });
	}

	verify(unread: Iterable<ModuleId> = []): void {
		this.#flush();
		this.#send({ type: 'verify', unread: [...unread] });
	}

	close(): void {
		this.#send({ type: 'gone', from: threadNumber() });
		this.#channel.close();
	}

	#send(message: Message): void {
		this.#channel.postMessage(message);
	}
}

function openChannel(receive: (message: Message) => void): BroadcastChannel {
	const channel = new (workerThreads().BroadcastChannel)(channelName);
	channel.onmessage = (event: unknown) => {
		// Only our own threads know the name.
		inside(() => receive((event as { readonly data: Message }).data));
	};
	channel.unref();
	return channel;
}
