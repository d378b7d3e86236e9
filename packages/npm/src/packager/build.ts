// One package in the store becomes one document.
import { isUtf8 } from 'node:buffer';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { PackageTree, TreePackage } from '../dependency-tree.js';
import { tooLarge } from '../messages.js';
import { readManifest } from '../store/manifest.js';
import type { StoredVersion } from '../store/stored-version.js';
import { filesIntegrity, integrityOf, type PackageDocument, type PackagedDependency, type PackagedFile, type PackagedTreePackage } from './document.js';
import { findEntries, type Entry } from './entries.js';
import { findReachable, inside, toPortable, type ReachedFile } from './reachable.js';

export interface Build {
	readonly stored: StoredVersion;
	readonly tree: PackageTree;
	readonly conditions: readonly string[];
	/** `reachable`: what the entries lead to. `all`: every file of every package. */
	readonly mode: 'reachable' | 'all';
	/** Bytes of files. */
	readonly maxSize: number;
}

export async function buildDocument({ stored, tree, conditions, mode, maxSize }: Build): Promise<PackageDocument> {
	const [root] = tree.packages;
	if (root === undefined) throw new Error('assertion: a tree has a package');
	const manifest = await readManifest(stored.folder);
	const names = await filesOf(stored.folder);
	const entries = findEntries(manifest.fields, new Set(names), conditions);
	const wanted = entries.flatMap(({ path }) => path === null ? [] : [inside(stored.folder, path)]);
	let size = 0;
	const count = (bytes: number) => {
		size += bytes;
		if (size > maxSize) throw tooLarge(`${root.name}@${root.version}`, maxSize);
	};
	const all = mode === 'all' ? (await Promise.all(stored.folders.map(async folder => (await filesOf(folder)).map(name => inside(folder, name))))).flat() : [];
	const first = await findReachable({ folders: stored.folders, conditions, entries: [...wanted, ...all], count });
	const manifests = [...new Set([0, ...first.map(({ owner }) => owner)])].flatMap(owner => stored.folders[owner] ?? []).map(folder => join(folder, 'package.json'));
	const known = new Set(first.map(({ owner, path }) => `${owner} ${path}`));
	const rest = await findReachable({ folders: stored.folders, conditions, entries: manifests, count });
	return assemble(tree, [...first, ...rest.filter(({ owner, path }) => !known.has(`${owner} ${path}`))], entries);
}

async function filesOf(folder: string): Promise<readonly string[]> {
	const found = await readdir(folder, { recursive: true, withFileTypes: true });
	return found.filter(entry => entry.isFile()).map(entry => toPortable(relative(folder, join(entry.parentPath, entry.name))));
}

function assemble(tree: PackageTree, files: readonly ReachedFile[], entries: readonly Entry[]): PackageDocument {
	const [root] = tree.packages;
	if (root === undefined) throw new Error('assertion: a tree has a package');
	const pathOf = ({ owner, path }: ReachedFile) => `/${tree.packages[owner]?.location ?? ''}/${path}`;
	const sorted = files.toSorted((a, b) => pathOf(a) < pathOf(b) ? -1 : 1);
	const contents = Object.fromEntries(sorted.map(file => [pathOf(file), describe(file, tree.packages[file.owner]?.location ?? '')]));
	const unresolved = Object.fromEntries(sorted.filter(file => file.unresolved.length > 0).map(file => [pathOf(file), file.unresolved]));
	const parents = findParents(tree);
	return {
		format: 2,
		dependency: { name: root.name, version: root.version },
		contents,
		peerDependencies: Object.fromEntries(Object.entries(root.peers).map(([name, { range }]) => [name, range])),
		dependencyDependencies: describeDependencies(tree, parents, sorted, pathOf),
		dependencyAliases: describeAliases(tree),
		entries,
		unresolved,
		packages: describePackages(tree, sorted),
	};
}

function describe({ data, path, isModule, requests }: ReachedFile, location: string): PackagedFile {
	// What is not UTF-8 would not survive as text.
	const isBinary = /\.(?:node|wasm)$/.test(path) || !isUtf8(data);
	const requires = [...new Set(requests.map(({ specifier }) => specifier))];
	const file = { content: data.toString(isBinary ? 'base64' : 'utf8'), isModule, requires, location, integrity: integrityOf(data) };
	return isBinary ? { ...file, encoding: 'base64' } : file;
}

/** For each package: who asks for it, and with which range. */
function findParents(tree: PackageTree): ReadonlyMap<number, readonly { readonly parent: TreePackage; readonly range: string }[]> {
	const parents = new Map<number, { parent: TreePackage; range: string }[]>();
	for (const parent of tree.packages) {
		for (const [name, index] of Object.entries(parent.dependencies)) {
			parents.set(index, [...parents.get(index) ?? [], { parent, range: parent.ranges[name] ?? '*' }]);
		}
	}
	return parents;
}

function describeDependencies(
	tree: PackageTree, parents: ReturnType<typeof findParents>, files: readonly ReachedFile[], pathOf: (file: ReachedFile) => string,
): Record<string, PackagedDependency> {
	const described: Record<string, PackagedDependency> = {};
	for (const [index, { name, version }] of tree.packages.entries()) {
		if (index === 0) continue;
		const asked = parents.get(index) ?? [];
		const key = described[name] === undefined ? name : `${name}@${version}`;
		described[key] = {
			resolved: version,
			semver: asked[0]?.range ?? version,
			parents: [...new Set(asked.map(({ parent }) => parent.name))],
			entries: files.filter(({ owner, path }) => owner === index && path !== 'package.json').slice(0, 1).map(pathOf),
		};
	}
	return described;
}

/** Where a name means another package than the one at the top. */
function describeAliases(tree: PackageTree): Record<string, Record<string, string>> {
	const top = new Map(tree.packages.map((each, index) => [each.location, index]));
	const aliases: Record<string, Record<string, string>> = {};
	for (const owner of tree.packages) {
		for (const [name, index] of Object.entries(owner.dependencies)) {
			const target = tree.packages[index];
			if (target === undefined || top.get(`node_modules/${name}`) === index) continue;
			(aliases[owner.location.slice('node_modules/'.length)] ??= {})[name] = target.location.slice('node_modules/'.length);
		}
	}
	return aliases;
}

function describePackages(tree: PackageTree, files: readonly ReachedFile[]): readonly PackagedTreePackage[] {
	return tree.packages.map(({ name, version, integrity, location, dependencies, peers }, index) => ({
		name, version, location, dependencies, peers, archive: integrity,
		integrity: filesIntegrity(files.filter(({ owner }) => owner === index).map(({ path, data }) => [path, integrityOf(data)])),
	}));
}
