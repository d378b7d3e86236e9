// Runs every compiled test file, or those whose path contains one of the arguments, and closes with `N passed, N failed`.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { root, testFolders } from './projects.mjs';

const only = process.argv.slice(2);
const concurrency = 2;
const timeout = 10 * 60_000;

/** By its name, or because it imports `node:test`; what does so only to support tests lies in a folder `support`. */
function isTest(path) {
	if (path.endsWith('.test.js')) return true;
	return path.endsWith('.js') && !/[\\/]support[\\/]/.test(path) && /from ['"]node:test['"]/.test(readFileSync(path, 'utf8'));
}

const files = testFolders()
	.filter(existsSync)
	.flatMap(folder => readdirSync(folder, { recursive: true }).map(name => join(folder, name)))
	.filter(isTest)
	.filter(path => only.length === 0 || only.some(part => relative(root, path).includes(part)));

// What the caller's own session set must not reach the processes that the tests start.
for (const name of ['NODE_OPTIONS', 'NODE_TEST_CONTEXT', 'FORCE_COLOR']) delete process.env[name];
process.env.NO_COLOR = '1';

const count = { passed: 0, failed: 0, skipped: 0 };
const isTestEvent = ({ details }) => details.type !== 'suite';
const results = run({ files, concurrency, timeout });
results.on('test:pass', event => {
	if (!isTestEvent(event)) return;
	if (event.skip !== undefined || event.todo !== undefined) count.skipped++;
	else count.passed++;
});
results.on('test:fail', event => {
	if (!isTestEvent(event)) return;
	if (event.todo !== undefined) count.skipped++;
	else count.failed++;
});
results.compose(new spec()).pipe(process.stdout);
results.on('end', () => {
	// After the reporter's own last line.
	process.once('beforeExit', () => {
		const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : '';
		console.log(`${count.passed} passed, ${count.failed} failed${skipped}`);
		if (count.failed > 0 || count.passed === 0) process.exitCode = 1;
	});
});
