// Other hooks in the chain: those below ours are asked as in plain Node.
import { test } from 'node:test';
import { mixedSetups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

const registerHooksBy = (file: string): string => `import { register } from 'node:module';\nregister(${JSON.stringify(file)}, import.meta.url);`;

for (const setup of mixedSetups) {
	test(`${setup.name}: a file that a custom loader makes a module of is hot`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files: {
			'package.json': '{"type":"module"}',
			'register.js': registerHooksBy('./hooks.js'),
			'hooks.js': `import { readFileSync } from 'node:fs';
export async function load(url, context, next) {
	if (!url.endsWith('.words')) return next(url, context);
	const words = readFileSync(new URL(url), 'utf8').trim().split(/\\s+/);
	return { format: 'module', shortCircuit: true, source: 'export default ' + JSON.stringify(words) };
}`,
			'main.js': `import words from './list.words';
const say = () => console.log(words.join('-'));
say();
import.meta.hot?.accept('./list.words', say);
setInterval(() => {}, 1000);`,
			'list.words': 'one two',
		} });
		const program = start(folder, setup, { importBefore: ['./register.js'] });
		await program.prints('one-two\n');
		folder.write('list.words', 'three four');
		await program.prints('three-four\n');
	});

	test(`${setup.name}: modules with a URL that only a custom loader knows are part of the program, those of https: and data: too`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files: {
			'package.json': '{"type":"module"}',
			'register.js': registerHooksBy('./hooks.js'),
			// The server of the test is a folder.
			'hooks.js': `import { readFileSync } from 'node:fs';
const isRemote = url => /^(?:https|memory):/.test(url);
export async function resolve(specifier, context, next) {
	if (isRemote(specifier)) return { url: specifier, format: 'module', shortCircuit: true };
	if (!isRemote(context.parentURL ?? '')) return next(specifier, context);
	return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true };
}
export async function load(url, context, next) {
	if (url.startsWith('memory:')) return { format: 'module', shortCircuit: true, source: 'export default ' + JSON.stringify(url) };
	if (!url.startsWith('https:')) return next(url, context);
	const file = new URL('./served' + new URL(url).pathname, import.meta.url);
	context.hot?.watch(file);
	return { format: 'module', shortCircuit: true, source: readFileSync(file, 'utf8') };
}`,
			'served/lib/index.js': `import { word } from './word.js'; export const say = () => console.log('says', word, import.meta.url);`,
			'served/lib/word.js': `export const word = 'one';`,
			'main.js': `import text from 'memory:some/text';
import data from 'data:text/javascript,import text from "memory:other";export default text';
import { say } from 'https://example.org/lib/index.js';
console.log(text, data);
say();
import.meta.hot?.accept('https://example.org/lib/index.js', () => say());
setInterval(() => {}, 1000);`,
		} });
		const program = start(folder, setup, { importBefore: ['./register.js'] });
		await program.prints('memory:some/text memory:other\nsays one https://example.org/lib/index.js\n');
		folder.write('served/lib/word.js', `export const word = 'two';`);
		await program.prints('says two https://example.org/lib/index.js\n');
	});

	test(`${setup.name}: a loader gets the attributes of an import, those that Node does not know too (P76)`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files: {
			'package.json': '{"type":"module"}',
			'register.js': registerHooksBy('./hooks.js'),
			'hooks.js': `import { readFileSync } from 'node:fs';
export async function load(url, context, next) {
	if (!/\\.graphql(?:\\?|$)/.test(url)) return next(url, context);
	const { type, as } = context.importAttributes;
	const text = readFileSync(new URL(url), 'utf8').trim();
	return { format: 'module', shortCircuit: true, source: 'export default ' + JSON.stringify([type, as ?? 'text', as === 'names' ? text.match(/\\w+(?=:)/g) : text]) };
}`,
			'main.js': `import query from './user.graphql' with { type: 'graphql' };
const say = async () => console.log(JSON.stringify(query), JSON.stringify((await import('./user.graphql?names', { with: { type: 'graphql', as: 'names' } })).default));
await say();
import.meta.hot?.accept(['./user.graphql', './user.graphql?names'], say);
setInterval(() => {}, 1000);`,
			'user.graphql': '{ user { name: String } }\n',
		} });
		const program = start(folder, setup, { importBefore: ['./register.js'] });
		await program.prints('["graphql","text","{ user { name: String } }"] ["graphql","names",["name"]]\n');
		folder.write('user.graphql', '{ user { name: String, age: Int } }\n');
		await program.prints('["graphql","text","{ user { name: String, age: Int } }"] ["graphql","names",["name","age"]]\n');
	});

	test(`${setup.name}: hooks that change every text see the program's, and none of ours that are loaded after them`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files: {
			'package.json': '{"type":"module"}',
			'register.js': registerHooksBy('./hooks.js'),
			'hooks.js': `let begun = false;
export async function load(url, context, next) {
	begun ||= url.endsWith('/main.js');
	const loaded = await next(url, context);
	if (!begun || loaded.source == null || !/\\.js$/.test(url)) return loaded;
	const text = String(loaded.source);
	return { ...loaded, source: /packages.*(?:dist|bundle)/.test(url) ? 'throw new Error("changed")' : text.replace('WORD', 'word') };
}`,
			'main.js': `import { WORD } from './word.js'; const say = () => console.log(word); say(); import.meta.hot?.accept('./word.js', say); setInterval(() => {}, 1000);`,
			'word.js': `export const WORD = 'one';`,
		} });
		const program = start(folder, setup, { importBefore: ['./register.js'] });
		await program.prints('one\n');
		folder.write('word.js', `export const WORD = 'two' + eval('"!"');`);
		await program.prints('two!\n');
		folder.write('word.js', `export const WORD = ;`);
		await program.prints(/word\.js.*not applied/);
	});

	test(`${setup.name}: instrumentation by import-in-the-middle is in place before what it instruments is evaluated (P75)`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { packages: ['import-in-the-middle', 'express'], files: {
			'package.json': '{"type":"module"}',
			'instrument.js': `${registerHooksBy('import-in-the-middle/hook.mjs')}
import { Hook } from 'import-in-the-middle';
new Hook(['http', 'express'], (exports, name) => {
	const key = name === 'http' ? 'createServer' : 'default';
	const original = exports[key];
	exports[key] = (...args) => { console.log('instrumented', name); return original(...args); };
});`,
			'main.js': `import { createServer } from 'node:http';
import express from 'express';
import { word } from './word.js';
createServer(express());
const say = () => console.log(word);
say();
import.meta.hot?.accept('./word.js', say);
setInterval(() => {}, 1000);`,
			'word.js': `export const word = 'one';`,
		} });
		const program = start(folder, setup, { importBefore: ['./instrument.js'] });
		await program.prints('instrumented express\ninstrumented http\none\n');
		folder.write('word.js', `export const word = 'two';`);
		await program.prints('two\n');
	});

	test(`${setup.name}: the workers of a pool are hot: at once where they have an event loop, and where they sleep without one, while a job waits`, { skip: setup.skip || (setup.driver === 'thread' && 'What piscina imports does not pass the hooks of this Node: its jobs run as in plain Node') }, async t => {
		const folder = new ProgramFolder(t, { packages: ['piscina'], files: {
			'package.json': '{"type":"module"}',
			'main.js': `import { Piscina } from 'piscina';
const pool = new Piscina({ filename: new URL('./job.js', import.meta.url).href, maxThreads: 1, minThreads: 1, atomics: 'disabled' });
const sleeping = new Piscina({ filename: new URL('./job.js', import.meta.url).href, maxThreads: 1, minThreads: 1 });
console.log(await pool.run(0), await sleeping.run(0));
process.stdin.on('data', async () => {
	console.log(await pool.run(0));
	while (await sleeping.run(10) !== 'two');
	console.log('both');
});`,
			'job.js': `import { word } from './word.js';
export default async ms => {
	if (ms > 0) await new Promise(resolve => setTimeout(resolve, ms));
	return word;
};
import.meta.hot?.accept('./word.js');`,
			'word.js': `export const word = 'one';`,
		} });
		const program = start(folder, setup);
		await program.prints('one one\n');
		folder.write('word.js', `export const word = 'two';`);
		await program.prints(/\[hot, thread \d+\] Loaded 1 new module/);
		program.child.stdin?.write('again\n');
		await program.prints('two\n');
		await program.prints('both\n');
	});
}
