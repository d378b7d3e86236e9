// One React, not two: a peer dependency is the application's own copy.
import semver from 'semver';
import type { TreePackage } from '../dependency-tree.js';
import { findInstalled, type Installed } from '../installed.js';
import { peerMismatch } from '../messages.js';
import type { PackageTree } from '../dependency-tree.js';
import type { FindPeer } from './layout.js';

/** Finds the application's packages for the peers of `tree`. `mapped`: the version of a peer that is itself under version control. */
export async function applicationPeers(tree: PackageTree, folder: string, mapped: (name: string) => string | null): Promise<FindPeer> {
	const installed = new Map<string, Installed | null>();
	for (const name of new Set(tree.packages.flatMap(({ peers }) => Object.keys(peers)))) installed.set(name, await findInstalled(name, folder));
	return (owner, otherwise, name) => {
		const found = installed.get(name) ?? null;
		const version = mapped(name) ?? found?.version;
		if (version === undefined) return otherwise;
		check(owner, name, version);
		if (found !== null) return { folder: found.folder };
		// What is not beside the package is imported from the place that its own name has.
		return mapped(name) === null ? otherwise : null;
	};
}

function check(owner: TreePackage, name: string, version: string): void {
	const peer = owner.peers[name];
	if (peer === undefined || peer.isOptional || semver.satisfies(version, peer.range, { includePrerelease: true })) return;
	throw peerMismatch(`${owner.name}@${owner.version}`, name, peer.range, version);
}
