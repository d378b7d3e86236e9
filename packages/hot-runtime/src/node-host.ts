// What the runtime needs of Node.
import { AsyncResource } from 'node:async_hooks';
import * as nativeNamespace from 'node:module';
import { Script } from 'node:vm';
import {
	clock, compileBody, compileResumableBody, createMeta, inside, isCoverageTaken, outside, pathOf, registerSourceMap, rethrowURL, run, sequenceURL, settled, takesCodeCache,
} from '@hot-runtime/loader';
import type { Catalogue, LoaderDriver, Steps, StoreKeeper } from '@hot-runtime/loader';
import { Coverage } from './coverage.js';
import type { CommonJSProgram } from './commonjs.js';
import { nameExports } from './placed-exports.js';
import { ownFolders } from './hooks-state.js';
import { createLinkError } from './link-error.js';
import { syntaxErrorOf } from './syntax-error.js';
import type {
	BetweenExternals, Host, ImportAttributes, LinkFailure, LoadFailure, LoadedExternal, LoadedModule, LoadedSourceText, LoadResult, LoadRoot, ModuleBody, ModuleId, ResumableBody, Shelter,
} from '@hot-runtime/types';

export class NodeHost implements Host {
	readonly nativeNamespace: object = nativeNamespace;
	readonly shelter: Shelter = { inside, outside, run };
	readonly #driver: LoaderDriver;
	readonly #catalogue: Catalogue;
	readonly #keeper: StoreKeeper | null;
	/** Loaded, and not part of the program: an update may be refused. */
	readonly #offered = new Map<ModuleId, LoadedModule>();
	/** When the reading of each began. */
	readonly #readAt = new WeakMap<LoadedModule, number>();
	/** When it was over. */
	readonly #readUntil = new WeakMap<LoadedModule, number>();
	/** What an `import()` asked for and is not there yet. */
	readonly #imported = new Set<ModuleId>();
	/** What was looked for since the last update ended, and was not there. */
	#unread = new Set<ModuleId>();
	/** The module Node was started with. */
	main: ModuleId | null = null;
	/** When the last reading of texts began, in milliseconds of the epoch: at first, with the process. */
	readSince: number = clock.date() - process.uptime() * 1000;
	/** Null where CommonJS is left to Node alone. */
	commonJS: CommonJSProgram | null = null;
	/** What is being evaluated in its place: what runs in between. */
	readonly sequences = new Map<number, BetweenExternals>();
	/** What Node is to explain. */
	readonly thrown = new Map<number, unknown>();
	#serial = 0;
	#memberReaders = 0;
	readonly #coverage: Coverage | null;

	/** `coverageFailed`: is told why what Node wrote of the coverage could not be put right. */
	constructor(driver: LoaderDriver, catalogue: Catalogue, keeper: StoreKeeper | null, coverageFailed: (error: unknown) => void = () => {}) {
		this.#keeper = keeper;
		this.#driver = driver;
		this.#catalogue = catalogue;
		const folder = process.env['NODE_V8_COVERAGE'] ?? '';
		this.#coverage = isCoverageTaken() ? new Coverage(folder, url => ownFolders.some(own => url.startsWith(own)), coverageFailed) : null;
	}

	load(roots: readonly LoadRoot[], isKnown: (id: ModuleId) => boolean): Promise<LoadResult> {
		return run(this.#load(roots, isKnown));
	}

	*#load(roots: readonly LoadRoot[], isKnown: (id: ModuleId) => boolean): Steps<LoadResult> {
		const readAt = clock.date();
		this.readSince = readAt;
		this.commonJS?.noteRequires();
		const loaded = yield* settled(this.#driver.load(roots, isKnown));
		const refused = loaded.ok ? yield* this.#refuse(loaded.modules) : null;
		if (refused !== null) return refused;
		const result = loaded.ok ? yield* nameExports(roots, loaded.modules, external => this.importExternal(external)) : loaded;
		if (!result.ok) return { ok: false, failure: this.#noteUnread(withMissing(result.failure)) };
		this.#offer(result.modules, readAt, roots.some(({ isImport }) => isImport));
		return result;
	}

	#offer(modules: readonly LoadedModule[], readAt: number, isImport: boolean): void {
		const readUntil = clock.date();
		for (const module of modules) {
			// Loads that go on at a time may share what was read for the first of them.
			this.#readAt.set(module, Math.min(readAt, this.#readAt.get(module) ?? readAt));
			this.#readUntil.set(module, readUntil);
			this.#offered.set(module.id, module);
			if (isImport) this.#imported.add(module.id);
		}
	}

	inForce(module: LoadedModule): void {
		inside(() => this.#inForce(module));
	}

	#inForce(module: LoadedModule): void {
		// It is watched from now on. Another load may have begun since it was read: an `import()` while an update runs.
		this.readSince = this.#readAt.get(module) ?? this.#catalogue.readAt(module) ?? this.readSince;
		this.#catalogue.add([module]);
		this.#imported.delete(module.id);
		if (this.#offered.delete(module.id)) this.#driver.inForce(module.id);
	}

	/** When the text in force of a module was there, in milliseconds of the epoch; -Infinity if it was there from the start. */
	readUntil(id: ModuleId): number {
		const module = this.#catalogue.get(id);
		return module === undefined ? -Infinity : this.#readUntil.get(module) ?? -Infinity;
	}

	/** An update has ended: what was loaded for it and did not come into the program is forgotten. `has`: is part of it, in whatever version. */
	updateEnded(has: (id: ModuleId) => boolean): void {
		for (const id of this.#offered.keys()) {
			if (this.#imported.has(id)) continue;
			this.#offered.delete(id);
			if (!has(id)) this.#driver.forget(id);
		}
	}

	#noteUnread(failure: LoadFailure): LoadFailure {
		const { id, error, missing } = failure;
		const code: unknown = Reflect.get(error, 'code');
		if (code === 'ERR_MODULE_NOT_FOUND' && missing !== undefined) this.#unread.add(missing);
		else if (code === 'ENOENT' && id !== null && Reflect.get(error, 'path') === pathOf(id)) this.#unread.add(id);
		return failure;
	}

	/** Files that an update did not find. They may have been away for a moment only. */
	takeUnread(): ReadonlySet<ModuleId> {
		const unread = this.#unread;
		this.#unread = new Set();
		return unread;
	}

	/** As it is now; null if it cannot be loaded. */
	*loadAgain({ id, location }: LoadedSourceText): Steps<LoadedModule | null> {
		const loaded = yield* settled(this.#driver.load([{ id, isSettled: true, ...location === id ? {} : { location } }], () => true));
		return loaded.ok ? loaded.modules[0] ?? null : null;
	}

	/** Texts that the transform does not understand: Node has the last word, and the words. */
	*#refuse(modules: readonly LoadedModule[]): Steps<LoadResult | null> {
		for (const module of modules) {
			const error = module.kind === 'external' && module.unparsed !== undefined ? yield* syntaxErrorOf(module.unparsed, module.url) : null;
			if (error === null) continue;
			for (const { id } of modules) this.#driver.forget(id);
			return { ok: false, failure: { id: module.id, error, isUnfinished: true } };
		}
		return null;
	}

	resolve(specifier: string, parent: ModuleId, attributes: ImportAttributes): Promise<ModuleId> {
		return run(this.#resolve(specifier, parent, attributes));
	}

	*#resolve(specifier: string, parent: ModuleId, attributes: ImportAttributes): Steps<ModuleId> {
		const id = yield* settled(this.#driver.resolve(specifier, parent, attributes));
		if (!this.#catalogue.has(id)) this.#imported.add(id);
		return id;
	}

	resolvesAnew(): boolean {
		return this.#driver.resolvesAnew();
	}

	resolveSync(specifier: string, parent: ModuleId, attributes: ImportAttributes): ModuleId {
		return this.#driver.resolveSync(specifier, parent, attributes);
	}

	compile(module: LoadedSourceText, isUpdate: boolean): ModuleBody {
		return inside(() => this.#compile(module, isUpdate));
	}

	#compile(module: LoadedSourceText, isUpdate: boolean): ModuleBody {
		const { code, prefixLength, sourceMap } = module.source;
		this.#coverage?.compiled(module);
		if (sourceMap !== undefined && process.sourceMapsEnabled) registerSourceMap(module.location, sourceMap);
		const isCached = !isUpdate && takesCodeCache(code);
		const cachedData = isCached ? this.#keeper?.codeCache(module.id, module.hash) : undefined;
		// Of CommonJS the body only asks Node to run the file: in stacks it is no place of the file's.
		const filename = module.format === 'commonjs' ? commonJSBody : module.location;
		const { body, isFromCache, createCachedData } = compileBody({ code, prefixLength, filename, isUpdate, cachedData });
		if (isCached && !isFromCache) this.#keeper?.compiled(module.id, module.hash, createCachedData);
		return body;
	}

	compileResumable({ source, location }: LoadedSourceText): ResumableBody | null {
		return inside(() => compileResumableBody({ code: source.code, prefixLength: source.prefixLength, filename: location }));
	}

	async importExternal({ url, attributes }: LoadedExternal): Promise<object> {
		return outside(() => import(url, { with: attributes }));
	}

	async importInPlace(modules: readonly LoadedExternal[], between: BetweenExternals): Promise<unknown> {
		const serial = this.#serial++;
		const url = inside(() => {
			this.sequences.set(serial, between);
			return sequenceURL(serial, modules);
		});
		try {
			return await outside(() => import(url));
		} finally {
			inside(() => this.sequences.delete(serial));
		}
	}

	/** Node says more of a name that only CommonJS has, in the error itself. */
	explain(error: unknown, module: LoadedSourceText): Promise<void> {
		return run(this.#explain(error, module));
	}

	*#explain(error: unknown, { location, source }: LoadedSourceText): Steps<void> {
		if (!(error instanceof ReferenceError) || !/^(?:module|exports|require|__filename|__dirname) is not defined$/.test(error.message)) return;
		const serial = this.#serial++;
		this.thrown.set(serial, error);
		try {
			const url = rethrowURL(location, serial, source.hasTLA);
			yield outside(() => import(url));
		} catch {
			// It is the same error.
		} finally {
			this.thrown.delete(serial);
		}
	}

	createMeta(id: ModuleId): object {
		return inside(() => this.#createMeta(id));
	}

	#createMeta(id: ModuleId): object {
		const module = this.#offered.get(id) ?? this.#catalogue.get(id);
		if (this.commonJS !== null && module?.kind === 'source-text' && module.format === 'commonjs') return this.commonJS.createVersion(id);
		return createMeta(id, id === this.main, (specifier, parent) => inside(() => this.#fileOf(this.resolveSync(specifier, parent, {}))));
	}

	/** What a program is told of a package whose version may change: the file it stands for now. */
	#fileOf(id: ModuleId): string {
		const module = this.#catalogue.get(id);
		return module?.kind === 'source-text' && module.importersStay === true ? module.resolved[0] ?? id : id;
	}

	createLinkError(failure: LinkFailure): Error {
		return inside(() => createLinkError(failure));
	}

	createMemberReader(namespace: object, name: string): () => unknown {
		return inside(() => {
			const create: (object: object) => () => unknown = new Script(`/*${this.#memberReaders++}*/(ns=>()=>ns[${JSON.stringify(name)}])`).runInThisContext();
			return create(namespace);
		});
	}

	keepContext(): ((run: () => void) => void) | null {
		return inside(() => this.#catalogue.has('node:async_hooks')) ? bindContext(callIt) : null;
	}

	now(): number {
		return clock.now();
	}

	delay(ms: number, task: () => void): () => void {
		return clock.delay(ms, task);
	}

	forget(id: ModuleId): void {
		inside(() => this.#forget(id));
	}

	#forget(id: ModuleId): void {
		this.#offered.delete(id);
		this.#imported.delete(id);
		this.commonJS?.forget(id);
		this.#driver.forget(id);
		this.#catalogue.remove(id);
	}
}

const commonJSBody = 'hot-runtime:commonjs';
const bindContext = AsyncResource.bind;

function callIt(run: () => void): void {
	run();
}

/** Node tells what it has not found. */
function withMissing(failure: LoadFailure): LoadFailure {
	const missing: unknown = Reflect.get(failure.error, 'url');
	return typeof missing === 'string' ? { ...failure, missing } : failure;
}
