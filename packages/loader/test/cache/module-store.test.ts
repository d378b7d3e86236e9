import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { LoadedSourceText } from '@hot-runtime/types';
import { ModuleStore } from '../../dist/cache/module-store.js';
import { hashText } from '../../dist/digest.js';
import type { Resolution } from '../../dist/hook-chain.js';
import { transform } from '../../dist/transform/index.js';

/** A project of two modules; written long ago, so that their stamps tell. */
class Project {
	readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'store-')));
	readonly main = this.url('main.js');
	readonly part = this.url('part.js');

	constructor(t: TestContext) {
		t.after(() => rmSync(this.folder, { recursive: true, force: true }));
		this.write('package.json', '{"type":"module"}');
		this.write('main.js', `import { word } from './part.js'; console.log(word, 'ä', '漢');`);
		this.write('part.js', `export const word = 'one';`);
	}

	url(name: string): string {
		return pathToFileURL(join(this.folder, name)).href;
	}

	write(name: string, text: string, age = 10_000): void {
		writeFileSync(join(this.folder, name), text);
		const time = (Date.now() - age) / 1000;
		utimesSync(join(this.folder, name), time, time);
	}

	open(isAlone = true): ModuleStore {
		const store = new ModuleStore({ folder: null, key: 'test', isAlone, followsLinks: true });
		const resolutions = [this.main, this.part].map(url => [url, { url, format: 'module', attributes: {} } satisfies Resolution] as const);
		store.open(this.main, new Map(resolutions));
		return store;
	}

	/** What a start that found nothing does. */
	load(store: ModuleStore, name: string, resolved: readonly string[]): LoadedSourceText {
		const id = this.url(name);
		const stamp = store.stampBefore(id);
		const text = readFileSync(join(this.folder, name), 'utf8');
		const module: LoadedSourceText = { kind: 'source-text', id, location: id, hash: hashText('module', text), source: transform(text, { url: id }), resolved };
		store.note(module, 'module', stamp);
		store.compiled(id, module.hash, () => Buffer.from(`code of ${name}`));
		return module;
	}

	start(): readonly LoadedSourceText[] {
		const store = this.open();
		const modules = [this.load(store, 'main.js', [this.part]), this.load(store, 'part.js', [])];
		store.save();
		return modules;
	}

	get storeFile(): string {
		const folder = join(this.folder, 'node_modules/.cache/hot-runtime');
		return join(folder, readdirSync(folder)[0] ?? '');
	}
}

/** A clock tick after the writes: what was just written must be read to be believed. */
const settle = (project: Project): void => {
	for (const name of ['package.json', 'main.js', 'part.js']) project.write(name, readFileSync(join(project.folder, name), 'utf8'));
};

test('a module whose file is the same is found with its source, its resolutions and its code cache', t => {
	const project = new Project(t);
	const [main] = project.start();
	const store = project.open();
	const found = store.find(project.main);
	assert.deepEqual(found?.source, main?.source);
	assert.equal(found?.hash, main?.hash);
	assert.equal(found?.resolutionOf(0)?.url, project.part);
	assert.equal(String(store.codeCache(project.main, main?.hash ?? '')), 'code of main.js');
});

test('a module whose file was changed is not found, and a request for it is resolved anew', t => {
	const project = new Project(t);
	project.start();
	project.write('part.js', `export const word = 'two';`, 5000);
	const store = project.open();
	assert.equal(store.find(project.part), undefined);
	assert.equal(store.find(project.main)?.resolutionOf(0), undefined);
});

test('a module that changed since the last walk asked for it is not found', t => {
	const project = new Project(t);
	project.start();
	const store = project.open();
	store.begin();
	assert.equal(store.find(project.main)?.resolutionOf(0)?.url, project.part);
	project.write('part.js', `export const word = 'another';`);
	store.begin();
	assert.equal(store.find(project.part), undefined);
});

test('a write that leaves the same times is noticed by the text', t => {
	const project = new Project(t);
	settle(project);
	project.start();
	const before = readFileSync(join(project.folder, 'part.js'), 'utf8');
	writeFileSync(join(project.folder, 'part.js'), before.replace('one', 'two'));
	assert.equal(project.open().find(project.part), undefined);
});

test('what is loaded a second time in a process was changed, and is not found', t => {
	const project = new Project(t);
	project.start();
	const store = project.open();
	const found = store.find(project.part);
	assert.ok(found);
	store.note({ kind: 'source-text', id: project.part, location: project.part, hash: found.hash, source: found.source, resolved: [] }, 'module', null);
	assert.equal(store.find(project.part), undefined);
});

test('a package.json that changes makes every stored module unknown, for the format may be another', t => {
	const project = new Project(t);
	project.start();
	project.write('package.json', '{"type":"commonjs"}', 5000);
	assert.equal(project.open().find(project.part), undefined);
});

test('where other hooks lie below, a file says nothing, and its text is looked up by hash', t => {
	const project = new Project(t);
	const [, part] = project.start();
	const store = project.open(false);
	assert.equal(store.find(project.part), undefined);
	assert.deepEqual(store.sourceOf(project.part, part?.hash ?? ''), part?.source);
	assert.equal(store.sourceOf(project.part, 'another'), undefined);
});

for (const [damage, change] of Object.entries({
	'a byte of it is another': (file: Buffer) => { file[file.length >> 1] = (file[file.length >> 1] ?? 0) ^ 1; return file; },
	'its end is missing': (file: Buffer) => file.subarray(0, file.length - 5),
	'it is empty': () => Buffer.alloc(0),
	'it is something else': () => Buffer.from('{"modules":[]}'),
})) {
	test(`a store is as good as none if ${damage}, and is written anew`, t => {
		const project = new Project(t);
		project.start();
		writeFileSync(project.storeFile, change(readFileSync(project.storeFile)));
		assert.equal(project.open().find(project.main), undefined);
		project.start();
		assert.ok(project.open().find(project.main));
	});
}

test('what an earlier process loaded and this one did not stays in the store', t => {
	const project = new Project(t);
	project.start();
	project.write('main.js', `console.log('alone');`, 5000);
	const store = project.open();
	project.load(store, 'main.js', []);
	store.save();
	assert.ok(project.open().find(project.part));
});

test('nothing is written when nothing changed', t => {
	const project = new Project(t);
	project.start();
	const { storeFile } = project;
	rmSync(storeFile);
	project.open().save();
	assert.deepEqual(readdirSync(join(storeFile, '..')), []);
});

test('a store without a project keeps nothing', () => {
	const store = new ModuleStore({ folder: null, key: '', isAlone: true, followsLinks: true });
	store.open('data:text/javascript,0', new Map());
	assert.equal(store.find('data:text/javascript,0'), undefined);
	store.save();
});

test('a damaged store is as good as none, wherever the damage is, and is written anew', t => {
	const project = new Project(t);
	project.start();
	const whole = readFileSync(project.storeFile);
	const damages = [Buffer.alloc(0), whole.subarray(0, 20), whole.subarray(0, whole.length >> 1), Buffer.concat([whole, Buffer.from('x')])];
	for (const at of [0, 9, 30, whole.length >> 1]) {
		const damaged = Buffer.from(whole);
		damaged[at] = (damaged[at] ?? 0) ^ 0xFF;
		damages.push(damaged);
	}
	for (const damaged of damages) {
		writeFileSync(project.storeFile, damaged);
		assert.equal(project.open().find(project.main), undefined);
	}
	project.start();
	assert.notEqual(project.open().find(project.main), undefined);
});

test('data that is damaged is not taken, and the rest of the store is', t => {
	const project = new Project(t);
	const [main, part] = project.start();
	const damaged = readFileSync(project.storeFile);
	const at = damaged.indexOf('code of part.js');
	damaged[at] = (damaged[at] ?? 0) ^ 0xFF;
	writeFileSync(project.storeFile, damaged);
	const store = project.open();
	assert.ok(store.find(project.part));
	assert.equal(store.codeCache(project.part, part?.hash ?? ''), undefined);
	assert.equal(String(store.codeCache(project.main, main?.hash ?? '')), 'code of main.js');
});

test('data is not taken from a store that another process has put in the place of the one that was read', t => {
	const project = new Project(t);
	const [main] = project.start();
	const store = project.open();
	assert.ok(store.find(project.main));
	const other = readFileSync(project.storeFile);
	rmSync(project.storeFile);
	writeFileSync(join(project.folder, 'node_modules/.cache/hot-runtime/other.modules'), other);
	assert.equal(store.codeCache(project.main, main?.hash ?? ''), undefined);
	writeFileSync(project.storeFile, other);
	utimesSync(project.storeFile, 1000, 1000);
	assert.equal(store.codeCache(project.main, main?.hash ?? ''), undefined);
});

test('data of many megabytes is found in the order of compilation, in any other, and after a save that kept it', t => {
	const project = new Project(t);
	const names = Array.from({ length: 9 }, (_, index) => `m${index}.js`);
	const dataOf = (name: string): Buffer => Buffer.alloc(200_001 + name.charCodeAt(1), name);
	for (const name of names) project.write(name, `export const name = '${name} \u{1f600} 漢';`);
	const store = project.open();
	const modules = names.map(name => project.load(store, name, []));
	for (const { id, hash } of modules.toReversed()) {
		assert.equal(store.codeCache(id, hash), undefined);
		store.compiled(id, hash, () => dataOf(id.slice(-5)));
	}
	store.save();
	const check = (orders: readonly (readonly LoadedSourceText[])[]): void => {
		for (const order of orders) {
			const opened = project.open();
			for (const { id, hash, source } of order) {
				assert.deepEqual(opened.find(id)?.source, source);
				assert.ok(opened.codeCache(id, hash)?.equals(dataOf(id.slice(-5))), id);
			}
		}
	};
	check([modules, modules.toReversed(), [...modules.slice(4), ...modules.slice(0, 4)]]);
	const later = project.open();
	project.load(later, 'part.js', []);
	later.save();
	check([modules, modules.toReversed()]);
});

test('where the disk takes nothing, saving does nothing and leaves nothing', t => {
	const project = new Project(t);
	writeFileSync(join(project.folder, 'node_modules'), 'a file where the folder would be');
	project.start();
	assert.equal(project.open().find(project.main), undefined);
	assert.deepEqual(readdirSync(project.folder).sort(), ['main.js', 'node_modules', 'package.json', 'part.js']);
});
