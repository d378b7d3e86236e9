// 300 modules, 100 edits in a row; after each the program shows what a fresh plain Node shows for the same files.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { EditedProgram } from '../support/edited-program.js';
import type { Setup } from '../support/nodes.js';
import { defaultSetups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

/** A hundred with each kind of hooks; fewer where a Node differs from another only in its number. */
const editCount = ({ node }: Setup): number => (node.major === 20 || node.major === 24 ? 100 : 20);

async function editAndCompare(t: TestContext, setup: Setup): Promise<void> {
	const folder = new ProgramFolder(t, {});
	const edited = new EditedProgram(folder, 300, 20_251);
	const plain = () => {
		const { stdout, stderr } = spawnSync(setup.node.path ?? '', ['main.js', '--once'], { cwd: folder.path, encoding: 'utf8' });
		return stdout.trim() || stderr;
	};
	const program = start(folder, setup);
	await program.prints('ready');
	for (let edit = 1; edit <= editCount(setup); edit++) {
		const name = edited.edit();
		const expected = plain();
		const [, shown] = await program.prints(/(shows \d+|\[hot\].*not applied)/);
		assert.equal(shown, expected, `after edit ${edit}, of ${name}`);
	}
}

for (const setup of defaultSetups) {
	test(`${setup.name}: after each of ${editCount(setup)} edits to 300 modules the program shows what a fresh Node shows`, { skip: setup.skip, timeout: 600_000 }, t => editAndCompare(t, setup));
}
