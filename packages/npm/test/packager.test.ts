import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { get } from 'node:http';
import { readNpmConfig } from '../dist/npm-config.js';
import { findEntries } from '../dist/packager/entries.js';
import { createPackager, folderDocumentStore, startService, type MergedDocument, type PackageDocument, type PackagerLimits } from '../dist/packager/index.js';
import { findRequires } from '../dist/packager/requires.js';
import type { DemoPackage } from './support/archives.js';
import { makeFolder, type Folder } from './support/folder.js';
import { startRegistry, type SmallRegistry } from './support/registry.js';

const app: DemoPackage = {
	name: '@demo/app', version: '1.0.0',
	fields: { exports: { '.': { import: './index.mjs', require: './index.cjs' }, './sub': './sub/a.js' }, dependencies: { left: '^1.0.0' }, peerDependencies: { react: '>=17' }, peerDependenciesMeta: { react: { optional: true } } },
	files: {
		'index.mjs': `import { left } from 'left'; export * from './sub/a.js'; export const lazy = () => import('./lazy.mjs'); export default left;`,
		'index.cjs': `const { join } = require('path'); module.exports = require('left/cjs');`,
		'lazy.mjs': 'export default 1;', 'sub/a.js': 'export const a = 1;', 'unused.js': `require('nothing');`,
	},
};
const left: DemoPackage = {
	name: 'left', version: '1.2.0', fields: { type: 'commonjs', main: 'lib', exports: { '.': './lib/index.js', './cjs': './lib/cjs.js' } },
	files: { 'lib/index.js': `exports.left = require('./data.json'); try { require('optional-thing'); } catch {}`, 'lib/cjs.js': 'module.exports = 2;', 'lib/data.json': '{}' },
};

async function startDesk(folder: Folder, registry: SmallRegistry, limits: Partial<PackagerLimits> = {}) {
	await folder.write({ 'package.json': '{}', '.npmrc': `registry=${registry.url}\ncache=${join(folder.path, 'cache')}\nfetch-retries=0\n` });
	const options = await readNpmConfig({ folder: folder.path, env: {} });
	const packager = createPackager({ storeFolder: join(folder.path, 'store'), documents: folderDocumentStore(join(folder.path, 'documents')), registry: options, limits });
	const service = await startService({ packager });
	return { packager, url: service.url, [Symbol.asyncDispose]: () => service.close() };
}

test('a document has the files that the entries reach, and says what each asks for', async () => {
	await using registry = await startRegistry(app, left);
	await using folder = await makeFolder();
	await using desk = await startDesk(folder, registry);
	const response = await fetch(`${desk.url}/package/@demo/app@1.0.0`);
	assert.equal(response.status, 200);
	const document = await response.json() as PackageDocument;
	assert.deepEqual(Object.keys(document.contents), [
		'/node_modules/@demo/app/index.cjs', '/node_modules/@demo/app/index.mjs', '/node_modules/@demo/app/lazy.mjs', '/node_modules/@demo/app/package.json', '/node_modules/@demo/app/sub/a.js',
		'/node_modules/left/lib/cjs.js', '/node_modules/left/lib/data.json', '/node_modules/left/lib/index.js', '/node_modules/left/package.json',
	]);
	assert.deepEqual(document.contents['/node_modules/@demo/app/index.mjs']?.requires.toSorted(), ['./lazy.mjs', './sub/a.js', 'left']);
	assert.equal(document.contents['/node_modules/@demo/app/index.mjs']?.isModule, true);
	assert.equal(document.contents['/node_modules/left/lib/index.js']?.isModule, false);
	assert.deepEqual(document.dependency, { name: '@demo/app', version: '1.0.0' });
	assert.deepEqual(document.peerDependencies, { react: '>=17' });
	assert.deepEqual(document.dependencyDependencies['left'], { resolved: '1.2.0', semver: '^1.0.0', parents: ['@demo/app'], entries: ['/node_modules/left/lib/cjs.js'] });
	assert.deepEqual(document.unresolved, { '/node_modules/left/lib/index.js': ['optional-thing'] });
});

test('an exact version is immutable: it has an ETag of its content, is compressed, and answers 304', async () => {
	await using registry = await startRegistry(left);
	await using folder = await makeFolder();
	await using desk = await startDesk(folder, registry);
	const url = `${desk.url}/package/left@1.2.0`;
	const plain = await fetch(url, { headers: { 'accept-encoding': 'identity' } });
	const text = await plain.text();
	assert.equal(plain.headers.get('etag'), `"sha512-${createHash('sha512').update(text).digest('base64')}"`);
	assert.match(plain.headers.get('cache-control') ?? '', /immutable/);
	const again = await fetch(url, { headers: { 'if-none-match': plain.headers.get('etag') ?? '' } });
	assert.equal(again.status, 304);
	const zipped = await new Promise<Buffer>((resolve, reject) => {
		get(url, { headers: { 'accept-encoding': 'gzip' } }, response => void response.toArray().then(chunks => resolve(Buffer.concat(chunks)), reject)).on('error', reject);
	});
	assert.equal(gunzipSync(zipped).toString(), text);
});

test('a range or a tag is sent on to the exact version', async () => {
	await using registry = await startRegistry(left);
	await using folder = await makeFolder();
	await using desk = await startDesk(folder, registry);
	for (const spec of ['left@^1.0.0', 'left@latest', 'left']) {
		const response = await fetch(`${desk.url}/package/${spec}?mode=all`, { redirect: 'manual' });
		assert.equal(response.status, 302);
		assert.equal(response.headers.get('location'), '/package/left@1.2.0?mode=all');
	}
});

test('the same package asked for many times at once is fetched once, and then never again', async () => {
	await using registry = await startRegistry(left);
	await using folder = await makeFolder();
	await using desk = await startDesk(folder, registry);
	await Promise.all(Array.from({ length: 20 }, async () => (await fetch(`${desk.url}/package/left@1.2.0`)).text()));
	assert.equal(registry.requests.filter(path => path.endsWith('.tgz')).length, 1);
	await registry.close();
	await rm(join(folder.path, 'cache'), { recursive: true });
	await using second = await startDesk(folder, registry);
	assert.equal((await fetch(`${second.url}/package/left@1.2.0`)).status, 200);
	assert.equal((await second.packager.resolve('left@^1.0.0')).version, '1.2.0');
	assert.equal((await fetch(`${second.url}/package/left@^9`)).status, 502);
});

test('a bad request has a status and a reason, and the service goes on', async () => {
	await using registry = await startRegistry(left);
	await using folder = await makeFolder();
	await using desk = await startDesk(folder, registry);
	const expected = {
		'/package/../../etc/passwd': 404, '/package/left@https:%2f%2fexample.invalid/x.tgz': 400, '/package/left@file:..%2fx': 400, '/package/%2e%2e%2fx@1.0.0': 400, '/package/a%20b@1.0.0': 400, [`/package/${'x'.repeat(300)}@1.0.0`]: 400,
		'/package/left@1.2.0%0ax': 400, '/package/left@git+ssh:%2f%2fx': 400, '/package/left@npm:other@1.0.0': 400, '/package/nobody@1.0.0': 404, '/package/left@9.9.9': 404, '/package/left@^9': 404, '/package/left@1.2.0?mode=x': 400,
		'/package/%E0%A4%A@1': 400, '/nothing': 404, '/package/': 400,
	};
	for (const [path, status] of Object.entries(expected)) {
		const response = await fetch(desk.url + path);
		assert.equal(response.status, status, path);
		const { error } = await response.json() as { error: { message: string } };
		assert.ok(error.message.length > 0);
	}
	assert.equal((await fetch(`${desk.url}/package/left@1.2.0`)).status, 200);
});

test('a version that was published a moment after it was asked for is found', async () => {
	await using registry = await startRegistry(left);
	await using folder = await makeFolder();
	await using desk = await startDesk(folder, registry);
	await assert.rejects(desk.packager.resolve('left@^2.0.0'), { code: 'UNKNOWN_VERSION' });
	registry.publish({ ...left, version: '2.0.0' });
	assert.equal((await desk.packager.resolve('left@>=2')).version, '2.0.0');
});

test('size and number of packages are limited', async () => {
	await using registry = await startRegistry(app, left);
	await using folder = await makeFolder();
	await using small = await startDesk(folder, registry, { maxDocumentSize: 100 });
	assert.equal((await fetch(`${small.url}/package/left@1.2.0`)).status, 413);
	await using few = await startDesk(folder, registry, { maxPackages: 1 });
	assert.equal((await fetch(`${few.url}/package/@demo/app@1.0.0`)).status, 413);
	await using late = await startDesk(folder, registry, { timeout: 1 });
	assert.equal((await fetch(`${late.url}/package/@demo/app@1.0.0`)).status, 504);
});

test('requests are found in the syntax tree, not in comments, strings or other calls', () => {
	const found = findRequires('// require("a")\nconst s = "require(\'b\')"; require("c"); other.require("d"); require(variable); require.resolve(`e`); import("f");');
	assert.deepEqual(found?.requires.map(({ specifier }) => specifier).toSorted(), ['c', 'e', 'f']);
	assert.equal(found?.isModule, false);
	assert.equal(findRequires('export {}')?.isModule, true);
	assert.equal(findRequires('this is not { a program'), null);
});

test('an entry that does not exist says what was tried, in one order of endings', () => {
	const files = new Set(['package.json', 'lib/main/index.js', 'index.js']);
	assert.deepEqual(findEntries({ main: 'lib/main' }, files, []).map(({ field, path }) => [field, path]), [['main', 'lib/main/index.js']]);
	const [missing, index] = findEntries({ main: './nothing' }, files, []);
	assert.deepEqual([missing?.path, index?.path], [null, 'index.js']);
	assert.deepEqual(missing?.tried.slice(0, 5), ['nothing', 'nothing.js', 'nothing.cjs', 'nothing.mjs', 'nothing.json']);
	const star = findEntries({ exports: { './*': './lib/*.js', '.': { browser: './b.js', default: './index.js' } } }, new Set(['index.js', 'b.js', 'lib/x.js', 'lib/y.js']), []);
	assert.deepEqual(star.map(({ field, path }) => [field, path]), [['./x', 'lib/x.js'], ['./y', 'lib/y.js'], ['.', 'index.js']]);
});

test('several packages come in one document; what conflicts moves below the package that brought it, with what depends on it', async () => {
	const leaf = (version: string): DemoPackage => ({ name: 'leaf', version, fields: { type: 'commonjs' }, files: { 'index.js': `module.exports = 'leaf ${version}';` } });
	const middle = (version: string, range: string): DemoPackage => ({ name: 'middle', version, fields: { type: 'commonjs', dependencies: { leaf: range } }, files: { 'index.js': `module.exports = 'middle ${version} ' + require('leaf');` } });
	const top = (name: string, range: string): DemoPackage => ({ name, version: '1.0.0', fields: { type: 'commonjs', dependencies: { middle: range, leaf: '*' } }, files: { 'index.js': `module.exports = '${name} ' + require('middle') + ' ' + require('leaf');` } });
	await using registry = await startRegistry(leaf('1.0.0'), leaf('2.0.0'), middle('1.0.0', '1'), middle('1.1.0', '2'), top('one', '1.0.0'), top('two', '1.1.0'));
	await using folder = await makeFolder();
	await using desk = await startDesk(folder, registry);
	const ask = (packages: readonly string[]) => fetch(`${desk.url}/packages`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ packages }) });
	const response = await ask(['one@1.0.0', 'two@^1.0.0']);
	assert.equal(response.status, 200);
	const merged = await response.json() as MergedDocument;
	await folder.write(Object.fromEntries(Object.entries(merged.contents).map(([path, { content }]) => [`installed${path}`, content])));
	const require = createRequire(join(folder.path, 'installed/index.js'));
	const alone = async (name: string) => {
		const document = await (await fetch(`${desk.url}/package/${name}@1.0.0`)).json() as PackageDocument;
		await folder.write(Object.fromEntries(Object.entries(document.contents).map(([path, { content }]) => [`${name}${path}`, content])));
		return createRequire(join(folder.path, name, 'index.js'))(name) as string;
	};
	assert.deepEqual([require('one'), require('two')], [await alone('one'), await alone('two')]);
	assert.equal((await ask(['leaf@1.0.0', 'leaf@2.0.0'])).status, 400);
	assert.equal((await ask([])).status, 400);
	assert.equal((await ask(['nobody@1.0.0'])).status, 404);
	const metrics = await (await fetch(`${desk.url}/metrics`)).text();
	assert.match(metrics, /packager_answers_total\{route="\/packages",status="200"\} 1/);
});

test('who has no token is not answered', async () => {
	await using registry = await startRegistry(left);
	await using folder = await makeFolder();
	await using desk = await startDesk(folder, registry);
	const service = await startService({ packager: desk.packager, token: 'secret' });
	try {
		const ask = async (authorization: string) => (await fetch(`${service.url}/package/left@1.2.0`, { headers: { authorization } })).status;
		assert.deepEqual([await ask('Bearer wrong'), await ask(''), await ask('Bearer secret')], [401, 401, 200]);
	} finally {
		await service.close();
	}
});
