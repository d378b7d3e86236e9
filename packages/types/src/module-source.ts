/** The identity of a module: an opaque string to everyone but the loader, which made it. */
export type ModuleId = string;

/** [Import attributes](https://tc39.es/ecma262/#sec-withclausetoattributes) of a request, keys and values as written. */
export type ImportAttributes = Readonly<Record<string, string>>;

/** A [ModuleRequest Record](https://tc39.es/ecma262/#modulerequest-record). */
export interface ModuleRequest {
	readonly specifier: string;
	readonly attributes: ImportAttributes;
}

/**
 * One import that a body reads, and so one parameter of the body: a cell, whose `$` is the value.
 *
 * - `binding`: an imported name. That the target lacks it is a SyntaxError at link time. An `importName` of `null` is the
 *   namespace object itself (`import * as ns`).
 * - `callee`: a binding that the body does nothing with but call it. A value that is no function is read as a function that throws V8's
 *   TypeError, with the name in the user's text: V8's own would quote the body's.
 * - `member`: `ns.name`, read without the namespace object. That the target lacks it is `undefined`.
 * - `value`: an export of a built-in module that never changes, as the default one, or its namespace object. The parameter is the value itself,
 *   and the text that uses it stays as it is.
 * - `method`: `ns.name` as the callee of a call, which must see the namespace as `this`. No function: as with `callee`.
 */
export interface ImportEntry {
	/** Index into `ModuleSource.requests`. */
	readonly request: number;
	readonly importName: string | null;
	/** The name in the user's text: what an error about this import says. */
	readonly localName: string;
	readonly access: 'binding' | 'callee' | 'member' | 'method' | 'value';
}

/** An export of a binding of the module's own. Its reader has the entry's index in `ModuleSource.localExports`. */
export interface LocalExportEntry {
	readonly exportName: string;
	/** The name in the user's text; `*default*` for an anonymous default export. */
	readonly localName: string;
	/** False if the value, once it is initialised, can never change: `const`, and what is never assigned to. `var` is mutable. */
	readonly isMutable: boolean;
	/** What the binding holds before the body runs: a `function` itself, a `var` undefined, anything else is in its dead zone. */
	readonly hoisted: 'function' | 'var' | null;
	/** True if the value is known to be a function that cannot see its `this`: it may be called with any. */
	readonly isThisFree: boolean;
}

/** `export { importName as exportName } from`, also where written as an import and an export. A null `importName` is the namespace. */
export interface IndirectExportEntry {
	readonly exportName: string;
	readonly request: number;
	readonly importName: string | null;
}

/**
 * What the transform emits for one source text: [Source Text Module Record](https://tc39.es/ecma262/#sec-source-text-module-records)
 * fields and the text of a body. Data only: it goes to the cache and through threads.
 */
export interface ModuleSource {
	/** In source order, without duplicates: [[RequestedModules]]. */
	readonly requests: readonly ModuleRequest[];
	/** In the order of the body's parameters, which are cells but for those of `value`. */
	readonly imports: readonly ImportEntry[];
	readonly localExports: readonly LocalExportEntry[];
	readonly indirectExports: readonly IndirectExportEntry[];
	/** Indexes into `requests` of `export * from`. */
	readonly starExports: readonly number[];
	readonly hasTLA: boolean;
	/** True if the text mentions `import.meta`. No direct `eval` can. */
	readonly usesImportMeta: boolean;
	/** An expression whose value is a `ModuleBody`. Every line of the user's text keeps its line number. */
	readonly code: string;
	/** How many characters of `code` precede the user's first: one line, or nothing. The script's `lineOffset` leaves it out of the count. */
	readonly prefixLength: number;
	/** From the positions of `code` to those that a person wrote. Present if somebody may look: it takes time to make. */
	readonly sourceMap?: EncodedSourceMap;
	/** What it was made from. Present while coverage is taken, whose reports count in positions of the text. */
	readonly origin?: TextOrigin;
}

/** The text of which `code` holds an edited copy. */
export interface TextOrigin {
	readonly text: string;
	/** In order: what was replaced, and how long its replacement is. */
	readonly edits: readonly (readonly [start: number, end: number, newLength: number])[];
}

/** A [source map](https://tc39.es/ecma426/#sec-source-map-format), version 3. */
export interface EncodedSourceMap {
	readonly version: 3;
	readonly names: string[];
	readonly sources: (string | null)[];
	readonly sourcesContent?: (string | null)[];
	readonly mappings: string;
}

/** A cell: what a body reads an import through. Reading `$` throws a ReferenceError while the binding is in its dead zone. */
export interface Cell {
	readonly $: unknown;
}

/** What a body is given as its first parameter, `hot$`. Nothing else of ours is visible to it. */
export interface BodyContext {
	/** The body's first act. `readers[i]` reads the binding of `localExports[i]`; it throws while that is in its dead zone. */
	declare(readers: readonly (() => unknown)[]): void;
	/** `import.meta`. */
	readonly meta: object;
	/** `import(specifier, options)`; never throws, always a promise. */
	import(specifier: unknown, options?: unknown): Promise<unknown>;
	/** Throws `TypeError: Assignment to constant variable.`, after its argument was evaluated. */
	constant(value: unknown): never;
	/** Wraps each expression that may write an exported mutable binding: notifies, and returns its argument. */
	wrote<T>(value?: T): T;
	/** Only in the body of an asynchronous module, and only when it was instantiated ahead of its turn: wait for it first. */
	readonly gate?: Promise<void> | true | undefined;
}

/**
 * A module's code. Without top-level await it is a generator function, which calls `declare`, yields once, and runs to its end. With it, an
 * async function, which calls `declare`, awaits `hot$.gate` if there is one, and runs to its end.
 */
export type ModuleBody = (hot$: BodyContext, ...imports: readonly unknown[]) => Generator<void, void, void> | Promise<void>;

/** The code of a module with top-level await as a generator function: it calls `declare`, yields `hot$.gate`, and then each value that it awaits. */
export type ResumableBody = (hot$: BodyContext, ...imports: readonly unknown[]) => Generator<unknown, void, unknown>;
