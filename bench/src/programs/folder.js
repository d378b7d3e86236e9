// Where generated programs lie, and how their files are written.
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `bench/`. */
export const bench = fileURLToPath(new URL('../../', import.meta.url));
/** The repository. */
export const repository = fileURLToPath(new URL('../../../', import.meta.url));
const programs = join(bench, '.programs');

/** Writes a program, a map from path to text, into a fresh folder of its own. */
export function writeProgram(name, files) {
	const folder = join(programs, name);
	rmSync(folder, { recursive: true, force: true });
	const made = new Set();
	for (const [path, text] of Object.entries({ 'package.json': packageText(name), ...files })) {
		const file = join(folder, path);
		if (!made.has(dirname(file))) {
			made.add(dirname(file));
			mkdirSync(dirname(file), { recursive: true });
		}
		writeFileSync(file, text);
	}
	return folder;
}

export function removeProgram(name) {
	rmSync(join(programs, name), { recursive: true, force: true });
}

/** How a save reaches the disk. `rename` is what editors do that save atomically. */
export const saves = {
	'in place': (file, text) => writeFileSync(file, text),
	rename: (file, text) => {
		writeFileSync(`${file}.new~`, text);
		renameSync(`${file}.new~`, file);
	},
	'unlink and create': (file, text) => {
		rmSync(file, { force: true });
		writeFileSync(file, text);
	},
};

function packageText(name) {
	const isReal = name.startsWith('real-');
	return JSON.stringify({
		name: `bench-${name}`,
		type: 'module',
		private: true,
		hotHook: { root: './main.js', ...isReal ? { ignore: [] } : {} },
		...isReal ? { dependencies: JSON.parse(readFileSync(join(bench, 'package.json'), 'utf8')).dependencies } : {},
	});
}
