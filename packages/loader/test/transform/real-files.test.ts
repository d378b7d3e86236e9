import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkFile } from '../support/check-file.js';
import { realFiles } from '../support/real-files.js';

const files = realFiles(60, 60_000);

test('there are real files to look at', () => assert.ok(files.length >= 30));

for (const { name, text } of files) {
	test(`a real file keeps its meaning to V8, its lines and its places: ${name}`, () => {
		assert.equal(checkFile(name, text), 'transformed');
	});
}
