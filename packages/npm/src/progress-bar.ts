// The progress of a fetch as one line of a terminal. Nothing is written where there is no terminal.
import type { OnProgress, Progress } from './progress.js';

export interface Terminal {
	readonly isTTY?: boolean;
	readonly columns?: number;
	write(text: string): unknown;
}

const width = 24;
const clearLine = '\r\x1b[2K';

/** Draws at most every `interval` milliseconds, and removes the line at the end. */
export function progressBar(terminal: Terminal, now: () => number = Date.now, interval = 80): OnProgress {
	if (terminal.isTTY !== true) return () => {};
	let drawn = -Infinity;
	return progress => {
		if (progress.phase === 'ready') {
			terminal.write(clearLine);
			return;
		}
		if (now() - drawn < interval) return;
		drawn = now();
		terminal.write(clearLine + describe(progress).slice(0, (terminal.columns ?? 80) - 1));
	};
}

/** One line: name, bar, counts. */
export function describe({ name, version, phase, packages, bytes }: Progress): string {
	const share = packages.total === 0 ? 0 : packages.done / packages.total;
	const full = Math.round(share * width);
	const bar = `${'█'.repeat(full)}${'░'.repeat(width - full)}`;
	return `${name}@${version} ${bar} ${phase} ${packages.done}/${packages.total} packages, ${kilobytes(bytes.received)} kB`;
}

const kilobytes = (bytes: number) => (bytes / 1000).toFixed(0);
