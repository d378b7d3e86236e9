// Closes what a program keeps when its process ends: awaited where it ends by itself or by a signal, begun where it exits at once.
import { inside } from '@hot-runtime/loader';
import type { Runtime } from '@hot-runtime/runtime';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export function closeAtEnd(runtime: Pick<Runtime, 'closeKept' | 'closeKeptNow'>): void {
	process.on('beforeExit', () => inside(() => void runtime.closeKept()));
	process.on('exit', () => inside(() => runtime.closeKeptNow()));
	for (const signal of signals) process.once(signal, () => void endBy(signal, runtime));
}

/** A program that listens to the signal itself decides how it ends; without us the others would have ended at once. */
async function endBy(signal: NodeJS.Signals, runtime: Pick<Runtime, 'closeKept'>): Promise<void> {
	if (process.listenerCount(signal) > 0) return;
	await runtime.closeKept();
	process.kill(process.pid, signal);
}
