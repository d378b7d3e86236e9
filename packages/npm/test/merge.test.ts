// Several documents as one installation: what stays at its place, and what moves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PackageDocument, PackagedFile, PackagedTreePackage } from '../dist/packager/document.js';
import { mergeDocuments } from '../dist/packager/merge.js';

type Tree = readonly [spec: string, location: string, dependencies?: Readonly<Record<string, number>>][];

const nameOf = (spec: string) => spec.slice(0, spec.lastIndexOf('@'));
const versionOf = (spec: string) => spec.slice(spec.lastIndexOf('@') + 1);

/** A document of packages with one file each, which says what package it is of. */
function documentOf(tree: Tree, more: Partial<PackageDocument> = {}): PackageDocument {
	const packages = tree.map(([spec, location, dependencies = {}]): PackagedTreePackage => ({ name: nameOf(spec), version: versionOf(spec), integrity: `files ${spec}`, archive: `archive ${spec}`, location: `node_modules/${location}`, dependencies, peers: {} }));
	const file = ([spec, location]: Tree[number]): [string, PackagedFile] => [`/node_modules/${location}/index.js`, { content: spec, isModule: true, requires: [], location: `node_modules/${location}`, integrity: '' }];
	const [root = ['', '']] = tree;
	return {
		format: 2, dependency: { name: nameOf(root[0]), version: versionOf(root[0]) }, contents: Object.fromEntries(tree.map(file)), peerDependencies: {}, dependencyAliases: {}, entries: [], unresolved: {}, packages,
		dependencyDependencies: Object.fromEntries(tree.slice(1).map(([spec]) => [nameOf(spec), { resolved: versionOf(spec), semver: '*', parents: [nameOf(root[0])], entries: [spec] }])), ...more,
	};
}

const placesOf = (...documents: readonly PackageDocument[]) => Object.fromEntries(Object.entries(mergeDocuments(documents).contents).map(([path, { content }]) => [path.slice('/node_modules/'.length, -'/index.js'.length), content]));

test('packages that agree lie once, each where npm put it', () => {
	const one = documentOf([['one@1.0.0', 'one', { leaf: 1 }], ['leaf@1.0.0', 'leaf']]);
	const two = documentOf([['two@1.0.0', 'two', { leaf: 1 }], ['leaf@1.0.0', 'leaf']]);
	assert.deepEqual(placesOf(one, two), { leaf: 'leaf@1.0.0', one: 'one@1.0.0', two: 'two@1.0.0' });
	const { dependencies, dependencyDependencies, dependencyAliases, format } = mergeDocuments([one, two]);
	assert.deepEqual(dependencies, [{ name: 'one', version: '1.0.0' }, { name: 'two', version: '1.0.0' }]);
	assert.deepEqual(dependencyDependencies, { leaf: { resolved: '1.0.0', semver: '*', parents: ['one', 'two'], entries: ['leaf@1.0.0'] } });
	assert.deepEqual([dependencyAliases, format], [{}, 2]);
});

test('another version moves below who brought it, and is known by an alias and a name of its own', () => {
	const one = documentOf([['one@1.0.0', 'one', { leaf: 1 }], ['leaf@1.0.0', 'leaf']]);
	const two = documentOf([['two@1.0.0', 'two', { leaf: 1 }], ['leaf@2.0.0', 'leaf']]);
	assert.deepEqual(placesOf(one, two), { leaf: 'leaf@1.0.0', one: 'one@1.0.0', two: 'two@1.0.0', 'two/node_modules/leaf': 'leaf@2.0.0' });
	const { dependencyAliases, dependencyDependencies } = mergeDocuments([one, two]);
	assert.deepEqual(dependencyAliases, { two: { leaf: 'two/node_modules/leaf' } });
	assert.deepEqual(Object.keys(dependencyDependencies), ['leaf', 'leaf@2.0.0']);
});

test('what depends on a package that moves moves with it, over any number of steps and cycles', () => {
	const one = documentOf([['one@1.0.0', 'one', { leaf: 1 }], ['leaf@1.0.0', 'leaf']]);
	const two = documentOf([['two@1.0.0', 'two', { a: 1, alone: 4 }], ['a@1.0.0', 'a', { b: 2 }], ['b@1.0.0', 'b', { leaf: 3, a: 1 }], ['leaf@2.0.0', 'leaf'], ['alone@1.0.0', 'alone']]);
	assert.deepEqual(placesOf(one, two), {
		alone: 'alone@1.0.0', leaf: 'leaf@1.0.0', one: 'one@1.0.0', two: 'two@1.0.0',
		'two/node_modules/a': 'a@1.0.0', 'two/node_modules/b': 'b@1.0.0', 'two/node_modules/leaf': 'leaf@2.0.0',
	});
	assert.deepEqual(mergeDocuments([one, two]).dependencyAliases, { two: { a: 'two/node_modules/a' }, 'two/node_modules/a': { b: 'two/node_modules/b' }, 'two/node_modules/b': { leaf: 'two/node_modules/leaf', a: 'two/node_modules/a' } });
});

test('what lies below its owner already stays there', () => {
	const one = documentOf([['one@1.0.0', 'one', { leaf: 1 }], ['leaf@1.0.0', 'one/node_modules/leaf']]);
	const two = documentOf([['two@1.0.0', 'two', { leaf: 1 }], ['leaf@2.0.0', 'leaf']]);
	assert.deepEqual(placesOf(two, one), { leaf: 'leaf@2.0.0', one: 'one@1.0.0', 'one/node_modules/leaf': 'leaf@1.0.0', two: 'two@1.0.0' });
});

test('what was asked for by name lies at the top, whichever document comes first', () => {
	const app = documentOf([['app@1.0.0', 'app', { lib: 1 }], ['lib@1.0.0', 'lib']]);
	const lib = documentOf([['lib@2.0.0', 'lib']]);
	for (const order of [[app, lib], [lib, app]]) assert.deepEqual(placesOf(...order), { app: 'app@1.0.0', 'app/node_modules/lib': 'lib@1.0.0', lib: 'lib@2.0.0' });
});

test('one package in two versions, or with another archive, is a mistake of who asks', () => {
	const [one, two] = [documentOf([['lib@1.0.0', 'lib']]), documentOf([['lib@2.0.0', 'lib']])];
	assert.throws(() => mergeDocuments([one, two]), { code: 'INVALID_VERSION', message: 'lib is asked for in two versions, 1.0.0 and 2.0.0.' });
	const other = { ...one, packages: one.packages.map(each => ({ ...each, archive: 'other' })) };
	assert.throws(() => mergeDocuments([one, other]), { code: 'INVALID_VERSION' });
	assert.deepEqual(placesOf(one, one), { lib: 'lib@1.0.0' });
});

test('peers are those of all documents; contents come in the order of their paths, and are nobody\'s but theirs', () => {
	const one = documentOf([['one@1.0.0', 'one']], { peerDependencies: { react: '^18', vue: '3' } });
	const two = documentOf([['two@1.0.0', '@s/two']], { peerDependencies: { react: '^19' } });
	const merged = mergeDocuments([one, two]);
	assert.deepEqual(merged.peerDependencies, { react: '^19', vue: '3' });
	assert.deepEqual(Object.keys(merged.contents), ['/node_modules/@s/two/index.js', '/node_modules/one/index.js']);
	assert.deepEqual(mergeDocuments([]), { format: 2, dependencies: [], contents: {}, peerDependencies: {}, dependencyDependencies: {}, dependencyAliases: {} });
});
