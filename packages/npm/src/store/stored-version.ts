// The versions in the store, and the trees they are remembered by. Needs neither a registry nor npm's libraries.
import { readFile, readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackageTree } from '../dependency-tree.js';
import type { ExactVersion } from '../registry.js';
import { contentKey } from './content.js';
import { checkTree, planLayout, type FindPeer, type Placed } from './layout.js';
import { writeAtomically } from './write-atomically.js';

/** A version that can be loaded: its files are in `folder`, what it imports is beside it. */
export interface StoredVersion {
	/** Names the registry it came from. */
	readonly registry: string;
	readonly name: string;
	readonly version: string;
	readonly integrity: string;
	readonly folder: string;
	/** Where it was laid out: Node finds it, by its name, from here. */
	readonly home: string;
	/** The folders of all packages it brings along, its own first. */
	readonly folders: readonly string[];
	/** The names of its peer dependencies, and of those of what it brings along. */
	readonly peers: readonly string[];
	readonly uses: { readonly packages: readonly string[]; readonly contents: readonly string[] };
}

export function describeStored({ registry }: Pick<ExactVersion, 'registry'>, tree: PackageTree, plan: readonly Placed[]): StoredVersion {
	const [first, place] = [tree.packages[0], plan[0]];
	if (first === undefined || place === undefined) throw new Error('assertion: a tree has a package');
	return {
		registry, name: first.name, version: first.version, integrity: first.archive ?? first.integrity,
		folder: place.folder, home: join(place.folder, first.name.includes('/') ? '../../..' : '../..'), folders: plan.map(({ folder }) => folder),
		peers: [...new Set(tree.packages.flatMap(({ peers }) => Object.keys(peers)))],
		uses: { packages: plan.map(({ key }) => key), contents: tree.packages.map(contentKey) },
	};
}

/** The version if every package of it is laid out; null if something would have to be fetched or made. */
export async function openStored(root: string, exact: ExactVersion, findPeer: (tree: PackageTree) => Promise<FindPeer>): Promise<StoredVersion | null> {
	const tree = await readStoredTree(root, exact);
	if (tree === null) return null;
	const plan = planLayout(root, tree, await findPeer(tree));
	const now = new Date();
	const isThere = await Promise.all(plan.map(({ key }) => utimes(join(root, 'packages', key), now, now).then(() => true, () => false)));
	return isThere.every(Boolean) ? describeStored(exact, tree, plan) : null;
}

/** Keeps the tree of a version: from then on it means the same packages every time. */
export async function writeTree(root: string, { name, version, registry }: ExactVersion, tree: PackageTree): Promise<void> {
	checkTree(tree);
	await writeAtomically(join(treeFolder(root, name, registry), `${version}.json`), JSON.stringify(tree));
}

const treeFolder = (root: string, name: string, registry: string) => join(root, 'trees', registry, name.replace('/', '+'));

/** The tree of a version that was fetched once; null if it is not in the store. */
export async function readStoredTree(root: string, { name, version, registry }: ExactVersion): Promise<PackageTree | null> {
	try {
		return JSON.parse(await readFile(join(treeFolder(root, name, registry), `${version}.json`), 'utf8')) as PackageTree;
	} catch {
		return null;
	}
}

/** The versions of `name` that were fetched once. */
export async function listTrees(root: string, name: string, registry: string): Promise<readonly string[]> {
	const names = await readdir(treeFolder(root, name, registry)).catch(() => []);
	return names.filter(file => file.endsWith('.json')).map(file => file.slice(0, -'.json'.length));
}
