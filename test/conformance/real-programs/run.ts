// All real programs: `npm run test:real [-- name …]`; with `-- --imports`, every ES module of their packages, imported by itself. Their packages are installed by the package file of test/real-programs.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { differences } from '../support/differences.js';
import { nodes } from '../support/nodes.js';
import { compareImports } from './support/compare-imports.js';
import { realPrograms } from './support/programs.js';
import { runProgram } from './support/run-program.js';

const home = fileURLToPath(new URL('../../../real-programs/', import.meta.url));
const packages = fileURLToPath(new URL('../../../real-programs/node_modules/', import.meta.url));
if (!existsSync(packages)) {
	// `npm ci` refuses the lock file for the packages of other platforms that it does not name; this leaves it as it is.
	execFileSync('npm', [ 'install', '--no-save', '--no-audit', '--no-fund' ], { cwd: home, stdio: 'inherit' });
}

const checkFolder = fileURLToPath(new URL('../../../../packages/loader/dist-test/check-folder.js', import.meta.url));

/** The transform of every file of the packages: its text, lines and source map on each Node. */
function checkTransform(): boolean {
	const verdicts = nodes.map(node => spawnSync(node.path, [ '--no-warnings', '--experimental-vm-modules', checkFolder, packages ], { stdio: 'inherit' }).status === 0);
	return verdicts.every(isRight => isRight);
}

/** Every file is executed: what it exports, or throws, is what it does plainly. */
async function checkImports(): Promise<boolean> {
	const { esModulesIn }: { esModulesIn: (folder: string) => Iterable<{ readonly path: string }> } = await import(new URL('../../../../packages/loader/dist-test/support/es-modules.js', import.meta.url).href);
	const files = [ ...esModulesIn(packages) ].map(({ path }) => path);
	let isRight = true;
	for (const node of nodes) {
		const { alike, withoutExports, different } = await compareImports(files, packages, node);
		different.forEach(({ path, plain, hot }) => { console.log(`FAILS: ${path} on Node ${node.major}\n${differences(plain, hot, 10)}`); });
		console.log([
			`Node ${node.major}: ${alike} of ${files.length} files do what they do plainly when they are imported (${withoutExports} throw,`,
			'end the process or wait);',
			`${different.length} differ`,
		].join(' '));
		isRight &&= different.length === 0 && alike > 0;
	}
	return isRight;
}

const wanted = process.argv.slice(2);
if (wanted.includes('--imports')) {
	process.exit(await checkImports() ? 0 : 1);
}
let passed = 0;
let failed = 0;
for (const program of realPrograms.filter(each => wanted.length === 0 || wanted.some(name => each.name.includes(name)))) {
	for (const node of nodes) {
		const { plain, hot, again } = await runProgram(program, node, packages);
		try {
			assert.deepEqual(hot, plain);
			assert.deepEqual(again, plain, 'started a second time');
			passed++;
			console.log(`ok: ${program.name} (${program.kind}) on Node ${node.major}, exit ${plain.exit}, ${plain.stdout.length} characters of output`);
		} catch (error) {
			failed++;
			console.log(`FAILS: ${program.name} on Node ${node.major}\n${String(error).slice(0, 3_000)}`);
		}
		if (process.env.CONFORMANCE_SHOW) {
			console.log(plain);
		}
	}
}
console.log(`${passed} passed, ${failed} failed`);
const isTransformRight = wanted.length > 0 || checkTransform();
process.exitCode = failed > 0 || passed === 0 || !isTransformRight ? 1 : 0;
