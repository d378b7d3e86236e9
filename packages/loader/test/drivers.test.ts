import assert from 'node:assert/strict';
import test from 'node:test';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';
import { packError, unpackError } from '../dist/drivers/protocol.js';
import { Catalogue } from '../dist/catalogue.js';
import { hookCount, lookForHooks } from '../dist/drivers/register-hooks.js';
import { ThreadDriver } from '../dist/drivers/thread.js';
import { ThreadHooks } from '../dist/drivers/thread-hooks.js';
import { runAsync, runSync, settled, type Steps } from '../dist/steps.js';
import { memoryChain, type Texts } from './support/memory-chain.js';

function* sum(values: readonly (number | Promise<number>)[]): Steps<number> {
	let total = 0;
	for (const value of values) {
		try {
			total += yield* settled(value);
		} catch {
			total = -1;
		}
	}
	return total;
}

test('the same steps run at once, or wait for promises', async () => {
	assert.equal(runSync(sum([1, 2])), 3);
	assert.equal(await runAsync(sum([1, Promise.resolve(2), 3])), 6);
	assert.equal(await runAsync(sum([1, Promise.reject(new Error('no')), 3])), 2);
});

test('an error keeps its class, code and own properties on the way between threads', () => {
	const { port1, port2 } = new MessageChannel();
	port1.postMessage(packError(Object.assign(new TypeError('no'), { code: 'ERR_X', url: 'file:///x', list: [1] })));
	const error = unpackError(receiveMessageOnPort(port2)?.message);
	port1.close();
	assert.ok(error instanceof TypeError);
	assert.equal(error.message, 'no');
	assert.deepEqual(Object.entries(error), [['code', 'ERR_X'], ['url', 'file:///x']]);
});

function connected(texts: Texts) {
	const { state, calls } = memoryChain(texts, { isAsync: true });
	const passedBy: string[] = [];
	const hooks = new ThreadHooks(state, 'file:///own/enter.js', { options: { silent: true }, isAlone: true, store: null, leaves: () => {}, passedBy: url => void passedBy.push(url) });
	const catalogue = new Catalogue();
	const driver = new ThreadDriver(catalogue, { connect: port => hooks.connect(port), raise: () => {}, mayMockModules: false, lookForHooksInThread: () => {} });
	return { hooks, catalogue, driver, calls, passedBy };
}

const context = { conditions: ['node', 'import'], importAttributes: {} };

test('what an entry reaches is sent before its facade is answered, and options first of all', async t => {
	const { hooks, catalogue, driver } = connected({ 'main.js': "import './a.js';", 'a.js': 'export {}' });
	t.after(() => driver.close());
	const next = () => ({ format: 'module', source: "import './a.js';" });
	const facade = await hooks.load('file:///main.js', context, next);
	assert.ok(typeof facade.source === 'string');
	assert.match(facade.source, /^import\{enter\}from"file:\/\/\/own\/enter\.js"/);
	driver.receiveAll();
	assert.deepEqual(driver.options, { silent: true });
	assert.deepEqual(catalogue.reachable('file:///main.js').map(({ id }) => id), ['file:///main.js', 'file:///a.js']);
});

test('hooks that were raised above others do what those below did before, which let everything through', async t => {
	const { hooks, driver } = connected({ 'main.js': '' });
	t.after(() => driver.close());
	assert.equal(driver.resolvesAnew(), false);
	const raised = hooks.raise();
	const below = async () => await hooks.load('file:///main.js', context, () => ({ format: 'module', source: 'export {}' }));
	assert.equal((await below()).source, 'export {}');
	const facade = await raised.load('file:///main.js', context, below);
	assert.match(String(facade.source), /^import\{enter\}/);
});

test('a module whose imports are asked for, though its own text came from elsewhere, was loaded by hooks above ours', async t => {
	const { hooks, driver, passedBy } = connected({ 'main.js': '', 'a.js': '', 'seen.js': '', 'typed.ts': '' });
	t.after(() => driver.close());
	const asks = async (name: string, parent?: string) => await hooks.resolve(name, { ...context, parentURL: parent && `file:///${parent}` }, () => ({ url: new URL(name, 'file:///').href }));
	const load = async (name: string, source: string) => await hooks.load(`file:///${name}`, context, () => ({ format: 'module', source }));
	await asks('./seen.js');
	await load('seen.js', '');
	await asks('./seen.js');
	await asks('./a.js', 'seen.js');
	await asks('./a.js', 'a-text');
	assert.deepEqual(passedBy, []);
	await asks('./main.js');
	await asks('./a.js', 'main.js');
	assert.deepEqual(passedBy, ['file:///main.js']);
	// No JavaScript until those above have compiled it.
	await asks('./typed.ts');
	await load('typed.ts', 'const a: string = "";');
	await asks('./a.js', 'typed.ts');
	assert.deepEqual(passedBy, ['file:///main.js', 'file:///typed.ts']);
});

test('hooks that others register in the thread of the program are noticed once', () => {
	let count = 0;
	const passedBy: string[] = [];
	const look = lookForHooks(() => ++count, () => void passedBy.push('hooks'));
	look();
	look();
	assert.deepEqual(passedBy, []);
	count++;
	look();
	look();
	assert.deepEqual(passedBy, ['hooks']);
});

test('how many hooks were registered is read off the number that Node gives them', () => {
	let registered = 0;
	const key = Symbol();
	const count = hookCount(() => ({ [key]: Symbol(`hooks-${registered++}`), deregister() {} }));
	assert.deepEqual([count(), count()], [1, 2]);
	registered++;
	assert.equal(count(), 4);
	assert.ok(Number.isNaN(hookCount(() => ({ deregister() {} }))()));
});

test('a later load asks for what is not known only', async t => {
	const { driver, calls } = connected({ 'a.js': "import './b.js'; import './known.js';", 'b.js': '', 'known.js': '' });
	t.after(() => driver.close());
	const result = await driver.load([{ id: 'file:///a.js' }], id => id.endsWith('known.js'));
	assert.ok(result.ok);
	assert.deepEqual(result.modules.map(({ id }) => id), ['file:///a.js', 'file:///b.js']);
	assert.ok(!calls.includes('load file:///known.js'));
});

test('imports that are made at a time ask once for what they have in common', async t => {
	const { driver, calls } = connected({ 'a.js': "import './b.js';", 'b.js': "import './c.js';", 'c.js': '' });
	t.after(() => driver.close());
	const results = await Promise.all(['a', 'b', 'c'].map(async name => {
		const result = await driver.load([{ id: `file:///${name}.js`, isImport: true }], () => false);
		return result.ok ? result.modules.map(({ id }) => id.slice('file:///'.length)) : null;
	}));
	assert.deepEqual(results, [['a.js', 'b.js', 'c.js'], ['b.js', 'c.js'], ['c.js']]);
	assert.deepEqual(['a', 'b', 'c'].map(name => calls.filter(call => call === `load file:///${name}.js`).length), [1, 1, 1]);
});

test('an import whose part another import could not load is told so itself', async t => {
	const { driver } = connected({ 'a.js': "import './b.js';", 'b.js': "import './missing.js';" });
	t.after(() => driver.close());
	const results = await Promise.all(['a', 'b'].map(name => driver.load([{ id: `file:///${name}.js`, isImport: true }], () => false)));
	assert.deepEqual(results.map(result => result.ok), [false, false]);
});

test('resolving rejects with the error of the chain', async t => {
	const { driver } = connected({ 'a.js': '' });
	t.after(() => driver.close());
	assert.equal(await driver.resolve('./a.js', 'file:///main.js', {}), 'file:///a.js');
	await assert.rejects(driver.resolve('./missing.js', 'file:///main.js', {}), { code: 'ERR_MODULE_NOT_FOUND', url: 'file:///missing.js' });
});
