// Which of Node's CommonJS modules is the version in place of which file, and what goes with it; Node's own cache and modules, and a runtime that notes what it is told.
import assert from 'node:assert/strict';
import Module, { createRequire } from 'node:module';
import { test, type TestContext } from 'node:test';
import type { Runtime } from '@hot-runtime/runtime';
import type { LoadedModule, ModuleId } from '@hot-runtime/types';
import { CommonJSProgram, type RequireHooks } from '../dist/commonjs.js';
import { TemporaryFolder } from './support/folder.js';

interface Version { read(name: string | null): unknown; run(): void; leave?(): void }

interface Opened {
	readonly folder: TemporaryFolder;
	readonly program: CommonJSProgram;
	readonly require: NodeJS.Require;
	/** What the runtime was told. */
	readonly told: unknown[];
	readonly versions: Map<ModuleId, Version>;
	readonly importers: Map<ModuleId, Set<ModuleId>>;
	/** The file as the hooks hand it on. */
	readonly loaded: (name: string) => LoadedModule;
	/** A new version is made of the file, as an update does. */
	readonly make: (name: string, version?: number) => Version;
}

function open(t: TestContext, files: Readonly<Record<string, string>>, read: RequireHooks['read'] = () => null): Opened {
	const folder = new TemporaryFolder(t);
	folder.write('package.json', '{}');
	for (const [name, text] of Object.entries(files)) folder.write(name, text);
	const told: unknown[] = [];
	const versions = new Map<ModuleId, Version>();
	const importers = new Map<ModuleId, Set<ModuleId>>();
	const short = (id: ModuleId): string => id.slice(id.lastIndexOf('/') + 1);
	const create = (id: ModuleId, version: number): Version => {
		const made = program.createVersion(id);
		Object.defineProperty(made, 'hot', { value: { version, data: { old: true }, dispose: () => told.push(`dispose of ${short(id)}`), accept: () => told.push(`accept of ${short(id)}`) } });
		versions.set(id, made);
		made.run();
		return made;
	};
	const runtime = {
		adopt: ({ id }: LoadedModule) => { told.push(`adopt ${short(id)}`); create(id, 1); }, addRoot: (id: ModuleId) => void told.push(`root ${short(id)}`), map: { importers: (id: ModuleId) => importers.get(id) ?? new Set() },
		required: (importer: ModuleId, id: ModuleId, name: string, isOnly: boolean) => void told.push(`${short(importer)} requires ${short(id)} as ${name}${isOnly ? ' alone' : ''}`),
	} as unknown as Runtime;
	const program = new CommonJSProgram(() => runtime, { read, isOnlyRequired: id => id.endsWith('only.js') });
	t.after(() => Reflect.deleteProperty(Module.prototype, 'hot'));
	const require = createRequire(folder.at('start.js'));
	return { folder, program, require, told, versions, importers, loaded: name => ({ kind: 'source-text', id: folder.id(name) }) as unknown as LoadedModule, make: (name, version = 1) => create(folder.id(name), version) };
}

test('a file that Node runs is adopted, and has module.hot; one of nobody\'s has none', t => {
	const { program, require, told, loaded, folder } = open(t, { 'a.js': 'exports.has = () => module.hot; exports.before = module.hot;', 'other.js': 'exports.hot = module.hot;' });
	const a = require('./a.js') as { has(): { accept(): void; data: unknown } | undefined; before: unknown };
	assert.deepEqual([a.has(), a.before], [undefined, undefined]);
	program.runs(loaded('a.js'));
	assert.deepEqual(told.splice(0), ['adopt a.js', 'dispose of a.js']);
	a.has()?.accept();
	assert.deepEqual([told.splice(0), a.has()?.data, a.has() === a.has()], [['accept of a.js'], undefined, true]);
	assert.equal((require('./other.js') as { hot: unknown }).hot, undefined);
	assert.equal(Reflect.get(Module.prototype, 'hot', {}), undefined, 'what is no file\'s module has none');
	program.forget(folder.id('a.js'));
	assert.deepEqual([a.has(), Object.keys(require.cache).includes(folder.at('a.js'))], [undefined, false]);
});

test('what importers read is what the file exports, as it was when it had run to its end', t => {
	const { make, require } = open(t, { 'a.js': 'exports.count = 1; exports.set = n => { exports.count = n; module.exports = "replaced"; };', 'null.js': 'module.exports = null;', 'get.js': 'let n = 0; module.exports = { get n() { return ++n; }, inherited: undefined, __proto__: { below: 1 } };' });
	const version = make('a.js');
	assert.deepEqual([version.read('count'), version.read('none')], [1, undefined]);
	const a = require('./a.js') as { set(n: number): void };
	a.set(2);
	assert.deepEqual([version.read('count'), version.read(null) === a, require('./a.js')], [1, true, 'replaced'], 'an importer of an ES module graph is told once');
	assert.deepEqual([make('null.js').read('x'), make('null.js').read(null)], [undefined, null]);
	const getter = make('get.js');
	assert.deepEqual([getter.read('n'), getter.read('n'), getter.read('below'), getter.read('toString')], [1, 1, 1, Object.prototype.toString]);
});

test('who required whom is told with the name that a text is likely to call it, and each edge once', t => {
	const { program, require, told, loaded } = open(t, { 'main.js': 'require("./lib"); require("./a.b.js"); exports.more = () => require("./only.js");', 'lib/index.js': '', 'a.b.js': 'require("./lib");', 'only.js': '' });
	const main = require('./main.js') as { more(): void };
	for (const name of ['main.js', 'lib/index.js', 'a.b.js', 'only.js']) program.runs(loaded(name));
	told.length = 0;
	program.noteRequires();
	assert.deepEqual(told.splice(0), ['main.js requires index.js as lib', 'main.js requires a.b.js as a.b', 'a.b.js requires index.js as lib', 'root main.js'], 'what nobody requires is an entry');
	main.more();
	program.noteRequires();
	assert.deepEqual(told.splice(0, 3), ['adopt only.js', 'dispose of only.js', 'main.js requires only.js as only alone'], 'a second require passes no hook');
});

test('a file that a loader of require compiled by itself is found in Node\'s cache, with what it exports', t => {
	const seen: unknown[] = [];
	const opened: Opened = open(t, { 'quiet.js': 'exports.x = 1;', 'foreign.js': '' }, (id, exports) => { seen.push(exports); return id.endsWith('quiet.js') ? opened.loaded('quiet.js') : null; });
	const { program, require, told, folder } = opened;
	for (const name of ['quiet.js', 'foreign.js', 'never.js']) program.requires(folder.id(name));
	require('./quiet.js');
	require('./foreign.js');
	program.noteRequires();
	assert.deepEqual([told, seen], [['adopt quiet.js', 'dispose of quiet.js', 'root quiet.js'], [{ x: 1 }, {}]]);
	program.noteRequires();
	assert.equal(seen.length, 2, 'each is looked at once');
});

test('a version that leaves goes out of the cache and from its importers; the next is loaded with the same parent', t => {
	const { program, require, make, folder, told, loaded, importers, versions } = open(t, { 'main.js': 'exports.part = () => require("./part.js");', 'part.js': 'exports.text = "one"; exports.parent = module.parent && module.parent.filename;' });
	const main = require('./main.js') as { part(): { text: string } };
	main.part();
	for (const name of ['main.js', 'part.js']) program.runs(loaded(name));
	program.noteRequires();
	importers.set(folder.id('part.js'), new Set([folder.id('main.js')]));
	versions.get(folder.id('part.js'))?.leave?.();
	assert.deepEqual([Object.keys(require.cache).includes(folder.at('part.js')), require.cache[folder.at('main.js')]?.children.length], [false, 0]);
	folder.write('part.js', 'exports.text = "two"; exports.parent = module.parent && module.parent.filename;');
	const next = make('part.js', 2);
	assert.deepEqual([next.read('text'), next.read('parent'), main.part().text], ['two', folder.at('main.js'), 'two']);
	told.length = 0;
	program.noteRequires();
	assert.ok(told.includes('main.js requires part.js as part'), 'the edge is seen again');
});

test('what threw while it was required is an edge all the same, until it is there', t => {
	const { program, require, told, loaded, folder } = open(t, { 'main.js': 'try { require("./broken.js"); } catch {}', 'broken.js': 'throw new Error("x");' });
	require('./main.js');
	program.runs(loaded('main.js'));
	program.requiresFrom(folder.id('broken.js'), folder.id('main.js'));
	program.requiresFrom(folder.id('broken.js'), folder.id('main.js'));
	told.length = 0;
	program.noteRequires();
	assert.deepEqual(told.splice(0), ['main.js requires broken.js as broken', 'root main.js']);
	program.noteRequires();
	assert.deepEqual(told, ['root main.js']);
});
