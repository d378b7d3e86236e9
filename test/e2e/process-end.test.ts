import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultSetups, root } from '../support/nodes.js';
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

	test(`${setup.name}: where hot-runtime is absent, the two lines of the README keep the same`, { skip: setup.skip }, async t => {
		const [lines = ''] = /^const keep = [^]*?\n.*new Pool.*$/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': '{"type":"module"}', 'main.js': 'import "./pool.js"; import.meta.hot?.accept("./pool.js"); process.stdin.on("end", () => process.exit()).resume();',
				'pool.js': `let made = 0;\nclass Pool { name = 'pool ' + ++made; end() { console.log('ended', this.name); } }\n${lines}\nconsole.log('has', pool.name, pool.constructor.name); // 1\n`,
			},
		});
		for (const isPlain of [true, false]) {
			const program = start(folder, setup, { isPlain });
			await program.prints('has pool 1 Pool\n');
			if (!isPlain) {
				folder.edit('pool.js', '// 1', '// 2');
				await program.prints('has pool 1 Pool\n');
			}
			program.child.stdin?.end();
			assert.deepEqual(await program.ends(), { code: 0, signal: null });
			assert.equal(program.stdout.includes('ended pool 1'), !isPlain);
		}
	});

	test(`${setup.name}: the variables HOT_RUNTIME_DEBUG and NODE_DEBUG switch the trace on`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': '{"type":"module"}',
				'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js", () => process.exit()); process.stdin.resume(); console.log("runs");',
				'a.js': 'export {};',
			},
		});
		const traced: (readonly [Readonly<Record<string, string>>, boolean])[] = [
			[{ HOT_RUNTIME_DEBUG: '1' }, true],
			[{ NODE_DEBUG: 'hot-runtime' }, true],
			[{ NODE_DEBUG: 'http,hot-*' }, true],
			[{ HOT_RUNTIME_DEBUG: '0', NODE_DEBUG: 'net' }, false],
			[{}, false],
		];
		for (const [env, isTraced] of traced) {
			const program = start(folder, setup, { env });
			await program.prints('runs\n');
			folder.write('a.js', `export const a = ${JSON.stringify(env)};`);
			await program.ends();
			assert.equal(/\[hot\] trace #1: ready after \d+\.\dms → dispose\n/.test(program.stderr), isTraced, JSON.stringify(env));
		}
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
