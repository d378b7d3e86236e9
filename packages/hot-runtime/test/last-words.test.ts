// The stack of an error that ends the process.
import assert from 'node:assert/strict';
import test from 'node:test';
import { mendStack } from '../dist/last-words.js';
import type { LinesOfProgram } from '../dist/last-words.js';

const lines: LinesOfProgram = {
	lineOf: url => url === 'file:///hot.js' ? { code: '', text: '', columnOf: column => column - 6 } : null,
	wordsOf: () => new Map(),
	isOwn: frame => frame.includes('file:///own/') || frame.includes('hot-runtime:'),
};

test('columns are those of the file, and frames of ours are left out with how they run a body', () => {
	const stack = [
		'Error: at file:///hot.js:1:20', '    at f (file:///hot.js:1:20)', '    at async file:///hot.js:2:9', '    at file:///other.js:3:30', '    at Generator.next (<anonymous>)', '    at file:///hot.js:4:7',
		'    at Generator.next (<anonymous>)', '    at Evaluation.advance (file:///own/a.js:1:1)', '    at hot-runtime:entry:1:2', '    at ModuleJob.run (node:internal/x:1:2)',
	];
	assert.deepEqual(mendStack(stack.join('\n'), lines).split('\n'), [
		'Error: at file:///hot.js:1:20', '    at f (file:///hot.js:1:14)', '    at async file:///hot.js:2:3', '    at file:///other.js:3:30', '    at Generator.next (<anonymous>)', '    at file:///hot.js:4:1',
		'    at ModuleJob.run (node:internal/x:1:2)',
	]);
});
