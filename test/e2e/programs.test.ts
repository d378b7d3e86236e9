import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { defaultSetups, root } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

for (const setup of defaultSetups) {
	test(`${setup.name}: a module is invalidated by a data file it watches itself`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { fixture: 'a-data-file-invalidates-its-module' });
		const program = start(folder, setup);
		await program.prints('guten Tag, Welt\n');
		folder.write('words.txt', 'good day = bonjour\nworld = monde\n');
		await program.prints('bonjour, monde\n');
		folder.write('words.txt', 'good day = buenos días\nworld = mundo\n');
		await program.prints('buenos días, mundo\n');
	});

	const noTypes = setup.node.stripsTypes ? false : `${setup.node.name} does not strip types itself`;
	test(`${setup.name}: a TypeScript program runs natively`, { skip: setup.skip || noTypes }, async t => {
		const folder = new ProgramFolder(t, { fixture: 'a-typescript-program' });
		const program = start(folder, setup, { main: 'main.ts' });
		await program.prints('areas 4 3\n');
		folder.edit('shape.ts', 'return 3 * ', 'return 4 * ');
		await program.prints('areas 4 4\n');
	});

	test(`${setup.name}: a program with fake timers and a clock that stands still is updated`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files: {
			'main.js': `import { word } from './word.js';
setInterval(() => {}, 1000);
console.log('word', word);
import.meta.hot?.accept('./word.js', () => console.log('word', word));
for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval', 'queueMicrotask']) globalThis[name] = () => {};
Date.now = () => 0;
performance.now = () => 0;`,
			'word.js': `export const word = 'one';`,
		} });
		const program = start(folder, setup);
		await program.prints('word one\n');
		for (const [before, after] of [['one', 'two'], ['two', 'three']] as const) {
			folder.edit('word.js', before, after);
			await program.prints(`word ${after}\n`);
		}
	});

	const isInThread = setup.driver === 'in-thread';
	test(`${setup.name}: a TypeScript program runs through tsx${isInThread ? ', which may be preloaded last' : ''}`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { fixture: 'a-typescript-program' });
		const tsx = pathToFileURL(join(root, 'test/node_modules/tsx/dist/loader.mjs')).href;
		const program = start(folder, setup, { main: 'main.ts', [isInThread ? 'importAfter' : 'importBefore']: [tsx] });
		await program.prints('areas 4 3\n');
		folder.edit('shape.ts', 'return 3 * ', 'return 4 * ');
		await program.prints('areas 4 4\n');
	});

	if (!isInThread) test(`${setup.name}: a program that hooks above ours load is not hot, which is said`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { fixture: 'a-typescript-program' });
		const program = start(folder, setup, { main: 'main.ts', importAfter: [pathToFileURL(join(root, 'test/node_modules/tsx/dist/loader.mjs')).href] });
		await program.prints('areas 4 3\n');
		await program.prints(/main\.ts is not hot: hooks that lie above[^]*Preload hot-runtime after all others/);
	});

	test(`${setup.name}: a TypeScript program without a Node or a loader that can run it is told so`, { skip: setup.skip || (setup.node.stripsTypes && 'This Node runs it') }, async t => {
		const folder = new ProgramFolder(t, { fixture: 'a-typescript-program' });
		const program = start(folder, setup, { main: 'main.ts' });
		const { code } = await program.ends();
		assert.notEqual(code, 0);
		assert.match(program.stderr, /main\.ts/);
		assert.match(program.stderr, /tsx/);
	});

	test(`${setup.name}: a linked package of a monorepo is updated by its real path and through its link`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { fixture: 'linked-packages-of-a-monorepo' });
		folder.link('@example/greet', folder.at('packages/greet'), 'packages/app');
		const program = start(folder, setup, { cwd: 'packages/app' });
		await program.prints('hello, world\n');
		folder.edit('packages/greet/src/word.js', 'hello', 'salut');
		await program.prints('salut, world\n');
		folder.edit('packages/app/node_modules/@example/greet/src/index.js', '${word}, ', '${word} — ');
		await program.prints('salut — world\n');
	});

	test(`${setup.name}: modules in a cycle with top-level await are updated`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { fixture: 'a-cycle-with-top-level-await' });
		const program = start(folder, setup);
		await program.prints('10 is even, 7 is odd\n');
		folder.edit('odd.js', 'false : even(number - 1)', 'false : !even(number - 1)');
		await program.prints('10 is odd, 7 is even\n');
		folder.edit('odd.js', '!even', 'even');
		folder.edit('even.js', 'Promise.resolve(zero)', 'new Promise(resolve => setTimeout(resolve, 5, zero))');
		await program.prints('10 is even, 7 is odd\n');
	});

	test(`${setup.name}: without hot-runtime the programs run as they are`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { fixture: 'a-cycle-with-top-level-await' });
		await start(folder, setup, { isPlain: true }).prints('10 is even, 7 is odd\n');
	});
}
