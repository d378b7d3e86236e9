// The wiring of one thread's program: loader, runtime and sources.
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inside, isCoverageTaken, outside, programRuns, run, type Catalogue, type LoaderDriver, type PackagePlaces, type Steps, type StoreKeeper } from '@hot-runtime/loader';
import { createRuntime, isSameText } from '@hot-runtime/runtime';
import type { HotOptions, Runtime } from '@hot-runtime/runtime';
import type { BetweenExternals, EntryEvaluation, ModuleId, SourceChange } from '@hot-runtime/types';
import type { Drafts } from './drafts.js';
import { openFileSource } from './file-source.js';
import type { FileSource } from './file-source.js';
import { PolledFiles } from './files/polled-files.js';
import { CommonJSProgram, type RequireHooks } from './commonjs.js';
import type { LoaderWish } from './loader-hot.js';
import { mendLastWords } from './last-words.js';
import { LoaderWatches } from './loader-watches.js';
import { ownFolders } from './hooks-state.js';
import { NodeHost } from './node-host.js';
import { coverageNotMended, inThread, watchesExhausted } from './messages.js';
import type { RegisterOptions } from './options.js';
import { notice, reportHandler, reportOutcome, withoutMarks } from './report.js';
import type { ReportSurroundings } from './report.js';
import { ProgramLines } from './program-lines.js';
import { closeAtEnd } from './process-end.js';
import { isTracing, trace } from './trace.js';
import { expectWorkers, isMainThread, openThreadFiles, threadNumber } from './threads.js';

/** A refusal that a further save heals within this time is not told. */
const quietMs = 100;

/** A text that does not parse may be half-written: it is read once more after this time. */
const settleMs = 200;

/** A source that replaces packages: it is told what the program imports of them, and asked of each new version. */
export interface PackageVersions {
	track(id: ModuleId): void;
	untrack(id: ModuleId): void;
	verify(id: ModuleId, namespace: object): unknown;
}

export interface ProgramParts {
	readonly options: RegisterOptions;
	readonly catalogue: Catalogue;
	readonly driver: LoaderDriver;
	readonly keeper: StoreKeeper | null;
	/** Null where texts are transformed in another thread. */
	readonly drafts: Drafts | null;
	/** Takes in what a hooks thread found. */
	readonly receive: () => void;
}

export class Program {
	readonly runtime: Runtime;
	/** Written by npm.ts, once packages are under version control. */
	versions: PackageVersions | null = null;
	readonly #driver: LoaderDriver;
	readonly #catalogue: Catalogue;
	readonly #host: NodeHost;
	readonly #files: FileSource | null;
	/** In the place of `files` where nothing is watched. */
	readonly #polled: PolledFiles | null;
	readonly #watches: LoaderWatches;
	readonly #keeper: StoreKeeper | null;
	readonly #drafts: Drafts | null;
	readonly #isSilent: boolean;
	#closesAtEnd = false;
	readonly #receive: () => void;
	readonly #evaluations = new Map<ModuleId, EntryEvaluation>();

	constructor({ options, catalogue, driver, keeper, drafts, receive }: ProgramParts) {
		this.#drafts = drafts;
		this.#keeper = keeper;
		this.#catalogue = catalogue;
		this.#driver = driver;
		this.#receive = receive;
		this.#host = new NodeHost(driver, catalogue, keeper, error => this.say(notice(coverageNotMended(error))));
		this.#isSilent = options.silent ?? false;
		const { watch = true } = options;
		const readSince = (): number => this.#host.readSince;
		const open = openThreadFiles(openFileSource({
			polling: typeof watch === 'object' ? watch.polling : undefined,
			readSince,
			onTouched: id => drafts?.begin(id),
			onExhausted: (error, interval) => this.say(notice(watchesExhausted(error.code ?? '', interval))),
		}), readSince);
		this.#polled = watch === false ? new PolledFiles(readSince) : null;
		this.#files = watch === false ? null : open(changes => this.#changed(this.#watches.expand(changes)));
		this.#watches = new LoaderWatches(this.#files ?? this.#polled ?? nothingIsWatched, id => void this.runtime.changed([{ id }]));
		this.runtime = createRuntime(this.#host, this.#runtimeOptions(watch !== false));
		if (isMainThread && !isCoverageTaken()) mendLastWords(new ProgramLines(id => this.runtime.map.get(id)));
		if (isTracing()) trace(this.runtime.hot, text => write(`${text}\n`));
	}

	#runtimeOptions(isWatching: boolean): HotOptions {
		return {
			isWatching,
			isNews: (id, changedAt) => changedAt > this.#host.readUntil(id) || run(this.#isOther(id)),
			poll: () => run(this.#withoutUnchanged(this.#watches.expand(this.#polled?.poll() ?? []))),
			identify: file => (/^[a-z]+:/.test(file) ? file : pathToFileURL(file).href),
			track: id => {
				this.versions?.track(id);
				this.#watches.track(id);
			},
			verify: (id, namespace) => this.versions?.verify(id, namespace),
			untrack: id => {
				this.versions?.untrack(id);
				this.#watches.untrack(id);
				this.#host.forget(id);
			},
			report: outcome => this.#print(reportOutcome(outcome, this.#surroundings())),
			reportError: error => this.#print(reportHandler(error, this.#surroundings())),
			kept: () => this.#closeAtEnd(),
			ended: () => {
				this.#host.updateEnded(id => this.runtime.map.has(id));
				this.#files?.verify(this.#host.takeUnread());
			},
			quietTime: quietMs,
			settleTime: settleMs,
		};
	}

	/** What is certain does not wait for what must be looked into. */
	#changed(changes: readonly SourceChange[]): void {
		this.#drafts?.stop();
		const certain = changes.filter(change => change.isDoubtful !== true);
		if (certain.length > 0) void this.runtime.changed(certain);
		if (certain.length === changes.length) return;
		void run(this.#lookInto(changes.filter(change => change.isDoubtful)));
	}

	*#lookInto(doubtful: readonly SourceChange[]): Steps<void> {
		const changed = yield* this.#withoutUnchanged(doubtful);
		if (changed.length > 0) void this.runtime.changed(changed);
	}

	/** Of doubtful changes, those of texts that are other than what runs. */
	*#withoutUnchanged(changes: readonly SourceChange[]): Steps<readonly SourceChange[]> {
		const changed: SourceChange[] = [];
		for (const change of changes) if (change.isDoubtful !== true || (yield* this.#isOther(change.id))) changed.push({ id: change.id });
		return changed;
	}

	*#isOther(id: ModuleId): Steps<boolean> {
		const before = this.runtime.map.get(id);
		if (before?.kind !== 'source-text' || this.runtime.waits(id)) return true;
		const now = yield* this.#host.loadAgain(before.loaded);
		// Another version may have come meanwhile.
		const current = this.runtime.map.get(id);
		return now === null || current?.kind !== 'source-text' || !isSameText(current.loaded, now);
	}

	/** The evaluation of an entry, begun when the first of its generated modules asks. */
	evaluation(entry: ModuleId, namespaces: Iterable<readonly [ModuleId, object]>): EntryEvaluation {
		programRuns();
		return inside(() => this.#evaluation(entry, namespaces));
	}

	#evaluation(entry: ModuleId, namespaces: Iterable<readonly [ModuleId, object]>): EntryEvaluation {
		const known = this.#evaluations.get(entry);
		if (known !== undefined) return known;
		this.#receive();
		this.runtime.add(this.#catalogue.reachable(entry));
		const evaluation = this.runtime.start(entry, new Map(namespaces));
		this.#evaluations.set(entry, evaluation);
		return evaluation;
	}

	/** What runs between the modules of a sequence, by its serial. */
	get thrown(): ReadonlyMap<number, unknown> {
		return this.#host.thrown;
	}

	get sequences(): ReadonlyMap<number, BetweenExternals> {
		return this.#host.sequences;
	}

	/** An entry has run. */
	ran(): void {
		inside(() => this.#keeper?.started());
	}

	/** A worker may be made from now on. */
	expectWorkers(): void {
		if (isMainThread && this.#files !== null) expectWorkers();
	}

	/** A loader below said something of a module. */
	wish(wish: LoaderWish): void {
		inside(() => this.#watches.take(wish));
	}

	/** From now on the program's own CommonJS files are hot. */
	runCommonJS(hooks: RequireHooks): CommonJSProgram {
		return this.#host.commonJS = new CommonJSProgram(() => this.runtime, hooks);
	}

	isMain(entry: ModuleId): void {
		this.#host.main = entry;
	}

	/** Packages that are imported from another place from now on. */
	place(places: PackagePlaces): Promise<void> {
		return this.#driver.place(places);
	}

	/** The current namespace of a module of the program; null if it is not part of it. */
	exportsOf(id: ModuleId): object | null {
		return this.runtime.map.has(id) ? this.runtime.readExports(id, ignoreChange) : null;
	}

	/** Nothing is listened to in a process that keeps nothing. */
	#closeAtEnd(): void {
		if (this.#closesAtEnd) return;
		this.#closesAtEnd = true;
		closeAtEnd(this.runtime);
	}

	#surroundings(): ReportSurroundings {
		return {
			root: process.cwd(),
			// Asked for with the first text: Node opens the stream when it is first looked at.
			get hasColor() {
				return process.stderr.isTTY === true && !process.env['NO_COLOR'];
			},
			readText,
			isOwn: path => ownPaths.some(own => path.startsWith(own)),
			specifierIn: (importer, imported) => specifierIn(this.runtime.map.get(importer), imported),
			isCommonJS: id => isCommonJS(this.runtime.map.get(id)),
		};
	}

	/** Answers the text for those who listen to `message`. */
	#print(text: string | null): string | null {
		if (text === null) return null;
		if (!this.#isSilent) write(`${isMainThread ? text : inThread(text, threadNumber())}\n`);
		return withoutMarks(text);
	}

	/** Something to know that is no update's outcome. */
	say(text: string): void {
		const message = inside(() => this.#print(text));
		if (message !== null) this.runtime.message(message);
	}
}

type Module = ReturnType<Runtime['map']['get']>;

function specifierIn(importer: Module, imported: ModuleId): string | null {
	if (importer?.kind !== 'source-text') return null;
	const request = importer.resolved.indexOf(imported);
	// A name that was put together stands in no text.
	return importer.loaded.source.requests[request]?.specifier ?? (importer.dynamicImports.get(imported) || null);
}

const isCommonJS = (module: Module): boolean => module?.kind === 'source-text' && module.loaded.format === 'commonjs';

/** For what is watched by nobody. */
const nothingIsWatched = { track: () => {}, untrack: () => {} };

const ignoreChange = (): void => {};

/** The stream is the program's: it may have put a function of its own there. */
const write = (text: string): void => void outside(() => process.stderr.write(text));

const ownPaths = ownFolders.map(folder => fileURLToPath(folder));

function readText(path: string): string | null {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return null;
	}
}
