// Runs every compiled test file, or those whose path contains one of the arguments, and closes with `N passed, N failed`.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { root, testFolders } from './projects.mjs';

const only = process.argv.slice(2);
/** Programs that are edited mostly wait, those whose conformance is checked never do: with three files at a time, two cores are busy to the end. */
const concurrency = 3;
const timeout = 14 * 60_000;

/** By its name, or because it imports `node:test`; what does so only to support tests lies in a folder `support`. */
function isTest(path) {
	if (path.endsWith('.test.js')) return true;
	return path.endsWith('.js') && !/[\\/]support[\\/]/.test(path) && /from ['"]node:test['"]/.test(readFileSync(path, 'utf8'));
}

/** What takes longest comes first, and what mostly waits beside it: nothing is left to run alone at the end. */
function ordered(paths) {
	const bySize = paths.map(path => ({ path, size: statSync(path).size })).sort((a, b) => b.size - a.size).map(({ path }) => path);
	const [busy, idle, rest] = [/[\\/]conformance[\\/]/, /[\\/](?:e2e|npm|pack)[\\/]/, /^/].map(kind => bySize.filter(path => kind.test(path)));
	return [...new Set([...busy.flatMap((path, index) => index < idle.length ? [path, idle[index]] : [path]), ...idle, ...rest])];
}

const files = ordered(testFolders()
	.filter(existsSync)
	.flatMap(folder => readdirSync(folder, { recursive: true }).map(name => join(folder, name)))
	.filter(isTest)
	.filter(path => only.length === 0 || only.some(part => relative(root, path).includes(part))));

if (files.length >= concurrency) process.env.CONFORMANCE_PROCESSES ??= '1';
// What the caller's own session set must not reach the processes that the tests start.
for (const name of ['NODE_OPTIONS', 'NODE_TEST_CONTEXT', 'FORCE_COLOR']) delete process.env[name];
process.env.NO_COLOR = '1';
// The programs that tests start get what people install: see test/support/library.ts.
process.env.HOT_RUNTIME_TESTED = 'bundle';
const { nodes } = await import('../test/dist/support/nodes.js');
process.env.HOT_RUNTIME_TEST_NODES = JSON.stringify(nodes);

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
