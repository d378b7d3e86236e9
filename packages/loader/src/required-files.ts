// CommonJS files whose text no hook sees as Node runs it: a loader of `require` (tsx, Babel's, SWC's) reads or compiles them by itself.
import { readFileSync } from 'node:fs';
import Module from 'node:module';
import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModuleId } from '@hot-runtime/types';

type Extensions = Readonly<Record<string, ((module: NodeModule, path: string) => void) | undefined>>;

export class RequiredFiles {
	readonly #ids = new Set<ModuleId>();
	#isCompiling = false;

	/** What such a loader asks Node for meanwhile is not run. */
	get isCompiling(): boolean {
		return this.#isCompiling;
	}

	add(id: ModuleId): void {
		this.#ids.add(id);
	}

	has(id: ModuleId): boolean {
		return this.#ids.has(id);
	}

	delete(id: ModuleId): void {
		this.#ids.delete(id);
	}

	/** The file's own text. */
	textOf(url: string): string {
		return readFileSync(fileURLToPath(url), 'utf8');
	}

	/** The JavaScript that Node would run; null if the loader keeps it to itself. Throws the loader's complaint about the text. */
	compile(url: string): string | null {
		this.#isCompiling = true;
		try {
			return compiledText(fileURLToPath(url));
		} finally {
			this.#isCompiling = false;
		}
	}
}

/** Such loaders hand their text to the module's `_compile`, so that is where it can be had without running it. Not documented, but what they all build on. */
function compiledText(path: string): string | null {
	const extensions: unknown = Reflect.get(Module, '_extensions');
	const { [extname(path)]: compile, '.js': compileScript } = extensions as Extensions;
	const module = new Module(path);
	let compiled: string | null = null;
	Object.assign(module, { filename: path, paths: pathsFrom(dirname(path)), _compile: (text: string) => void (compiled ??= text) });
	(compile ?? compileScript)?.(module, path);
	return compiled;
}

function pathsFrom(folder: string): readonly string[] {
	const candidate: unknown = Reflect.get(Module, '_nodeModulePaths');
	return (candidate as (from: string) => string[])(folder);
}
