import type { ImportAttributes, ImportEntry, IndirectExportEntry, ModuleBody, ModuleId, ModuleSource, ResumableBody } from './module-source.js';

/** A hot module as it was loaded. */
export interface LoadedSourceText {
	readonly kind: 'source-text';
	readonly id: ModuleId;
	/** Where the text was read. For a file the same as `id`; for a module under version control the file of the current version. */
	readonly location: string;
	/** Equal for equal texts. */
	readonly hash: string;
	readonly source: ModuleSource;
	/** `commonjs`: its body has Node evaluate the file; its edges are known once it ran. */
	readonly format?: 'commonjs';
	/** The module that each of `source.requests` stands for, index by index. */
	readonly resolved: readonly ModuleId[];
	/**
	 * True for a module whose importers need not accept its updates: they stay, and read the new version from then on. One that accepts it
	 * is told, and one that declines it blocks the update.
	 */
	readonly importersStay?: boolean;
}

/** A module that is not hot: a built-in, CommonJS, an ignored package, wasm. Node itself evaluates it. */
export interface LoadedExternal {
	readonly kind: 'external';
	readonly id: ModuleId;
	/** What `import()` takes: an absolute URL or a `node:` name, and the attributes it was requested with. */
	readonly url: string;
	readonly attributes: ImportAttributes;
	/** `builtin`: evaluating it has no effect a program could see. `static`: its exports never change after evaluation. `live`: they may. */
	readonly bindings: 'builtin' | 'static' | 'live';
	/** Its text, if it is not hot because the transform does not understand it. */
	readonly unparsed?: string;
}

export type LoadedModule = LoadedSourceText | LoadedExternal;

/** Something that could not be resolved, read or parsed. The error is the one plain Node throws, where there is one. */
export interface LoadFailure {
	readonly id: ModuleId | null;
	readonly error: Error;
	/** What is missing, if something that `id` imports is. */
	readonly missing?: ModuleId;
	/** What was read, or was to be, on the way to it: a change of any of them may mend it. */
	readonly reached?: readonly ModuleId[];
	/** True if the text may be half-written: it is empty, or it does not parse. Then its next change is waited for before a person is told. */
	readonly isUnfinished?: boolean;
}

/** The outcome of a walk: every module not known before that the roots reach by static imports, or the first failure in walk order. */
export type LoadResult =
	| { readonly ok: true; readonly modules: readonly LoadedModule[] }
	| { readonly ok: false; readonly failure: LoadFailure };

/** What the runtime needs of its surroundings. It knows nothing else of them. */
export interface Host {
	/**
	 * Loads `roots` anew, and what they newly reach by static imports. `isKnown(id)` says which modules need no load.
	 * An equal text may come back with the same `hash`. Never rejects.
	 */
	load(roots: readonly LoadRoot[], isKnown: (id: ModuleId) => boolean): Promise<LoadResult>;
	/** Resolves as `import()` in `parent` would. Rejects with Node's own error. */
	resolve(specifier: string, parent: ModuleId, attributes: ImportAttributes): Promise<ModuleId>;
	/** True if the same request may stand for another module the next time, for others have a say. May be absent: then it does not. */
	resolvesAnew?(): boolean;
	/** Resolves without waiting, as `import.meta.resolve` and `hot.accept` do. Throws Node's own error. */
	resolveSync(specifier: string, parent: ModuleId, attributes: ImportAttributes): ModuleId;
	/** Compiles once for each call; throws V8's SyntaxError. `isUpdate`: the body replaces an older one, and must not be kept by V8's own cache. */
	compile(module: LoadedSourceText, isUpdate: boolean): ModuleBody;
	/**
	 * The body of a module with top-level await as a generator, for one that is read before its turn; null if there is none. It yields the gate, then
	 * what it awaits. May be absent (tests).
	 */
	compileResumable?(module: LoadedSourceText): ResumableBody | null;
	/** Evaluates a module that is not hot, and answers its namespace object. */
	importExternal(module: LoadedExternal): Promise<object>;
	/**
	 * Evaluates modules that are not hot as Node evaluates the imports of one module: in this order, with no microtask in between unless one of
	 * them waits, and then the others are not kept waiting. Settles as such an import does. May be absent (tests): then one after the other is imported.
	 */
	importInPlace?(modules: readonly LoadedExternal[], between: BetweenExternals): Promise<unknown>;
	/** What was loaded is part of the program from now on, perhaps in the place of another version. What is loaded may never be. May be absent. */
	inForce?(module: LoadedModule): void;
	/** `import()` of `module` is about to reject with `error`, which may be given the words that Node has for it. Never rejects. May be absent. */
	explain?(error: unknown, module: LoadedSourceText): Promise<void>;
	/** A new `import.meta` object, as plain Node makes it, without `hot`. */
	createMeta(id: ModuleId): object;
	/** A function that reads `namespace[name]`, compiled anew for each call, so that V8 inlines it. May be absent. */
	createMemberReader?(namespace: object, name: string): () => unknown;
	/** The error of an import or re-export that cannot be linked, as Node words and shows it. May be absent: then a plain SyntaxError serves. */
	createLinkError?(failure: LinkFailure): Error;
	/** A Module Namespace Object of the engine's own, with a default export: how it refuses writes is learned from it. May be absent (tests). */
	readonly nativeNamespace?: object;
	/** What calls a function in the asynchronous context of now, which bodies may change; null where no program looks at one. May be absent. */
	keepContext?(): ((run: () => void) => void) | null;
	/** What keeps the runtime apart from what the program does to built-ins. May be absent (tests). */
	readonly shelter?: Shelter;
	/** Milliseconds from some fixed point. */
	now(): number;
	/** Runs `task` after `ms` milliseconds unless undone; must not keep the process alive. Returns the undo. */
	delay(ms: number, task: () => void): () => void;
}

/** Built-ins as they were when the program began, for code of ours. What it calls may go in and out again. */
export interface Shelter {
	/** Runs code of ours, which waits for nothing. */
	inside<T>(this: void, act: () => T): T;
	/** Runs code of the program. */
	outside<T>(this: void, act: () => T): T;
	/** Runs code of ours that waits: inside each time it goes on. Takes as many turns of the microtask queue as an async function that awaits the same. */
	run<T>(this: void, steps: Steps<T>): Promise<T>;
}

/** Code that waits for each promise it yields, and goes on with its value. */
export type Steps<T> = Generator<PromiseLike<unknown>, T, unknown>;

/** What happens around the modules that are evaluated in their place. What is thrown here, the import throws. */
export interface BetweenExternals {
	/** All are linked, and none is evaluated yet. The namespace objects have their keys. */
	linked(namespaces: readonly object[]): void;
	/** The first `count` were begun, the next was not: called with each number from 0 on. */
	advance(count: number): void;
	/** The one at `index` has been evaluated to its end. */
	evaluated(index: number): void;
}

/** A name that a module imports or re-exports and that stands for nothing. */
export interface LinkFailure {
	/** V8's words. */
	readonly message: string;
	readonly importer: LoadedSourceText;
	/** The entry of the importer that failed. */
	readonly entry: ImportEntry | IndirectExportEntry;
	/** What lacks the name, if it is not hot. */
	readonly external: LoadedExternal | null;
	/** The name that is lacking. */
	readonly name: string;
}

/** A module to load anew, and where its text is now, if that moved. */
export interface LoadRoot {
	readonly id: ModuleId;
	readonly location?: string;
	/** True if `import()` asks for it. A text that does not parse is then for Node to judge: the load fails with V8's own error, or the module is not hot. */
	readonly isImport?: boolean;
	/** True if its text has not changed for a while: an empty one is meant. Without it, the load of a text that has become empty fails as unfinished. */
	readonly isSettled?: boolean;
}
