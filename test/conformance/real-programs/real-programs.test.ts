import assert from 'node:assert/strict';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { nodes } from '../support/nodes.js';
import { realPrograms } from './support/programs.js';
import { runProgram } from './support/run-program.js';

const packages = fileURLToPath(new URL('../../../node_modules/', import.meta.url));

for (const program of realPrograms.filter(each => each.isAlwaysRun)) {
	test(`${program.name}, a ${program.kind}, is hot down to its last dependency and does what it does plainly`, async () => {
		for (const node of nodes) {
			const { plain, hot, again } = await runProgram(program, node, packages);
			assert.equal(plain.exit, 0, plain.stderr);
			assert.deepEqual(hot, plain, `on Node ${node.major}`);
			assert.deepEqual(again, plain, `on Node ${node.major}, started a second time`);
		}
	});
}
