// Disks that are full, and folders that may not be read: real ones, where this machine lets a test have them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { isBundled } from '../support/library.js';
import { defaultSetups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

const isRoot = process.getuid?.() === 0;
/** Who owns nothing. */
const nobody = 65_534;

const canMount = isRoot && spawnSync('sh', ['-c', 'd=$(mktemp -d) && mount -t tmpfs -o size=16k tmpfs "$d" && umount "$d" && rmdir "$d"']).status === 0;
const noMount = canMount ? false : 'Only root, and not in every container, may mount a small disk';

/** A disk of 16 KB, until the test ends. */
function mountSmall(t: TestContext): string {
	const path = mkdtempSync(join(tmpdir(), 'hot-disk-'));
	assert.equal(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', path]).status, 0);
	t.after(() => {
		spawnSync('umount', [path]);
		rmdirSync(path);
	});
	return path;
}

const many = Array.from({ length: 40 }, (_, index) => [`m${index}.js`, `export const value = ${index}; // ${'a long text '.repeat(40)}\n`] as const);

for (const setup of defaultSetups) {
	test(`${setup.name}: on a disk without space a program runs as if there were no cache; once there is space, it is cached`, { skip: setup.skip || noMount }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': '{"type":"module"}', ...Object.fromEntries(many),
				'main.js': `${many.map(([name], index) => `import { value as v${index} } from './${name}';`).join('\n')}
					import.meta.hot.accept('./m1.js', () => console.log('accepted', v1));
					console.log('sum', ${many.map((_, index) => `v${index}`).join(' + ')});
					process.stdin.on('end', () => process.exit()).resume();`,
			},
		});
		const cache = mountSmall(t);
		const run = async (value: number): Promise<void> => {
			const program = start(folder, setup, { env: { HOT_RUNTIME: JSON.stringify({ cache }) } });
			await program.prints('sum 780\n');
			folder.edit('m1.js', /value = (\d+)/.exec(folder.read('m1.js'))?.[0] ?? '', `value = ${value}`);
			await program.prints(`accepted ${value}\n`);
			folder.edit('m1.js', `value = ${value}`, 'value = 1');
			await program.prints('accepted 1\n');
			program.child.stdin?.end();
			assert.deepEqual(await program.ends(), { code: 0, signal: null });
			assert.doesNotMatch(program.stdout + program.stderr, /ENOSPC|Error/);
		};
		await run(10);
		assert.deepEqual(readdirSync(cache), [], 'nothing, and no half of a file');
		await run(11);
		assert.equal(spawnSync('mount', ['-o', 'remount,size=4m', cache]).status, 0);
		await run(12);
		assert.equal(readdirSync(cache).length, isBundled ? 2 : 1, 'the modules of the program, and our own code');
		await run(13);
	});

	test(`${setup.name}: a folder that may not be read for a while ends nothing, and what is saved afterwards is applied`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': '{"type":"module"}', 'lib/a.js': 'export const value = 1;',
				'main.js': [
					'import { value } from "./lib/a.js"; import.meta.hot.accept("./lib/a.js", () => console.log("accepted", value));',
					'setInterval(() => console.log("still", value), 50); console.log("runs");',
				].join(' '),
			},
		});
		if (isRoot) for (const name of ['.', 'lib', 'lib/a.js', 'main.js', 'node_modules']) chownSync(folder.at(name), nobody, nobody);
		const program = start(folder, setup, isRoot ? { user: nobody } : {});
		await program.prints('runs\n');
		chmodSync(folder.at('lib'), 0o000);
		try {
			await program.prints(/lib\/a\.js: not applied[^]*EACCES/);
			await program.prints('still 1\n');
		} finally {
			chmodSync(folder.at('lib'), 0o755);
		}
		folder.write('lib/a.js', 'export const value = 2;');
		await program.prints('accepted 2\n');
		await program.prints('still 2\n');
	});

	test(`${setup.name}: a program that may write nothing runs and is updated`, { skip: setup.skip || !isRoot && 'Only root can start a program as somebody who may write nothing' }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': '{"type":"module"}', 'a.js': 'export const value = 1;',
				'main.js': [
					'import { value } from "./a.js"; import.meta.hot.accept("./a.js", () => console.log("accepted", value)); console.log("runs");',
					'process.stdin.on("end", () => process.exit()).resume();',
				].join(' '),
			},
		});
		chmodSync(folder.path, 0o755);
		const program = start(folder, setup, { user: nobody });
		await program.prints('runs\n');
		folder.write('a.js', 'export const value = 2;');
		await program.prints('accepted 2\n');
		program.child.stdin?.end();
		assert.deepEqual(await program.ends(), { code: 0, signal: null });
		assert.deepEqual(readdirSync(folder.at('node_modules')), ['hot-runtime']);
	});
}
