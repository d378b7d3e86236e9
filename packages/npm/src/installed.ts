// The packages that are installed in the application's own folder.
import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readManifest } from './store/manifest.js';

export interface Installed {
	readonly name: string;
	readonly version: string;
	/** Without links. */
	readonly folder: string;
}

/** The package that a module in `folder` would import by `name`; null if there is none. */
export async function findInstalled(name: string, folder: string): Promise<Installed | null> {
	for (let parent = folder; ; parent = dirname(parent)) {
		const found = await readManifest(join(parent, 'node_modules', name));
		if (found.version !== '' || found.name !== '') return { name, version: found.version, folder: await realpath(join(parent, 'node_modules', name)) };
		if (parent === dirname(parent)) return null;
	}
}

/** A URL from which Node finds what a module in `folder` would. */
export const fromFolder = (folder: string) => pathToFileURL(join(folder, 'package.json')).href;
