// What goes between the program and the thread that fetches.
import { failed, VersionError, type VersionErrorCode } from '../messages.js';
import type { Progress } from '../progress.js';
import type { ExactVersion } from '../registry.js';
import type { StoredVersion } from '../store/stored-version.js';
import type { Running } from './tasks.js';

export type Task =
	| { readonly type: 'resolve'; readonly name: string; readonly version: string; readonly minAge: number }
	| { readonly type: 'fetch'; readonly exact: ExactVersion; readonly running: Running }
	| { readonly type: 'newestStored'; readonly name: string; readonly version: string };

export type ToThread = { readonly call: number; readonly task: Task } | { readonly close: true };

export interface SentError {
	readonly code: VersionErrorCode;
	readonly message: string;
	readonly cause: string | null;
}

export type FromThread =
	| { readonly call: number; readonly type: 'progress'; readonly progress: Progress }
	| { readonly call: number; readonly type: 'done'; readonly value: ExactVersion | StoredVersion | null }
	| { readonly call: number; readonly type: 'failed'; readonly error: SentError };

export function packError(error: unknown): SentError {
	const { code, message, cause } = error instanceof VersionError ? error : failed('It', error);
	return { code, message, cause: cause instanceof Error ? cause.message : null };
}

export function unpackError({ code, message, cause }: SentError): VersionError {
	return new VersionError(code, message, cause === null ? undefined : new Error(cause));
}
