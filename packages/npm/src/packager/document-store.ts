// Where finished documents are kept. A folder here; anything that can read and write bytes by key will do, S3 for example.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../store/write-atomically.js';

export interface DocumentStore {
	/** The bytes kept under `key`, or null. Keys are made of letters, digits, `@`, `.`, `-`, `_`, `+` and `/`. */
	read(key: string): Promise<Uint8Array | null>;
	/** All or nothing: a reader never sees a part. */
	write(key: string, data: Uint8Array): Promise<void>;
}

export function folderDocumentStore(folder: string): DocumentStore {
	const pathOf = (key: string) => join(folder, ...key.split('/'));
	return {
		read: key => readFile(pathOf(key)).catch((error: unknown) => {
			if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
			throw error;
		}),
		write: (key, data) => writeAtomically(pathOf(key), data),
	};
}
