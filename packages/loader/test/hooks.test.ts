// What the hooks answer Node, asked as Node asks them: with the specifiers, URLs and conditions of `import` and of `require`.
import assert from 'node:assert/strict';
import test from 'node:test';
import type { LoadedModule, ModuleSource } from '@hot-runtime/types';
import { Catalogue } from '../dist/catalogue.js';
import type { LoadHookResult, ResolveResult } from '../dist/hook-chain.js';
import { LoaderHooks, PROBE, type HooksSurroundings } from '../dist/hooks.js';
import { rethrowURL } from '../dist/rethrow.js';
import { sequenceURL } from '../dist/sequence.js';
import { runSync } from '../dist/steps.js';
import { transform } from '../dist/transform/index.js';
import type { WalkState } from '../dist/walk.js';
import { memoryChain, type Texts } from './support/memory-chain.js';

const enterURL = 'file:///own/enter.js';
const ofImport = ['node', 'import'];
const ofRequire = ['node', 'require'];

interface Told {
	readonly found: string[];
	readonly runs: string[];
	readonly requires: string[];
	readonly builtins: string[];
	readonly leaves: string[];
}

class Asked {
	readonly told: Told = { found: [], runs: [], requires: [], builtins: [], leaves: [] };
	readonly catalogue = new Catalogue();
	readonly state: WalkState;
	readonly calls: string[];
	readonly hooks: LoaderHooks;
	readonly #texts: Texts;

	constructor(texts: Texts, { hasRequire = true }: { readonly hasRequire?: boolean } = {}) {
		const { state, calls } = memoryChain(texts);
		const sourceOf = (text: string): ModuleSource => {
			if (text.includes('= ;')) throw new SyntaxError('it does not compile');
			return transform('', { url: 'file:///x' });
		};
		this.#texts = texts;
		this.state = hasRequire ? { ...state, commonJS: { sourceOf, sourceOfExports: () => transform('', { url: 'file:///x' }) } } : state;
		this.calls = calls;
		const { found, runs, requires, builtins, leaves } = this.told;
		const surroundings: HooksSurroundings = {
			state: this.state, catalogue: this.catalogue, enterURL,
			found: (_, modules) => void found.push(...modules.map(({ id }) => id)),
			builtin: url => void builtins.push(url),
			leaves: url => void leaves.push(url),
			...hasRequire && { runs: (module: LoadedModule) => void runs.push(module.id), requires: (id: string) => void requires.push(id) },
		};
		this.hooks = new LoaderHooks(surroundings);
	}

	resolve(specifier: string, parentURL?: string, conditions: readonly string[] = ofImport): ResolveResult {
		return runSync(this.hooks.resolve(specifier, { parentURL, conditions, importAttributes: {} }, (name, { parentURL: parent }) => {
			this.calls.push(`next ${name} from ${parent}`);
			return name.startsWith('node:') ? { url: name, format: 'builtin' } : { url: new URL(name, parent ?? 'file:///').href, format: 'module' };
		}));
	}

	load(url: string, { conditions = ofImport, format = url.endsWith('.cjs') ? 'commonjs' : 'module' }: { readonly conditions?: readonly string[]; readonly format?: string } = {}): LoadHookResult {
		return runSync(this.hooks.load(url, { conditions, format, importAttributes: {} }, () => {
			this.calls.push(`next ${url}`);
			return { format, source: this.#texts[url.slice(8)] ?? null };
		}));
	}

	textOf(url: string): string {
		return String(this.load(url).source);
	}
}

test('an entry is answered with its facade, and what it reaches is told before', () => {
	const asked = new Asked({ 'main.js': "import './a.js'; export const x = 1; export default 2;", 'a.js': 'export {};' });
	const facade = asked.textOf('file:///main.js');
	assert.deepEqual(asked.told.found, ['file:///main.js', 'file:///a.js']);
	assert.match(facade, /^import\{enter\}from"file:\/\/\/own\/enter\.js";/);
	assert.match(facade, /export\{e0 as "x",e1 as "default"\}/);
	assert.match(facade, /const entry=enter\("file:\/\/\/main\.js",import\.meta,/);
	assert.doesNotMatch(facade, /await/);
});

test('an entry that waits at its top is answered with a facade that does', () => {
	assert.match(new Asked({ 'main.js': "import './a.js';", 'a.js': 'await 1;' }).textOf('file:///main.js'), /await entry\.finish\(\)/);
});

test('a second entry tells only what is new, and each has a facade of its own', () => {
	const asked = new Asked({ 'a.js': "import './b.js';", 'b.js': 'export const b = 1;', 'c.js': "import './b.js'; import './d.js';", 'd.js': '' });
	asked.load('file:///a.js');
	asked.load('file:///c.js');
	asked.load('file:///b.js');
	assert.deepEqual(asked.told.found, ['file:///a.js', 'file:///b.js', 'file:///c.js', 'file:///d.js']);
});

test('the generated modules that a facade imports are resolved and loaded without asking anybody', () => {
	const asked = new Asked({ 'main.js': "import './a.js'; import 'package'; import './b.js';", 'a.js': '', 'b.js': '' });
	const [, inner = ''] = /import\{externals\}from"([^"]+)"/.exec(asked.textOf('file:///main.js')) ?? [];
	asked.calls.length = 0;
	assert.deepEqual(asked.resolve(inner, 'file:///main.js'), { url: inner, format: 'module', shortCircuit: true });
	const text = asked.textOf(inner);
	assert.match(text, /^import"hot-runtime:segment\?0\.0";import\*as e0 from"file:\/\/\/node_modules\/package\/index\.js";import"hot-runtime:mark\?0\.1";/);
	for (const [, url = ''] of text.matchAll(/import"([^"]+)"/g)) assert.match(asked.textOf(url), /from"file:\/\/\/own\/enter\.js"/);
	assert.deepEqual(asked.calls, []);
});

test('what the walk resolved is not resolved again for our modules', () => {
	const asked = new Asked({ 'main.js': "import 'package';" });
	asked.load('file:///main.js');
	asked.calls.length = 0;
	const resolved = asked.resolve('file:///node_modules/package/index.js', 'hot-runtime:inner?0');
	assert.deepEqual([resolved.url, resolved.shortCircuit, asked.calls], ['file:///node_modules/package/index.js', true, []]);
	asked.resolve('file:///node_modules/package/index.js', 'file:///main.js');
	assert.equal(asked.calls.length, 1, 'for others it is');
});

test('texts that their URLs tell are written from them', () => {
	const asked = new Asked({});
	const sequence = sequenceURL(1, [{ url: 'file:///x.cjs', attributes: {} }]);
	const rethrow = rethrowURL('file:///a.js', 5, false);
	for (const url of [sequence, rethrow]) assert.deepEqual(asked.resolve(url, 'file:///main.js'), { url, format: 'module', shortCircuit: true });
	assert.match(asked.textOf(sequence), /import\*as e0 from"file:\/\/\/x\.cjs"/);
	assert.match(asked.textOf(rethrow), /throw thrown\(5\)/);
	assert.deepEqual(asked.calls, []);
});

test('a probe shows what lies below now, and does nothing', () => {
	const asked = new Asked({});
	const url = `${PROBE}7`;
	assert.deepEqual(asked.resolve(url), { url, format: 'module', shortCircuit: true });
	assert.deepEqual(asked.load(url), { format: 'module', source: '', shortCircuit: true });
	asked.calls.length = 0;
	void asked.state.chain.resolve('./x.js', 'file:///main.js', {});
	void asked.state.chain.load({ url: 'file:///x.js', format: 'module', attributes: {} }, undefined);
	assert.deepEqual(asked.calls, ['next ./x.js from file:///main.js', `next ${url}`]);
});

test('what is ignored, and what is no module of ours, goes to Node as the hooks below gave it', () => {
	const asked = new Asked({ 'node_modules/x/index.js': 'export {};', 'data.json': '{}' });
	assert.deepEqual(asked.load('file:///node_modules/x/index.js'), { format: 'module', source: 'export {};' });
	assert.deepEqual(asked.load('file:///data.json', { format: 'json' }), { format: 'json', source: '{}' });
	assert.deepEqual(asked.load('file:///a.wasm', { format: 'wasm' }), { format: 'wasm', source: null });
	assert.deepEqual(asked.told.found, []);
});

test('a text that does not parse goes to Node untouched, for the error to be its own', () => {
	const asked = new Asked({ 'bad.js': 'let a = ;' });
	assert.deepEqual(asked.load('file:///bad.js'), { format: 'module', source: 'let a = ;' });
	assert.ok(asked.state.policy.isLeftToNode('file:///bad.js'));
});

test('a request that cannot be resolved throws the error of the chain', () => {
	assert.throws(() => new Asked({ 'main.js': "import './missing.js';" }).load('file:///main.js'), { code: 'ERR_MODULE_NOT_FOUND' });
});

test('built-ins are told of, whoever asks for them and however', () => {
	const asked = new Asked({});
	asked.resolve('node:fs', 'file:///main.js');
	asked.resolve('node:path', 'file:///main.cjs', ofRequire);
	asked.resolve('./a.js', 'file:///main.js');
	assert.deepEqual(asked.told.builtins, ['node:fs', 'node:path']);
});

test('a CommonJS file of the program is told of before it runs, once it is known as often as it runs', () => {
	const asked = new Asked({ 'a.cjs': 'exports.a = 1;' });
	for (const conditions of [ofImport, ofRequire]) assert.deepEqual(asked.load('file:///a.cjs', { conditions }), { format: 'commonjs', source: 'exports.a = 1;' });
	assert.deepEqual(asked.told.runs, ['file:///a.cjs', 'file:///a.cjs']);
	assert.equal(asked.catalogue.get('file:///a.cjs')?.kind, 'source-text');
});

test('CommonJS that is ignored, that does not compile, or that has a query is not', () => {
	const asked = new Asked({ 'node_modules/x/a.cjs': '', 'bad.cjs': 'let a = ;', 'a.cjs?x': '' });
	for (const name of ['node_modules/x/a.cjs', 'bad.cjs', 'a.cjs?x']) asked.load(`file:///${name}`, { conditions: ofRequire, format: 'commonjs' });
	assert.deepEqual(asked.told.runs, []);
});

test('where require passes the hooks by, CommonJS is left alone, which is told', () => {
	const asked = new Asked({ 'a.cjs': '' }, { hasRequire: false });
	asked.load('file:///a.cjs');
	assert.deepEqual(asked.told, { found: [], runs: [], requires: [], builtins: [], leaves: ['file:///a.cjs'] });
});

test('a file that require asks for may be read past the hooks, so it is told of; what cannot be is not', () => {
	const asked = new Asked({});
	for (const name of ['./a.cjs', './b.ts', './c.json', './d.node', './node_modules/x.js', './e.js?x']) asked.resolve(name, 'file:///main.cjs', ofRequire);
	asked.resolve('./f.js', 'file:///main.js');
	assert.deepEqual(asked.told.requires, ['file:///a.cjs', 'file:///b.ts']);
});

test('an ES module that is required is opened like one that is imported, once an import has shown the chain', () => {
	const asked = new Asked({ 'a.js': 'export const a = 1;', 'b.js': 'export const b = 1;' });
	assert.match(String(asked.load('file:///a.js', { conditions: ofRequire }).source), /^import\{enter\}/);
	assert.deepEqual(asked.told.found, ['file:///a.js']);
	const without = new Asked({ 'a.js': 'export const a = 1;' }, { hasRequire: false });
	assert.equal(without.load('file:///a.js', { conditions: ofRequire }).source, 'export const a = 1;');
});

test('what a file that was required past the hooks exported makes a module of it, whose text nobody takes for what ran', () => {
	const asked = new Asked({});
	asked.state.requiredFiles.textOf = () => 'its text';
	const module = asked.hooks.readRequired('file:///a.loud', { a: 1 });
	assert.deepEqual([module?.kind === 'source-text' && module.hash, asked.state.requiredFiles.has('file:///a.loud')], ['', true]);
	assert.equal(asked.hooks.readRequired('file:///a.loud', { a: 1 }), null, 'known now');
});

test('our own files import their libraries for themselves: those are never the program\'s', () => {
	const asked = new Asked({});
	const { url } = asked.resolve('../libraries/parser.js', 'file:///own/index.js');
	assert.ok(asked.state.policy.isOwn(url));
	asked.resolve('./part.js', url);
	assert.ok(asked.state.policy.isOwn('file:///libraries/part.js'));
	asked.resolve('file:///app/main.js', 'file:///own/index.js');
	assert.ok(!asked.state.policy.isOwn('file:///app/main.js'), 'a URL is what the program imports');
});

test('TypeScript that this Node does not know is told what would run it', () => {
	const asked = new Asked({});
	const load = (url: string) => runSync(asked.hooks.load(url, { conditions: ofImport }, () => { throw Object.assign(new TypeError('Unknown file extension'), { code: 'ERR_UNKNOWN_FILE_EXTENSION' }); }));
	assert.throws(() => load('file:///main.ts'), /Unknown file extension.*tsx/s);
	assert.throws(() => load('file:///main.words'), { message: 'Unknown file extension' });
});
