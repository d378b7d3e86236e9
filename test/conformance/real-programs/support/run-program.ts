// Runs a real program plain and hot, with nothing ignored, and answers all that it shows: output, exit code, files.
import { readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileOfPackage } from '../../../support/library.js';
import { hotArguments } from '../../support/conforms.js';
import { normalise } from '../../support/normalise.js';
import type { NodeBinary } from '../../support/nodes.js';
import { observe } from '../../support/observe.js';
import type { Observed } from '../../support/observe.js';
import { makeFolder, removeFolder, writeProgram } from '../../support/program.js';
import type { RealProgram } from './programs.js';

export interface Shown extends Observed {
	readonly files: Readonly<Record<string, string>>;
}

const index = fileOfPackage('index.js');
const preload = `import { register } from ${JSON.stringify(index.href)}; register({ ignore: /^(?!)/, watch: false });`;

/** A file to preload that makes every module hot; written to `folder`. */
export function everythingHot(folder: string): string {
	const file = join(folder, 'preload.mjs');
	writeFileSync(file, preload);
	return file;
}

function filesIn(folder: string, at = folder): Record<string, string> {
	const files: Record<string, string> = {};
	for (const entry of readdirSync(at, { withFileTypes: true })) {
		const path = join(at, entry.name);
		if (entry.isDirectory()) {
			Object.assign(files, filesIn(folder, path));
		} else if (entry.isFile()) {
			files[relative(folder, path)] = readFileSync(path, 'latin1');
		}
	}
	return files;
}

/** `packages`: a `node_modules` folder that holds what the program imports. */
export async function runProgram(program: RealProgram, node: NodeBinary, packages: string): Promise<{ readonly plain: Shown; readonly hot: Shown; readonly again: Shown }> {
	const folder = makeFolder();
	const outside = makeFolder();
	const ownPreload = everythingHot(outside);
	const run = async (own: readonly string[]): Promise<Shown> => {
		for (const name of readdirSync(folder)) {
			rmSync(join(folder, name), { recursive: true });
		}
		writeProgram(folder, program.files);
		symlinkSync(packages, join(folder, 'node_modules'), 'dir');
		const args = program.args.map(arg => arg.startsWith('bin:/') ? join(folder, 'node_modules', arg.slice('bin:/'.length)) : arg);
		const observed = normalise(await observe({ node, args: [ ...own, ...args ], cwd: folder, limit: 120_000, ...program.stdin !== undefined && { stdin: program.stdin } }));
		const sure = (text: string): string => program.differs ? text.replace(program.differs, '…') : text;
		return { stdout: sure(observed.stdout), stderr: sure(observed.stderr).replace(/^\[hot\] \S+ is CommonJS, which is not hot here.*\n/gm, ''), exit: observed.exit, files: filesIn(folder) };
	};
	try {
		const hotly = hotArguments.length === 0 ? [] : [ '--import', ownPreload ];
		return { plain: await run([]), hot: await run(hotly), again: await run(hotly) };
	} finally {
		removeFolder(folder);
		removeFolder(outside);
	}
}
