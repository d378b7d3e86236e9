// Test runners that Node itself runs, with hot-runtime registered for all of their processes: the same results as without.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { defaultSetups } from '../support/nodes.js';
import { ProgramFolder } from '../support/program.js';
import { mockFiles, runnerFiles, withoutTimes } from '../support/test-runners.js';

for (const setup of defaultSetups) {
	test(`${setup.name}: mocha reports the same of ES modules and of CommonJS`, { skip: setup.skip }, t => {
		const folder = new ProgramFolder(t, { packages: ['mocha'], files: runnerFiles });
		const run = (options: string) => {
			const { status, stdout } = spawnSync(setup.node.path ?? '', ['node_modules/mocha/bin/mocha.js', '--reporter=json', 'module.mocha.js', 'common.mocha.cjs'], {
				cwd: folder.path, encoding: 'utf8', timeout: 90_000, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE_OPTIONS: options },
			});
			const { stats, tests }: { stats: object; tests: readonly { fullTitle: string; err: { message?: string } }[] } = JSON.parse(stdout);
			const { passes, failures } = stats as { passes: number; failures: number };
			return { status, passes, failures, tests: tests.map(({ fullTitle, err }) => [fullTitle, err.message]) };
		};
		const plain = run('');
		assert.deepEqual([plain.status, plain.passes, plain.failures], [1, 3, 1]);
		assert.deepEqual(run('--import=hot-runtime/register'), plain);
	});

	test(`${setup.name}: modules that the test runner mocks are mocked for hot modules too, those that are loaded by then included, and restored after the test`, { skip: setup.skip }, t => {
		const folder = new ProgramFolder(t, { files: mockFiles });
		const run = (imports: readonly string[]) => {
			const { status, stdout } = spawnSync(setup.node.path ?? '', [...imports, '--experimental-test-module-mocks', '--test-reporter=tap', 'mock.test.js'], {
				cwd: folder.path, encoding: 'utf8', timeout: 90_000, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1' },
			});
			return { status, results: withoutTimes(stdout).match(/^(?:not ok|ok|# pass|# fail|  error:).*/gm) };
		};
		const plain = run([]);
		assert.deepEqual([plain.status, plain.results?.at(-2)], [0, '# pass 8']);
		assert.deepEqual(run(['--import', 'hot-runtime/register']), plain);
	});

	test(`${setup.name}: the test runner reports the same of mocks, snapshots, hooks and todo`, { skip: setup.skip }, t => {
		const folder = new ProgramFolder(t, { files: runnerFiles });
		const run = (options: string) => {
			const { status, stdout } = spawnSync(setup.node.path ?? '', ['--test', '--test-reporter=tap', 'first.test.js', 'second.test.js'], {
				cwd: folder.path, encoding: 'utf8', timeout: 90_000, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1', NODE_OPTIONS: options },
			});
			return { status, stdout: withoutTimes(stdout) };
		};
		const plain = run('');
		assert.match(plain.stdout, /# pass 5\n# fail 1\n/);
		assert.deepEqual(run('--import=hot-runtime/register'), plain);
	});
}
