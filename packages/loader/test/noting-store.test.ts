import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { pathToFileURL } from 'node:url';
import { ModuleStore } from '../dist/cache/module-store.js';
import { Catalogue } from '../dist/catalogue.js';
import { ThreadDriver } from '../dist/drivers/thread.js';
import { ThreadHooks } from '../dist/drivers/thread-hooks.js';
import { memoryChain } from './support/memory-chain.js';

const context = { conditions: ['node', 'import'], importAttributes: {} };

/** Starts a program whose hooks run in a thread, and answers which modules were loaded for it. */
async function start(folder: string): Promise<readonly string[]> {
	const entry = pathToFileURL(join(folder, 'main.js')).href;
	const loads: string[] = [];
	const { state } = memoryChain({}, { isAsync: true });
	state.chain.replaceResolve((specifier, { parentURL }) => ({ url: new URL(specifier, parentURL).href, format: 'module' }));
	state.chain.replaceLoad(async url => {
		loads.push(url.slice(url.lastIndexOf('/') + 1));
		return { format: 'module', source: readFileSync(new URL(url), 'utf8') };
	});
	const options = { folder: join(folder, 'cache'), key: '', isAlone: true, followsLinks: true };
	const hooks = new ThreadHooks(state, 'file:///own/enter.js', { options: undefined, isAlone: true, store: { store: new ModuleStore(options), options }, leaves: () => {}, passedBy: () => {} });
	const driver = new ThreadDriver(new Catalogue(), { connect: port => hooks.connect(port), raise: () => {}, mayMockModules: false, lookForHooksInThread: () => {} });
	await hooks.load(entry, context, () => ({ format: 'module', source: readFileSync(join(folder, 'main.js'), 'utf8') }));
	driver.receiveAll();
	driver.store?.save();
	driver.close();
	return loads;
}

test('what the thread of the program saved, the hooks thread of the next start takes without loading it; what changed it loads', async t => {
	const folder = mkdtempSync(join(tmpdir(), 'hot-noting-'));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const write = (name: string, text: string): void => {
		writeFileSync(join(folder, name), text);
		// A file that was just written may be written again within the same tick of the clock, and is not trusted.
		utimesSync(join(folder, name), new Date(0), new Date(0));
	};
	mkdirSync(join(folder, 'cache'));
	write('main.js', "import './a.js'; import './b.js';");
	write('a.js', 'export const a = 1;');
	write('b.js', 'export const b = 1;');
	assert.deepEqual(await start(folder), ['a.js', 'b.js']);
	await start(folder);
	assert.deepEqual(await start(folder), []);
	write('b.js', 'export const b = 22;');
	assert.deepEqual(await start(folder), ['b.js']);
});
