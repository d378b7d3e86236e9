import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type * as babel from '@babel/parser';
import type * as lexing from 'cjs-module-lexer';
import { requireOwnPackage } from '../dist/own-package.js';

const require = createRequire(import.meta.url);

test('a package that we require works, and Node knows nothing of it', () => {
	const before = Object.keys(require.cache);
	const parser = requireOwnPackage('@babel/parser') as typeof babel;
	assert.equal(parser.parse('export {}', { sourceType: 'module' }).program.body.length, 1);
	const lexer = requireOwnPackage('cjs-module-lexer') as typeof lexing;
	assert.deepEqual(lexer.parse('exports.a = 1').exports, ['a']);
	assert.deepEqual(Object.keys(require.cache), before);
});

test('the program gets an instance of its own of a package that is ours too', () => {
	const ours = requireOwnPackage('cjs-module-lexer');
	assert.notEqual(require('cjs-module-lexer'), ours);
	assert.notEqual(requireOwnPackage('cjs-module-lexer'), require('cjs-module-lexer'));
});
