// Whatever goes wrong, the program runs on with what it had, says so, and the next good save recovers.
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
		if (disposed !== failures.length) throw new Error(`disposed ${disposed} times\n${program.output}`);
	});
}
