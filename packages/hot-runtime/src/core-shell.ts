// Runs core.js: what every start of a program needs, which scripts/bundle.mjs makes one script of, and puts this before what it exports. V8 takes
// its code cache for a script, which for an ES module only a setting of the whole process would have.
import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { ownCodePath, readOwnCode, type OwnCode } from '@hot-runtime/loader';

export interface Surroundings {
	/** Of the module that core.js is run for: its `import.meta` and `import()` are those of the script. */
	readonly meta: ImportMeta;
	readonly importModule: (specifier: string, options?: ImportCallOptions) => Promise<unknown>;
	/** The namespaces of modules that core.js imports as such. */
	readonly namespaces: Readonly<Record<string, object>>;
	/** Another one for each text of core.js. */
	readonly build: string;
}

export interface Core {
	ownCodeCompiled(code: OwnCode): void;
}

type Run<Exports> = (meta: ImportMeta, importModule: Surroundings['importModule'], namespaces: Surroundings['namespaces']) => Exports;

/** What core.js exports. */
export function runCore<Exports extends Core>({ meta, importModule, namespaces, build }: Surroundings): Exports {
	const url = new URL('./core.js', meta.url);
	const path = fileURLToPath(url);
	const place = placeOf(path, build);
	const cachedData = place === null ? undefined : readOwnCode(place.path);
	// Whatever is not ASCII is escaped in it: V8 reads it twice as fast.
	const script = new Script(readFileSync(path, 'latin1'), { filename: url.href, ...(cachedData && { cachedData }) });
	const run: Run<Exports> = script.runInThisContext();
	const core = run(meta, importModule, namespaces);
	const isCached = cachedData !== undefined && script.cachedDataRejected === false;
	if (place !== null && !isCached) core.ownCodeCompiled({ ...place, createCachedData: () => script.createCachedData() });
	return core;
}

type Place = Pick<OwnCode, 'folder' | 'path'>;

/** Null where nothing is to be kept, as far as is known before the program speaks. Wrong options are told later; what may not be read costs speed alone. */
function placeOf(core: string, build: string): Place | null {
	try {
		const { cache = true } = givenOptions();
		if (cache === false || process.env['NODE_V8_COVERAGE'] !== undefined) return null;
		const folder = typeof cache === 'string' ? cache : null;
		const { size, mtimeMs } = statSync(core);
		const path = ownCodePath(process.argv[1], folder, JSON.stringify([build, size, mtimeMs, process.version, process.arch]));
		return path === null ? null : { folder, path };
	} catch {
		return null;
	}
}

function givenOptions(): { readonly cache?: unknown } {
	const text = process.env['HOT_RUNTIME'];
	return text === undefined || text === '' ? {} : Object(JSON.parse(text));
}
