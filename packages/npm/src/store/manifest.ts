// A package.json as it lies in a folder.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface PackageManifest {
	readonly name: string;
	readonly version: string;
	readonly fields: Readonly<Record<string, unknown>>;
}

/** A package.json; empty strings and no fields where there is none, or none that can be read. */
export async function readManifest(folder: string): Promise<PackageManifest> {
	try {
		const fields: unknown = JSON.parse((await readFile(join(folder, 'package.json'), 'utf8')).replace(/^\uFEFF/, ''));
		if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) return { name: '', version: '', fields: {} };
		const text = (value: unknown) => typeof value === 'string' ? value : '';
		return { name: 'name' in fields ? text(fields.name) : '', version: 'version' in fields ? text(fields.version) : '', fields: { ...fields } };
	} catch {
		return { name: '', version: '', fields: {} };
	}
}
