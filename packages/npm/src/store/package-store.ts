// The store: every version that was fetched, ready to be loaded. Shared by the processes of one machine; nothing in it is ever changed, only
// added as a whole or removed as a whole.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Options } from 'pacote';
import { resolveTree, type PackageTree } from '../dependency-tree.js';
import { describeFailure, nativeAddon } from '../messages.js';
import type { ProgressCounter } from '../progress.js';
import { openContentStore, type Content } from './content.js';
import { layOut, planLayout, type FindPeer } from './layout.js';
import { withLock } from './lock.js';
import { describeStored, listTrees, readStoredTree, writeTree, type StoredVersion } from './stored-version.js';
import { forgetUses, lockFile, recordUses, usesOf } from './sweep.js';

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
	/** What was fetched is used no longer, unless somebody else says so. */
	close(): Promise<void>;
}

const defaultLimits: StoreLimits = { maxPackageSize: 512 * 1024 * 1024, maxPackages: 2000 };

export function openPackageStore(root: string, limits: StoreLimits = defaultLimits): PackageStore {
	const contents = openContentStore(root);
	const user = randomUUID().slice(0, 8);
	const ensured = new Map<string, StoredVersion>();
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
				const stored = describeStored(request, tree, plan);
				ensured.set(stored.folder, stored);
				await recordUses(root, user, usesOf([...ensured.values()]));
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
		close: () => forgetUses(root, user),
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

async function fetchTree(root: string, { name, version, registry, options }: StoreRequest, maxPackages: number): Promise<PackageTree> {
	const tree = await resolveTree({ name, version, options: await options(), folder: join(root, 'building'), maxPackages });
	await writeTree(root, { name, version, registry }, tree);
	return tree;
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
