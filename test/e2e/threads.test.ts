import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { defaultSetups, mixedSetups, setups } from '../support/nodes.js';
import type { Setup } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';
import type { Files, RunningProgram, StartOptions } from '../support/program.js';

const word = `export const word = 'one';`;
const acceptWord = `import { word } from './word.js';
const say = () => console.log(isMainThread ? 'main' : 'worker', word);
say();
import.meta.hot?.accept('./word.js', say);
`;
const worker = `import { isMainThread, parentPort } from 'node:worker_threads';
${acceptWord}
parentPort.on('message', () => parentPort.close());`;

const withWorker = (options: string): string => `import { isMainThread, Worker } from 'node:worker_threads';
${acceptWord}
const worker = new Worker(new URL('./worker.js', import.meta.url), ${options});
process.stdin.on('data', () => worker.postMessage('stop')).unref();
worker.on('exit', code => console.log('worker ended with', code));
`;

const job = (name: string): string => `import { parentPort } from 'node:worker_threads';
import { word } from './word.js';
console.log('${name}', word);
import.meta.hot?.accept('./word.js', () => console.log('${name}', word));
parentPort.on('message', () => {});`;

const workers: Files = {
	'package.json': '{"type":"module"}',
	'word.js': word,
	'word.cjs': `module.exports = 'one';`,
	'plain.js': job('plain'), 'bare.js': job('bare'), 'flags.js': job('flags'), 'shared.js': job('shared'),
	'common.cjs': `console.log('common', require('./word.cjs'));
module.hot?.accept('./word.cjs', () => console.log('common', require('./word.cjs')));
require('node:worker_threads').parentPort.on('message', () => {});`,
	'main.js': `import { SHARE_ENV, Worker } from 'node:worker_threads';
import { word } from './word.js';
const open = (name, options) => new Worker(new URL(name, import.meta.url), options);
open('plain.js');
open('bare.js', { execArgv: [] });
open('flags.js', { execArgv: [...process.execArgv, '--no-warnings'] });
open('shared.js', { env: SHARE_ENV, argv: ['x'], resourceLimits: { maxOldGenerationSizeMb: 200 } });
open('common.cjs');
console.log('main', word);
import.meta.hot?.accept('./word.js', () => console.log('main', word));`,
};

/** Empty for a file that was closed since it was listed. */
function targetOf(link: string): string {
	try {
		return readlinkSync(link);
	} catch {
		return '';
	}
}

/** What watches files has one of these for each thread it watches in. */
const watchersOf = (pid: number | undefined): number => readdirSync(`/proc/${pid}/fd`).filter(fd => targetOf(`/proc/${pid}/fd/${fd}`).includes('inotify')).length;

async function startsWorkers(t: TestContext, setup: Setup, options: StartOptions, hot: readonly string[]): Promise<RunningProgram> {
	const folder = new ProgramFolder(t, { files: workers });
	const program = start(folder, setup, options);
	const says = (names: readonly string[], said: string): Promise<unknown> => program.prints(new RegExp(`(?:(?:^|\n)(?:${names.join('|')}) ${said}(?=\n)[^]*?){${names.length}}`));
	await says(['main', 'plain', 'bare', 'flags', 'shared', 'common'], 'one');
	folder.write('word.cjs', `module.exports = 'two';`);
	folder.write('word.js', `export const word = 'two';`);
	await says(hot, 'two');
	return program;
}

for (const setup of setups) {
	const common = setup.driver === 'in-thread' ? ['common'] : [];
	test(`${setup.name}: workers that inherit or are handed the flags are hot, and one watcher serves all; one that is given no flags is left alone`, { skip: setup.skip }, async t => {
		const program = await startsWorkers(t, setup, {}, ['main', 'plain', 'flags', 'shared', ...common]);
		assert.doesNotMatch(program.stdout, /bare two/);
		if (process.platform === 'linux') assert.equal(watchersOf(program.child.pid), 1);
	});
}

for (const setup of defaultSetups) {
	const common = setup.driver === 'in-thread' ? ['common'] : [];
	test(`${setup.name}: NODE_OPTIONS makes all workers hot, whatever flags they are given (P77)`, { skip: setup.skip }, async t => {
		await startsWorkers(t, setup, { isPlain: true, env: { NODE_OPTIONS: '--import=hot-runtime/register' } }, ['main', 'plain', 'bare', 'flags', 'shared', ...common]);
	});

	test(`${setup.name}: an update is applied in every thread that has the module, and a worker ends as it would (P78)`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files: { 'package.json': '{"type":"module"}', 'main.js': withWorker('{}'), 'worker.js': worker, 'word.js': word } });
		const program = start(folder, setup);
		await program.prints('worker one\n');
		for (const next of ['two', 'three']) {
			folder.write('word.js', `export const word = '${next}';`);
			await program.prints(new RegExp(`(main|worker) ${next}\n[^]*(main|worker) ${next}\n`));
		}
		assert.match(program.stdout, /main three/);
		assert.match(program.stdout, /worker three/);
		await program.prints(/\[hot, thread \d+\] Loaded 1 new module/);
		program.child.stdin?.write('stop\n');
		await program.prints('worker ended with 0\n');
		assert.equal((await program.ends()).code, 0);
	});

	test(`${setup.name}: a hot worker of a program that is not hot watches for itself`, { skip: setup.skip }, async t => {
		const main = withWorker(`{ execArgv: ['--import', 'hot-runtime/register'] }`);
		const folder = new ProgramFolder(t, { files: { 'package.json': '{"type":"module"}', 'main.js': main, 'worker.js': worker, 'word.js': word } });
		const program = start(folder, setup, { isPlain: true });
		await program.prints('worker one\n');
		folder.write('word.js', `export const word = 'two';`);
		await program.prints('worker two\n');
		assert.doesNotMatch(program.stdout, /main two/);
		program.child.stdin?.write('stop\n');
		await program.prints('worker ended with 0\n');
	});

	test(`${setup.name}: a worker finds that its files are watched for it, whichever way its maker came by the class`, { skip: setup.skip }, async t => {
		const watched = `console.log(process.argv[2], require('node:worker_threads').getEnvironmentData('hot-runtime:files') === true);`;
		const make = (name: string): string => `new Worker(new URL('./watched.cjs', import.meta.url), { argv: ['${name}'] }).on('exit', next);`;
		const folder = new ProgramFolder(t, { files: {
			'package.json': '{"type":"module","imports":{"#threads":"worker_threads"}}',
			'main.js': `await import('./mapped.js');`,
			'mapped.js': `import { Worker } from '#threads'; const next = () => import('./required.cjs'); ${make('mapped')}`,
			'required.cjs': `const { Worker } = require('worker_threads'); new Worker(require.resolve('./watched.cjs'), { argv: ['required'] });`,
			'watched.cjs': watched,
		} });
		const program = start(folder, setup);
		await program.prints('mapped true\n');
		await program.prints('required true\n');
	});

	test(`${setup.name}: a worker from a text, for which Node runs no --import, is left alone until it registers itself (P77)`, { skip: setup.skip }, async t => {
		const main = `import { Worker } from 'node:worker_threads';
const url = name => JSON.stringify(new URL(name, import.meta.url).href);
const wait = 'setInterval(() => {}, 1000)';
new Worker('import(' + url('./plain.js') + ').then(() => ' + wait + ')', { eval: true });
new Worker('import(' + url('./register.js') + ').then(() => import(' + url('./job.js') + ')).then(() => ' + wait + ')', { eval: true });`;
		const folder = new ProgramFolder(t, { files: {
			'package.json': '{"type":"module"}',
			'main.js': main,
			'plain.js': `console.log('plain', import.meta.hot === undefined);`,
			'register.js': `import { register } from 'hot-runtime'; register();`,
			'job.js': `import { word } from './word.js'; console.log('job', word); import.meta.hot?.accept('./word.js', () => console.log('job', word));`,
			'word.js': word,
		} });
		const program = start(folder, setup);
		// Two threads, of which neither waits for the other.
		await program.prints(/(?=[^]*plain true\n)[^]*job one\n/);
		folder.write('word.js', `export const word = 'two';`);
		await program.prints('job two\n');
	});
}

for (const setup of mixedSetups) {
	test(`${setup.name}: processes of a cluster and forked ones are hot by themselves (P79)`, { skip: setup.skip }, async t => {
		const main = `import cluster from 'node:cluster';
import { fork } from 'node:child_process';
if (cluster.isPrimary) {
	for (const name of ['first', 'second']) cluster.fork({ NAME: name });
	fork(new URL('./child.js', import.meta.url), { env: { ...process.env, NAME: 'forked' } });
} else await import('./child.js');`;
		const child = `import { createServer } from 'node:http';
import { word } from './word.js';
createServer().listen(0, () => console.log(process.env.NAME, word));
import.meta.hot?.accept('./word.js', () => console.log(process.env.NAME, word));
process.on('disconnect', () => process.exit());`;
		const folder = new ProgramFolder(t, { files: { 'package.json': '{"type":"module"}', 'main.js': main, 'child.js': child, 'word.js': word } });
		const program = start(folder, setup);
		const names = ['first', 'second', 'forked'];
		const allSay = (said: string): Promise<unknown> => program.prints(new RegExp(`(?:(?:${names.join('|')}) ${said}\n[^]*?){3}`));
		await allSay('one');
		folder.write('word.js', `export const word = 'two';`);
		await allSay('two');
		for (const name of names) assert.match(program.stdout, new RegExp(`${name} two`));
	});
}
