// Where the packages of a tree lie, decided without touching a disk; and which packages a tree has.
import assert from 'node:assert/strict';
import { lstat, mkdir, readFile, readdir, readlink, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { flatten, type PackageTree, type TreePackage } from '../dist/dependency-tree.js';
import { layOut, planLayout, type FindPeer } from '../dist/store/layout.js';
import { applicationPeers } from '../dist/store/peers.js';
import { makeFolder } from './support/folder.js';

/** What is read of a node of npm's arborist, and of an edge. */
interface Edge { readonly name: string; readonly type: 'prod' | 'optional' | 'peer' | 'peerOptional' | 'dev' | 'workspace'; readonly spec: string; readonly to: ArboristNode | null }

interface ArboristNode {
	readonly name: string;
	readonly packageName: string;
	readonly version: string;
	readonly location: string;
	readonly resolved: string | null;
	readonly integrity: string | null;
	readonly peer: boolean;
	readonly optional: boolean;
	readonly inBundle: boolean;
	readonly package: Readonly<Record<string, unknown>>;
	readonly edgesOut: ReadonlyMap<string, Edge>;
	readonly children: ReadonlyMap<string, ArboristNode>;
}

type Specs = readonly [spec: string, dependencies?: Readonly<Record<string, number>>, peers?: TreePackage['peers']][];

const treeOf = (specs: Specs): PackageTree => ({
	packages: specs.map(([spec, dependencies = {}, peers = {}]) => {
		const at = spec.lastIndexOf('@');
		return { name: spec.slice(0, at), version: spec.slice(at + 1), integrity: `sha512-${spec}`, resolved: '', location: '', dependencies, ranges: {}, peers };
	}),
});
const none: FindPeer = (_, otherwise) => otherwise;
const keysOf = (specs: Specs, findPeer: FindPeer = none) => planLayout('/store', treeOf(specs), findPeer).map(({ key }) => key);

test('a package lies in a folder of its name, its version and a hash of all below it', () => {
	const [placed] = planLayout('/store', treeOf([['@s/lib@1.0.0']]), none);
	assert.match(placed?.key ?? '', /^@s\+lib@1\.0\.0_[0-9a-f]{20}$/);
	assert.equal(placed?.folder, join('/store/packages', placed?.key ?? '', 'node_modules/@s/lib'));
});

test('equal packages with equal packages below them have one folder, whatever else is in the tree', () => {
	const [, shared, leaf] = keysOf([['a@1.0.0', { lib: 1 }], ['lib@1.0.0', { leaf: 2 }], ['leaf@1.0.0']]);
	assert.deepEqual(keysOf([['b@1.0.0', { lib: 2, leaf: 1 }], ['leaf@1.0.0'], ['lib@1.0.0', { leaf: 1 }]]).slice(1), [leaf, shared]);
	assert.deepEqual(keysOf([['lib@1.0.0', { leaf: 1 }], ['leaf@1.0.0']]), [shared, leaf]);
});

test('another version, integrity, name of an import, or peer below makes another folder', () => {
	const peers: TreePackage['peers'] = { react: { range: '*', isOptional: false, otherwise: null } };
	const base: Specs = [['lib@1.0.0', { leaf: 1 }], ['leaf@1.0.0', {}, peers]];
	const [known] = keysOf(base);
	const others = [
		keysOf([['lib@1.0.0', { leaf: 1 }], ['leaf@1.0.1', {}, peers]]), keysOf([['lib@1.0.0', { other: 1 }], ['leaf@1.0.0', {}, peers]]), keysOf([['lib@1.0.0'], ['leaf@1.0.0']]),
		keysOf(base, () => ({ folder: '/app/node_modules/react' })), keysOf(base, () => ({ folder: '/other/node_modules/react' })),
		planLayout('/store', { packages: treeOf(base).packages.map((each, index) => index === 1 ? { ...each, integrity: 'sha512-other' } : each) }, none).map(({ key }) => key),
	].map(([first]) => first);
	assert.equal(new Set([known, ...others]).size, 7);
	const reordered = planLayout('/store', { packages: treeOf([['lib@1.0.0', { b: 1, a: 2 }], ['b@1.0.0'], ['a@1.0.0']]).packages }, none)[0];
	assert.equal(reordered?.key, keysOf([['lib@1.0.0', { a: 2, b: 1 }], ['b@1.0.0'], ['a@1.0.0']])[0], 'but not the order in which they are written');
});

test('packages that need each other have a hash too, the same from whichever tree they come', () => {
	const [, a, b] = keysOf([['one@1.0.0', { a: 1 }], ['a@1.0.0', { b: 2 }], ['b@1.0.0', { a: 1 }]]);
	const [, b2, a2] = keysOf([['two@1.0.0', { b: 1 }], ['b@1.0.0', { a: 2 }], ['a@1.0.0', { b: 1 }]]);
	assert.deepEqual([a, b], [a2, b2]);
	assert.notEqual(keysOf([['a@1.0.0', { a: 0 }]])[0], keysOf([['a@1.0.0']])[0]);
});

test('what is laid out has its files, finds its dependencies beside it, and itself in another version below it', async () => {
	await using root = await makeFolder({ 'content/one/index.js': 'one', 'content/one/lib/deep.js': 'deep', 'content/two/index.js': 'two', 'app/react/index.js': 'react' });
	const path = (...parts: string[]) => join(root.path, ...parts);
	const tree = treeOf([['@s/one@2.0.0', { '@s/one': 1, alias: 1 }, { react: { range: '*', isOptional: false, otherwise: null } }], ['@s/one@1.0.0']]);
	const plan = planLayout(root.path, tree, () => ({ folder: path('app/react') }));
	const contents = [path('content/one'), path('content/two')];
	await layOut(root.path, plan, contents);
	const [one, two] = plan.map(({ folder }) => folder);
	assert.equal(await readFile(join(one ?? '', 'lib/deep.js'), 'utf8'), 'deep');
	assert.equal((await stat(join(one ?? '', 'index.js'))).ino, (await stat(path('content/one/index.js'))).ino, 'a file is a link, not a copy');
	assert.equal(await realpath(join(one ?? '', '../../alias')), two);
	assert.equal(await realpath(join(one ?? '', 'node_modules/@s/one')), two, 'another version of itself');
	assert.equal(await readlink(join(one ?? '', '../../react')), path('app/react'));
	assert.equal(String(await readlink(join(one ?? '', '../../alias'))).startsWith('/'), false, 'a store can be moved');
	const before = await lstat(join(one ?? '', 'index.js'));
	await layOut(root.path, plan, contents);
	assert.equal((await lstat(join(one ?? '', 'index.js'))).ctimeMs, before.ctimeMs, 'what is there is not made again');
	assert.deepEqual(await readdir(path('building')), []);
	await assert.rejects(layOut(root.path, planLayout(root.path, treeOf([['bad@1.0.0']]), none), [path('content/nothing')]), { code: 'ENOENT' });
	assert.deepEqual(await readdir(path('building')), [], 'a half is taken away');
});

test('the application\'s own copy of a peer is used, checked against what is asked for', async () => {
	await using app = await makeFolder({ 'node_modules/react/package.json': '{"name":"react","version":"18.2.0-rc.1"}' });
	const react = join(app.path, 'node_modules/react');
	const owner = (range: string, isOptional = false): TreePackage => treeOf([['lib@1.0.0', {}, { react: { range, isOptional, otherwise: 1 } }]]).packages[0] as TreePackage;
	const find = async (one: TreePackage, mapped: string | null = null, folder = app.path) => (await applicationPeers({ packages: [one] }, folder, () => mapped))(one, { index: 1 }, 'react');
	assert.deepEqual(await find(owner('>=18')), { folder: react });
	await assert.rejects(find(owner('^17')), { code: 'PEER_MISMATCH', message: 'lib@1.0.0 needs react@^17 beside it, but the application has 18.2.0-rc.1.' });
	assert.deepEqual(await find(owner('^17', true)), { folder: react }, 'an optional one may be any');
	assert.deepEqual(await find(owner('^19'), '19.1.0'), { folder: react }, 'the version that is mapped counts');
	await assert.rejects(find(owner('^18'), '19.1.0'), { code: 'PEER_MISMATCH', message: /has 19\.1\.0/ });
	await mkdir(join(app.path, 'empty'));
	const outside = join(app.path, '..');
	assert.deepEqual(await find(owner('^18'), null, outside), { index: 1 }, 'an application without it gets that of the tree');
	assert.equal(await find(owner('^18'), '18.0.0', outside), null, 'one that is only mapped is found by its own name');
});

interface NodeOptions { readonly deps?: Readonly<Record<string, readonly [to: string | null, type?: Edge['type'], spec?: string]>>; readonly bundled?: readonly string[]; readonly fields?: Record<string, unknown>; readonly flags?: Partial<ArboristNode> }

/** A tree as npm's arborist makes it, from what each package asks for. */
function arborist(packages: Readonly<Record<string, NodeOptions>>): ArboristNode {
	const nodes = new Map(Object.keys(packages).map((name): [string, ArboristNode] => [name, {
		name, packageName: name, version: '1.0.0', location: `node_modules/${name}`, resolved: `file ${name}`, integrity: `sha512-${name}`, peer: false, optional: false, inBundle: false,
		package: packages[name]?.fields ?? {}, edgesOut: new Map(), children: new Map(), ...packages[name]?.flags,
	}]));
	for (const [name, { deps = {}, bundled = [] }] of Object.entries(packages)) {
		const node = nodes.get(name) as ArboristNode;
		for (const [key, [to, type = 'prod', spec = '*']] of Object.entries(deps)) (node.edgesOut as Map<string, Edge>).set(key, { name: key, type, spec, to: to === null ? null : nodes.get(to) ?? null });
		for (const child of bundled) (node.children as Map<string, ArboristNode>).set(child, nodes.get(child) as ArboristNode);
	}
	return nodes.get('root') as ArboristNode;
}

const shape = ({ packages }: PackageTree) => packages.map(({ name, dependencies }) => `${name}: ${Object.entries(dependencies).map(([key, index]) => `${key}=${packages[index]?.name ?? '?'}`).join(' ')}`);

test('a tree has what its packages reach, once each, under the names they import it by', () => {
	const tree = flatten(arborist({ root: { deps: { a: ['a', 'prod', '^1'], alias: ['b'] } }, a: { deps: { b: ['b'], root: ['root'] } }, b: {}, unreached: {} }));
	assert.deepEqual(shape(tree), ['root: a=a alias=b', 'a: b=b root=root', 'b: ']);
	assert.deepEqual(tree.packages[0]?.ranges, { a: '^1', alias: '*' });
	assert.deepEqual([tree.packages[1]?.resolved, tree.packages[1]?.location, tree.packages[1]?.integrity], ['file a', 'node_modules/a', 'sha512-a']);
});

test('what is for development, is missing, or cannot run here as an option is left out', () => {
	const elsewhere = { fields: { os: ['plan9'] } };
	const tree = flatten(arborist({
		root: { deps: { dev: ['dev', 'dev'], work: ['work', 'workspace'], gone: [null], option: ['option', 'optional'], fine: ['fine', 'optional'], below: ['below'] } },
		dev: {}, work: {}, option: elsewhere, fine: {}, below: { ...elsewhere, flags: { optional: true } },
	}));
	assert.deepEqual(shape(tree), ['root: fine=fine', 'fine: ']);
	assert.throws(() => flatten(arborist({ root: { deps: { must: ['must'] } }, must: elsewhere })), { code: 'WRONG_PLATFORM', message: /^must@1\.0\.0 does not support this platform/ });
	for (const flags of [{ integrity: null }, { resolved: null }]) assert.throws(() => flatten(arborist({ root: { deps: { a: ['a'] } }, a: { flags } })), { code: 'NO_INTEGRITY', message: /a@1\.0\.0/ });
});

test('a package that brings others in its own archive has their dependencies beside it', () => {
	const tree = flatten(arborist({ root: { deps: { inner: ['inner'], own: ['own'] }, bundled: ['inner'] }, inner: { deps: { outer: ['outer'] }, bundled: ['deeper'], flags: { inBundle: true } }, deeper: { deps: { last: ['last'] }, flags: { inBundle: true } }, own: {}, outer: {}, last: {} }));
	assert.deepEqual(shape(tree), ['root: own=own outer=outer last=last', 'own: ', 'outer: ', 'last: ']);
});

test('a peer is the application\'s, unless some package of the tree brings it in the ordinary way', () => {
	const tree = flatten(arborist({
		root: { deps: { react: ['react', 'peer', '^18'], maybe: ['maybe', 'peerOptional', '1'], a: ['a'] } },
		a: { deps: { helper: ['helper', 'peer', '^2'], react: ['react', 'peer', '*'] }, fields: { peerDependencies: { undeclared: '3', helper: '^2' }, peerDependenciesMeta: { undeclared: { optional: true } } } },
		react: { flags: { peer: true } }, maybe: { flags: { peer: true } }, helper: {},
	}));
	assert.deepEqual(shape(tree), ['root: a=a', 'react: ', 'a: helper=helper', 'helper: ']);
	assert.deepEqual(tree.packages[0]?.peers, { react: { range: '^18', isOptional: false, otherwise: 1 }, maybe: { range: '1', isOptional: true, otherwise: null } });
	assert.deepEqual(tree.packages[2]?.peers, { react: { range: '*', isOptional: false, otherwise: 1 }, undeclared: { range: '3', isOptional: true, otherwise: null } });
	for (const fields of [{ peerDependencies: 'x' }, { peerDependencies: null }, { peerDependencies: { p: '1' }, peerDependenciesMeta: { p: null } }, { peerDependencies: { p: '1' }, peerDependenciesMeta: 7 }]) {
		const [root] = flatten(arborist({ root: { fields } })).packages;
		assert.deepEqual(Object.values(root?.peers ?? {}).map(({ isOptional }) => isOptional), typeof fields.peerDependencies === 'object' && fields.peerDependencies !== null ? [false] : []);
	}
});
