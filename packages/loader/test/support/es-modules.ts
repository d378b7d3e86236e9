// Finds the files of a folder that Node takes for ES modules.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface ModuleFile {
	readonly path: string;
	readonly text: string;
}

export function* esModulesIn(folder: string): Generator<ModuleFile> {
	const types = new Map<string, string>();
	for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile() || !/\.m?js$/.test(entry.name)) continue;
		const path = join(entry.parentPath, entry.name);
		const text = readFileSync(path, 'utf8');
		if (isModule(path, text, types)) yield { path, text };
	}
}

/** Node looks at the syntax where no one says what a `.js` file is. */
function isModule(path: string, text: string, types: Map<string, string>): boolean {
	const type = path.endsWith('.mjs') ? 'module' : typeOf(path, types);
	return type === 'module' || (type === 'none' && /^\s*(?:import|export)\b/m.test(text));
}

/** What the nearest `package.json` says of `.js` files. */
function typeOf(path: string, types: Map<string, string>): string {
	const folder = dirname(path);
	const known = types.get(folder);
	if (known !== undefined) return known;
	const file = join(folder, 'package.json');
	const type = existsSync(file) ? readType(file) : dirname(folder) === folder ? 'none' : typeOf(folder, types);
	types.set(folder, type);
	return type;
}

function readType(file: string): string {
	const { type = 'none' }: { readonly type?: string } = JSON.parse(readFileSync(file, 'utf8'));
	return type;
}
