import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { nodes } from '../support/nodes.js';
import { makeFolder, removeFolder } from '../support/program.js';
import { compare, tell } from './support/compare.js';
import { copyLanguageTests } from './support/copy.js';
import { readTest, sampleOf, selectTests } from './support/selection.js';

const checkout = process.env.TEST262;
const isThere = checkout !== undefined && existsSync(join(checkout, 'test/language'));
if (!isThere) {
	console.warn('SKIPPED: there is no checkout of test262 here (TEST262 names one); its sample is not run.');
}

test('a sample of test262 passes wherever plain Node passes it', { skip: !isThere && 'TEST262 names no checkout' }, async () => {
	assert.ok(checkout);
	const folder = makeFolder();
	try {
		copyLanguageTests(checkout, folder);
		const sample = sampleOf(selectTests(checkout), 12);
		for (const node of nodes) {
			const report = await compare(sample, node, folder, join(checkout, 'harness'));
			assert.ok(report.passedByNode > 100, 'the sample is not empty');
			assert.ok(report.failures.size === 0 && report.mended.length === 0, tell(report));
		}
	} finally {
		removeFolder(folder);
	}
});

test('the front matter of a test says what it needs', () => {
	const text = '/*---\ndescription: x\nflags: [module, async]\nincludes:\n  - a.js\n  - b.js\nnegative:\n  phase: parse\n  type: SyntaxError\n---*/\n';
	assert.deepEqual(readTest('language/x.js', text), {
		path: 'language/x.js',
		kind: 'module',
		isAsync: true,
		isRaw: false,
		includes: [ 'a.js', 'b.js' ],
		negative: { phase: 'parse', type: 'SyntaxError' },
	});
});

test('sloppy code cannot run as a module', () => {
	assert.equal(readTest('language/x.js', '/*---\nflags: [noStrict]\n---*/'), undefined);
});
