// Tests of test262 that pass under plain Node and not under hot-runtime, each with its reason. A listed test that passes is an error.

export interface KnownFailure {
	readonly reason: string;
	/** The Nodes where it fails. */
	readonly on?: (major: number) => boolean;
	/** Paths from the checkout's `test` folder. */
	readonly tests: readonly string[];
}

export const knownFailures: readonly KnownFailure[] = [];
