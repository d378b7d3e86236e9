import assert from 'node:assert/strict';
import test from 'node:test';
import { createMeta } from '../dist/meta.js';

const own = import.meta;
const fail = (): string => {
	throw new Error('not asked for');
};

test('import.meta is what this Node makes it: keys, order, prototype, descriptors', () => {
	const meta = createMeta(own.url, Reflect.get(own, 'main') === true, fail);
	assert.deepEqual(Reflect.ownKeys(meta), Reflect.ownKeys(own));
	assert.equal(Object.getPrototypeOf(meta), null);
	for (const key of Reflect.ownKeys(own).filter(name => name !== 'resolve')) {
		assert.deepEqual(Reflect.getOwnPropertyDescriptor(meta, key), Reflect.getOwnPropertyDescriptor(own, key), String(key));
	}
	const resolve: unknown = Reflect.get(meta, 'resolve');
	assert.ok(typeof resolve === 'function');
	assert.deepEqual([resolve.name, resolve.length], [own.resolve.name, own.resolve.length]);
});

test('what is not a file has neither dirname nor filename', () => {
	assert.deepEqual(Reflect.ownKeys(createMeta('custom:x', false, fail)), Reflect.ownKeys(own).filter(key => key !== 'dirname' && key !== 'filename'));
});

test('resolve answers the URL of a file that is missing, and throws what else the resolver throws', () => {
	const missing = (specifier: string): string => {
		const code = specifier === './missing.js' ? 'ERR_MODULE_NOT_FOUND' : 'ERR_INVALID_MODULE_SPECIFIER';
		throw Object.assign(new TypeError(specifier), { code, url: 'file:///missing.js' });
	};
	const { resolve } = createMeta(own.url, false, missing) as ImportMeta;
	assert.equal(resolve('./missing.js'), 'file:///missing.js');
	assert.throws(() => resolve('%'), { name: 'TypeError', code: 'ERR_INVALID_MODULE_SPECIFIER' });
});

test('resolve makes a string of what it is given, as Node does', () => {
	const { resolve } = createMeta(own.url, false, specifier => `asked for ${specifier}`) as ImportMeta;
	assert.equal(Reflect.apply(resolve, undefined, [{ toString: () => './x.js' }]), 'asked for ./x.js');
	assert.throws(() => Reflect.apply(resolve, undefined, [Symbol('x')]), TypeError);
});
