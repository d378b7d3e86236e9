import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { TestContext } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Places, type PackagePlaces } from '../dist/places.js';

const from = 'file:///store/greeter@1.0.0/none.js';
const packages: PackagePlaces['packages'] = { greeter: { from, name: 'greeter' }, '@demo/text': { from, name: 'renamed' } };

function placesWith(more: Partial<PackagePlaces> = {}): Places {
	const places = new Places();
	places.set({ packages, hotFolders: ['file:///store/greeter@1.0.0/'], storeFolders: [], ...more });
	return places;
}

test('an import of a package that has a place stands for a module of ours, its subpaths too', () => {
	const places = placesWith();
	const app = 'file:///app/main.js';
	assert.deepEqual(
		['greeter', 'greeter/sub/path.js', '@demo/text', '@demo/text/x'].map(specifier => places.identify(specifier, app)),
		['hot-npm:greeter', 'hot-npm:greeter/sub/path.js', 'hot-npm:@demo/text', 'hot-npm:@demo/text/x'],
	);
	assert.equal(places.identify('greeter', undefined), 'hot-npm:greeter');
});

test('files, URLs, imports of a package.json, built-ins and other packages are none of ours', () => {
	const places = placesWith();
	for (const specifier of ['./greeter', '../greeter', '/greeter', '#greeter', 'file:///greeter', 'node:fs', 'greeters', '@demo', '@demo/texts', 'fs', '']) {
		assert.equal(places.identify(specifier, 'file:///app/main.js'), null, specifier);
	}
});

test('a package means itself by its own name', () => {
	const places = placesWith();
	assert.equal(places.identify('greeter/sub', 'file:///app/node_modules/greeter/index.js'), null);
	assert.equal(places.identify('@demo/text', 'file:///app/node_modules/@demo/text/lib/index.js'), null);
	assert.equal(places.identify('greeter', 'file:///app/node_modules/greeters/index.js'), 'hot-npm:greeter');
});

test('what a module of ours imports is told with the name that the package has in its place', () => {
	const places = placesWith();
	assert.deepEqual(places.requestOf('hot-npm:greeter'), { specifier: 'greeter', from });
	assert.deepEqual(places.requestOf('hot-npm:@demo/text/sub.js'), { specifier: 'renamed/sub.js', from });
	assert.equal(places.requestOf('hot-npm:other'), null);
	assert.equal(places.requestOf('file:///greeter'), null);
});

test('modules of ours and of the folders in place are hot, others are not', () => {
	const places = placesWith();
	assert.deepEqual(
		['hot-npm:greeter', 'file:///store/greeter@1.0.0/index.js', 'file:///store/greeter@1.0.1/index.js', 'file:///app/main.js'].map(url => places.isHot(url)),
		[true, true, false, false],
	);
	assert.ok(!new Places().isHot('file:///store/greeter@1.0.0/index.js'));
});

function storeOf(t: TestContext): { readonly url: string; readonly at: (...parts: string[]) => string } {
	const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hot-places-')));
	t.after(() => rmSync(folder, { recursive: true }));
	return { url: `${pathToFileURL(folder).href}/`, at: (...parts) => join(folder, ...parts) };
}

test('a package of the store means the dependency that lies beside it; a peer dependency is imported from its place', t => {
	const store = storeOf(t);
	mkdirSync(store.at('greeter@1.0.0'));
	mkdirSync(store.at('app@1.0.0', 'node_modules'), { recursive: true });
	symlinkSync(store.at('greeter@1.0.0'), store.at('app@1.0.0', 'node_modules', 'greeter'));
	const places = placesWith({ storeFolders: [store.url] });
	assert.equal(places.identify('greeter', `${store.url}app@1.0.0/index.js`), null, 'its own');
	assert.equal(places.identify('@demo/text', `${store.url}app@1.0.0/index.js`), 'hot-npm:@demo/text', 'a peer');
	assert.equal(places.identify('greeter', `${store.url}index.js`), 'hot-npm:greeter', 'of no package');
	assert.equal(places.identify('greeter', 'file:///elsewhere/index.js'), 'hot-npm:greeter');
});

test('a link that leads out of the store is a peer dependency, and whether there is one is asked once', t => {
	const store = storeOf(t);
	const outside = storeOf(t);
	mkdirSync(store.at('app@1.0.0', 'node_modules'), { recursive: true });
	symlinkSync(outside.at(), store.at('app@1.0.0', 'node_modules', 'greeter'));
	const places = placesWith({ storeFolders: [store.url] });
	const parent = `${store.url}app@1.0.0/index.js`;
	assert.equal(places.identify('greeter', parent), 'hot-npm:greeter');
	rmSync(store.at('app@1.0.0', 'node_modules', 'greeter'));
	mkdirSync(store.at('app@1.0.0', 'node_modules', 'greeter'));
	assert.equal(places.identify('greeter', parent), 'hot-npm:greeter', 'remembered');
	places.set({ packages, hotFolders: [], storeFolders: [store.url] });
	assert.equal(places.identify('greeter', parent), null, 'asked again for other places');
});
