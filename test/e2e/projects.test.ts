// Where a program lies and how it is started: folders, several processes at once, Node's own watching, files of the environment.
import assert from 'node:assert/strict';
import { readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { isBundled } from '../support/library.js';
import { defaultSetups, root, setups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

const manifest = '{"type":"module"}';
const counter = {
	'package.json': manifest,
	'main.js': `import { word } from './word.js';
console.log('begins', process.pid, word);
import.meta.hot?.accept('./word.js', () => console.log('updated', process.pid, word));
setInterval(() => {}, 1000);`,
	'word.js': `export const word = 'one';`,
};
const registerURL = pathToFileURL(createRequire(join(root, 'test/package.json')).resolve('hot-runtime/register')).href;

for (const setup of defaultSetups) {
	const { skip } = setup;

	test(`${setup.name}: a program in whose project hot-runtime cannot be found is hot by the URL of its file (P80)`, { skip }, async t => {
		const folder = new ProgramFolder(t, { files: counter });
		rmSync(folder.at('node_modules'), { recursive: true });
		const program = start(folder, setup, { register: [registerURL] });
		await program.prints(/begins \d+ one\n/);
		folder.write('word.js', `export const word = 'two';`);
		await program.prints(/updated \d+ two\n/);
	});

	test(`${setup.name}: a folder may have any name that the system takes (P81)`, { skip }, async t => {
		const folder = new ProgramFolder(t, { files: {} });
		const name = "a #b?c%20d%é ü'(x)[1]";
		for (const [file, text] of Object.entries(counter)) folder.write(join(name, file), text);
		folder.write(join(name, 'main.js'), [
			`import './common.cjs'; const lazy = await import('./lazy #1.js'.replace('#', '%23'));`,
			`console.log(lazy.default, import.meta.resolve('./word.js') === new URL('word.js', import.meta.url).href);\n${counter['main.js']}`,
		].join(' '));
		folder.write(join(name, 'lazy #1.js'), `export default 'lazy';`);
		folder.write(join(name, 'common.cjs'), `console.log(require('node:path').basename(__dirname), typeof module.hot);`);
		const program = start(folder, setup, { cwd: name });
		await program.prints(`${name} ${setup.driver === 'in-thread' ? 'object' : 'undefined'}\n`);
		await program.prints(/lazy true\nbegins \d+ one\n/);
		folder.write(join(name, 'word.js'), `export const word = 'two';`);
		await program.prints(/updated \d+ two\n/);
		await program.stop();
		await start(folder, setup, { cwd: name }).prints(/lazy true\nbegins \d+ two\n/);
	});

	test(`${setup.name}: processes that start at once share the cache, and leave it whole`, { skip }, async t => {
		const names = Array.from({ length: 40 }, (_, index) => `m${index}`);
		const modules = Object.fromEntries(names.map(name => [`${name}.js`, `export const ${name} = 1;`]));
		const folder = new ProgramFolder(t, { files: {
			...modules, 'package.json': manifest, 'main.js': `${names.map(name => `import { ${name} } from './${name}.js';`).join('')}\nconsole.log('sum', ${names.join('+')});`,
		} });
		let ownCode = 0;
		for (const round of ['cold', 'warm']) {
			const programs = Array.from({ length: 4 }, () => start(folder, setup));
			for (const program of programs) {
				const { code } = await program.ends();
				assert.deepEqual([round, code, program.stdout, program.stderr], [round, 0, 'sum 40\n', '']);
			}
			const cache = folder.at('node_modules/.cache/hot-runtime');
			const written = statSync(join(cache, readdirSync(cache).sort()[0] ?? '')).ino;
			if (round === 'warm') assert.equal(written, ownCode, 'V8 takes what is there, else it were written anew');
			ownCode = written;
		}
		assert.match(readdirSync(folder.at('node_modules/.cache/hot-runtime')).map(name => name.replace(/^[0-9a-f]{16}/, '*')).sort().join(' '), isBundled ? /^\*\.code \*\.modules$/ : /^\*\.modules$/);
	});

	test(`${setup.name}: with --preserve-symlinks a link is a module of its own, and both are hot`, { skip }, async t => {
		const folder = new ProgramFolder(t, { files: {
			'package.json': manifest, 'real/old.cjs': 'exports.x = 1;', 'real/word.js': `export const word = 'one'; export const name = import.meta.url.split('/').at(-2);`,
			'main.js': `import { name, word } from './link/word.js';
import { name as real } from './real/word.js';
import './link/old.cjs';
const say = () => console.log('says', name, real, word);
say();
import.meta.hot?.accept(['./link/word.js', './real/word.js'], say);
setInterval(() => {}, 1000);`,
		} });
		symlinkSync('real', folder.at('link'));
		rmSync(folder.at('node_modules'), { recursive: true });
		const program = start(folder, setup, { flags: ['--preserve-symlinks', '--preserve-symlinks-main'], register: [registerURL] });
		await program.prints('says link real one\n');
		folder.write('real/word.js', folder.read('real/word.js').replace('one', 'two'));
		await program.prints('says link real two\n');
	});

	test(`${setup.name}: a change of the environment's file is not taken, which Node does at its start alone (P85)`, { skip }, async t => {
		const folder = new ProgramFolder(t, { files: { ...counter, '.env': 'WORD=before', 'word.js': `export const word = process.env.WORD;` } });
		const program = start(folder, setup, { flags: ['--env-file=.env'] });
		await program.prints(/begins \d+ before\n/);
		folder.write('.env', 'WORD=after');
		folder.write('word.js', `export const word = process.env.WORD + '!';`);
		await program.prints(/updated \d+ before!\n/);
	});
}

for (const setup of setups) {
	test(`${setup.name}: Node's own --watch restarts for the entry, and leaves the modules behind it to hot-runtime`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files: counter });
		const program = start(folder, setup, { flags: ['--watch'] });
		const [, pid] = await program.prints(/begins (\d+) one\n/);
		folder.replace('word.js', `export const word = 'two';`);
		await program.prints(`updated ${pid} two\n`);
		folder.edit('main.js', 'begins', 'starts');
		const [, next] = await program.prints(/starts (\d+) two\n/);
		assert.notEqual(next, pid);
		folder.write('word.js', `export const word = 'three';`);
		await program.prints(`updated ${next} three\n`);
		program.child.kill('SIGTERM');
		await program.ends();
	});
}
