// What Node's resolver found is taken from the store at the next start, and is not as soon as anything that decided it is another.
import assert from 'node:assert/strict';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { ImportAttributes, LoadedSourceText } from '@hot-runtime/types';
import { ModuleStore, type StoreOptions } from '../../dist/cache/module-store.js';
import { hashText } from '../../dist/digest.js';
import { transform } from '../../dist/transform/index.js';

type Files = Readonly<Record<string, string>>;

class Project {
	readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'lookups-')));
	readonly #options: Partial<StoreOptions>;

	constructor(t: TestContext, files: Files, options: Partial<StoreOptions> = {}) {
		t.after(() => rmSync(this.folder, { recursive: true, force: true }));
		this.#options = options;
		for (const [name, text] of Object.entries(files)) this.write(name, text);
	}

	at(name: string): string {
		return join(this.folder, name);
	}

	url(name: string): string {
		return pathToFileURL(this.at(name)).href;
	}

	write(name: string, text: string): void {
		mkdirSync(dirname(this.at(name)), { recursive: true });
		writeFileSync(this.at(name), text);
	}

	link(name: string, target: string): void {
		mkdirSync(dirname(this.at(name)), { recursive: true });
		symlinkSync(target, this.at(name));
	}

	remove(name: string): void {
		rmSync(this.at(name), { recursive: true });
	}

	#open(): { store: ModuleStore; note(name: string, target: string, specifier: string, attributes?: ImportAttributes): void } {
		const store = new ModuleStore({ folder: this.at('.cache'), key: '', isAlone: true, followsLinks: true, ...this.#options });
		const resolutions = new Map();
		store.open(this.url('main.js'), resolutions);
		store.begin();
		const note = (name: string, target: string, specifier: string, attributes: ImportAttributes = {}): void => {
			const id = this.url(name);
			const text = readFileSync(this.at(name), 'utf8');
			const source = transform(`import ${JSON.stringify(specifier)} with ${JSON.stringify(attributes)};`, { url: id });
			resolutions.set(target, { url: target, format: 'module', attributes });
			const module: LoadedSourceText = { kind: 'source-text', id, location: id, hash: hashText('module', text), source, resolved: [target] };
			store.note(module, 'module', store.stampBefore(id));
		};
		return { store, note };
	}

	/** A start in which Node's resolver took `specifier` in the module `from` for `target`, which is left to Node. */
	start(specifier: string, target: string, { from = 'main.js', meanwhile = () => {}, attributes = {} }: { from?: string; meanwhile?: () => void; attributes?: ImportAttributes } = {}): void {
		const { store, note } = this.#open();
		store.find(this.url(from))?.resolutionOf(0);
		note(from, target.startsWith('node:') ? target : this.url(target), specifier, attributes);
		meanwhile();
		store.save();
	}

	/** What the next start takes the module's request for without asking anybody; undefined if it asks. */
	taken(from = 'main.js'): string | undefined {
		const { store } = this.#open();
		return store.find(this.url(from))?.resolutionOf(0)?.url.replace(`${pathToFileURL(this.folder).href}/`, '');
	}
}

const app: Files = { 'package.json': '{"type":"module"}', 'main.js': '0;', 'src/deep/part.js': '1;' };
const exported: Files = { 'node_modules/dep/package.json': '{"name":"dep","exports":{".":"./dep.js","./more":"./more.js"}}', 'node_modules/dep/dep.js': '', 'node_modules/dep/more.js': '' };
const withMain = (main: string): Files => ({ 'node_modules/dep/package.json': JSON.stringify({ name: 'dep', main }) });

interface Case {
	readonly name: string;
	readonly files: Files;
	readonly specifier: string;
	readonly target: string;
	readonly from?: string;
	/** Before the first start. */
	before?(this: void, project: Project): void;
	/** What decides it is another then. */
	change(this: void, project: Project): void;
}

const cases: readonly Case[] = [
	{ name: 'a package is installed nearer, in a folder that was not there', files: exported, specifier: 'dep', target: 'node_modules/dep/dep.js', from: 'src/deep/part.js',
		change: project => project.write('src/node_modules/dep/index.js', '') },
	{ name: 'a package is installed nearer, beside another one', files: { ...exported, 'src/deep/node_modules/other/index.js': '' }, specifier: 'dep/more', target: 'node_modules/dep/more.js', from: 'src/deep/part.js',
		change: project => project.write('src/deep/node_modules/dep/index.js', '') },
	{ name: 'a scoped package is installed nearer', files: { 'node_modules/@a/b/index.js': '', 'src/node_modules/@a/c/index.js': '' }, specifier: '@a/b', target: 'node_modules/@a/b/index.js', from: 'src/deep/part.js',
		change: project => project.write('src/node_modules/@a/b/index.js', '') },
	{ name: 'exports change in place', files: exported, specifier: 'dep/more', target: 'node_modules/dep/more.js',
		change: project => project.write('node_modules/dep/package.json', '{"name":"dep","exports":{".":"./dep.js","./more":"./less.js"}}') },
	{ name: 'exports change in place, and the file has its old time and size', files: exported, specifier: 'dep/more', target: 'node_modules/dep/more.js',
		change: project => {
			const path = project.at('node_modules/dep/package.json');
			const { atime, mtime } = statSync(path);
			writeFileSync(path, readFileSync(path, 'utf8').replace('./more.js', './less.js'));
			utimesSync(path, atime, mtime);
		} },
	{ name: 'a package is replaced by another, of which every file is the same file', files: { 'store/a/node_modules/dep/package.json': '{}', 'store/a/node_modules/dep/index.js': '' }, specifier: 'dep', target: 'store/a/node_modules/dep/index.js',
		before: project => {
			mkdirSync(project.at('store/b/node_modules/dep'), { recursive: true });
			for (const name of ['package.json', 'index.js']) linkSync(project.at(`store/a/node_modules/dep/${name}`), project.at(`store/b/node_modules/dep/${name}`));
			project.link('node_modules/dep', '../store/a/node_modules/dep');
		},
		change: project => {
			project.remove('node_modules/dep');
			project.link('node_modules/dep', '../store/b/node_modules/dep');
		} },
	{ name: 'a package moves, and a link takes its place', files: exported, specifier: 'dep', target: 'node_modules/dep/dep.js',
		change: project => {
			renameSync(project.at('node_modules/dep'), project.at('moved'));
			project.link('node_modules/dep', '../moved');
		} },
	{ name: 'a folder within the package moves, and a link takes its place', files: { 'node_modules/dep/package.json': '{"exports":"./lib/dep.js"}', 'node_modules/dep/lib/dep.js': '' }, specifier: 'dep', target: 'node_modules/dep/lib/dep.js',
		change: project => {
			renameSync(project.at('node_modules/dep/lib'), project.at('node_modules/dep/src'));
			project.link('node_modules/dep/lib', 'src');
		} },
	{ name: 'package.json goes', files: { ...withMain('index.js'), 'node_modules/dep/index.js': '' }, specifier: 'dep', target: 'node_modules/dep/index.js',
		change: project => project.remove('node_modules/dep/package.json') },
	{ name: 'package.json comes', files: { 'node_modules/dep/index.js': '' }, specifier: 'dep', target: 'node_modules/dep/index.js',
		change: project => project.write('node_modules/dep/package.json', '{"main":"other.js"}') },
	{ name: 'a file comes that main means first', files: { ...withMain('./lib'), 'node_modules/dep/lib/index.js': '' }, specifier: 'dep', target: 'node_modules/dep/lib/index.js',
		change: project => project.write('node_modules/dep/lib.js', '') },
	{ name: 'a file comes that main has named in vain', files: { ...withMain('none.js'), 'node_modules/dep/index.js': '' }, specifier: 'dep', target: 'node_modules/dep/index.js',
		change: project => project.write('node_modules/dep/none.js', '') },
	{ name: 'a file of a package without exports goes', files: { 'node_modules/dep/lib/some.js': '' }, specifier: 'dep/lib/some.js', target: 'node_modules/dep/lib/some.js',
		change: project => project.remove('node_modules/dep/lib/some.js') },
	{ name: 'a folder takes the place of the file', files: exported, specifier: 'dep', target: 'node_modules/dep/dep.js',
		change: project => {
			project.remove('node_modules/dep/dep.js');
			mkdirSync(project.at('node_modules/dep/dep.js'));
		} },
	{ name: 'a package that means itself exports something else', files: { 'package.json': '{"type":"module","name":"self","exports":"./self.js"}', 'self.js': '' }, specifier: 'self', target: 'self.js',
		change: project => project.write('package.json', '{"type":"module","name":"self","exports":"./main.js"}') },
	{ name: 'the package has another name now, which is that of the dependency', files: exported, specifier: 'dep', target: 'node_modules/dep/dep.js',
		change: project => project.write('package.json', '{"type":"module","name":"dep","exports":"./main.js"}') },
	{ name: 'a package.json comes between a module and that of its package', files: exported, specifier: 'dep', target: 'node_modules/dep/dep.js', from: 'src/deep/part.js',
		change: project => project.write('src/package.json', '{"type":"module","name":"dep","exports":"./deep/part.js"}') },
	{ name: 'a name that begins with # means something else', files: { 'package.json': '{"type":"module","imports":{"#x":{"node":"./src/deep/part.js","default":null}}}' }, specifier: '#x', target: 'src/deep/part.js',
		change: project => project.write('package.json', '{"type":"module","imports":{"#x":"./main.js"}}') },
	{ name: 'a file that Node evaluates goes', files: { 'old.cjs': '' }, specifier: './old.cjs', target: 'old.cjs', change: project => project.remove('old.cjs') },
	{ name: 'a file that Node evaluates becomes a link', files: { 'old.cjs': '' }, specifier: './old.cjs', target: 'old.cjs',
		change: project => {
			renameSync(project.at('old.cjs'), project.at('new.cjs'));
			project.link('old.cjs', 'new.cjs');
		} },
];

for (const { name, files, specifier, target, from, before, change } of cases) {
	test(`what was resolved is taken from the store until ${name}`, t => {
		const project = new Project(t, { ...app, ...files });
		before?.(project);
		project.start(specifier, target, { ...from !== undefined && { from } });
		assert.equal(project.taken(from), target);
		change(project);
		assert.equal(project.taken(from), undefined);
	});
}

test('a module whose folder has become a link is not taken, nor is what it requests', t => {
	const project = new Project(t, { ...app, ...exported });
	project.start('dep', 'node_modules/dep/dep.js', { from: 'src/deep/part.js' });
	renameSync(project.at('src'), project.at('lib'));
	project.link('src', 'lib');
	assert.equal(project.taken('src/deep/part.js'), undefined);
});

const asked: Readonly<Record<string, { files: Files; specifier: string; target: string; options?: Partial<StoreOptions>; attributes?: ImportAttributes }>> = {
	'links are what they are called': { files: exported, specifier: 'dep', target: 'node_modules/dep/dep.js', options: { followsLinks: false } },
	'it came to another file than the name says': { files: exported, specifier: 'dep', target: 'src/deep/part.js' },
	'a name with # leads to another package': { files: { ...exported, 'package.json': '{"imports":{"#x":"dep"}}' }, specifier: '#x', target: 'node_modules/dep/dep.js' },
	'a name with # is a pattern': { files: { 'package.json': '{"imports":{"#*":"./*"}}' }, specifier: '#main.js', target: 'main.js' },
	'package.json cannot be read': { files: { 'node_modules/dep/package.json': '{', 'node_modules/dep/index.js': '' }, specifier: 'dep', target: 'node_modules/dep/index.js' },
	'a file lies on the way': { files: { ...exported, 'src/node_modules/dep': '' }, specifier: 'dep', target: 'node_modules/dep/dep.js' },
	'the name is none of a package': { files: exported, specifier: 'https://host/dep.js', target: 'node_modules/dep/dep.js' },
	'it is asked for with attributes': { files: exported, specifier: 'dep', target: 'node_modules/dep/dep.js', attributes: { type: 'json' } },
};

for (const [reason, { files, specifier, target, options, attributes }] of Object.entries(asked)) {
	test(`Node is asked where ${reason}`, t => {
		const from = 'src/deep/part.js';
		const project = new Project(t, { ...app, ...files }, options);
		project.start(specifier, target, { from, ...attributes && { attributes } });
		assert.equal(project.taken(from), undefined);
	});
}

test('a built-in module stays one', t => {
	const project = new Project(t, app);
	project.start('fs', 'node:fs');
	assert.equal(project.taken(), 'node:fs');
});

test('what a package.json said that changed while the program ran is not taken at the next start, and is at the one after that has seen it', t => {
	const project = new Project(t, { ...app, ...exported });
	project.start('dep', 'node_modules/dep/dep.js', { meanwhile: () => utimesSync(project.at('node_modules/dep/package.json'), new Date(), new Date(Date.now() + 5000)) });
	assert.equal(project.taken(), undefined);
	utimesSync(project.at('node_modules/dep/package.json'), 1000, 1000);
	assert.equal(project.taken(), undefined);
	project.start('dep', 'node_modules/dep/dep.js');
	assert.equal(project.taken(), 'node_modules/dep/dep.js');
});

test('a package.json that decides the format and changed while the program ran makes the next start read all anew', t => {
	const project = new Project(t, { ...app, ...exported });
	project.start('dep', 'node_modules/dep/dep.js', { meanwhile: () => utimesSync(project.at('package.json'), new Date(), new Date(Date.now() + 5000)) });
	assert.equal(project.taken(), undefined);
	project.start('dep', 'node_modules/dep/dep.js');
	utimesSync(project.at('package.json'), 1000, 1000);
	project.start('dep', 'node_modules/dep/dep.js');
	assert.equal(project.taken(), 'node_modules/dep/dep.js');
});
