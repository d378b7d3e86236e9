// The store as a program sees it that only loads from it: it says what it uses, and has the rest removed.
import { randomUUID } from 'node:crypto';
import type { StoredVersion } from './stored-version.js';
import { forgetUses, recordUses, sweepStore, usesOf, type SweepLimits, type Swept } from './sweep.js';

export interface KeptStore {
	readonly root: string;
	/** Says what is used from now on: the rest may be removed. */
	keep(versions: readonly StoredVersion[]): Promise<void>;
	sweep(limits: SweepLimits): Promise<Swept>;
	close(): Promise<void>;
}

export function openKeptStore(root: string): KeptStore {
	const user = randomUUID().slice(0, 8);
	let kept: ReadonlySet<string> = new Set();
	return {
		root,
		async keep(versions) {
			const folders = new Set(versions.map(({ folder }) => folder));
			if (folders.size === kept.size && [...folders].every(folder => kept.has(folder))) return;
			kept = folders;
			await recordUses(root, user, usesOf(versions));
		},
		sweep: limits => sweepStore(root, limits),
		close: () => forgetUses(root, user),
	};
}
