// Updates of a program that has changed the built-ins: they must come out as those of one that has not, its code must find what it has put there, and
// nothing of ours may use it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defaultSetups } from '../support/nodes.js';
import type { Setup } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';
import type { Cleanup, Files } from '../support/program.js';
import { tamperingModule } from '../support/tamper.js';

const files: Files = {
	'package.json': '{ "type": "module" }',
	'main.js': `import { log, look } from './tamper.js';
import { value } from './leaf.js';
import * as middle from './middle.js';
import './self.js';
import './waits.js';
import { Worker } from 'node:worker_threads';
const names = ids => { let all = ''; for (let i = 0; i < ids.length; i++) all += ' ' + /[^/]*$/.exec(ids[i])[0]; return all; };
look('the main module');
log('leaf', value, 'middle', middle.all());
const { hot } = import.meta;
hot.accept(['./leaf.js', './middle.js'], ([leaf, newMiddle], { changed }) => {
	look('an accept handler');
	log('accepted', changed, leaf.value, value, newMiddle.all(), middle.all());
});
hot.on('beforeUpdate', ({ modules }) => { look('beforeUpdate'); log('to be replaced', names(modules)); });
hot.on('afterUpdate', async ({ outcome }) => {
	look('afterUpdate');
	await null;
	look('afterUpdate, later');
	log('outcome', outcome.type, names(outcome.loaded), '/', names(outcome.reevaluated), '/', names(outcome.pruned), '/', outcome.reported.length, outcome.pending.length);
});
hot.on('error', ({ error }) => { look('error'); log('error', error.message); });
hot.on('message', text => { look('message'); log('told', /^.*/.exec(text)[0].replace(/\\d+ms/, 'x ms')); });
hot.addStatusHandler(status => { if (status === 'dispose') look('a status handler'); });
setInterval(() => {}, 1000);
new Worker(new URL('./worker.js', import.meta.url));
`,
	'worker.js': `import { log, look } from './tamper.js';
import { value } from './of-the-worker.js';
const { hot } = import.meta;
hot.accept('./of-the-worker.js', now => { look('in the worker: an accept handler'); log('in the worker:', value, now.value); });
hot.on('message', text => { look('in the worker: message'); log('in the worker:', text.replace(/\\d+ms/, 'x ms')); });
setInterval(() => {}, 1000);
look('in the worker: the main module');
`,
	'of-the-worker.js': `export const value = 1;`,
	'leaf.js': `export const value = 1;`,
	'middle.js': `import { look } from './tamper.js';
import { below } from './below.js';
export const all = () => below() + ' in the middle';
look('the body of the middle');
`,
	'below.js': `import { log, look } from './tamper.js';
const { hot } = import.meta;
let word = 'below';
export const below = () => word;
hot.dispose(data => { look('dispose'); data.times = (data.times ?? 0) + 1; log('disposed of', data.times); });
hot.prune(async data => { look('prune'); await null; look('prune, later'); log('pruned after', data.times); });
await hot.keep('socket', () => { look('create'); return { open: true }; }, { dispose: socket => { look('the end of what is kept'); log('closed', socket.open); } });
`,
	'self.js': `import { log, look } from './tamper.js';
const { hot } = import.meta;
look('a body that accepts itself');
log('self', hot.version, hot.data.from, hot.graph().modules.length > 5, hot.explain('./none.js').type, hot.history().length, hot.status());
const remove = hot.dispose(() => { log('never'); });
remove();
hot.dispose(data => { data.from = hot.version; throw new Error('thrown by dispose'); });
hot.accept(async self => { look('its accept handler'); await new Promise(resolve => { setTimeout(resolve, 1); }); look('its accept handler, later'); log('self accepted', self.count); if (self.count === 3) throw new Error('thrown by accept'); if (self.count === 4) hot.invalidate(); });
export const count = 1;
`,
	'waits.js': `import { log, look } from './tamper.js';
await null;
look('a body that waits');
export const waited = 1;
log('waited', (await import('./lazy.js')).lazy);
import.meta.hot.accept();
`,
	'lazy.js': `export const lazy = 1;`,
	'fresh.js': `import { look } from './tamper.js';
import os from 'node:os';
import { outside } from 'ignored';
look('a new module');
export const fresh = typeof os.cpus + outside;
`,
	'node_modules/ignored/package.json': '{ "type": "module", "exports": "./index.js" }',
	'node_modules/ignored/index.js': `export const outside = ' from a package';`,
};

const commonJS: Files = {
	'common.cjs': `const { log, look } = globalThis.program;
const part = require('./part.cjs');
look('a CommonJS body');
log('common', part.word);
module.hot.accept('./part.cjs', changed => { look('a CommonJS handler'); log('required anew', changed, require('./part.cjs').word); });
`,
	'part.cjs': `exports.word = 'one'; if (module.hot) module.hot.dispose(() => { globalThis.program.look('a CommonJS dispose'); });`,
};

/** What is saved. */
const saves: readonly (readonly [name: string, from: string, to: string])[] = [
	['leaf.js', '1', '2'],
	['below.js', `'below'`, `'beneath'`],
	['leaf.js', '= 2', '= = 2'],
	['leaf.js', '= = 2', '= 3'],
	['leaf.js', 'value', 'values'],
	['leaf.js', 'values', 'value'],
	['middle.js', `look('the body of the middle');`, `throw new Error('thrown by a body');`],
	['middle.js', `throw new Error('thrown by a body');`, `look('the body of the middle');`],
	['self.js', 'count = 1', 'count = 2'],
	['self.js', 'count = 2', 'count = 3'],
	['self.js', 'count = 3', 'count = 4'],
	['self.js', 'count = 4', 'count = 5'],
	['waits.js', 'waited = 1', 'waited = 2'],
	['middle.js', `import { below } from './below.js';`, `import { fresh } from './fresh.js'; const below = () => fresh;`],
];
const commonJSSave = ['part.cjs', `'one'`, `'two'`] as const;

/** What the threads of it print, and what is printed of it. */
interface Printed {
	readonly main: string;
	readonly worker: string;
	readonly stderr: string;
}

async function outcomes(t: Cleanup, setup: Setup, tampers: boolean): Promise<Printed> {
	const hasCommonJS = setup.driver === 'in-thread';
	const folder = new ProgramFolder(t, { files: { ...files, ...commonJS, 'tamper.js': tamperingModule(tampers) } });
	if (hasCommonJS) folder.edit('main.js', 'setInterval', `import { createRequire } from 'node:module'; globalThis.program = { log, look }; createRequire(import.meta.url)('./common.cjs');\nsetInterval`);
	const program = start(folder, setup);
	await program.prints(/^in the worker: the main module.*\n/m);
	for (const [name, from, to] of hasCommonJS ? [...saves, commonJSSave] : saves) {
		folder.edit(name, from, to);
		await program.prints(/^told .*(?: in x ms|: not applied|: the update stopped|: the new version runs).*\n/m);
	}
	folder.edit('of-the-worker.js', '1', '2');
	await program.prints(/^in the worker: Loaded.*\n/m);
	await program.stop();
	const lines = program.stdout.split('\n');
	const isOfWorker = (line: string): boolean => line.startsWith('in the worker');
	return {
		// The threads run side by side.
		main: lines.filter(line => !isOfWorker(line)).join('\n'),
		worker: lines.filter(isOfWorker).join('\n'),
		stderr: program.stderr.replaceAll(/\d+ms/g, 'x ms').replaceAll(folder.path, '').replaceAll(/^\[hot, thread.*\n/gm, ''),
	};
}

/** One for each way of hooks. */
const untampered = new Map<Setup['driver'], Promise<Printed>>();

for (const setup of defaultSetups) {
	test(`${setup.name}: a program that changed the built-ins is updated like any other, and finds its own in handlers and bodies`, { skip: setup.skip }, async t => {
		const expected = untampered.get(setup.driver) ?? outcomes(t, setup, false);
		untampered.set(setup.driver, expected);
		const [tampered, other] = await Promise.all([outcomes(t, setup, true), expected]);
		assert.equal(tampered.main, other.main);
		assert.equal(tampered.worker, other.worker);
		assert.equal(tampered.stderr, other.stderr);
		assert.doesNotMatch(tampered.main, /does not find|hot-runtime uses/);
	});
}
