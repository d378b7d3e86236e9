// What the loader is told by hot-runtime, in whichever thread its hooks run.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { commonJSModuleSource, DEFAULT_IGNORE, HookChain, HotPolicy, isCoverageTaken, moduleSourceOfExports, ownRequire, RequiredFiles } from '@hot-runtime/loader';
import type { HotContexts, makeModuleSource, makeModuleSourceLater, ModuleStore, StoreOptions, WalkState } from '@hot-runtime/loader';
import type { RegisterOptions } from './options.js';
import { resolverFlags } from './preloads.js';

const folderOf = (url: string): string => new URL('./', url).href;
const { version }: { readonly version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

/** As published, all of our files that run in a program lie in one folder: see scripts/bundle.mjs. */
const isBundled = new URL('./', import.meta.url).pathname.endsWith('/bundle/');

/** Folders of our own files, which are never part of the program. */
export const ownFolders: readonly string[] = [
	folderOf(import.meta.url),
	// The hooks thread has no import.meta.resolve.
	...isBundled ? [] : ['@hot-runtime/loader', '@hot-runtime/runtime', '@hot-runtime/npm'].map(name => folderOf(pathToFileURL(createRequire(import.meta.url).resolve(name)).href)),
];

/** What generated modules import. */
export const enterURL: string = new URL('./enter.js', import.meta.url).href;

/** Null without a cache. `isAlone`: no other hooks lie below ours. */
export function storeOptions({ cache = true, ignore = DEFAULT_IGNORE }: RegisterOptions, isAlone: boolean): StoreOptions | null {
	// V8's code cache has no counters in it.
	if (cache === false || isCoverageTaken()) return null;
	const { execArgv, env } = process;
	const flags = resolverFlags(execArgv, env['NODE_OPTIONS'] ?? '');
	const followsLinks = !flags.includes('--preserve-symlinks') && env['NODE_PRESERVE_SYMLINKS'] !== '1';
	return { folder: typeof cache === 'string' ? cache : null, isAlone, followsLinks, key: JSON.stringify([version, String(ignore), isAlone, process.sourceMapsEnabled, flags, followsLinks]) };
}

interface WalkSurroundings {
	readonly store: ModuleStore | null;
	/** The hooks see `require`, so the program's own CommonJS files can be hot. */
	readonly hasRequire: boolean;
	/** What hooks below are handed. */
	readonly hots: HotContexts;
	readonly make: typeof makeModuleSource | typeof makeModuleSourceLater;
}

export function createWalkState(options: RegisterOptions, { store, hasRequire, hots, make }: WalkSurroundings): WalkState {
	return {
		chain: new HookChain(hots),
		policy: new HotPolicy(options.ignore ?? DEFAULT_IGNORE, ownFolders),
		toModuleSource: (text, url, hash, hasCellsOnly) => store?.sourceOf(url, hash) ?? make(text, url, hasCellsOnly),
		commonJS: hasRequire ? { sourceOf: (text, url) => commonJSModuleSource(text, url, namesWhole), sourceOfExports: exports => moduleSourceOfExports(exports, namesWhole) } : null,
		requiredFiles: new RequiredFiles(),
		builtins: { areReplaced: false },
		resolutions: new Map(),
		onSyntaxError: 'leave-to-node',
		store,
	};
}

/** Whether this Node gives importers of CommonJS the whole value under a name of its own, too. */
let namesWhole = false;

/** Called with the hooks in place: it also shows them a first import, whose chain they keep. */
export async function prepareCommonJS(): Promise<void> {
	namesWhole = 'module.exports' in await import('./whole.cjs');
	// The program would see it.
	delete ownRequire().cache[fileURLToPath(new URL('./whole.cjs', import.meta.url))];
}
