// The wiring: one program for each thread, made when hot-runtime is registered in it.
import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Catalogue, inThreadDriver, InThreadHooks, LoaderHooks, makeModuleSource, ModuleStore, registerHooksCapability, StoreKeeper, ThreadDriver } from '@hot-runtime/loader';
import type { LoaderDriver, PackagePlaces } from '@hot-runtime/loader';
import { createRuntime, isSameText } from '@hot-runtime/runtime';
import type { Runtime } from '@hot-runtime/runtime';
import type { BetweenExternals, EntryEvaluation, ModuleId, SourceChange } from '@hot-runtime/types';
import { Drafts, draftText } from './drafts.js';
import { openFileSource } from './file-source.js';
import type { FileSource } from './file-source.js';
import { PolledFiles } from './files/polled-files.js';
import { CommonJSProgram, type ReadRequired } from './commonjs.js';
import { InThreadLoaderHots } from './loader-hot-in-thread.js';
import type { LoaderWish } from './loader-hot.js';
import { LoaderWatches } from './loader-watches.js';
import { createWalkState, enterURL, ownFolders, prepareCommonJS, storeOptions } from './hooks-state.js';
import { isOnlyPreload, mayMockModules } from './preloads.js';
import { NodeHost } from './node-host.js';
import { coverageNotMended, coverageOfItself, inThread, threadsAreDenied, watchesExhausted } from './messages.js';
import { checkOptions } from './options.js';
import type { ThreadStart } from './loader.js';
import type { RegisterOptions } from './options.js';
import { notice, reportHandler, reportOutcome, withoutMarks } from './report.js';
import type { ReportSurroundings } from './report.js';
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
		this.runtime = createRuntime(this.#host, {
			isWatching: watch !== false,
			isNews: (id, changedAt) => changedAt > this.#host.readUntil(id) || this.#isOther(id),
			poll: () => this.#withoutUnchanged(this.#watches.expand(this.#polled?.poll() ?? [])),
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
			report: outcome => this.#print(reportOutcome(outcome, surroundings())),
			reportError: error => this.#print(reportHandler(error, surroundings())),
			kept: () => this.#closeAtEnd(),
			quietTime: quietMs,
			settleTime: settleMs,
		});
		this.runtime.hot.on('afterUpdate', () => {
			this.#host.updateEnded(id => this.runtime.map.has(id));
			this.#files?.verify(this.#host.takeUnread());
		});
		if (isTracing()) trace(this.runtime.hot, text => void process.stderr.write(`${text}\n`));
	}

	/** What is certain does not wait for what must be looked into. */
	#changed(changes: readonly SourceChange[]): void {
		this.#drafts?.stop();
		const certain = changes.filter(change => change.isDoubtful !== true);
		if (certain.length > 0) void this.runtime.changed(certain);
		if (certain.length === changes.length) return;
		void this.#withoutUnchanged(changes.filter(change => change.isDoubtful)).then(changed => {
			if (changed.length > 0) void this.runtime.changed(changed);
		});
	}

	/** Of doubtful changes, those of texts that are other than what runs. */
	async #withoutUnchanged(changes: readonly SourceChange[]): Promise<readonly SourceChange[]> {
		const changed: SourceChange[] = [];
		for (const change of changes) if (change.isDoubtful !== true || await this.#isOther(change.id)) changed.push({ id: change.id });
		return changed;
	}

	async #isOther(id: ModuleId): Promise<boolean> {
		const before = this.runtime.map.get(id);
		if (before?.kind !== 'source-text' || this.runtime.waits(id)) return true;
		const now = await this.#host.loadAgain(before.loaded);
		// Another version may have come meanwhile.
		const current = this.runtime.map.get(id);
		return now === null || current?.kind !== 'source-text' || !isSameText(current.loaded, now);
	}

	/** The evaluation of an entry, begun when the first of its generated modules asks. */
	evaluation(entry: ModuleId, namespaces: Iterable<readonly [ModuleId, object]>): EntryEvaluation {
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
		this.#keeper?.started();
	}

	/** A worker may be made from now on. */
	expectWorkers(): void {
		if (isMainThread && this.#files !== null) expectWorkers();
	}

	/** A loader below said something of a module. */
	wish(wish: LoaderWish): void {
		this.#watches.take(wish);
	}

	/** From now on the program's own CommonJS files are hot. */
	runCommonJS(read: ReadRequired): CommonJSProgram {
		return this.#host.commonJS = new CommonJSProgram(() => this.runtime, read);
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

	/** Answers the text for those who listen to `message`. */
	#print(text: string | null): string | null {
		if (text === null) return null;
		if (!this.#isSilent) process.stderr.write(`${isMainThread ? text : inThread(text, threadNumber())}\n`);
		return withoutMarks(text);
	}

	/** Something to know that is no update's outcome. */
	say(text: string): void {
		const message = this.#print(text);
		if (message !== null) this.runtime.message(message);
	}
}

function surroundings(): ReportSurroundings {
	return {
		root: process.cwd(),
		hasColor: process.stderr.isTTY === true && !process.env['NO_COLOR'],
		readText,
		isOwn: path => ownPaths.some(own => path.startsWith(own)),
	};
}

/** For what is watched by nobody. */
const nothingIsWatched = { track: () => {}, untrack: () => {} };

const ignoreChange = (): void => {};

const ownPaths = ownFolders.map(folder => fileURLToPath(folder));

function readText(path: string): string | null {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return null;
	}
}

let program: Program | null = null;

/** Where the hooks run in a thread of their own, the program is made when its first facade runs. */
export function currentProgram(): Program {
	return program ??= connectToThread();
}

/** Null where hot-runtime was not registered: nothing is hot. */
export function registeredProgram(): Program | null {
	return hasHooks ? currentProgram() : program;
}

/**
 * Registers the hooks, in-thread where this Node can. Once for each thread; throws a TypeError for a wrong option. `isFirst`: no code of the user
 * has run before.
 */
export function registerProgram(given: unknown, isFirst = false): void {
	const options = checkOptions(given);
	if (isRegistered) return;
	isRegistered = true;
	if (reportsItself(process.execArgv)) {
		if (options.silent !== true && !process.execArgv.includes('--test')) process.stderr.write(`${notice(coverageOfItself())}\n`);
		return;
	}
	const registerHooks = registerHooksCapability();
	hasHooks = true;
	const isAlone = isFirst && isOnlyPreload(process.execArgv, process.env['NODE_OPTIONS'] ?? '');
	if (registerHooks === null) registerThread({ options: given, isAlone });
	else program = hookInThread(registerHooks, options, isAlone);
}

/** Throws what `register` throws, but for a process that may have no threads: that one is told, and runs as in plain Node. */
function registerThread(data: ThreadStart): void {
	try {
		register(new URL('./loader.js', import.meta.url), { data });
	} catch (error) {
		if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_ACCESS_DENIED') throw error;
		process.stderr.write(`${notice(threadsAreDenied())}\n`);
	}
}

const mocksModules = (): boolean => mayMockModules(process.execArgv, process.env['NODE_OPTIONS'] ?? '');

let isRegistered = false;
let hasHooks = false;

/** The test runner of a process that was started with this flag reads what V8 counted by itself. */
function reportsItself(execArgv: readonly string[]): boolean {
	return execArgv.includes('--experimental-test-coverage');
}

function hookInThread(registerHooks: NonNullable<ReturnType<typeof registerHooksCapability>>, options: RegisterOptions, isAlone: boolean): Program {
	const catalogue = new Catalogue();
	const kept = storeOptions(options, isAlone);
	const store = kept && new ModuleStore(kept);
	const hots = new InThreadLoaderHots(wish => program.wish(wish));
	const state = createWalkState(options, { store, hasRequire: true, hots, make: (text, url) => drafts.take(text, url) });
	const drafts = new Drafts({ make: makeModuleSource, read: id => draftText(catalogue.get(id)) });
	let commonJS: CommonJSProgram | null = null;
	const loaderHooks = new LoaderHooks({
		state, catalogue, enterURL,
		found: () => {},
		runs: module => commonJS?.runs(module),
		requires: id => commonJS?.requires(id),
		builtin: url => {
			if (url === 'node:worker_threads') program.expectWorkers();
		},
	});
	const hooks = new InThreadHooks(registerHooks, loaderHooks);
	const program: Program = new Program({ options, catalogue, driver: inThreadDriver(state, hooks, isAlone && !mocksModules()), keeper: store && new StoreKeeper(store), drafts, receive: () => {} });
	// Code that ran before may have all it needs for a worker.
	if (!isAlone) program.expectWorkers();
	commonJS = program.runCommonJS((id, exports) => loaderHooks.readRequired(id, exports));
	preparation = prepareCommonJS();
	return program;
}

/** Fulfilled when the hooks have all they need. */
let preparation: Promise<void> = Promise.resolve();

export const prepared = (): Promise<void> => preparation;

function connectToThread(): Program {
	const catalogue = new Catalogue();
	const driver = new ThreadDriver(catalogue, {
		connect: port => register(new URL('./connect.js', import.meta.url), { data: { port }, transferList: [port] }),
		raise: serial => register(new URL(`./raised.js?${serial}`, import.meta.url)),
		mayMockModules: mocksModules(),
	});
	const connected = new Program({ options: checkOptions(driver.options), catalogue, driver, keeper: driver.store && new StoreKeeper(driver.store), drafts: null, receive: () => driver.receiveAll() });
	connected.expectWorkers();
	// Only the wiring's own messages come this way.
	driver.listen(message => connected.wish(message as LoaderWish));
	return connected;
}
