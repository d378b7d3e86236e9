import assert from 'node:assert/strict';
import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { defaultSetups, root } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';
import type { RunningProgram } from '../support/program.js';

async function portOf(program: RunningProgram): Promise<string> {
	return (await program.prints(/listening on (\d+)\n/))[1] ?? '';
}

const ask = async (port: string): Promise<string> => (await fetch(`http://127.0.0.1:${port}/`)).text();

for (const setup of defaultSetups) {
	const skip = setup.skip || (setup.driver === 'thread' && 'The hooks of this Node do not see require');

	test(`${setup.name}: webpack's server example replaces its request handler, for a change of the handler and of what it requires`, { skip }, async t => {
		const folder = new ProgramFolder(t, { fixture: 'webpacks-server-example' });
		const program = start(folder, setup, { main: 'server.cjs' });
		const port = await portOf(program);
		assert.equal(await ask(port), 'hello, visitor');
		folder.edit('words.cjs', 'hello', 'salut');
		await program.prints('replaced\n');
		assert.equal(await ask(port), 'salut, visitor');
		folder.edit('handler.cjs', ', visitor', ' to you');
		await program.prints('replaced\n');
		assert.equal(await ask(port), 'salut to you');
		folder.edit('words.cjs', 'salut', 'ciao');
		await program.prints('replaced\n');
		assert.equal(await ask(port), 'ciao to you');
	});

	for (const version of ['express4', 'express']) test(`${setup.name}: a whole CommonJS program (${version}) takes its own updates on the same port, and stays the main module`, { skip }, async t => {
		const folder = new ProgramFolder(t, { fixture: 'a-commonjs-service' });
		folder.link('express', realpathSync(join(root, 'test/node_modules', version)));
		const program = start(folder, setup, { main: 'service.cjs' });
		const port = await portOf(program);
		assert.equal(await ask(port), 'hello visitor');
		folder.edit('greet.cjs', 'hello', 'good day');
		await program.prints('updated true\n');
		assert.equal(await ask(port), 'good day visitor');
		folder.edit('service.cjs', `greet('visitor')`, `greet('you')`);
		await program.prints('updated true\n');
		assert.equal(await ask(port), 'good day you');
	});

	test(`${setup.name}: webpack's style example replaces its element in a real document`, { skip }, async t => {
		const folder = new ProgramFolder(t, { fixture: 'webpacks-style-example', packages: ['jsdom'] });
		const program = start(folder, setup, { main: 'main.cjs' });
		await program.prints('body { color: red }\n');
		for (const color of ['green', 'blue']) {
			folder.write('style.cjs', folder.read('style.cjs').replace(/color: \w+/, `color: ${color}`));
			await program.prints(new RegExp(`^body { color: ${color} }\n`, 'm'));
		}
	});

	test(`${setup.name}: a syntax error in a required file is refused, and the next save applied`, { skip }, async t => {
		const folder = new ProgramFolder(t, { fixture: 'webpacks-server-example' });
		const program = start(folder, setup, { main: 'server.cjs' });
		const port = await portOf(program);
		folder.write('words.cjs', `exports.greeting = 'oops;`);
		await program.prints(/words\.cjs.*not applied/);
		assert.equal(await ask(port), 'hello, visitor');
		folder.write('words.cjs', `exports.greeting = 'fine';`);
		await program.prints('replaced\n');
		assert.equal(await ask(port), 'fine, visitor');
	});

	test(`${setup.name}: an ES module keeps live bindings to a CommonJS file, default and named`, { skip }, async t => {
		const folder = new ProgramFolder(t, { files: {
			'main.mjs': `import whole, { word } from './word.cjs';
const say = () => console.log('now', word, whole.word);
say();
import.meta.hot?.accept('./word.cjs', say);
setInterval(() => {}, 1000);`,
			'word.cjs': `exports.word = 'one';`,
		} });
		const program = start(folder, setup, { main: 'main.mjs' });
		await program.prints('now one one\n');
		folder.write('word.cjs', `exports.word = 'two';`);
		await program.prints('now two two\n');
	});

	test(`${setup.name}: webpack's error handlers of module.hot are told what its documentation says`, { skip }, async t => {
		const folder = new ProgramFolder(t, { files: {
			'package.json': '{ "type": "commonjs" }',
			'main.cjs': `require('./self.cjs'); require('./dep.cjs');
const { basename } = require('node:path');
module.hot.accept('./dep.cjs', () => { throw new Error('refused'); }, (error, { moduleId, dependencyId }) => console.log('dependency', error.message, basename(moduleId), basename(dependencyId)));
setInterval(() => {}, 1000);
console.log('ready');`,
			'self.cjs': `exports.value = 1;
module.hot.accept((error, { moduleId, module: instance }) => console.log('itself', error.message, moduleId.endsWith('/self.cjs'), instance.id === __filename, typeof instance.exports));
console.log('self', exports.value);`,
			'dep.cjs': '',
		} });
		const program = start(folder, setup, { main: 'main.cjs' });
		await program.prints('self 1\nready\n');
		folder.edit('self.cjs', 'exports.value = 1;', `throw new Error('broken');`);
		await program.prints('itself broken true true object\n');
		folder.edit('self.cjs', `throw new Error('broken');`, 'exports.value = 2;');
		await program.prints('self 2\n');
		folder.write('dep.cjs', '0;');
		await program.prints('dependency refused main.cjs dep.cjs\n');
	});

	test(`${setup.name}: nothing is kept of a replaced CommonJS module in the cache and in its parents' children`, { skip }, async t => {
		const folder = new ProgramFolder(t, { files: {
			'main.cjs': `const count = () => console.log('cached', Object.keys(require.cache).filter(path => /\\bdep\\.cjs$/.test(path)).length, 'children', module.children.length);
require('./dep.cjs');
count();
module.hot?.accept('./dep.cjs', () => { console.log('new', require('./dep.cjs')); count(); });
setInterval(() => {}, 1000);`,
			'dep.cjs': `module.exports = 1;`,
		} });
		const program = start(folder, setup, { main: 'main.cjs' });
		await program.prints('cached 1 children 1\n');
		for (const version of [2, 3, 4]) {
			folder.write('dep.cjs', `module.exports = ${version};`);
			await program.prints(`new ${version}\ncached 1 children 1\n`);
		}
	});

	test(`${setup.name}: an ES module that is required, a file that threw, and one that the program takes out of the cache itself belong to who requires them`, { skip }, async t => {
		const folder = new ProgramFolder(t, { files: {
			'main.cjs': `const Module = require('node:module');
let { word } = require('./word.mjs');
const tried = () => { try { return require('./broken.cjs').value; } catch (error) { return error.message; } };
// As proxyquire does it.
const stubbed = () => {
	const path = require.resolve('./cached.cjs'), load = Module._load;
	delete require.cache[path];
	Module._load = (request, ...rest) => request === './part.cjs' ? 'stub' : load(request, ...rest);
	try { return require(path); } finally { Module._load = load; delete require.cache[path]; }
};
require('./cached.cjs');
const say = () => console.log('says', require('./word.mjs').word, tried(), stubbed(), require('./cached.cjs'));
say();
module.hot?.accept(['./word.mjs', './broken.cjs', './cached.cjs'], say);
setInterval(() => {}, 1000);`,
			'word.mjs': `import end from './end.cjs'; export const word = 'one' + end;`,
			'end.cjs': `module.exports = '.';`,
			'broken.cjs': `throw new Error('broken');`,
			'cached.cjs': `module.exports = 'first ' + require('./part.cjs'); module.hot?.dispose(() => console.log('disposed'));`,
			'part.cjs': `module.exports = 'part';`,
		} });
		const program = start(folder, setup, { main: 'main.cjs' });
		await program.prints('says one. broken first stub first part\n');
		folder.edit('word.mjs', 'one', 'two');
		await program.prints('says two. broken first stub first part\n');
		folder.write('end.cjs', `module.exports = '!';`);
		await program.prints('says two! broken first stub first part\n');
		folder.write('broken.cjs', `exports.value = 'mended';`);
		await program.prints('says two! mended first stub first part\n');
		folder.edit('cached.cjs', 'first', 'second');
		await program.prints('says two! mended second stub second part\n');
		folder.edit('part.cjs', 'part', 'piece');
		await program.prints('says two! mended second stub second piece\n');
	});

	test(`${setup.name}: a TypeScript program in CommonJS updates through tsx, which compiles what is required past the hooks`, { skip }, async t => {
		const folder = new ProgramFolder(t, { packages: ['tsx'], files: {
			'package.json': '{ "type": "commonjs" }',
			'main.ts': `import { greet } from './greet';
declare const module: any;
console.log('greeting', greet('ann'));
if (module.hot) module.hot.accept('./greet', () => console.log('greeting', require('./greet').greet('ann')));
setInterval(() => {}, 1000);`,
			'greet.ts': `import { Word } from './word';
export const greet = (name: string): string => Word.Hello + ' ' + name;`,
			'word.ts': `export enum Word { Hello = 'hello' }`,
		} });
		const program = start(folder, setup, { main: 'main.ts', importBefore: ['tsx'] });
		await program.prints('greeting hello ann\n');
		folder.edit('word.ts', `'hello'`, `'salut'`);
		await program.prints('greeting salut ann\n');
		folder.edit('greet.ts', `+ ' ' +`, `+ + ' ' 1`);
		await program.prints(/greet\.ts.*not applied[^]*greet\.ts:2/);
		folder.write('greet.ts', `export const greet = (name: string): string => name;`);
		await program.prints('greeting ann\n');
	});

	test(`${setup.name}: files that a hook of require compiles are hot, with their module.hot`, { skip }, async t => {
		const folder = new ProgramFolder(t, { files: {
			'package.json': '{ "type": "commonjs" }',
			// As the hooks of compilers do it: Node's own handler reads, and the module's _compile gets the result.
			'loud.cjs': `require.extensions['.loud'] = (module, path) => {
	const compile = module._compile;
	module._compile = (text, file) => compile.call(module, text.replace(/^SAY (.*)$/gm, 'exports.say = () => $1;'), file);
	require.extensions['.js'](module, path);
};`,
			'main.cjs': `require('./loud.cjs');
const said = require('./said.loud');
console.log(said.say());
setInterval(() => {}, 1000);`,
			'said.loud': `SAY 'one'
const kept = exports;
if (module.hot) {
	module.hot.accept();
	module.hot.dispose(data => { data.count = (module.hot.data?.count ?? 0) + 1; });
	if (module.hot.data) console.log(exports.say(), module.hot.data.count);
}`,
		} });
		const program = start(folder, setup, { main: 'main.cjs' });
		await program.prints('one\n');
		folder.edit('said.loud', `'one'`, `'two'`);
		await program.prints('two 1\n');
		folder.edit('said.loud', `'two'`, `'three`);
		await program.prints(/said\.loud.*not applied/);
		folder.edit('said.loud', `'three`, `'three'`);
		await program.prints('three 2\n');
	});

	test(`${setup.name}: a CommonJS file that hooks cannot see runs as in plain Node`, { skip: setup.skip || (setup.driver === 'thread' ? false : 'This Node hooks require') }, async t => {
		const folder = new ProgramFolder(t, { fixture: 'webpacks-server-example' });
		const program = start(folder, setup, { main: 'server.cjs' });
		assert.equal(await ask(await portOf(program)), 'hello, visitor');
		await program.prints(/CommonJS/);
	});
}
