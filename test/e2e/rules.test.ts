// Rules of packages/runtime/test/hot/RULES.md that only a real process can prove.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { defaultSetups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

const manifest = '{"type":"module"}';
const stays = 'setInterval(() => {}, 1000);';

for (const setup of defaultSetups) {
	const { skip } = setup;

	test(`${setup.name}: P17: one file in several spellings, over links, dots and percent signs, is one module with one update; a query makes another, updated with it`, { skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': manifest,
				'lib/a b.js': 'console.log("a runs"); export const value = 1;',
				'main.js': `
					import { value } from './lib/a b.js'; import { value as percent } from './lib/a%20b.js'; import { value as dots } from './lib/../lib/./a b.js';
					import { value as linked } from './link/a b.js'; import { value as query } from './lib/a b.js?x';
					const show = () => console.log('shows', value, percent, dots, linked, query + '.');
					show();
					import.meta.hot.accept(['./lib/a b.js', './lib/a b.js?x'], show);
					${stays}`,
			},
		});
		symlinkSync(folder.at('lib'), folder.at('link'));
		const program = start(folder, setup);
		await program.prints('a runs\na runs\nshows 1 1 1 1 1.\n');
		folder.replace('lib/a b.js', 'console.log("a runs"); export const value = 2;');
		await program.prints('a runs\na runs\nshows 2 2 2 2 2.\n');
	});

	test(`${setup.name}: P20: an ES module that is imported and required is evaluated once, and once for each update`, { skip: skip || (setup.driver === 'thread' && 'This Node requires ES modules past the hooks: see the known differences') }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': manifest,
				'a.js': 'globalThis.runs = (globalThis.runs ?? 0) + 1; export const value = 1; import.meta.hot.accept();',
				'required.cjs': 'exports.read = () => require("./a.js").value;',
				'main.js': `
					import { value } from './a.js'; import { read } from './required.cjs';
					const show = () => console.log('shows', value, read(), 'after', globalThis.runs + '.');
					show(); import.meta.hot.on('afterUpdate', show); ${stays}`,
			},
		});
		const program = start(folder, setup);
		await program.prints('shows 1 1 after 1.\n');
		folder.replace('a.js', 'globalThis.runs = (globalThis.runs ?? 0) + 1; export const value = 2; import.meta.hot.accept();');
		await program.prints('shows 2 2 after 2.\n');
	});

	test(`${setup.name}: P27, P28: the names of a CommonJS module are read anew with each version, and what the old one exported is not touched`, { skip: skip || (setup.driver === 'thread' && 'CommonJS is left to this Node') }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': manifest, 'lib.cjs': 'exports.old = 1; exports.both = 1;',
				'mid.js': 'import lib, { both, old } from "./lib.cjs"; export { both, lib }; export const names = [typeof old];',
				'main.js': `
					import { both, lib } from './mid.js';
					const kept = lib; const text = JSON.stringify(kept);
					console.log('runs', text);
					import.meta.hot.accept('./mid.js', () => console.log('shows', both, JSON.stringify(lib), JSON.stringify(kept) === text, kept === lib)); ${stays}`,
			},
		});
		const program = start(folder, setup);
		await program.prints('runs {"old":1,"both":1}');
		folder.replace('lib.cjs', 'exports.fresh = 2; exports.both = 2;');
		await program.prints(/not applied[^]*'old'/);
		folder.replace('mid.js', 'import lib, { both, fresh } from "./lib.cjs"; export { both, lib }; export const names = [typeof fresh];');
		await program.prints('shows 2 {"fresh":2,"both":2} true false\n');
	});

	test(`${setup.name}: P34, P35: strictness, this, hoisting, names and dead zones of a new version are those of its text, as in plain Node`, { skip }, async t => {
		const text = (n: number): string => `
			import { peer } from './peer.js';
			const told = [this === undefined, (function () { return this === undefined; })(), early(), typeof (() => { try { return tdz; } catch (error) { return error.name; } })(), (() => { try { return tdz; } catch (error) { return error.name; } })()];
			try { undeclared = 1; } catch (error) { told.push(error.name); }
			function early() { return 'hoisted ' + typeof later; }
			var later; const tdz = 1;
			export default class {}
			export { told as 'a string name', later as x };
			export const version = ${n};
			export const peerSees = () => peer();`;
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': manifest, 'a.js': text(1), 'peer.js': 'import Default, { version } from "./a.js"; export const peer = () => Default.name + version;',
				'main.js': `import Default, { 'a string name' as told, version, peerSees } from './a.js';
					const show = () => console.log('shows', version, Default.name, peerSees(), told.join() + '.');
					show(); import.meta.hot?.accept('./a.js', show); ${stays}`,
			},
		});
		const plain = start(folder, setup, { isPlain: true });
		const [, expected = ''] = await plain.prints(/shows 1 (.*)\n/);
		const program = start(folder, setup);
		await program.prints(`shows 1 ${expected}\n`);
		folder.replace('a.js', text(2));
		await program.prints(`shows 2 ${expected.replace('default1', 'default2')}\n`);
	});

	test(`${setup.name}: P36, P37, P40, P41: the import.meta, the arguments and the worker of a new version are those of its file, with no query`, { skip }, async t => {
		const text = (n: number): string => `
			import { createRequire } from 'node:module';
			import { Worker } from 'node:worker_threads';
			export const told = { url: import.meta.url, keys: Object.keys(import.meta).join(), resolved: import.meta.resolve('./b.js'), file: new URL('./file', import.meta.url).href, required: createRequire(import.meta.url).resolve('./b.js'), argv: process.argv[1], version: ${n} };
			new Worker(new URL('./worker.js', import.meta.url));`;
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': manifest, 'a.js': text(1), 'b.js': '', 'worker.js': 'console.log("worker", import.meta.url + ".");',
				'main.js': `import { told } from './a.js'; const show = () => console.log('shows', JSON.stringify(told) + ';'); show(); import.meta.hot?.accept('./a.js', show); ${stays}`,
			},
		});
		const workerSays = `worker ${pathToFileURL(folder.at('worker.js')).href}.`;
		const plain = start(folder, setup, { isPlain: true });
		const [, expected = ''] = await plain.prints(/shows (\{.*\});/);
		const program = start(folder, setup);
		await program.prints(`shows ${expected};`);
		await program.prints(workerSays);
		folder.replace('a.js', text(2));
		await program.prints(`shows ${expected.replace('"version":1', '"version":2')};`);
		await program.prints(workerSays);
	});

	test(`${setup.name}: P38: stacks, callsites and prepareStackTrace show the file itself, in whatever version`, { skip }, async t => {
		const text = (n: number): string => `
			import './b.js';
			Error.prepareStackTrace = (_, sites) => sites[0].getFileName() + ':' + sites[0].getLineNumber();
			export const prepared = new Error('x').stack;
			delete Error.prepareStackTrace;
			export const stack = new Error('x').stack.split('\\n')[1]; // ${n}
			console.log('shows', ${n}, prepared, stack + '.');
			import.meta.hot?.accept();`;
		const folder = new ProgramFolder(t, { files: { 'package.json': manifest, 'b.js': '', 'main.js': `import './a.js'; ${stays}`, 'a.js': text(1) } });
		const plain = start(folder, setup, { isPlain: true });
		const [, expected = ''] = await plain.prints(/shows 1 (.*)\n/);
		const program = start(folder, setup);
		await program.prints(`shows 1 ${expected}\n`);
		for (const n of [2, 3]) {
			folder.replace('a.js', text(n));
			await program.prints(`shows ${n} ${expected}\n`);
		}
	});

	test(`${setup.name}: P39: coverage knows one file, in whatever version`, { skip }, async t => {
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': manifest, 'main.js': `import './a.js'; process.stdin.on('data', () => process.exit()); console.log('runs');`,
				'a.js': 'console.log("version", 1); import.meta.hot?.accept();',
			},
		});
		mkdirSync(folder.at('coverage'));
		const program = start(folder, setup, { env: { NODE_V8_COVERAGE: folder.at('coverage') } });
		await program.prints('runs');
		folder.replace('a.js', 'console.log("version", 2); import.meta.hot?.accept();');
		await program.prints('version 2');
		program.child.stdin?.write('end');
		await program.ends();
		const reports = readdirSync(folder.at('coverage')).map(name => JSON.parse(readFileSync(folder.at(`coverage/${name}`), 'utf8')) as { result: { url: string }[] });
		const urls = new Set(reports.flatMap(({ result }) => result.map(({ url }) => url)).filter(url => url.includes('/a.js')));
		assert.deepEqual([...urls], [pathToFileURL(folder.at('a.js')).href]);
	});
}
