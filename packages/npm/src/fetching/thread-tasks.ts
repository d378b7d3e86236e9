// The program's end of the line to the thread that fetches. The thread lives as long as there is something to do, and a little longer.
import { Worker } from 'node:worker_threads';
import { failed, threadEnded } from '../messages.js';
import type { OnProgress } from '../progress.js';
import type { ExactVersion } from '../registry.js';
import type { StoredVersion } from '../store/stored-version.js';
import { unpackError, type FromThread, type Task, type ToThread } from './protocol.js';
import type { Running, TaskOptions, Tasks } from './tasks.js';

/** Milliseconds that a thread with nothing to do is kept for the next task. */
const idleTime = 5000;

interface Call {
	readonly onProgress: OnProgress;
	readonly resolve: (value: never) => void;
	readonly reject: (error: unknown) => void;
}

export class ThreadTasks implements Tasks {
	readonly #options: TaskOptions;
	readonly #calls = new Map<number, Call>();
	#thread: Worker | null = null;
	#idle: NodeJS.Timeout | undefined;
	#count = 0;

	constructor(options: TaskOptions) {
		this.#options = options;
	}

	resolve(name: string, version: string, minAge: number): Promise<ExactVersion> {
		return this.#ask({ type: 'resolve', name, version, minAge });
	}

	fetch(exact: ExactVersion, running: Running, onProgress: OnProgress): Promise<StoredVersion> {
		return this.#ask({ type: 'fetch', exact, running }, onProgress);
	}

	newestStored(name: string, version: string): Promise<ExactVersion | null> {
		return this.#ask({ type: 'newestStored', name, version });
	}

	async close(): Promise<void> {
		clearTimeout(this.#idle);
		const thread = this.#thread;
		if (thread === null) return;
		this.#thread = null;
		const ended = new Promise(resolve => thread.once('exit', resolve));
		thread.ref();
		thread.postMessage({ close: true } satisfies ToThread);
		await ended;
	}

	#ask<Value>(task: Task, onProgress: OnProgress = () => {}): Promise<Value> {
		const call = ++this.#count;
		clearTimeout(this.#idle);
		const thread = this.#thread ??= this.#start();
		// Who waits for an answer keeps the process alive, an idle thread does not.
		thread.ref();
		return new Promise<Value>((resolve, reject) => {
			this.#calls.set(call, { onProgress, resolve, reject });
			thread.postMessage({ call, task } satisfies ToThread);
		});
	}

	#start(): Worker {
		// Options of the program's own command line, hot-runtime among them, are not for this thread.
		const { NODE_OPTIONS: _, ...env } = process.env;
		const thread = new Worker(new URL('./thread.js', import.meta.url), { workerData: this.#options, execArgv: [], env, name: 'hot-runtime-npm' });
		thread.on('message', (message: FromThread) => this.#receive(message));
		thread.on('error', error => this.#ended(thread, error));
		thread.on('exit', () => this.#ended(thread, threadEnded()));
		return thread;
	}

	#receive(message: FromThread): void {
		const call = this.#calls.get(message.call);
		if (call === undefined) return;
		if (message.type === 'progress') return call.onProgress(message.progress);
		this.#calls.delete(message.call);
		if (message.type === 'done') call.resolve(message.value as never);
		else call.reject(unpackError(message.error));
		if (this.#calls.size > 0) return;
		this.#thread?.unref();
		this.#idle = setTimeout(() => void this.close(), idleTime).unref();
	}

	#ended(thread: Worker, error: unknown): void {
		if (this.#thread === thread) this.#thread = null;
		const calls = [...this.#calls.values()];
		this.#calls.clear();
		for (const { reject } of calls) reject(failed('The version', error));
	}
}
