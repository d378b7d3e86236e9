// A temporary folder that is gone after the test, and a file source over it whose reports can be waited for.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { ModuleId } from '@hot-runtime/types';
import { openFileSource } from '../../dist/file-source.js';
import type { FileSource, FileSourceOptions } from '../../dist/file-source.js';

const limitMs = 90_000;

export class TemporaryFolder {
	readonly path: string;

	constructor(t: TestContext) {
		this.path = realpathSync(mkdtempSync(join(tmpdir(), 'hot-files-')));
		t.after(() => rmSync(this.path, { recursive: true, force: true }));
	}

	at(name: string): string {
		return join(this.path, name);
	}

	id(name: string): ModuleId {
		return pathToFileURL(this.at(name)).href;
	}

	write(name: string, text: string): void {
		mkdirSync(dirname(this.at(name)), { recursive: true });
		writeFileSync(this.at(name), text);
	}

	/** A file as it lies on the disk of a program that starts: written some time ago. */
	writeOld(name: string, text: string): ModuleId {
		this.write(name, text);
		const before = new Date(Date.now() - 60_000);
		utimesSync(this.at(name), before, before);
		return this.id(name);
	}
}

/** Every report, in order, and a way to wait for the next. */
export class Reports {
	readonly batches: (readonly ModuleId[])[] = [];
	/** What was reported as doubtful, in order. */
	readonly doubtful: ModuleId[] = [];
	readonly source: FileSource;
	#read = 0;
	#wake: (() => void) | null = null;

	constructor(t: TestContext, options: FileSourceOptions = {}) {
		this.source = openFileSource(options)(changes => {
			this.batches.push(changes.map(({ id }) => id));
			this.doubtful.push(...changes.filter(({ isDoubtful }) => isDoubtful).map(({ id }) => id));
			this.#wake?.();
		});
		t.after(() => this.source.close());
	}

	/** The ids of the next report that was not asked for yet. */
	async next(): Promise<readonly ModuleId[]> {
		if (this.batches.length === this.#read) await withinLimit(new Promise<void>(resolve => { this.#wake = resolve; }));
		this.#wake = null;
		const batch = this.batches[this.#read++];
		if (batch === undefined) throw new Error('Woken with no report');
		return batch;
	}

	/** All ids reported until `id` is. */
	async until(id: ModuleId): Promise<readonly ModuleId[]> {
		const all: ModuleId[] = [];
		while (!all.includes(id)) all.push(...await this.next());
		return all;
	}
}

/** Watching keeps no process alive; the limit's timer does, and fails the test if nothing comes. */
export async function withinLimit<T>(promise: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const limit = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(new Error(`Nothing came within ${limitMs} ms`)), limitMs);
	});
	try {
		return await Promise.race([promise, limit]);
	} finally {
		clearTimeout(timer);
	}
}

/** Until what was written before is old enough for its times to tell it from what is written now. */
export async function untilOld(): Promise<void> {
	const end = Date.now() + 30;
	while (Date.now() < end) await new Promise<void>(resolve => { setImmediate(resolve); });
}

/** Tracks and waits until the watch is there: a report that follows is of a change made after this call. */
export async function trackAll(reports: Reports, folder: TemporaryFolder, ids: readonly ModuleId[]): Promise<void> {
	for (const id of ids) reports.source.track(id);
	const probe = folder.writeOld('probe.js', '0');
	reports.source.track(probe);
	await untilWatched(reports, folder, probe);
}

async function untilWatched(reports: Reports, folder: TemporaryFolder, probe: ModuleId): Promise<void> {
	// The probe was tracked last, so it is watched last: a report of it means that all are.
	const beat = setInterval(() => folder.write('probe.js', `// ${performance.now()}`), 20);
	try {
		await reports.until(probe);
	} finally {
		clearInterval(beat);
	}
	reports.source.untrack(probe);
}
