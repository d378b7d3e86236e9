import assert from 'node:assert/strict';
import { readFile, readdir, realpath, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from 'node:test';
import { VersionError } from '../dist/messages.js';
import { readNpmConfig } from '../dist/npm-config.js';
import { parseRequest } from '../dist/package-spec.js';
import { countProgress, type Progress } from '../dist/progress.js';
import { resolveRequest } from '../dist/registry.js';
import { openPackageStore } from '../dist/store/package-store.js';
import type { FindPeer } from '../dist/store/layout.js';
import { openKeptStore } from '../dist/store/kept-store.js';
import { withLock } from '../dist/store/lock.js';
import { choose } from '../dist/store/sweep.js';
import { pack, type DemoPackage } from './support/archives.js';
import { makeFolder, type Folder } from './support/folder.js';
import { startRegistry, type SmallRegistry } from './support/registry.js';

const greeter = (version: string, fields: DemoPackage['fields'] = {}): DemoPackage => ({
	name: '@demo/greeter', version, fields: { exports: './index.js', ...fields }, files: { 'index.js': `export const version = '${version}';` },
});
const leaf = (version: string): DemoPackage => ({ name: 'leaf', version, fields: { exports: './index.js' }, files: { 'index.js': `export const leaf = '${version}';` } });

async function openDesk(folder: Folder, registry: SmallRegistry, findPeer: FindPeer = (_, otherwise) => otherwise) {
	await folder.write({ 'package.json': '{}', '.npmrc': `@demo:registry=${registry.url}\nregistry=${registry.url}\ncache=${join(folder.path, 'cache')}\nfetch-retries=0\n` });
	const options = await readNpmConfig({ folder: folder.path, env: {} });
	const store = openPackageStore(join(folder.path, 'store'));
	const seen: Progress[] = [];
	const fetch = async (name: string, version: string) => {
		const exact = await resolveRequest(parseRequest(name, version), options);
		return store.ensure({ ...exact, options: async () => options, findPeer: async () => findPeer, progress: countProgress(exact.name, exact.version, progress => seen.push(progress)) });
	};
	return { store, fetch, seen };
}

const withCode = (code: string) => (error: unknown) => error instanceof VersionError && error.code === code;

test('a version is unpacked with the dependencies it needs, each beside it', async () => {
	await using registry = await startRegistry(leaf('1.0.0'), leaf('2.0.0'), greeter('1.0.0', { dependencies: { leaf: '^1.0.0' } }));
	await using folder = await makeFolder();
	const { fetch } = await openDesk(folder, registry);
	const stored = await fetch('@demo/greeter', '^1.0.0');
	assert.equal(stored.version, '1.0.0');
	const found = createRequire(pathToFileURL(join(stored.folder, 'index.js'))).resolve('leaf');
	assert.match(await readFile(found, 'utf8'), /'1\.0\.0'/);
});

test('two versions share the folder of a dependency that both resolve to', async () => {
	await using registry = await startRegistry(leaf('1.0.0'), greeter('1.0.0', { dependencies: { leaf: '1.0.0' } }), greeter('1.0.1', { dependencies: { leaf: '^1.0.0' } }));
	await using folder = await makeFolder();
	const { fetch } = await openDesk(folder, registry);
	const [one, two] = [await fetch('@demo/greeter', '1.0.0'), await fetch('@demo/greeter', '1.0.1')];
	assert.notEqual(one.folder, two.folder);
	assert.equal(one.folders[1], two.folders[1]);
});

test('packages that depend on each other are laid out once', async () => {
	await using registry = await startRegistry(
		{ ...leaf('1.0.0'), fields: { exports: './index.js', dependencies: { '@demo/greeter': '1.0.0' } } }, greeter('1.0.0', { dependencies: { leaf: '1.0.0' } }),
	);
	await using folder = await makeFolder();
	const { fetch } = await openDesk(folder, registry);
	const stored = await fetch('@demo/greeter', '1.0.0');
	const back = await realpath(join(stored.folders[1] ?? '', '..', '@demo/greeter'));
	assert.equal(back, stored.folder);
});

test('a version in the store is had without the registry, and two processes may fetch it at once', async () => {
	await using registry = await startRegistry(leaf('1.0.0'), greeter('1.0.0', { dependencies: { leaf: '1.0.0' } }));
	await using folder = await makeFolder();
	const [first, second] = [await openDesk(folder, registry), await openDesk(folder, registry)];
	const [one, two] = await Promise.all([first.fetch('@demo/greeter', '1.0.0'), second.fetch('@demo/greeter', '1.0.0')]);
	assert.equal(one.folder, two.folder);
	assert.deepEqual(await readdir(join(folder.path, 'store/building')), []);
	await registry.close();
	const exact = { name: '@demo/greeter', version: '1.0.0', registry: (await readdir(join(folder.path, 'store/trees')))[0] ?? '' };
	const again = await first.store.ensure({ ...exact, options: async () => ({}), findPeer: async () => (_, otherwise) => otherwise, progress: countProgress('', '', () => {}) });
	assert.equal(again.folder, one.folder);
	assert.deepEqual(await first.store.versions('@demo/greeter', exact.registry), ['1.0.0']);
});

test('progress counts packages and bytes', async () => {
	await using registry = await startRegistry(leaf('1.0.0'), greeter('1.0.0', { dependencies: { leaf: '1.0.0' } }));
	await using folder = await makeFolder();
	const { fetch, seen } = await openDesk(folder, registry);
	await fetch('@demo/greeter', '1.0.0');
	const last = seen.at(-1);
	assert.equal(last?.phase, 'ready');
	assert.deepEqual(last?.packages, { done: 2, total: 2 });
	assert.equal(last?.bytes.received, [leaf('1.0.0'), greeter('1.0.0', { dependencies: { leaf: '1.0.0' } })].reduce((sum, each) => sum + pack(each).data.length, 0));
});

test('the copy of a peer dependency is the application\'s own', async () => {
	await using registry = await startRegistry(leaf('1.0.0'), greeter('1.0.0', { peerDependencies: { leaf: '^1.0.0' } }));
	await using folder = await makeFolder({ 'app/node_modules/leaf/package.json': '{"name":"leaf","version":"1.0.0","main":"index.js"}', 'app/node_modules/leaf/index.js': '' });
	const own = join(folder.path, 'app/node_modules/leaf');
	const { fetch } = await openDesk(folder, registry, (_, __, peer) => peer === 'leaf' ? { folder: own } : null);
	const stored = await fetch('@demo/greeter', '1.0.0');
	assert.equal(createRequire(pathToFileURL(join(stored.folder, 'index.js'))).resolve('leaf'), join(own, 'index.js'));
});

for (const [fault, code] of [['cut', 'REGISTRY_UNREACHABLE'], ['tamper', 'WRONG_INTEGRITY'], ['refuse', 'REGISTRY_REFUSED']] as const) {
	test(`an archive that the registry spoils (${fault}) is not used, and the next try succeeds`, async () => {
		await using registry = await startRegistry(greeter('1.0.0'));
		await using folder = await makeFolder();
		const { fetch } = await openDesk(folder, registry);
		registry.misbehave('demo-greeter-1.0.0.tgz', fault);
		await assert.rejects(fetch('@demo/greeter', '1.0.0'), withCode(code));
		assert.equal(await stat(join(folder.path, 'store/content')).then(() => true, () => false), false);
		registry.misbehave('demo-greeter-1.0.0.tgz', null);
		assert.equal((await fetch('@demo/greeter', '1.0.0')).version, '1.0.0');
	});
}

test('an archive without integrity is an error', async () => {
	await using registry = await startRegistry();
	await using folder = await makeFolder();
	registry.publishArchive(pack(greeter('1.0.0')), {});
	const { fetch } = await openDesk(folder, registry);
	await assert.rejects(fetch('@demo/greeter', '1.0.0'), withCode('NO_INTEGRITY'));
});

test('an archive with an entry outside its folder is refused, and the entry is not written', async () => {
	await using registry = await startRegistry({ ...greeter('1.0.0'), files: { 'index.js': '', '!package/../../../../escaped.js': 'x' } });
	await using folder = await makeFolder();
	const { fetch } = await openDesk(folder, registry);
	await assert.rejects(fetch('@demo/greeter', '1.0.0'), withCode('UNSAFE_ARCHIVE'));
	assert.deepEqual(await readdir(join(folder.path, 'store/building')), []);
});

test('an archive that contains another package is refused', async () => {
	await using registry = await startRegistry();
	await using folder = await makeFolder();
	const { manifest } = pack(greeter('1.0.0'));
	registry.publishArchive({ ...pack(leaf('1.0.0')), manifest });
	const { fetch } = await openDesk(folder, registry);
	await assert.rejects(fetch('@demo/greeter', '1.0.0'), withCode('WRONG_PACKAGE'));
});

test('an unknown package, an unknown version and a registry that is gone are told apart', async () => {
	await using registry = await startRegistry(greeter('1.0.0'));
	await using folder = await makeFolder();
	const { fetch } = await openDesk(folder, registry);
	await assert.rejects(fetch('@demo/nobody', '1.0.0'), withCode('UNKNOWN_PACKAGE'));
	await assert.rejects(fetch('@demo/greeter', '^9.0.0'), withCode('UNKNOWN_VERSION'));
	registry.publish(greeter('9.0.0'));
	assert.equal((await fetch('@demo/greeter', '9.0.0')).version, '9.0.0');
	await registry.close();
	await assert.rejects(fetch('@demo/greeter', '^1.0.0'), withCode('REGISTRY_UNREACHABLE'));
});

test('a native addon is used if it ships a binary, and refused if it must be compiled', async () => {
	const addon = (version: string, files: DemoPackage['files']): DemoPackage => ({ name: 'addon', version, files: { 'index.js': '', 'binding.gyp': '{}', ...files } });
	await using registry = await startRegistry(addon('1.0.0', {}), addon('2.0.0', { [`prebuilds/${process.platform}-${process.arch}/node.napi.node`]: 'x' }), addon('3.0.0', { 'prebuilds/other-cpu/node.napi.node': 'x' }));
	await using folder = await makeFolder();
	const { fetch } = await openDesk(folder, registry);
	await assert.rejects(fetch('addon', '1.0.0'), withCode('NATIVE_ADDON'));
	assert.equal((await fetch('addon', '2.0.0')).version, '2.0.0');
	await assert.rejects(fetch('addon', '3.0.0'), withCode('NATIVE_ADDON'));
});

test('what no process uses leaves the store by age; what is in use stays', async () => {
	await using registry = await startRegistry(leaf('1.0.0'), leaf('2.0.0'));
	await using folder = await makeFolder();
	const { store, fetch } = await openDesk(folder, registry);
	const [one, two] = [await fetch('leaf', '1.0.0'), await fetch('leaf', '2.0.0')];
	await store.close();
	const kept = openKeptStore(store.root);
	await kept.keep([two]);
	const swept = await kept.sweep({ maxAge: -1, maxSize: Infinity });
	assert.equal(swept.packages.length, 1);
	assert.equal(await stat(one.folder).then(() => true, () => false), false);
	assert.equal(await stat(two.folder).then(() => true, () => false), true);
});

test('a scope has its registry and its token, as .npmrc says, and no other registry is shown the token', async () => {
	await using open = await startRegistry(leaf('1.0.0'));
	await using closed = await startRegistry(greeter('1.0.0', { dependencies: { leaf: '1.0.0' } }));
	closed.demandToken('secret');
	open.demandToken('another');
	await using folder = await makeFolder({ 'package.json': '{}' });
	const host = (url: string) => url.replace(/^http:/, '');
	const rc = (token: string) => `registry=${open.url}\n@demo:registry=${closed.url}\n${host(closed.url)}:_authToken=${token}\n${host(open.url)}:_authToken=\${OTHER_TOKEN}\ncache=${join(folder.path, 'cache')}\nfetch-retries=0\n`;
	const fetchWith = async (token: string) => {
		await folder.write({ '.npmrc': rc(token) });
		const options = await readNpmConfig({ folder: folder.path, env: { OTHER_TOKEN: 'another' } });
		const exact = await resolveRequest(parseRequest('@demo/greeter', '1.0.0'), options);
		return openPackageStore(join(folder.path, 'store')).ensure({ ...exact, options: async () => options, findPeer: async () => (_, otherwise) => otherwise, progress: countProgress('', '', () => {}) });
	};
	await assert.rejects(fetchWith('wrong'), withCode('REGISTRY_REFUSED'));
	assert.equal((await fetchWith('secret')).folders.length, 2);
});

test('what does not fit leaves the store by size, the longest unused first', () => {
	const entry = (name: string, used: number) => ({ name, path: name, used, bytes: 10 });
	const hour = 60 * 60_000;
	const entries = [entry('new', 10 * hour), entry('old', 1 * hour), entry('middle', 5 * hour)];
	const names = (maxSize: number, maxAge = Infinity) => choose(entries, { maxAge, maxSize, total: 30, now: 11 * hour }).unwanted.map(({ name }) => name);
	assert.deepEqual(names(30), []);
	assert.deepEqual(names(25), ['old']);
	assert.deepEqual(names(10), ['old', 'middle']);
	assert.deepEqual(names(100, 7 * hour), ['old']);
});

test('the lock of a process that died is taken over, that of one that lives is waited for', async () => {
	await using folder = await makeFolder();
	const lock = join(folder.path, 'lock');
	await folder.write({ lock: JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), token: 'x' }) });
	assert.equal(await withLock(lock, async () => 'taken'), 'taken');
	const order: number[] = [];
	await Promise.all([1, 2, 3].map(number => withLock(lock, async () => {
		order.push(number);
		await new Promise(resolve => setImmediate(resolve));
		order.push(number);
	})));
	assert.deepEqual([order[0] === order[1], order[2] === order[3], order[4] === order[5]], [true, true, true]);
	assert.deepEqual(await readdir(folder.path), []);
});
