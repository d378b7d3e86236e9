// In the files that Node writes for NODE_V8_COVERAGE, which c8 and the test runner read, what ran is counted in positions of the code that V8
// compiled. When a thread ends, it puts its own file right: every position is then one of the program's texts.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { takeCoverage } from 'node:v8';
import { threadId } from 'node:worker_threads';
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
	#registered = 0;
	#called = 0;
	#isDone = false;

	/** `folder`: where Node writes to. `isOwn`: a file of ours, which nobody asked about. */
	constructor(folder: string, isOwn: (url: string) => boolean) {
		this.#folder = folder;
		this.#isOwn = isOwn;
		this.#listen();
		// What the program does when it exits counts as well: ours comes after its listeners.
		process.on('newListener', (event, listener) => {
			if (event === 'exit' && listener !== this.#exits) queueMicrotask(() => this.#listen());
		});
	}

	compiled({ location, source: { code, prefixLength, origin } }: LoadedSourceText): void {
		this.#compiled.set(location, { codeLength: code.length, prefixLength, origin: origin ?? null });
	}

	#listen(): void {
		this.#registered++;
		process.on('exit', this.#exits);
	}

	readonly #exits = (): void => {
		if (++this.#called < this.#registered || this.#isDone) return;
		this.#isDone = true;
		takeCoverage();
		for (const name of readdirSync(this.#folder)) if (isOfThisThread(name)) this.#mend(join(this.#folder, name));
	};

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
	return name.startsWith(`coverage-${process.pid}-`) && name.endsWith(`-${threadId}.json`);
}
