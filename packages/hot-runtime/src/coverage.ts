// In the files that Node writes for NODE_V8_COVERAGE, which c8 and the test runner read, what ran is counted in positions of the code that V8
// compiled. When a thread ends, it puts its own file right: every position is then one of the program's texts.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { v8, workerThreads } from '@hot-runtime/loader';
import type { LoadedSourceText } from '@hot-runtime/types';
import { originalCoverage, type CompiledText, type ScriptCoverage } from './coverage/original-coverage.js';
import { sourceMapEntry } from './coverage/source-map-entry.js';

interface CoverageFile {
	readonly result: readonly ScriptCoverage[];
	readonly 'source-map-cache'?: Readonly<Record<string, unknown>>;
}

export class Coverage {
	readonly #folder: string;
	readonly #isOwn: (url: string) => boolean;
	/** By URL, the newest code. */
	readonly #compiled = new Map<string, CompiledText>();
	readonly #failed: (error: unknown) => void;
	#isDone = false;

	/** `folder`: where Node writes to. `isOwn`: a file of ours, which nobody asked about. `failed`: is told why the files could not be put right. */
	constructor(folder: string, isOwn: (url: string) => boolean, failed: (error: unknown) => void) {
		this.#folder = folder;
		this.#isOwn = isOwn;
		this.#failed = failed;
		this.#watchExit();
	}

	compiled({ location, source: { code, prefixLength, origin } }: LoadedSourceText): void {
		this.#compiled.set(location, { codeLength: code.length, prefixLength, origin: origin ?? null });
	}

	/**
	 * What the program does when it exits counts as well, so a listener would have to be the last, whatever is added after it. Node calls `emit` for
	 * the event, and the program finds no listener that is not its own.
	 */
	#watchExit(): void {
		const emit = new Proxy(process.emit, {
			apply: (target, self: unknown, args: unknown[]): unknown => args[0] === 'exit' ? this.#exits(() => Reflect.apply(target, self, args)) : Reflect.apply(target, self, args),
		});
		Object.defineProperty(process, 'emit', { value: emit, writable: true, configurable: true, enumerable: false });
	}

	/** A listener may end the process at once, by another call of `process.exit`. */
	#exits(callListeners: () => unknown): unknown {
		const exit: unknown = Reflect.get(process, 'reallyExit');
		if (typeof exit === 'function') {
			Reflect.set(process, 'reallyExit', (...args: unknown[]): unknown => {
				this.#mendAll();
				return Reflect.apply(exit, process, args);
			});
		}
		try {
			return callListeners();
		} finally {
			this.#mendAll();
		}
	}

	#mendAll(): void {
		if (this.#isDone) return;
		this.#isDone = true;
		try {
			v8().takeCoverage();
			for (const name of readdirSync(this.#folder)) if (isOfThisThread(name)) this.#mend(join(this.#folder, name));
		} catch (error) {
			this.#failed(error);
		}
	}

	#mend(path: string): void {
		const file: CoverageFile = JSON.parse(readFileSync(path, 'utf8'));
		const maps = Object.fromEntries(Object.entries(file['source-map-cache'] ?? {}).filter(([url]) => !this.#isOwn(url)));
		for (const [url, { origin }] of this.#compiled) {
			const entry = origin === null ? maps[url] ?? null : sourceMapEntry(origin.text, url);
			if (entry === null) delete maps[url];
			else maps[url] = entry;
		}
		const result = originalCoverage(file.result.filter(({ url }) => !this.#isOwn(url)), this.#compiled);
		writeFileSync(path, JSON.stringify({ ...file, result, ...Object.keys(maps).length > 0 && { 'source-map-cache': maps } }));
	}
}

function isOfThisThread(name: string): boolean {
	return name.startsWith(`coverage-${process.pid}-`) && name.endsWith(`-${workerThreads().threadId}.json`);
}
