// What the loader is told by hot-runtime, in whichever thread its hooks run.
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { DEFAULT_IGNORE, HookChain, HotPolicy, makeModuleSource } from '@hot-runtime/loader';
import type { WalkState } from '@hot-runtime/loader';
import type { RegisterOptions } from './options.js';

const folderOf = (url: string): string => new URL('./', url).href;
// The hooks thread has no import.meta.resolve.
const { resolve } = createRequire(import.meta.url);

/** Folders of our own files, which are never part of the program. */
export const ownFolders: readonly string[] = [
	folderOf(import.meta.url),
	folderOf(pathToFileURL(resolve('@hot-runtime/loader')).href),
	folderOf(pathToFileURL(resolve('@hot-runtime/runtime')).href),
	folderOf(pathToFileURL(resolve('@hot-runtime/npm')).href),
];

/** What generated modules import. */
export const enterURL: string = new URL('./enter.js', import.meta.url).href;

export function createWalkState(options: RegisterOptions): WalkState {
	return {
		chain: new HookChain(),
		policy: new HotPolicy(options.ignore ?? DEFAULT_IGNORE, ownFolders),
		toModuleSource: makeModuleSource,
		resolutions: new Map(),
		onSyntaxError: 'leave-to-node',
	};
}
