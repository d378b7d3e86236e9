// From some entries along what the files ask for, through the packages of a tree as they lie in the store.
import { readFile, realpath } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { ResolverFactory } from 'oxc-resolver';
import { findRequires, type FileRequest } from './requires.js';

export interface ReachedFile {
	/** Index of the package in the tree, and the path in it with `/`. */
	readonly owner: number;
	readonly path: string;
	readonly data: Buffer;
	readonly isModule: boolean;
	readonly requests: readonly FileRequest[];
	readonly unresolved: readonly string[];
}

export interface Reach {
	/** The folder of each package of the tree. */
	readonly folders: readonly string[];
	readonly conditions: readonly string[];
	/** Absolute. */
	readonly entries: readonly string[];
	/** Throws when the limit is passed. */
	readonly count: (bytes: number) => void;
}

/** Every file of the tree that is reached. What lies outside of it, a peer dependency of the application, is left out. */
export async function findReachable({ folders, conditions, entries, count }: Reach): Promise<readonly ReachedFile[]> {
	const resolvers = createResolvers(conditions);
	const owners = new Map((await Promise.all(folders.map(folder => realpath(folder)))).map((folder, index) => [folder, index]));
	const queue = [...new Set(entries)];
	const seen = new Set(queue);
	const reached: ReachedFile[] = [];
	for (const file of queue) {
		const owner = ownerOf(file, owners);
		if (owner === null) continue;
		const data = await readFile(file);
		count(data.length);
		const { isModule, requests } = analyse(file, data);
		const unresolved: string[] = [];
		for (const { specifier, kind } of requests) {
			if (isBuiltin(specifier)) continue;
			const { path } = await resolvers[kind].resolveFileAsync(file, specifier);
			if (path === undefined) unresolved.push(specifier);
			else if (!seen.has(path)) {
				seen.add(path);
				queue.push(path);
			}
		}
		reached.push({ owner: owner.index, path: toPortable(relative(owner.folder, file)), data, isModule, requests, unresolved });
	}
	return reached;
}

function createResolvers(conditions: readonly string[]): Record<FileRequest['kind'], ResolverFactory> {
	const extensions = ['.js', '.json', '.node', '.cjs', '.mjs'];
	const of = (kind: string) => new ResolverFactory({ conditionNames: [kind, 'node', 'node-addons', 'module-sync', ...conditions, 'default'], extensions, mainFields: ['main'], builtinModules: true });
	return { import: of('import'), require: of('require') };
}

function analyse(file: string, data: Buffer): { readonly isModule: boolean; readonly requests: readonly FileRequest[] } {
	if (!/\.(?:[cm]?jsx?|[^./\\]*)$/.test(file) || /\.(?:json|node|wasm)$/.test(file)) return { isModule: false, requests: [] };
	const found = findRequires(data.toString('utf8'));
	return { isModule: found?.isModule ?? false, requests: found?.requires ?? [] };
}

/** The package whose folder is the innermost around `file`. */
function ownerOf(file: string, owners: ReadonlyMap<string, number>): { readonly index: number; readonly folder: string } | null {
	for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
		const index = owners.get(folder);
		if (index !== undefined) return { index, folder };
	}
	return null;
}

export const toPortable = (path: string) => sep === '/' ? path : path.split(sep).join('/');

export const inside = (folder: string, path: string) => join(folder, ...path.split('/'));
