// Checks the transform of every ES module of a folder: `node --experimental-vm-modules check-folder.js <folder>`.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { checkFile } from './support/check-file.js';

const [ , , folder = '' ] = process.argv;

const types = new Map<string, string>();

/** What the nearest `package.json` says of `.js` files. */
function typeOf(path: string): string {
	const known = types.get(path);
	if (known !== undefined) return known;
	const file = join(path, 'package.json');
	const type = existsSync(file) ? readType(file) : dirname(path) === path ? 'none' : typeOf(dirname(path));
	types.set(path, type);
	return type;
}

function readType(file: string): string {
	const { type = 'none' }: { readonly type?: string } = JSON.parse(readFileSync(file, 'utf8'));
	return type;
}

/** Node looks at the syntax where no one says what a `.js` file is. */
function isModule(path: string, text: string): boolean {
	const type = path.endsWith('.mjs') ? 'module' : typeOf(dirname(path));
	return type === 'module' || (type === 'none' && /^\s*(?:import|export)\b/m.test(text));
}

const counts = { transformed: 0, 'rejected': 0, 'left-to-node': 0, failed: 0 };
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
	if (!entry.isFile() || !/\.m?js$/.test(entry.name)) continue;
	const path = join(entry.parentPath, entry.name);
	const text = readFileSync(path, 'utf8');
	if (!isModule(path, text)) continue;
	const name = relative(folder, path);
	try {
		const verdict = checkFile(name, text);
		counts[verdict]++;
		if (verdict !== 'transformed') console.log(`${verdict}: ${name}`);
	} catch (error) {
		counts.failed++;
		console.log(`FAILS: ${name}\n  ${String(error).slice(0, 500)}`);
	}
}
console.log(`Node ${process.versions.node}: ${counts.transformed} files are transformed rightly, ${counts.rejected} are no modules to V8 either, ${counts['left-to-node']} are left to Node, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 || counts.transformed === 0 ? 1 : 0;
