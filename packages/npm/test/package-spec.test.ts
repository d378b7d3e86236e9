// What names and versions may look like: they come from calls, from files and from the paths of requests, and become paths and questions.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VersionError } from '../dist/messages.js';
import { checkName, parseRequest, parseSpec, splitSpecifier } from '../dist/package-spec.js';

const withCode = (code: string, words: RegExp) => (error: unknown) => error instanceof VersionError && error.code === code && words.test(error.message);

test('a version of a package is exact, a range or a tag; no version is any', () => {
	const kinds: [text: string, kind: string, version: string][] = [
		['1.0.0', 'version', '1.0.0'], ['v1.2.3', 'version', 'v1.2.3'], ['1.0.0-beta.1+build', 'version', '1.0.0-beta.1+build'],
		['^1.0.0', 'range', '^1.0.0'], ['1', 'range', '1'], ['>=1 <3 || 5.x', 'range', '>=1 <3 || 5.x'], ['*', 'range', '*'],
		['latest', 'tag', 'latest'], ['next-7', 'tag', 'next-7'],
		['', 'range', '*'], ['   ', 'range', '*'], [' ~1.2 ', 'range', '~1.2'],
	];
	for (const [text, kind, version] of kinds) assert.deepEqual(parseRequest('lib', text), { name: 'lib', version, kind }, JSON.stringify(text));
});

test('what npm would fetch from anywhere but a registry is no version', () => {
	const others = [
		'file:../x', '../x', './x', '/etc/passwd', '~/x', 'x.tgz', 'https://example.org/x.tgz', 'git+ssh://git@example.org/x.git', 'github:owner/name', 'owner/name',
		'npm:other@1.0.0', 'workspace:*', 'a b', '1.0.0\n2.0.0', '1.0.0\u0000', 'ünï', '%2e%2e',
	];
	for (const version of others) assert.throws(() => parseRequest('lib', version), withCode('INVALID_VERSION', /Only packages of a registry can be used/), version);
});

test('a version of more than 256 characters is refused, and is quoted only so far', () => {
	const longest = `1.0.0-${'a'.repeat(250)}`;
	assert.equal(parseRequest('lib', longest).version, longest);
	assert.throws(() => parseRequest('lib', `${longest}a`), (error: unknown) => error instanceof VersionError && error.code === 'INVALID_VERSION' && error.message.length < 400);
});

test('a name is one that npm accepts, old ones included, and never a path', () => {
	const longest = 'a'.repeat(214);
	for (const name of ['lib', 'lib.js', 'JSONStream', '@scope/lib', 'a-b_c~d', '0', 'crypto', longest]) assert.equal(checkName(name), name);
	for (const name of ['', '.', '..', '../x', '.hidden', '_private', 'a/b', '@scope', '@scope/', '@/lib', '@scope/a/b', 'a\\b', 'a b', ' lib', 'lib ', 'lib?x', 'node_modules', 'favicon.ico', `${longest}a`]) {
		assert.throws(() => checkName(name), withCode('INVALID_NAME', /is not the name of an npm package/), JSON.stringify(name));
	}
	assert.throws(() => checkName('x'.repeat(10_000)), (error: unknown) => error instanceof VersionError && error.message.length < 300);
});

test('a package with its version in one text is split at the last possible place; latest is meant without one', () => {
	assert.deepEqual(parseSpec('lib'), { name: 'lib', version: 'latest', kind: 'tag' });
	assert.deepEqual(parseSpec('lib@1.0.0'), { name: 'lib', version: '1.0.0', kind: 'version' });
	assert.deepEqual(parseSpec('@scope/lib'), { name: '@scope/lib', version: 'latest', kind: 'tag' });
	assert.deepEqual(parseSpec('@scope/lib@^2'), { name: '@scope/lib', version: '^2', kind: 'range' });
	assert.deepEqual(parseSpec('lib@'), { name: 'lib', version: '*', kind: 'range' });
	assert.throws(() => parseSpec('lib@npm:other@1'), withCode('INVALID_VERSION', /of lib/));
	assert.throws(() => parseSpec('../lib@1.0.0'), withCode('INVALID_NAME', /"\.\.\/lib"/));
	assert.throws(() => parseSpec('@1.0.0'), withCode('INVALID_NAME', /"@1\.0\.0"/));
});

test('a bare specifier has the name of a package and a subpath; anything else has not', () => {
	const bare: [specifier: string, name: string, subpath: string][] = [
		['lib', 'lib', '.'], ['lib/sub/path.js', 'lib', './sub/path.js'], ['@scope/lib', '@scope/lib', '.'], ['@scope/lib/sub', '@scope/lib', './sub'],
		['lib.js', 'lib.js', '.'], ['a.b/c', 'a.b', './c'], ['lib/@sub', 'lib', './@sub'],
	];
	for (const [specifier, name, subpath] of bare) assert.deepEqual(splitSpecifier(specifier), { name, subpath }, specifier);
	for (const specifier of ['', '.', '..', './lib', '../lib', '/lib', '#lib', '#lib/sub', '@scope', '@scope/', '@/lib', 'lib/', 'node:fs', 'file:///lib.js', 'data:text/javascript,1', 'C:\\lib', '\\lib']) {
		assert.equal(splitSpecifier(specifier), null, JSON.stringify(specifier));
	}
});
