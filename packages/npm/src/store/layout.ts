// Where the packages of a tree lie on disk: a folder each, made from the content store by links, its dependencies linked beside it. The folder's
// name has a hash of everything below it, so a package that two versions share, with the same dependencies, is one folder and one module.
import { createHash, randomUUID } from 'node:crypto';
import { copyFile, link, mkdir, readdir, rm, stat, symlink, utimes } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import semver from 'semver';
import type { PackageTree, TreePackage } from '../dependency-tree.js';
import { invalidVersion } from '../messages.js';
import { checkName } from '../package-spec.js';
import { moveInto } from './content.js';

/** What stands for a peer dependency: a folder of the application, or a package of the tree. */
export type PeerTarget = { readonly folder: string } | { readonly index: number };

/** A package of a tree with its place. */
export interface Placed {
	readonly key: string;
	readonly folder: string;
	readonly links: ReadonlyMap<string, PeerTarget>;
}

/** What stands for the peer dependency `peer` of `owner`. `otherwise`: what the tree has for an application that has none. */
export type FindPeer = (owner: TreePackage, otherwise: PeerTarget | null, peer: string) => PeerTarget | null;

/** Decides every place; touches nothing. */
export function planLayout(root: string, tree: PackageTree, findPeer: FindPeer): readonly Placed[] {
	checkTree(tree);
	const links = tree.packages.map(owner => linksOf(owner, findPeer));
	return tree.packages.map(({ name, version }, index) => {
		const key = `${name.replace('/', '+')}@${version}_${hashFrom(index, tree, links)}`;
		return { key, folder: join(root, 'packages', key, 'node_modules', name), links: links[index] ?? new Map() };
	});
}

/** Names and versions become paths, and come from outside. Throws a `VersionError`. */
export function checkTree({ packages }: PackageTree): void {
	packages.forEach(checkNames);
}

function checkNames({ name, version, dependencies, peers }: TreePackage): void {
	for (const each of [name, ...Object.keys(dependencies), ...Object.keys(peers)]) checkName(each);
	if (semver.valid(version, { loose: true }) === null || /[\\/]/.test(version)) throw invalidVersion(name, version);
}

function linksOf(owner: TreePackage, findPeer: FindPeer): ReadonlyMap<string, PeerTarget> {
	const links = new Map<string, PeerTarget>(Object.entries(owner.dependencies).map(([name, index]) => [name, { index }]));
	for (const [name, { otherwise }] of Object.entries(owner.peers)) {
		const target = findPeer(owner, otherwise === null ? null : { index: otherwise }, name);
		if (target !== null) links.set(name, target);
	}
	return links;
}

/** Equal for equal packages with equal packages below them, cycles included: the walk numbers what it meets. */
function hashFrom(first: number, tree: PackageTree, links: readonly ReadonlyMap<string, PeerTarget>[]): string {
	const numbers = new Map([[first, 0]]);
	const hash = createHash('sha256');
	const numberOf = (index: number) => {
		const known = numbers.get(index);
		if (known !== undefined) return known;
		numbers.set(index, numbers.size);
		return numbers.size - 1;
	};
	for (const index of numbers.keys()) {
		const { name, version, integrity } = tree.packages[index] ?? { name: '', version: '', integrity: '' };
		const targets = [...links[index] ?? []].sort(([a], [b]) => a < b ? -1 : 1);
		hash.update(JSON.stringify([name, version, integrity, targets.map(([alias, target]) => [alias, 'index' in target ? numberOf(target.index) : target.folder])]));
	}
	return hash.digest('hex').slice(0, 20);
}

/** Makes the folders that are not there yet. `contents[i]` is where the files of package `i` are. */
export async function layOut(root: string, plan: readonly Placed[], contents: readonly string[]): Promise<void> {
	for (const [index, placed] of plan.entries()) {
		const home = join(root, 'packages', placed.key);
		if (await touch(home)) continue;
		const beside = join(root, 'building', randomUUID());
		try {
			await build({ home, beside, plan, placed, content: contents[index] ?? '' });
			await moveInto(beside, home);
		} finally {
			await rm(beside, { recursive: true, force: true });
		}
	}
}

async function touch(folder: string): Promise<boolean> {
	const now = new Date();
	return utimes(folder, now, now).then(() => true, () => false);
}

interface Building {
	readonly home: string;
	readonly beside: string;
	readonly plan: readonly Placed[];
	readonly placed: Placed;
	readonly content: string;
}

async function build({ home, beside, plan, placed, content }: Building): Promise<void> {
	const own = relative(home, placed.folder);
	await linkFiles(content, join(beside, own));
	for (const [alias, target] of placed.links) {
		// A package that depends on another version of itself finds that below its own folder.
		const isOwnName = own === join('node_modules', alias);
		const path = isOwnName ? join(own, 'node_modules', alias) : join('node_modules', alias);
		const folder = 'index' in target ? plan[target.index]?.folder ?? '' : target.folder;
		await mkdir(dirname(join(beside, path)), { recursive: true });
		await symlink('index' in target ? relative(dirname(join(home, path)), folder) : folder, join(beside, path), process.platform === 'win32' ? 'junction' : 'dir');
	}
}

async function linkFiles(from: string, to: string): Promise<void> {
	await mkdir(to, { recursive: true });
	for (const entry of await readdir(from, { withFileTypes: true })) {
		const [source, target] = [join(from, entry.name), join(to, entry.name)];
		if (entry.isDirectory()) await linkFiles(source, target);
		else await link(source, target).catch(() => copyFile(source, target));
	}
}

export const exists = (path: string) => stat(path).then(() => true, () => false);
