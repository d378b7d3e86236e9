import { mkdtemp, mkdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Folder {
	readonly path: string;
	write(files: Readonly<Record<string, string>>): Promise<void>;
	[Symbol.asyncDispose](): Promise<void>;
}

/** A folder for one test, removed at its end. */
export async function makeFolder(files: Readonly<Record<string, string>> = {}): Promise<Folder> {
	const path = await realpath(await mkdtemp(join(tmpdir(), 'hot-npm-')));
	const write: Folder['write'] = async texts => {
		for (const [name, text] of Object.entries(texts)) {
			await mkdir(dirname(join(path, name)), { recursive: true });
			await writeFile(join(path, name), text);
		}
	};
	await write(files);
	return { path, write, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 10 }) };
}
