// Versions of npm packages as an update source.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ModuleId, UpdateOutcome } from '@hot-runtime/types';
import type { AfterSwap, BeforeSwap, MapEntry, MapOptions, Mapping, Npm, RunningVersion, Undo, UseOptions } from './api.js';
import { ThreadTasks } from './fetching/thread-tasks.js';
import { MappedPackage, type MapRequest, type PlacedVersion } from './mapped-package.js';
import { denied, noPreviousVersion, notMapped, pinned, VersionError } from './messages.js';
import { checkName, parseRequest } from './package-spec.js';
import type { OnProgress, Progress } from './progress.js';
import { progressBar } from './progress-bar.js';
import type { ExactVersion } from './registry.js';
import { forgetRequired, RequireViews } from './require-view.js';
import { idOf, nameOf, type Surroundings } from './surroundings.js';
import { add, SwapListeners } from './swap-listeners.js';
import { failedBefore, failureOf, nothingToDo, Swaps } from './swaps.js';
import { openKeptStore, type KeptStore } from './store/kept-store.js';
import { Versions } from './versions.js';

/** The source with what the wiring gives it. */
export interface NpmSource extends Npm {
	/** A module came into the program. */
	track(id: ModuleId): void;
	untrack(id: ModuleId): void;
	/** Called with each new version before anybody reads it; throws if it must not be taken. */
	verify(id: ModuleId, namespace: object): Promise<void>;
	/** A swap that nobody called for: a version that failed a while ago is not tried. */
	follow(name: string, version: string | true): Promise<UpdateOutcome>;
	isMapped(name: string): boolean;
	/** A desired version that could not be put in place. */
	noteDrift(name: string, version: string | null): void;
}

interface Opened {
	readonly tasks: ThreadTasks;
	readonly versions: Versions;
	readonly store: KeptStore;
}

type Find = () => Promise<PlacedVersion>;

const defaultKeep = 3;
const day = 24 * 60 * 60_000;
/** The store is looked through at most once in this time. */
const sweepInterval = 60 * 60_000;

export class NpmVersions implements NpmSource {
	readonly #surroundings: Surroundings;
	readonly #swaps: Swaps;
	readonly #packages = new Map<string, MappedPackage>();
	readonly #listeners: SwapListeners;
	readonly #progress = new Set<OnProgress>();
	readonly #views: RequireViews;
	/** Versions of packages that are being mapped: they may be each other's peers. */
	#starting: ReadonlyMap<string, string> = new Map();
	#options: MapOptions = {};
	#opened: Opened | null = null;
	#last: Promise<unknown> = Promise.resolve();
	/** The first look is a while after the start. */
	#sweptAt = Date.now() - sweepInterval + 60_000;

	constructor(surroundings: Surroundings) {
		this.#surroundings = surroundings;
		this.#swaps = new Swaps(surroundings);
		this.#listeners = new SwapListeners(text => surroundings.say(text));
		this.#views = new RequireViews(surroundings);
		if (surroundings.terminal !== null) this.#progress.add(progressBar(surroundings.terminal));
	}

	map(mapping: Mapping, options: MapOptions = {}): Promise<void> {
		const requests = Object.entries(mapping).map(([name, entry]) => toRequest(name, entry));
		return this.#oneByOne(async () => {
			if (this.#opened === null) this.#options = options;
			const { versions } = this.#open();
			const chosen = await Promise.all(requests.map(async request => ({ request, version: await versions.choose(request) })));
			this.#starting = new Map(chosen.map(({ request, version }) => [request.name, version.version]));
			const started = await Promise.all(chosen.map(async ({ request, version }) => new MappedPackage(request, await versions.start(request, version))));
			for (const mapped of started) this.#packages.set(mapped.request.name, mapped);
			await this.#place();
			this.#views.install();
			await this.#keep();
		});
	}

	async use(name: string, version: string, options: UseOptions = {}): Promise<UpdateOutcome> {
		const mapped = this.#get(name);
		parseRequest(mapped.request.package, version);
		return this.#change(mapped, version, options, async () => {
			const { versions } = this.#open();
			const exact = await versions.resolve(mapped.request, version, options.timeout);
			mapped.forgive(exact.version);
			return this.#fetch(mapped, exact, options);
		});
	}

	async follow(name: string, version: string | true): Promise<UpdateOutcome> {
		const mapped = this.#get(name);
		return this.#change(mapped, String(version), {}, async () => {
			if (version === true) return this.#open().versions.installed(mapped.request);
			const exact = await this.#open().versions.resolve(mapped.request, version);
			const failure = mapped.denialOf(exact.version);
			if (failure !== null) throw denied(`${name}@${exact.version}`, failure);
			return this.#fetch(mapped, exact, {});
		});
	}

	async rollback(name: string, options: UseOptions = {}): Promise<UpdateOutcome> {
		const mapped = this.#get(name);
		return this.#change(mapped, mapped.previous?.version ?? '', options, async () => {
			const { previous } = mapped;
			if (previous === null) throw noPreviousVersion(name);
			await this.#ask(mapped, previous.version);
			return previous;
		});
	}

	async prepare(name: string, version: string): Promise<string> {
		const mapped = this.#get(name);
		const { versions } = this.#open();
		const prepared = await versions.fetch(await versions.resolve(mapped.request, version));
		mapped.prepared(prepared);
		await this.#keep();
		return prepared.version;
	}

	versions(): readonly RunningVersion[] {
		return [...this.#packages.values()].map(mapped => mapped.describe());
	}

	isMapped(name: string): boolean {
		return this.#packages.has(name);
	}

	noteDrift(name: string, version: string | null): void {
		this.#get(name).drift = version;
	}

	onBeforeSwap(handler: BeforeSwap): Undo {
		return this.#listeners.onBeforeSwap(handler);
	}

	onSwapped(handler: AfterSwap): Undo {
		return this.#listeners.on('onSwapped', handler);
	}

	onFailed(handler: AfterSwap): Undo {
		return this.#listeners.on('onFailed', handler);
	}

	onProgress(handler: OnProgress): Undo {
		return add(this.#progress, handler);
	}

	track(id: ModuleId): void {
		this.#packages.get(nameOf(id) ?? '')?.ids.add(id);
	}

	untrack(id: ModuleId): void {
		this.#packages.get(nameOf(id) ?? '')?.ids.delete(id);
	}

	verify(id: ModuleId, namespace: object): Promise<void> {
		return this.#swaps.verify(id, namespace);
	}

	async close(): Promise<void> {
		this.#views.close();
		await this.#last.catch(() => {});
		await this.#opened?.tasks.close();
		await this.#opened?.store.close();
	}

	/** Finds a version by `find` and puts it in place; every failure on the way is an outcome. */
	#change(mapped: MappedPackage, wanted: string, options: UseOptions, find: Find): Promise<UpdateOutcome> {
		return this.#oneByOne(async () => {
			const { request, current } = mapped;
			const from = current.version;
			const started = new Set(mapped.ids);
			let to = wanted;
			let outcome: UpdateOutcome;
			try {
				if (request.pinned) throw pinned(request.name, from);
				const next = await find();
				to = next.version;
				if (next.from === current.from) return nothingToDo([]);
				outcome = await this.#swaps.swap({ mapped, to: next, options });
				if (outcome.type === 'updated') await this.#moved(mapped, next, started);
			} catch (error) {
				outcome = failedBefore(idOf(request.name), error);
			}
			if (outcome.type !== 'updated' && !isOutage(outcome)) mapped.deny(to, failureOf(outcome));
			this.#listeners.tell({ name: request.name, from, to }, outcome);
			return outcome;
		});
	}

	async #fetch(mapped: MappedPackage, exact: ExactVersion, { timeout }: UseOptions): Promise<PlacedVersion> {
		const { request, current } = mapped;
		if (exact.version === current.version && current.stored !== null) return current;
		await this.#ask(mapped, exact.version);
		const ready = mapped.ready(exact.version);
		// Its peers may have moved since.
		if (ready?.stored?.peers.some(peer => this.#packages.has(peer)) === false) return ready;
		return this.#open().versions.fetch(exact, exact.version === request.version ? request.integrity : null, timeout);
	}

	#ask({ request, current }: MappedPackage, to: string): Promise<void> {
		return this.#listeners.ask({ name: request.name, from: current.version, to });
	}

	/** `swapped`: the modules that took the new version. Others may have come into the program meanwhile, with the old one. */
	async #moved(mapped: MappedPackage, next: PlacedVersion, swapped: ReadonlySet<ModuleId>): Promise<void> {
		const dropped = mapped.moveTo(next, next === mapped.previous, this.#options.keep ?? defaultKeep);
		await this.#place();
		const late = [...mapped.ids].filter(id => !swapped.has(id));
		if (late.length > 0) await this.#surroundings.changed(late.map(id => ({ id, location: next.from })));
		await this.#keep();
		const kept = new Set([...this.#packages.values()].flatMap(each => each.retained(this.#options.keep ?? defaultKeep)).flatMap(({ stored }) => stored?.folders ?? []));
		forgetRequired(dropped.flatMap(({ stored }) => stored?.folders ?? []).filter(folder => !kept.has(folder)));
		this.#sweep();
	}

	#open(): Opened {
		if (this.#opened !== null) return this.#opened;
		const folder = resolve(this.#options.folder ?? process.cwd());
		const root = resolve(this.#options.store ?? join(folder, 'node_modules', '.cache', 'hot-runtime', 'npm'));
		const tasks = new ThreadTasks({ folder, store: root, packager: this.#options.packager ?? null });
		const versions = new Versions({
			tasks, folder, store: root, timeout: this.#options.timeout ?? null,
			onProgress: (progress: Progress) => this.#progress.forEach(handler => handler(progress)),
			running: () => ({ ...Object.fromEntries(this.#starting), ...Object.fromEntries([...this.#packages].map(([name, { current }]) => [name, current.version])) }),
		});
		return this.#opened = { tasks, versions, store: openKeptStore(root) };
	}

	async #place(): Promise<void> {
		const all = [...this.#packages.values()];
		const store = `${pathToFileURL(join(this.#open().store.root, 'packages')).href}/`;
		const installed = all.flatMap(mapped => mapped.retained(this.#options.keep ?? defaultKeep)).flatMap(({ folder }) => folder ?? []);
		const packages = Object.fromEntries(all.map(({ request, current }) => [request.name, { from: current.from, name: request.package }]));
		this.#views.place({ packages, hotFolders: [store, ...installed], storeFolders: [store] });
		await this.#surroundings.place({ packages, hotFolders: [store, ...installed], storeFolders: [store] });
	}

	#keep(): Promise<void> {
		const retained = [...this.#packages.values()].flatMap(mapped => mapped.retained(this.#options.keep ?? defaultKeep));
		return this.#open().store.keep(retained.flatMap(({ stored }) => stored ?? []));
	}

	/** Beside the program: nobody waits for it, and what fails is tried again another time. */
	#sweep(): void {
		if (Date.now() - this.#sweptAt < sweepInterval) return;
		this.#sweptAt = Date.now();
		const { maxAge = 30 * day, maxSize = 2 * 1024 ** 3 } = this.#options.limits ?? {};
		this.#open().store.sweep({ maxAge, maxSize }).catch(() => {});
	}

	#get(name: string): MappedPackage {
		const mapped = this.#packages.get(name);
		if (mapped === undefined) throw notMapped(checkName(name));
		return mapped;
	}

	/** One after the other, whatever became of the one before. */
	#oneByOne<T>(work: () => Promise<T>): Promise<T> {
		const next = this.#last.then(work, work);
		this.#last = next.catch(() => {});
		return next;
	}
}

function toRequest(name: string, entry: true | string | MapEntry): MapRequest {
	const { package: packageName = name, version = true, fallback = false, pinned: isPinned = false, minAge = 0, integrity = null } = typeof entry === 'object' ? entry : { version: entry };
	checkName(name);
	checkName(packageName);
	if (version !== true) parseRequest(packageName, version);
	return { name, package: packageName, version, fallback, pinned: isPinned, minAge, integrity };
}

/** The version itself may be good. */
function isOutage(outcome: UpdateOutcome): boolean {
	const error = failureOf(outcome);
	return error instanceof VersionError && !['UNHEALTHY', 'NATIVE_ADDON', 'WRONG_INTEGRITY', 'NO_INTEGRITY', 'UNSAFE_ARCHIVE', 'WRONG_PACKAGE', 'BROKEN_ARCHIVE', 'WRONG_PLATFORM'].includes(error.code);
}
