import assert from 'node:assert/strict';
import test from 'node:test';
import { observeAll } from './support/conforms.js';
import { missingNodes, nodes } from './support/nodes.js';
import { normaliseText } from './support/normalise.js';

for (const major of missingNodes) {
	test(`conformance on Node ${major}`, { skip: `there is no binary of Node ${major} on this machine` }, () => { /* skipped */ });
}

test('a program that can tell that it runs hot is found out', async () => {
	const program = { 'main.js': 'console.log(process.execArgv.length > 0 || process.env.CONFORMANCE_SUBJECT);' };
	for (const node of nodes) {
		const [ plain, hot ] = await observeAll(node, program, {});
		assert.ok(plain && hot);
		if (process.env.CONFORMANCE_SUBJECT !== 'plain') {
			assert.notDeepEqual(hot, plain);
		}
	}
});

test('a program that prints something else each time is found out', async () => {
	const program = { 'main.js': 'console.log(process.hrtime.bigint());' };
	const [ node ] = nodes;
	assert.ok(node);
	const [ first, second ] = await observeAll(node, program, {});
	assert.notDeepEqual(first, second);
});

test('stack frames of the program stay, with their lines; frames of Node go', () => {
	const text = [
		'Error: x',
		'    at f (file:///tmp/p/main.js:3:9)',
		'    at file:///tmp/p/main.js:5:1',
		'    at ModuleJob.run (node:internal/modules/esm/module_job:343:25)',
		'    at async node:internal/modules/esm/loader:665:26',
	].join('\n');
	assert.equal(normaliseText(text), 'Error: x\n    at f (file:///tmp/p/main.js:3)\n    at file:///tmp/p/main.js:5');
});
