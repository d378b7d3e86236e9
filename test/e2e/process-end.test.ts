import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultSetups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

const keeping = (rest: string): Record<string, string> => ({
	'package.json': '{"type":"module"}',
	'main.js': `
		const dispose = async name => { console.log('closing', name); await null; console.log('closed', name); };
		for (const name of ['a', 'b']) await import.meta.hot.keep(name, () => name, { dispose });
		${rest}`,
});

for (const setup of defaultSetups) {
	test(`${setup.name}: what is kept is closed when the program ends by itself, the last made first`, { skip: setup.skip }, async t => {
		const program = start(new ProgramFolder(t, { files: keeping('') }), setup);
		assert.deepEqual(await program.ends(), { code: 0, signal: null });
		assert.equal(program.stdout, 'closing b\nclosed b\nclosing a\nclosed a\n');
	});

	test(`${setup.name}: what is kept is closed when a signal ends the program, which then ends by that signal`, { skip: setup.skip }, async t => {
		const program = start(new ProgramFolder(t, { files: keeping('setInterval(() => {}, 1000); console.log("runs");') }), setup);
		await program.prints('runs\n');
		program.child.kill('SIGTERM');
		assert.deepEqual(await program.ends(), { code: null, signal: 'SIGTERM' });
		assert.equal(program.stdout, 'runs\nclosing b\nclosed b\nclosing a\nclosed a\n');
	});

	test(`${setup.name}: in a program that exits at once, closing what is kept is begun`, { skip: setup.skip }, async t => {
		const program = start(new ProgramFolder(t, { files: keeping('process.exit(3);') }), setup);
		assert.equal((await program.ends()).code, 3);
		assert.equal(program.stdout, 'closing b\nclosing a\n');
	});

	test(`${setup.name}: a trace tells each step of an update with its duration`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': '{"type":"module"}',
				'debug.mjs': 'process.env.HOT_RUNTIME_DEBUG = "1"; const { register } = await import("hot-runtime"); register();',
				'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js"); setInterval(() => {}, 1000); console.log("runs");',
				'a.js': 'export {};',
			},
		});
		const program = start(folder, setup, { flags: ['--import', './debug.mjs'], isPlain: true });
		await program.prints('runs\n');
		folder.replace('a.js', 'export const a = 1;');
		for (const states of ['watch → check', 'check after .*ms → prepare', 'prepare after .*ms → ready', 'ready after .*ms → dispose', 'dispose after .*ms → apply']) {
			await program.prints(new RegExp(`\\[hot\\] trace.*: ${states}\n`));
		}
		await program.prints(/\[hot\] trace #1: updated in .*ms \(load .*ms, propagate .*ms.*\)\n {2}changed: file:.*a\.js\n {2}loaded: file:.*a\.js\n {2}boundaries: file:.*main\.js\n/);
	});
}
