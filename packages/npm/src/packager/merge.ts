// Several documents become one, as if their packages were installed together. By the graph, never by the text of a path: what means another
// package than the one at its place moves below the package that brought it, and so does everything that depends on it.
import { twoVersions } from '../messages.js';
import type { PackageDocument, PackagedDependency, PackagedFile, PackagedTreePackage } from './document.js';

export interface MergedDocument {
	readonly format: 2;
	readonly dependencies: readonly { readonly name: string; readonly version: string }[];
	readonly contents: Readonly<Record<string, PackagedFile>>;
	readonly peerDependencies: Readonly<Record<string, string>>;
	readonly dependencyDependencies: Readonly<Record<string, PackagedDependency>>;
	readonly dependencyAliases: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Throws a `VersionError` if two of them are versions of one package. */
export function mergeDocuments(documents: readonly PackageDocument[]): MergedDocument {
	const places = new Map<string, PackagedTreePackage>();
	const contents = new Map<string, PackagedFile>();
	const dependencyDependencies: Record<string, PackagedDependency> = {};
	const dependencyAliases: Record<string, Record<string, string>> = {};
	// What was asked for by name lies at the top.
	for (const { packages } of documents) claimRoot(places, packages[0]);
	for (const document of documents) {
		const locations = place(document.packages, places);
		for (const [index, each] of document.packages.entries()) places.set(locations[index] ?? '', each);
		const moved = new Map(document.packages.map(({ location }, index) => [location, locations[index] ?? '']));
		for (const [path, file] of Object.entries(document.contents)) {
			const location = moved.get(file.location) ?? file.location;
			contents.set(`/${location}${path.slice(file.location.length + 1)}`, { ...file, location });
		}
		mergeDependencies(dependencyDependencies, document);
		addAliases(dependencyAliases, document.packages, locations);
	}
	return {
		format: 2, dependencies: documents.map(({ dependency }) => dependency), dependencyDependencies, dependencyAliases,
		contents: Object.fromEntries([...contents].sort(([a], [b]) => a < b ? -1 : 1)),
		peerDependencies: Object.assign({}, ...documents.map(({ peerDependencies }) => peerDependencies)) as Record<string, string>,
	};
}

function claimRoot(places: Map<string, PackagedTreePackage>, root: PackagedTreePackage | undefined): void {
	if (root === undefined) return;
	const there = places.get(root.location);
	if (there !== undefined && !isSame(there, root)) throw twoVersions(root.name, there.version, root.version);
	places.set(root.location, root);
}

const isSame = (a: PackagedTreePackage, b: PackagedTreePackage) => a.name === b.name && a.version === b.version && a.archive === b.archive;

/** Where each package of a document goes. */
function place(packages: readonly PackagedTreePackage[], places: ReadonlyMap<string, PackagedTreePackage>): readonly string[] {
	const moves = new Set<number>();
	for (const [index, each] of packages.entries()) {
		const there = places.get(each.location);
		if (there !== undefined && !isSame(there, each)) moves.add(index);
	}
	for (let size = -1; size !== moves.size;) {
		size = moves.size;
		for (const [index, { dependencies }] of packages.entries()) {
			if (index !== 0 && Object.values(dependencies).some(dependency => moves.has(dependency))) moves.add(index);
		}
	}
	const root = packages[0]?.location ?? '';
	return packages.map(({ location }, index) => moves.has(index) && !location.startsWith(`${root}/`) ? `${root}/${location}` : location);
}

function mergeDependencies(into: Record<string, PackagedDependency>, { dependencyDependencies }: PackageDocument): void {
	for (const [name, each] of Object.entries(dependencyDependencies)) {
		const there = into[name];
		if (there === undefined) into[name] = each;
		else if (there.resolved === each.resolved) into[name] = { ...there, parents: [...new Set([...there.parents, ...each.parents])], entries: [...new Set([...there.entries, ...each.entries])] };
		else into[`${name}@${each.resolved}`] = each;
	}
}

function addAliases(aliases: Record<string, Record<string, string>>, packages: readonly PackagedTreePackage[], locations: readonly string[]): void {
	for (const [index, { dependencies }] of packages.entries()) {
		for (const [name, dependency] of Object.entries(dependencies)) {
			const target = locations[dependency];
			if (target === undefined || target === `node_modules/${name}`) continue;
			(aliases[(locations[index] ?? '').slice('node_modules/'.length)] ??= {})[name] = target.slice('node_modules/'.length);
		}
	}
}
