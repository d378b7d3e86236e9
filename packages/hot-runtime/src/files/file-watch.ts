/** Notices that something happened to files; what it was is for others to find out. */
export interface FileWatch {
	add(path: string): void;
	delete(path: string): void;
	close(): void;
}

export interface FileWatchEvents {
	/** Something happened to the file at `path`, or may have. Only for added paths. May be said more often than it happened. */
	readonly touched: (path: string) => void;
	/** So much happened at once that the system may have left something out. */
	readonly missed: () => void;
	/** The system refuses to watch more. This watch says nothing any more. */
	readonly failed: (error: NodeJS.ErrnoException) => void;
}

export type OpenFileWatch = (events: FileWatchEvents) => FileWatch;
