import { constants, Script, type ScriptOptions } from 'node:vm';
import type { ModuleBody, ResumableBody } from '@hot-runtime/types';
import { withoutCompilationCache } from './compilation-cache.js';
import { makeResumable } from './lazy-module-source.js';

export interface CompileOptions {
	/** `ModuleSource.code` and `ModuleSource.prefixLength`. */
	readonly code: string;
	readonly prefixLength: number;
	/** What stack traces and debuggers show: the file's URL. */
	readonly filename: string;
	/** V8's code cache for exactly this code. */
	readonly cachedData?: Buffer | undefined;
	/** It replaces an older body. */
	readonly isUpdate: boolean;
}

export interface CompiledBody {
	readonly body: ModuleBody;
	/** True if V8 took `cachedData`. */
	readonly isFromCache: boolean;
	/** V8's code cache, with the functions that ran until now. */
	createCachedData(): Buffer;
}

/**
 * False for code that may evaluate text. An `import()` in that text is refused on Node 20 if the code came out of V8's cache, which there loses what
 * `importModuleDynamically` said.
 */
export function takesCodeCache(code: string): boolean {
	return !/\beval\b|\b(?:Async)?(?:Generator)?Function\s*\(/.test(code);
}

/** Throws V8's SyntaxError. */
export function compileBody(options: CompileOptions): CompiledBody {
	if (!isDefaultLoaderQuiet && /\b(?:eval|Function)\b/.test(options.code)) quietDefaultLoader();
	const script = options.isUpdate && options.cachedData === undefined ? withoutCompilationCache(() => createScript(options)) : createScript(options);
	const body: ModuleBody = script.runInThisContext();
	return {
		body,
		isFromCache: options.cachedData !== undefined && script.cachedDataRejected === false,
		createCachedData: () => script.createCachedData(),
	};
}

/** A body that yields what it awaits: see transform/resumable.ts. Null if there can be none. */
export function compileResumableBody(options: Omit<CompileOptions, 'cachedData' | 'isUpdate'>): ResumableBody | null {
	const code = makeResumable(options.code);
	return code === null ? null : withoutCompilationCache(() => createScript({ ...options, code, isUpdate: true })).runInThisContext();
}

function createScript({ code, prefixLength, filename, cachedData }: CompileOptions): Script {
	const options: ScriptOptions = {
		filename,
		// The prefix has a line of its own: the user's first line is what Node shows of it beside an error.
		lineOffset: prefixLength > 0 ? -1 : 0,
		importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
		...(cachedData && { cachedData }),
	};
	return new Script(code, options);
}

let isDefaultLoaderQuiet = false;

/**
 * Node warns once that `USE_MAIN_CONTEXT_DEFAULT_LOADER` is experimental, when evaluated code first calls `import()`: the transform sees all others.
 * The program did not ask for it, so the warning is had here, where nobody listens. What is imported is there: nothing is loaded for it.
 */
function quietDefaultLoader(): void {
	isDefaultLoaderQuiet = true;
	const { emitWarning } = process;
	process.emitWarning = () => {};
	try {
		const imported: Promise<unknown> = new Script(`import(${JSON.stringify(import.meta.url)})`, { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER }).runInThisContext();
		imported.catch(() => {});
	} finally {
		process.emitWarning = emitWarning;
	}
}
