// The store: every version that was fetched, ready to be loaded. Shared by the processes of one machine; nothing in it is ever changed, only
// added as a whole or removed as a whole.
import { randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Options } from 'pacote';
import { resolveTree, type PackageTree, type TreePackage } from '../dependency-tree.js';
import { describeFailure, nativeAddon } from '../messages.js';
import type { ProgressCounter } from '../progress.js';
import { openContentStore, type Content } from './content.js';
import { checkTree, layOut, planLayout, type FindPeer, type Placed } from './layout.js';
import { withLock } from './lock.js';
import { forgetUses, lockFile, recordUses, sweepStore, type SweepLimits, type Swept } from './sweep.js';
import { writeAtomically } from './write-atomically.js';

/** A version that can be loaded: its files are in `folder`, what it imports is beside it. */
export interface StoredVersion {
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

export interface StoreLimits {
	/** Bytes, unpacked, of one package. */
	readonly maxPackageSize: number;
	/** Packages of one tree. */
	readonly maxPackages: number;
}

export interface StoreRequest {
	readonly name: string;
	/** Exact. */
	readonly version: string;
	/** Names the registry: equal versions of two registries are different packages. */
	readonly registry: string;
	/** What npm's libraries take; asked for only if something must be fetched. */
	readonly options: () => Promise<Options>;
	readonly progress: ProgressCounter;
	readonly findPeer: (tree: PackageTree) => Promise<FindPeer>;
	/** What to fetch instead of npm's own answer for the tree: it comes from a packager, for example. */
	readonly tree?: PackageTree;
}

export interface PackageStore {
	readonly root: string;
	/** The version in the store, fetched if it is not there yet. */
	ensure(request: StoreRequest): Promise<StoredVersion>;
	/** The versions of `name` that can be had without a registry. */
	versions(name: string, registry: string): Promise<readonly string[]>;
	/** Says what this process uses from now on: the rest may be removed. */
	keep(versions: readonly StoredVersion[]): Promise<void>;
	sweep(limits: SweepLimits): Promise<Swept>;
	close(): Promise<void>;
}

const defaultLimits: StoreLimits = { maxPackageSize: 512 * 1024 * 1024, maxPackages: 2000 };

export function openPackageStore(root: string, limits: StoreLimits = defaultLimits): PackageStore {
	const contents = openContentStore(root);
	const user = randomUUID().slice(0, 8);
	const kept = new Map<string, StoredVersion>();
	const unpackAll = async (tree: PackageTree, { options, progress }: StoreRequest) => {
		const unpacking = { options: await options(), progress, maxSize: limits.maxPackageSize };
		return mapLimited(tree.packages, 6, async archive => {
			const content = await contents.ensure(archive, unpacking);
			progress.packageDone();
			return content;
		});
	};
	return {
		root,
		async ensure(request) {
			const { name, version, progress } = request;
			try {
				const tree = request.tree ?? await readStoredTree(root, request) ?? await fetchTree(root, request, limits.maxPackages);
				progress.expect(tree.packages.length);
				progress.phase('fetch');
				const plan = planLayout(root, tree, await request.findPeer(tree));
				const stored = describe(tree, plan, contents.keyOf);
				await recordUses(root, user, usesOf([...kept.values(), stored]));
				const unpacked = await unpackAll(tree, request);
				checkAddons(tree, unpacked);
				progress.phase('unpack');
				await withLock(lockFile(root), () => layOut(root, plan, unpacked.map(({ folder }) => folder)));
				progress.phase('ready');
				return stored;
			} catch (error) {
				throw describeFailure(name, version, error);
			}
		},
		versions: (name, registry) => listTrees(root, name, registry),
		async keep(versions) {
			if (versions.length === kept.size && versions.every(({ folder }) => kept.has(folder))) return;
			kept.clear();
			for (const version of versions) kept.set(version.folder, version);
			await recordUses(root, user, usesOf([...kept.values()]));
		},
		sweep: swept => sweepStore(root, swept),
		close: () => forgetUses(root, user),
	};
}

function describe(tree: PackageTree, plan: readonly Placed[], keyOf: (archive: TreePackage) => string): StoredVersion {
	const [first, place] = [tree.packages[0], plan[0]];
	if (first === undefined || place === undefined) throw new Error('assertion: a tree has a package');
	return {
		name: first.name, version: first.version, integrity: first.archive ?? first.integrity, folder: place.folder, home: join(place.folder, first.name.includes('/') ? '../../..' : '../..'), folders: plan.map(({ folder }) => folder),
		peers: [...new Set(tree.packages.flatMap(({ peers }) => Object.keys(peers)))],
		uses: { packages: plan.map(({ key }) => key), contents: tree.packages.map(keyOf) },
	};
}

function usesOf(versions: readonly StoredVersion[]): StoredVersion['uses'] {
	return {
		packages: [...new Set(versions.flatMap(({ uses }) => uses.packages))],
		contents: [...new Set(versions.flatMap(({ uses }) => uses.contents))],
	};
}

/** A package that must be compiled is usable if it, or one of the packages it depends on, brings the binary. */
function checkAddons(tree: PackageTree, contents: readonly Content[]): void {
	for (const [index, { name, version, dependencies }] of tree.packages.entries()) {
		const content = contents[index];
		if (content === undefined || !content.needsBuild || content.hasBinary) continue;
		if (!Object.values(dependencies).some(dependency => contents[dependency]?.hasBinary === true)) {
			throw nativeAddon(`${name}@${version}`, `${process.platform}-${process.arch}`);
		}
	}
}

/** Keeps the tree of a version: from then on it means the same packages every time. */
export async function writeTree(root: string, { name, version, registry }: Pick<StoreRequest, 'name' | 'version' | 'registry'>, tree: PackageTree): Promise<void> {
	checkTree(tree);
	await writeAtomically(join(treeFolder(root, name, registry), `${version}.json`), JSON.stringify(tree));
}

const treeFolder = (root: string, name: string, registry: string) => join(root, 'trees', registry, name.replace('/', '+'));

/** The tree of a version that was fetched once; null if it is not in the store. */
export async function readStoredTree(root: string, { name, version, registry }: { readonly name: string; readonly version: string; readonly registry: string }): Promise<PackageTree | null> {
	try {
		return JSON.parse(await readFile(join(treeFolder(root, name, registry), `${version}.json`), 'utf8')) as PackageTree;
	} catch {
		return null;
	}
}

async function fetchTree(root: string, { name, version, registry, options }: StoreRequest, maxPackages: number): Promise<PackageTree> {
	const tree = await resolveTree({ name, version, options: await options(), folder: join(root, 'building'), maxPackages });
	await writeTree(root, { name, version, registry }, tree);
	return tree;
}

async function listTrees(root: string, name: string, registry: string): Promise<readonly string[]> {
	const names = await readdir(treeFolder(root, name, registry)).catch(() => []);
	return names.filter(file => file.endsWith('.json')).map(file => file.slice(0, -'.json'.length));
}

/** Maps with at most `limit` running at a time. The first failure ends it, after those that run have ended. */
async function mapLimited<T, R>(items: readonly T[], limit: number, map: (item: T) => Promise<R>): Promise<R[]> {
	const results: R[] = [];
	const queue = items.entries();
	let isFailed = false;
	const work = async () => {
		for (const [index, item] of queue) {
			if (isFailed) return;
			try {
				results[index] = await map(item);
			} catch (error) {
				isFailed = true;
				throw error;
			}
		}
	};
	const ended = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, work));
	for (const result of ended) {
		if (result.status === 'rejected') throw result.reason;
	}
	return results;
}
