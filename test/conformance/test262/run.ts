// The full run: `TEST262=<checkout> npm run test:262`. Less: `-- [--kind module] [--sample 12] [--piece 2/5] [part of a path …]`;
// CONFORMANCE_NODES=20,26 names the Nodes.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nodes } from '../support/nodes.js';
import { makeFolder, removeFolder } from '../support/program.js';
import { compare, tell } from './support/compare.js';
import { copyLanguageTests } from './support/copy.js';
import { chooseTests } from './support/options.js';
import { selectTests } from './support/selection.js';

const checkout = process.env.TEST262;
if (checkout === undefined || !existsSync(join(checkout, 'test/language'))) {
	console.error('There is no checkout of test262 here: set TEST262 to a folder that holds one.');
	process.exit(2);
}

const all = selectTests(checkout);
const tests = chooseTests(all, process.argv.slice(2));
const folder = makeFolder();
try {
	copyLanguageTests(checkout, folder);
	console.log(`${tests.length} tests`);
	for (const node of nodes) {
		const started = Date.now();
		const report = await compare(tests, node, folder, join(checkout, 'harness'));
		console.log(tell(report));
		console.log(`  ${Math.round((Date.now() - started) / 1000)} s`);
		if (report.failures.size > 0 || report.mended.length > 0) {
			process.exitCode = 1;
		}
	}
} finally {
	removeFolder(folder);
}
