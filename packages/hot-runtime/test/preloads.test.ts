import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOnlyPreload, isPreloadedBare, resolverFlags } from '../dist/preloads.js';

test('what is preloaded under the name of the package registers nothing', () => {
	for (const argv of [['--import', 'hot-runtime'], ['--import=hot-runtime'], ['-r', 'hot-runtime'], ['--import', 'tsx', '--import', 'hot-runtime']]) assert.ok(isPreloadedBare(argv, ''), argv.join(' '));
	assert.ok(isPreloadedBare([], '--no-warnings --import hot-runtime'));
	assert.ok(isPreloadedBare([], '"--import=hot-runtime"'));
});

test('what registers, or is not preloaded, is not taken for it', () => {
	for (const argv of [['--import', 'hot-runtime/register'], ['--import', 'hot-runtime', '--import', 'hot-runtime/register'], ['--conditions', 'hot-runtime'], ['--import', './hot-runtime'], []]) {
		assert.ok(!isPreloadedBare(argv, ''), argv.join(' '));
	}
	assert.ok(!isPreloadedBare(['--import=hot-runtime'], '--import=hot-runtime/register'));
});

test('other preloads may have hooks', () => {
	assert.ok(isOnlyPreload(['--import', 'hot-runtime/register', '--inspect'], ''));
	assert.ok(!isOnlyPreload(['--import', 'hot-runtime/register'], '--require ./first.cjs'));
});

test('what decides where modules are and what they are is read off the flags, in either form, and nothing else is', () => {
	assert.deepEqual(resolverFlags(['--inspect', '-C', 'special', '--import', 'hot-runtime/register'], ''), ['-C', 'special']);
	assert.deepEqual(resolverFlags(['--conditions=special', '--max-old-space-size=100'], ' --conditions  "other" --preserve-symlinks'), ['--conditions', 'special', '--conditions', 'other', '--preserve-symlinks']);
	assert.deepEqual(resolverFlags(['--no-experimental-strip-types'], '--experimental-default-type=module'), ['--no-experimental-strip-types', '--experimental-default-type']);
	assert.notDeepEqual(resolverFlags(['-C', 'one'], ''), resolverFlags(['-C', 'two'], ''));
});
