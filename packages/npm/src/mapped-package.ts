// One package under version control: what runs, what ran, what failed. Changed by swaps.ts only.
import type { RunningVersion } from './api.js';
import { reason } from './messages.js';
import type { StoredVersion } from './store/stored-version.js';

/** A version that is in place, or was. */
export interface PlacedVersion {
	readonly version: string;
	readonly integrity: string | null;
	/** From this URL Node finds it by its name. */
	readonly from: string;
	/** Null for the installed one. */
	readonly stored: StoredVersion | null;
	/** Whose modules are hot, if it is not in the store: the URL of its folder. */
	readonly folder: string | null;
	readonly since: Date;
}

export interface PastVersion extends PlacedVersion {
	readonly until: Date;
}

interface Denied {
	readonly version: string;
	readonly error: unknown;
	readonly until: Date;
}

export interface MapRequest {
	readonly name: string;
	/** The package's own name. */
	readonly package: string;
	/** `true`: the installed version. */
	readonly version: string | true;
	readonly fallback: boolean;
	readonly pinned: boolean;
	readonly minAge: number;
	readonly integrity: string | null;
}

const maxPrepared = 5;

/** How long a version that failed is not tried again by itself. */
const denialTime = 10 * 60_000;

export class MappedPackage {
	request: MapRequest;
	current: PlacedVersion;
	/** The version that hot-versions.json asks for, if it could not be put in place. */
	drift: string | null = null;
	#past: PastVersion[] = [];
	#prepared: readonly PlacedVersion[] = [];
	#denied: Denied[] = [];
	/** The modules of the program that stand for it and its subpaths. */
	readonly ids = new Set<string>();

	constructor(request: MapRequest, current: PlacedVersion) {
		this.request = request;
		this.current = current;
	}

	/** The version before this one, which `rollback` goes to. */
	get previous(): PastVersion | null {
		return this.#past.at(-1) ?? null;
	}

	/** The versions that stay in the store: the current one, the last `keep` before it, and those prepared for later. */
	retained(keep: number): readonly PlacedVersion[] {
		return [this.current, ...lastOf(this.#past, keep), ...this.#prepared];
	}

	/** `version`, if it is at hand: nothing must be asked or read for it. `prepare` and earlier swaps brought it. */
	ready(version: string): PlacedVersion | null {
		return [this.current, ...this.#past, ...this.#prepared].find(other => other.stored !== null && other.version === version) ?? null;
	}

	prepared(version: PlacedVersion): void {
		this.#prepared = [...this.#prepared.filter(other => other.from !== version.from), version].slice(-maxPrepared);
	}

	/** `isBack`: it was the last of the past, and is no longer. */
	moveTo(next: PlacedVersion, isBack: boolean, keep: number): readonly PastVersion[] {
		if (isBack) this.#past.pop();
		else this.#past.push({ ...this.current, until: new Date() });
		this.current = { ...next, since: new Date() };
		const kept = lastOf(this.#past, keep);
		const dropped = this.#past.slice(0, this.#past.length - kept.length);
		this.#past = kept;
		return dropped;
	}

	deny(version: string, error: unknown): void {
		this.#denied = [...this.#denied.filter(other => other.version !== version), { version, error, until: new Date(Date.now() + denialTime) }];
	}

	forgive(version: string): void {
		this.#denied = this.#denied.filter(other => other.version !== version);
	}

	/** Why `version` is not tried; null if it may be. */
	denialOf(version: string): unknown {
		return this.#stillDenied().find(other => other.version === version)?.error ?? null;
	}

	describe(): RunningVersion {
		const { request, current, drift } = this;
		return {
			name: request.name, package: request.package, version: current.version, integrity: current.integrity,
			source: current.stored === null ? 'installed' : 'store', since: current.since, pinned: request.pinned, drift,
			history: this.#past.map(({ version, since, until }) => ({ version, since, until })),
			denied: this.#stillDenied().map(({ version, error, until }) => ({ version, reason: reason(error), until })),
		};
	}

	#stillDenied(): readonly Denied[] {
		return this.#denied.filter(({ until }) => until.getTime() > Date.now());
	}
}

/** Not `slice(-count)`, which is all of them where none is wanted. */
const lastOf = <T>(list: readonly T[], count: number): T[] => list.slice(Math.max(0, list.length - count));
