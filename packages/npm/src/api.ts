// What an application calls, and what it is told.
import type { UpdateOutcome } from '@hot-runtime/types';
import type { OnProgress } from './progress.js';

/** Which version a package has at the start. */
export interface MapEntry {
	/** The package to use under this name, if it is another. */
	readonly package?: string;
	/** Exact, a range, or a dist-tag. `true`: the version that is installed in `node_modules`. Default `true`. */
	readonly version?: string | true;
	/** If the registry cannot be reached: start with a version in the store that fits, else with the installed one. */
	readonly fallback?: boolean;
	/** This process keeps the version: `use` and the file refuse to change it. */
	readonly pinned?: boolean;
	/** Milliseconds since publication that a version must have before a range or a tag chooses it. */
	readonly minAge?: number;
	/** The archive's, as a check beyond what the registry says. For an exact version. */
	readonly integrity?: string;
}

export type Mapping = Readonly<Record<string, true | string | MapEntry>>;

export interface MapOptions {
	/** The project: where `node_modules`, .npmrc and hot-versions.json are. Default: the current folder. */
	readonly folder?: string;
	/** Where versions are kept. Default: `node_modules/.cache/hot-runtime/npm` of the project. */
	readonly store?: string;
	/** The URL of a packager: one document is fetched instead of many archives. */
	readonly packager?: string;
	/** Milliseconds for one fetch. Default: what npm's configuration allows. */
	readonly timeout?: number;
	/** How many earlier versions of each package stay loaded and stored for `rollback`. Default 3. */
	readonly keep?: number;
	/** What leaves the store when it is not in use. Default: after 30 days, and above 2 GB. */
	readonly limits?: { readonly maxAge?: number; readonly maxSize?: number };
}

export interface UseOptions {
	/** Called with the new version's namespace once it has run and before anybody reads it. If it throws or answers false, the old version stays. */
	readonly verify?: (namespace: Readonly<Record<string, unknown>>) => unknown;
	/** Milliseconds for `verify`. Default 30,000. */
	readonly verifyTimeout?: number;
	/** Milliseconds for the fetch. */
	readonly timeout?: number;
}

/** A swap that is about to be made, or was. */
export interface Swap {
	readonly name: string;
	readonly from: string;
	readonly to: string;
}

export interface RunningVersion {
	readonly name: string;
	/** The package's own name, if it is used under another. */
	readonly package: string;
	readonly version: string;
	/** The archive's; null for an installed version. */
	readonly integrity: string | null;
	readonly source: 'store' | 'installed';
	/** When it came into place. */
	readonly since: Date;
	readonly pinned: boolean;
	/** What hot-versions.json or `map` asks for, if it is not what runs. */
	readonly drift: string | null;
	/** What ran before, the latest last. */
	readonly history: readonly { readonly version: string; readonly since: Date; readonly until: Date }[];
	/** Versions that failed, and are not tried again by themselves until then. */
	readonly denied: readonly { readonly version: string; readonly reason: string; readonly until: Date }[];
}

/** False refuses the swap; so does what it throws. */
export type BeforeSwap = (swap: Swap) => boolean | undefined | Promise<boolean | undefined>;
export type AfterSwap = (swap: Swap, outcome: UpdateOutcome) => unknown;
export type Undo = () => void;

export interface Npm {
	/** Puts packages under version control and fetches what they start with. Before the modules that import them are loaded. Rejects with a `VersionError`. */
	map(mapping: Mapping, options?: MapOptions): Promise<void>;
	/**
	 * Another version, while the program runs. What fails is an outcome, and the version before runs on; rejects with a `VersionError` only for
	 * a name that is not mapped and for what is not a version.
	 */
	use(name: string, version: string, options?: UseOptions): Promise<UpdateOutcome>;
	/** The version before. */
	rollback(name: string, options?: UseOptions): Promise<UpdateOutcome>;
	/** Fetches a version into the store, for a later `use`. The exact version. */
	prepare(name: string, version: string): Promise<string>;
	versions(): readonly RunningVersion[];
	/** Asked before each swap; false refuses it. */
	onBeforeSwap(handler: BeforeSwap): Undo;
	onSwapped(handler: AfterSwap): Undo;
	onFailed(handler: AfterSwap): Undo;
	onProgress(handler: OnProgress): Undo;
	close(): Promise<void>;
}
