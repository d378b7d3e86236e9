// What a fetch tells while it runs.

export type Phase = 'resolve' | 'fetch' | 'unpack' | 'ready';

/** A state of one fetch. Counts only grow. */
export interface Progress {
	readonly name: string;
	readonly version: string;
	readonly phase: Phase;
	/** Packages of the dependency tree that are in the store, and how many it has; 0 while it is not known. */
	readonly packages: { readonly done: number; readonly total: number };
	/** Bytes of archives received; `total` is null while an archive's length is not known. */
	readonly bytes: { readonly received: number; readonly total: number | null };
}

export type OnProgress = (progress: Progress) => void;

export interface ProgressCounter {
	phase(phase: Phase): void;
	/** The tree has `total` packages. */
	expect(total: number): void;
	received(bytes: number): void;
	/** An archive of `bytes` has begun. */
	announced(bytes: number): void;
	packageDone(): void;
}

export function countProgress(name: string, version: string, onProgress: OnProgress): ProgressCounter {
	let current: Progress = { name, version, phase: 'resolve', packages: { done: 0, total: 0 }, bytes: { received: 0, total: null } };
	const advance = (change: Partial<Progress>) => onProgress(current = { ...current, ...change });
	return {
		phase: phase => advance({ phase }),
		expect: total => advance({ packages: { done: 0, total } }),
		received: bytes => advance({ bytes: { ...current.bytes, received: current.bytes.received + bytes } }),
		announced: bytes => advance({ bytes: { ...current.bytes, total: (current.bytes.total ?? 0) + bytes } }),
		packageDone: () => advance({ packages: { ...current.packages, done: current.packages.done + 1 } }),
	};
}
