import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { nodes, root } from '../support/nodes.js';

const brought = nodes.find(({ path }) => path?.startsWith(root));

test('a command runs on the Node of the machine even if npm puts one that we test on before it', {
	skip: brought === undefined && 'no other Node is installed here',
}, t => {
	assert.ok(brought?.path);
	const folder = mkdtempSync(join(tmpdir(), 'hot-runtime-commands-'));
	t.after(() => rmSync(folder, { recursive: true }));
	const program = join(folder, 'program.mjs');
	const machineNode = pathToFileURL(join(root, 'scripts', 'machine-node.mjs'));
	writeFileSync(program, `import ${JSON.stringify(machineNode)};\nconsole.log(JSON.stringify({ node: process.execPath, path: process.env.PATH, args: process.argv.slice(2) }));\n`);
	const before = join(root, 'node_modules', '.bin');
	const output = execFileSync(brought.path, [program, 'an argument'], {
		encoding: 'utf8',
		env: { ...process.env, PATH: `${before}${delimiter}${process.env.PATH}` },
	});
	const { node, path, args }: { node: string; path: string; args: string[] } = JSON.parse(output);
	assert.deepEqual(args, ['an argument']);
	assert.ok(!node.startsWith(root), node);
	assert.ok(!path.split(delimiter).includes(before), path);
});
