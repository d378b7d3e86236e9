// Where sources are and where `tsc -b` puts what it makes of them.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const packages = () => readdirSync(join(root, 'packages')).map(name => join(root, 'packages', name));

/** Folders that hold compiled tests. */
export const testFolders = () => [...packages().map(folder => join(folder, 'dist-test')), join(root, 'test', 'dist')];

export const compiledFolders = () => [
	...packages().flatMap(folder => [
		{ source: join(folder, 'src'), output: join(folder, 'dist') },
		{ source: join(folder, 'test'), output: join(folder, 'dist-test') },
	]),
	{ source: join(root, 'test'), output: join(root, 'test', 'dist') },
];
