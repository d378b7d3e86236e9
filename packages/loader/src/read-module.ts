// From a resolution to what the runtime is told of a module: its ModuleSource, or that Node itself evaluates it.
import type { LoadedExternal, ModuleSource } from '@hot-runtime/types';
import { hashText } from './digest.js';
import { loadHot, type HookChain, type LoadHookResult, type MaybePromise, type Resolution, type SourceText } from './hook-chain.js';
import { isHotFormat, type HotPolicy } from './hot-policy.js';
import { jsonModuleSource } from './json-module.js';
import type { RequiredFiles } from './required-files.js';
import { settled, type Steps } from './steps.js';
import { ModuleSyntaxError } from './transform/syntax-error.js';
import { explainTypeScript, stripTypeScript } from './typescript.js';

/** Turns a module's text into its ModuleSource; throws a SyntaxError. `hasCellsOnly`: see TransformOptions. */
export type ToModuleSource = (text: string, url: string, hash: string, hasCellsOnly: boolean) => MaybePromise<ModuleSource>;

export interface Reading {
	readonly chain: HookChain;
	readonly policy: HotPolicy;
	readonly toModuleSource: ToModuleSource;
	/** Null where CommonJS is left to Node alone. */
	readonly commonJS: CommonJSReader | null;
	readonly requiredFiles: RequiredFiles;
	/** Whether a hook has put another module in the place of a built-in one. */
	readonly builtins: { areReplaced: boolean };
}

export interface CommonJSReader {
	/** Throws V8's SyntaxError for a text that does not compile. */
	sourceOf(text: string, url: string): ModuleSource;
	/** Of a module that has run. */
	sourceOfExports(exports: unknown): ModuleSource;
}

export interface ReadSourceText {
	readonly kind: 'source-text';
	readonly format: 'module' | 'module-typescript' | 'json' | 'commonjs';
	readonly hash: string;
	readonly source: ModuleSource;
}

export type ReadModule = ReadSourceText | { readonly kind: 'external'; readonly bindings: LoadedExternal['bindings']; readonly unparsed?: string };

const EXTERNAL = {
	builtin: { kind: 'external', bindings: 'builtin' },
	static: { kind: 'external', bindings: 'static' },
	live: { kind: 'external', bindings: 'live' },
} as const;

/**
 * `at`: what to load; it differs from the module's `id` when the text of a module under version control moved.
 * `loaded`: its text, where Node asked for it just now. Throws what the chain throws, and a SyntaxError for a text of ours that does not parse.
 */
export function* readModule(reading: Reading, id: string, at: Resolution, loaded?: LoadHookResult): Steps<ReadModule> {
	if (reading.requiredFiles.has(id)) return readRequired(reading, at.url);
	if (at.format === 'builtin' || at.url.startsWith('node:')) return EXTERNAL.builtin;
	const isCommonJS = at.format?.startsWith('commonjs') === true;
	if (!reading.policy.mayBeHot(id)) return isCommonJS ? EXTERNAL.static : EXTERNAL.live;
	if (isCommonJS && (reading.commonJS === null || !reading.policy.mayBeHotCommonJS(id))) return EXTERNAL.static;
	const result = loaded ?? (yield* load(reading.chain, id, at));
	if (result.format?.startsWith('commonjs') === true) return readCommonJS(reading, id, result);
	if (!isHotFormat(result.format)) return EXTERNAL.live;
	const text = textOf(result.source);
	return text === null ? EXTERNAL.live : yield* readText(reading, id, result.format, text);
}

/** Of a file that Node runs. A query makes another module of it for `import`, which only Node can tell apart. */
export function readCommonJS({ commonJS, policy }: Reading, id: string, { format, source }: LoadHookResult): ReadModule {
	const text = textOf(source);
	if (commonJS === null || text === null || !policy.mayBeHotCommonJS(id) || !/^file:[^?#]*$/.test(id)) return EXTERNAL.static;
	const javaScript = format === 'commonjs' ? text : stripTypeScript(text, id);
	return { kind: 'source-text', format: 'commonjs', hash: hashText('commonjs', text), source: commonJS.sourceOf(javaScript, id) };
}

/** Of a file whose text only a loader of `require` can make JavaScript of. `exports`: what it exported, if it has run. */
export function readRequired({ commonJS, requiredFiles }: Reading, url: string, exports?: unknown): ReadModule {
	if (commonJS === null) return EXTERNAL.static;
	const text = requiredFiles.textOf(url);
	const source = exports === undefined ? commonJS.sourceOf(requiredFiles.compile(url) ?? text, url) : commonJS.sourceOfExports(exports);
	return { kind: 'source-text', format: 'commonjs', hash: hashText('commonjs', text), source };
}

function* load(chain: HookChain, id: string, at: Resolution): Steps<LoadHookResult> {
	try {
		return yield* loadHot(chain, id, hot => chain.load(at, hot));
	} catch (error) {
		throw explainTypeScript(error, at.url);
	}
}

function* readText(reading: Reading, id: string, format: 'module' | 'module-typescript' | 'json', text: string): Steps<ReadSourceText> {
	const { areReplaced } = reading.builtins;
	const hash = hashText(format, text) + (areReplaced ? ' cells' : '');
	if (format === 'json') return { kind: 'source-text', format, hash, source: jsonModuleSource(text, id) };
	const javaScript = format === 'module' ? text : stripTypeScript(text, id);
	try {
		return { kind: 'source-text', format, hash, source: yield* settled(reading.toModuleSource(javaScript, id, hash, areReplaced)) };
	} catch (error) {
		throw error instanceof ModuleSyntaxError ? new UnparsedText(javaScript, error) : error;
	}
}

/** Wraps the error of a text that the transform does not understand. */
export class UnparsedText extends Error {
	readonly text: string;
	readonly error: ModuleSyntaxError;

	constructor(text: string, error: ModuleSyntaxError) {
		super(error.message);
		this.text = text;
		this.error = error;
	}
}

const decoder = new TextDecoder();

/** As Node reads it: UTF-8, without a byte order mark. Null where a hook gave nothing. */
export function textOf(source: SourceText | null | undefined): string | null {
	if (source === null || source === undefined) return null;
	return typeof source === 'string' ? source : decoder.decode(source);
}
