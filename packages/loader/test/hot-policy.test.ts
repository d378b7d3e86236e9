import assert from 'node:assert/strict';
import test from 'node:test';
import { DEFAULT_IGNORE, HotPolicy } from '../dist/hot-policy.js';

const ignored = (ignore: RegExp, url: string) => !new HotPolicy(ignore, ['file:///own/']).mayBeHot(url);

test('packages are not hot, and what a link leads out of node_modules is', () => {
	assert.ok(ignored(DEFAULT_IGNORE, 'file:///app/node_modules/x/index.js'));
	assert.ok(!ignored(DEFAULT_IGNORE, 'file:///app/packages/x/index.js'));
	assert.ok(!ignored(DEFAULT_IGNORE, 'file:///app/node_modules.js'));
});

test('an expression with a memory answers the same each time', () => {
	const policy = new HotPolicy(/vendor/g, []);
	assert.deepEqual([1, 2, 3].map(() => policy.mayBeHot('file:///vendor/x.js')), [false, false, false]);
});

test('built-ins, data URLs and what we generate are never hot, whatever is ignored', () => {
	for (const url of ['node:fs', 'data:text/javascript,1', 'blob:nodedata:1', 'hot-runtime:inner?0']) assert.ok(ignored(/(?!)/, url), url);
	assert.ok(!ignored(/(?!)/, 'custom:x'));
});

test('our own files are never hot, nor what they import', () => {
	const policy = new HotPolicy(/(?!)/, ['file:///own/']);
	assert.ok(!policy.mayBeHot('file:///own/enter.js'));
	policy.addOwn('file:///app/node_modules/parser/index.js');
	assert.ok(!policy.mayBeHot('file:///app/node_modules/parser/index.js'));
	assert.ok(policy.mayBeHot('file:///app/node_modules/other/index.js'));
});

test('a text that was left to Node is tried again once it is taken back', () => {
	const policy = new HotPolicy(DEFAULT_IGNORE, []);
	policy.leaveToNode('file:///bad.js');
	assert.ok(!policy.mayBeHot('file:///bad.js'));
	policy.takeBack('file:///bad.js');
	assert.ok(policy.mayBeHot('file:///bad.js'));
});
