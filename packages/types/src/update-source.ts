import type { ModuleId } from './module-source.js';

/** Something changed. `location`: where the text is now, if it moved. */
export interface SourceChange {
	readonly id: ModuleId;
	readonly location?: string;
	/** True if its text may be the one that was read: it was written at about that time. */
	readonly isDoubtful?: boolean;
	/** When it happened, in milliseconds of the epoch, if that is known: a text that was read later has it. */
	readonly changedAt?: number;
}

/** Something that notices changes: files, versions of packages, later releases. It says what changed, never what to do. */
export interface UpdateSource {
	track(id: ModuleId): void;
	untrack(id: ModuleId): void;
	close(): void | Promise<void>;
}
