import type { Cleanup } from '../../support/program.js';

/** Runs `act` outside of a test: what it registered to be cleaned up is, the last first, however it ends. */
export async function runTogether(act: (t: Cleanup) => Promise<void>): Promise<void> {
	const cleanups: (() => unknown)[] = [];
	try {
		await act({ after: cleanup => void cleanups.push(cleanup as () => unknown) });
	} finally {
		for (const cleanup of cleanups.reverse()) await cleanup();
	}
}
