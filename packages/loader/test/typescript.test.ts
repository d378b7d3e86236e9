import assert from 'node:assert/strict';
import module from 'node:module';
import test from 'node:test';
import { explainTypeScript, stripTypeScript } from '../dist/typescript.js';

const unknown = (message = 'Unknown file extension'): Error => Object.assign(new TypeError(message), { code: 'ERR_UNKNOWN_FILE_EXTENSION' });
const messageOf = (error: unknown): string => error instanceof Error ? error.message : String(error);

test('what cannot run TypeScript is told what can, whatever the extension', () => {
	for (const name of ['a.ts', 'a.mts', 'a.cts', 'a.tsx', 'a.ts?x', 'a.ts#y']) {
		assert.match(messageOf(explainTypeScript(unknown(), `file:///${name}`)), /^Unknown file extension.*tsx/s, name);
	}
});

test('other files and other errors are left as they are', () => {
	for (const name of ['a.words', 'a.tsv', 'ts']) assert.equal(messageOf(explainTypeScript(unknown(), `file:///${name}`)), 'Unknown file extension', name);
	const other = new Error('other');
	assert.equal(explainTypeScript(other, 'file:///a.ts'), other);
	assert.equal(other.message, 'other');
	assert.equal(explainTypeScript('thrown', 'file:///a.ts'), 'thrown');
});

test('types are stripped in place where this Node can, without a warning; elsewhere the text is left', () => {
	const { emitWarning } = process;
	const text = 'const a: number = 1;';
	const stripped = stripTypeScript(text, 'file:///a.ts');
	assert.equal(stripped, 'stripTypeScriptTypes' in module ? 'const a         = 1;' : text);
	assert.equal(process.emitWarning, emitWarning);
});
