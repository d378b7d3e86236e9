// The packages that one version of a package needs, as data. npm's arborist decides; the result is frozen in the store, so that the same
// version means the same code every time.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArboristNode, Edge } from '@npmcli/arborist';
import { checkPlatform } from 'npm-install-checks';
import type { Options } from 'pacote';
import { describeFailure, noIntegrity, tooDeep, wrongPlatform } from './messages.js';

/** A package of a tree. `dependencies` are indexes into `PackageTree.packages`, under the names it imports them by. */
export interface TreePackage {
	readonly name: string;
	readonly version: string;
	readonly integrity: string;
	readonly resolved: string;
	/** Of the archive, where `integrity` is that of a set of files. */
	readonly archive?: string;
	/** Where npm would put it, below the folder of the package that asks for the tree: `node_modules/a/node_modules/b`. */
	readonly location: string;
	readonly dependencies: Readonly<Record<string, number>>;
	/** What package.json asks for under each of these names. */
	readonly ranges: Readonly<Record<string, string>>;
	/** Peer dependencies: the application's own copy is used. `otherwise` is for an application that has none. */
	readonly peers: Readonly<Record<string, { readonly range: string; readonly isOptional: boolean; readonly otherwise: number | null }>>;
}

/** `packages[0]` is the package itself. */
export interface PackageTree {
	readonly packages: readonly TreePackage[];
}

export interface TreeRequest {
	readonly name: string;
	/** An exact version. */
	readonly version: string;
	readonly options: Options;
	/** Where an empty folder may be made for a moment. */
	readonly folder: string;
	readonly maxPackages: number;
}

export async function resolveTree(request: TreeRequest): Promise<PackageTree> {
	const { name, version, options, folder, maxPackages } = request;
	const { default: Arborist } = await import('@npmcli/arborist');
	await mkdir(folder, { recursive: true });
	const path = await mkdtemp(join(folder, 'tree-'));
	try {
		const build = (legacyPeerDeps: boolean) =>
			new Arborist({ ...options, path, packageLock: false, audit: false, ignoreScripts: true, legacyPeerDeps }).buildIdealTree({ add: [`${name}@${version}`] });
		// Peers that cannot be had from the registry, or not together, may still be those of the application.
		const root = await build(false).catch(error => isAboutPeers(error) ? build(true) : Promise.reject(error));
		const tree = flatten(root.children.get(name) ?? missing(name));
		if (tree.packages.length > maxPackages) throw tooDeep(`${name}@${version}`, maxPackages);
		return tree;
	} catch (error) {
		throw describeFailure(name, version, error);
	} finally {
		await rm(path, { recursive: true, force: true });
	}
}

function isAboutPeers(error: unknown): boolean {
	return error instanceof Error && 'code' in error && /^(?:ETARGET|ERESOLVE|E404|ENOVERSIONS)$/.test(String(error.code));
}

function missing(name: string): never {
	throw new Error(`assertion: npm's tree lacks ${name}`);
}

/** The nodes that `first` reaches, in the order of the walk. */
export function flatten(first: ArboristNode): PackageTree {
	const indexes = new Map<ArboristNode, number>([[first, 0]]);
	const nodes = [first];
	const packages: TreePackage[] = [];
	const indexOf = (node: ArboristNode) => {
		const known = indexes.get(node);
		if (known !== undefined) return known;
		indexes.set(node, nodes.length);
		return nodes.push(node) - 1;
	};
	for (let next = 0; next < nodes.length; next++) {
		const node = nodes[next];
		if (node !== undefined) packages.push(describe(node, node === first, indexOf));
	}
	return { packages };
}

function describe(node: ArboristNode, isFirst: boolean, indexOf: (node: ArboristNode) => number): TreePackage {
	const spec = `${node.packageName}@${node.version}`;
	if (!supportsPlatform(node)) throw wrongPlatform(spec, new Error(process.platform));
	if (node.integrity === null || node.integrity === undefined || node.resolved === null) throw noIntegrity(spec);
	const dependencies: Record<string, number> = {};
	const ranges: Record<string, string> = {};
	const peers: Record<string, TreePackage['peers'][string]> = {};
	for (const edge of edgesOf(node)) {
		if (isPeerOfApplication(edge, isFirst)) {
			const isOptional = edge.type === 'peerOptional';
			peers[edge.name] = { range: edge.spec, isOptional, otherwise: edge.to === null || isOptional ? null : indexOf(edge.to) };
		} else if (edge.to !== null && isWanted(edge, edge.to)) {
			dependencies[edge.name] = indexOf(edge.to);
			ranges[edge.name] = edge.spec;
		}
	}
	for (const [peer, range] of declaredPeers(node)) {
		if (peers[peer] === undefined && dependencies[peer] === undefined) peers[peer] = { range, isOptional: isOptionalPeer(node, peer), otherwise: null };
	}
	return { name: node.packageName, version: node.version, integrity: node.integrity, resolved: node.resolved, location: node.location, dependencies, ranges, peers };
}

/** As package.json has them: the tree leaves them out where it had to be built without. */
function declaredPeers(node: ArboristNode): readonly [string, string][] {
	const declared = node.package['peerDependencies'];
	return typeof declared === 'object' && declared !== null ? Object.entries(declared).map(([name, range]) => [name, String(range)]) : [];
}

function isOptionalPeer(node: ArboristNode, name: string): boolean {
	const all = node.package['peerDependenciesMeta'];
	const meta: unknown = typeof all === 'object' && all !== null ? Reflect.get(all, name) : null;
	return typeof meta === 'object' && meta !== null && 'optional' in meta && meta.optional === true;
}

/** A package's edges with those of the packages in its own archive: these lie below its folder, and find theirs beside it. */
function* edgesOf(node: ArboristNode): Generator<Edge> {
	for (const edge of node.edgesOut.values()) {
		if (edge.to?.inBundle !== true) yield edge;
	}
	for (const child of node.children.values()) {
		if (child.inBundle) yield* edgesOf(child);
	}
}

/** A peer that some other package of the tree depends on in the ordinary way is part of the tree. */
function isPeerOfApplication(edge: Edge, isFirst: boolean): boolean {
	if (edge.type !== 'peer' && edge.type !== 'peerOptional') return false;
	return isFirst || edge.to === null || edge.to.peer;
}

function isWanted(edge: Edge, to: ArboristNode): boolean {
	if (edge.type === 'dev' || edge.type === 'workspace') return false;
	return !(edge.type === 'optional' || to.optional) || supportsPlatform(to);
}

function supportsPlatform(node: ArboristNode): boolean {
	try {
		checkPlatform(node.package);
		return true;
	} catch {
		return false;
	}
}
