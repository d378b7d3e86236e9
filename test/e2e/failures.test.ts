// Whatever goes wrong, the program runs on with what it had, says so, and the next good save recovers.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, unlinkSync } from 'node:fs';
import { test } from 'node:test';
import { defaultSetups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

const files = {
	'package.json': '{"type":"module"}',
	'main.js': `
		import { value } from './mid.js';
		import.meta.hot.accept('./mid.js', () => console.log('accepted', value));
		setInterval(() => console.log('still', value), 50);`,
	'mid.js': 'import { leaf } from "./leaf.js"; export const value = leaf; import.meta.hot.dispose(() => console.log("disposed"));',
	'leaf.js': 'export const leaf = 0;',
};

const good = (value: number): string => `export const leaf = ${value};\n`;

interface Failure {
	readonly what: string;
	readonly act: (folder: ProgramFolder) => void;
	readonly says: RegExp;
	readonly undo?: (folder: ProgramFolder) => void;
}

const failures: readonly Failure[] = [
	{ what: 'a text that does not parse', act: folder => folder.write('leaf.js', 'export const leaf = ;\n'), says: /leaf\.js: not applied[^]*SyntaxError/ },
	{ what: 'an export that is gone', act: folder => folder.write('leaf.js', 'export const leaves = 1;\n'), says: /not applied[^]*leaf/ },
	{ what: 'an import that does not exist', act: folder => folder.write('leaf.js', 'import "./nowhere.js"; export const leaf = 1;\n'), says: /not applied[^]*nowhere\.js/ },
	{ what: 'a module that throws', act: folder => folder.write('leaf.js', 'export const leaf = 1; throw new Error("thrown by leaf");\n'), says: /thrown by leaf/ },
	{ what: 'a module that rejects', act: folder => folder.write('leaf.js', 'export const leaf = 1; await Promise.reject(new Error("rejected by leaf"));\n'), says: /rejected by leaf/ },
	{ what: 'a file that is deleted', act: folder => unlinkSync(folder.at('leaf.js')), says: /leaf\.js: not applied/ },
	{
		what: 'a file that becomes a folder', says: /leaf\.js: not applied/,
		act: folder => {
			unlinkSync(folder.at('leaf.js'));
			mkdirSync(folder.at('leaf.js'));
		},
		undo: folder => rmSync(folder.at('leaf.js'), { recursive: true }),
	},
	{ what: 'an empty file', act: folder => folder.write('leaf.js', ''), says: /not applied[^]*leaf/ },
];

for (const setup of defaultSetups) {
	test(`${setup.name}: after every kind of failure the program runs on, and the next good save recovers`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files });
		const program = start(folder, setup);
		await program.prints('still 0\n');
		let value = 0;
		for (const { act, says, undo } of failures) {
			act(folder);
			await program.prints(says);
			await program.prints(`still ${value}\n`);
			undo?.(folder);
			value += 1;
			folder.write('leaf.js', good(value));
			await program.prints(`accepted ${value}\n`);
			await program.prints(`still ${value}\n`);
		}
		// A throw comes after the old version was disposed of; nothing else disposes of what stays.
		const disposed = program.stdout.split('disposed').length - 1;
		if (disposed !== failures.length) throw new Error(`disposed ${disposed} times\n${program.stdout}`);
	});
}

for (const setup of defaultSetups) {
	test(`${setup.name}: what a refused update would have brought is nowhere: not in the graph, and not for code that is not hot`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': '{"type":"module"}', 'a.js': 'export const value = 1;', 'extra.js': 'export const extra = 1;',
				'main.js': `
					import { value } from './a.js';
					process.stdin.on('data', async () => {
						const ns = await import('data:text/javascript,export * from ' + JSON.stringify(import.meta.resolve('./a.js')));
						console.log('shows', value, JSON.stringify(ns), import.meta.hot.graph().modules.flatMap(({ id }) => id.startsWith('file:') ? id.replace(/.*\\//, '') : []).join() + '.');
					});
					console.log('runs');`,
			},
		});
		const program = start(folder, setup);
		await program.prints('runs');
		folder.replace('a.js', 'import { extra } from "./extra.js"; export const value = extra + 1; export const more = 2;');
		await program.prints(/a\.js: not applied/);
		program.child.stdin?.write('look');
		await program.prints('shows 1 {"value":1} main.js,a.js.');
	});
}

for (const setup of defaultSetups) {
	test(`${setup.name}: a refused change is tried again when a file comes, or is mended, that only it wants`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': '{"type":"module"}', 'a.js': 'export const value = 0;',
				'main.js': 'import { value } from "./a.js"; import.meta.hot.accept("./a.js", () => console.log("value", value)); setInterval(() => {}, 1000); console.log("runs");',
			},
		});
		const program = start(folder, setup);
		await program.prints('runs');
		folder.replace('a.js', 'export { value } from "./lib/new.js";');
		await program.prints(/a\.js: not applied[^]*new\.js/);
		folder.write('lib/new.js', 'export const other = 1;');
		await program.prints(/a\.js: not applied[^]*'value'/);
		folder.write('lib/new.js', 'export const value = ;');
		await program.prints(/SyntaxError/);
		folder.write('lib/new.js', 'export const value = 1;');
		await program.prints('value 1\n');
	});

	test(`${setup.name}: a folder that takes the place of another between the reading of its files and their watch is noticed, though its files are old`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': '{"type":"module"}',
				'main.js': 'import { value } from "./dist/a.js"; import.meta.hot.accept("./dist/a.js", () => console.log("value", value)); setInterval(() => {}, 1000); console.log("runs");',
				'dist/a.js': 'import { renameSync } from "node:fs"; renameSync("dist", "before"); renameSync("next", "dist"); export const value = 1;',
				'next/a.js': 'export const value = 2;',
			},
		});
		const program = start(folder, setup);
		await program.prints('runs');
		await program.prints('value 2\n');
	});

	test(`${setup.name}: a module that was written right before it was first read is not run again for that`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': '{"type":"module"}', 'a.js': '', 'b.js': '',
				'main.js': 'import "./a.js"; import "./b.js"; import.meta.hot.accept(["./a.js", "./b.js"]); setInterval(() => {}, 1000); console.log("runs");',
			},
		});
		const program = start(folder, setup);
		await program.prints('runs');
		folder.write('new.js', 'console.log("new");');
		folder.replace('a.js', 'import "./new.js"; console.log("a");');
		await program.prints('new\na\n');
		for (const round of [1, 2, 3]) {
			folder.replace('b.js', `console.log("b ${round}");`);
			await program.prints(`b ${round}\n`);
		}
		assert.equal(program.stdout.match(/new/g)?.length, 1);
	});
}
