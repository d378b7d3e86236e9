// The packages as people get them: packed, installed with npm into a fresh folder, and run from there.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { defaultSetups, root } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hot-pack-')));
const installed = join(folder, 'installed');
let tarballs: readonly string[] = [];

const run = (program: string, args: readonly string[], cwd: string): string =>
	execFileSync(program, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, npm_config_audit: 'false', npm_config_fund: 'false', npm_config_fetch_retries: '8' } });

before(() => {
	const { packageManager }: { packageManager: string } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
	run('npx', ['--yes', packageManager, '--recursive', 'pack', '--pack-destination', folder], root);
	tarballs = readdirSync(folder).filter(name => name.endsWith('.tgz')).map(name => join(folder, name));
	mkdirSync(installed);
	writeFileSync(join(installed, 'package.json'), '{ "private": true, "type": "module" }');
	run('npm', ['install', '--prefer-offline', '--no-package-lock', ...tarballs], installed);
});

after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

test('each package is packed, and publint finds nothing to mend', () => {
	assert.equal(tarballs.length, readdirSync(join(root, 'packages')).length);
	for (const tarball of tarballs) run(process.execPath, [join(root, 'node_modules/publint/src/cli.js'), 'run', tarball, '--strict'], root);
});

test('a package holds what it needs and nothing more', () => {
	for (const tarball of tarballs) {
		const names = run('tar', ['-tzf', tarball], folder).trim().split('\n').map(name => name.replace(/^package\//, ''));
		const odd = names.filter(name => !/^(?:package\.json|LICENSE|README\.md|CHANGELOG\.md|import-meta\.d\.ts|bundle\/.+\.c?js|dist\/(?!.*test).+\.(?:d\.c?ts|c?js|c?js\.map))$/.test(name));
		assert.deepEqual(odd, [], tarball);
		assert.ok(names.includes('LICENSE'), tarball);
	}
});

test('without versions of packages, a handful of small packages is installed', t => {
	const alone = join(folder, 'alone');
	mkdirSync(alone);
	writeFileSync(join(alone, 'package.json'), '{ "private": true, "type": "module" }');
	run('npm', ['install', '--prefer-offline', '--no-package-lock', ...tarballs.filter(path => !path.includes('hot-runtime-npm'))], alone);
	const { dependencies }: { dependencies: Record<string, unknown> } = JSON.parse(run('npm', ['ls', '--all', '--json'], alone));
	const names = JSON.stringify(dependencies).match(/"[^"]+":\{"version"/g) ?? [];
	assert.ok(new Set(names).size <= 20, `${new Set(names).size} packages`);
	const program = new ProgramFolder(t, { fixture: 'a-live-binding-is-printed', packages: [] });
	rmSync(program.at('node_modules'), { recursive: true });
	symlinkSync(join(alone, 'node_modules'), program.at('node_modules'));
	assert.match(run(process.execPath, ['--import', 'hot-runtime/register', '-p', '1'], program.path), /1/);
});

for (const setup of defaultSetups) {
	for (const { fixture, first, file, from, to, second } of [
		{ fixture: 'a-live-binding-is-printed', first: /now is \d+\n/, file: 'now.js', from: 'Date.now()', to: "'updated'", second: /now is updated\n/ },
		{ fixture: 'a-server-keeps-its-port', first: /listening on \d+/, file: 'greeting.js', from: 'Hello', to: 'Hi', second: /closed\n[^]*listening on \d+/ },
	]) {
		test(`${setup.name}: ${fixture} runs from the tarballs`, { skip: setup.skip }, async t => {
			const program = new ProgramFolder(t, { fixture, packages: [] });
			rmSync(program.at('node_modules'), { recursive: true });
			symlinkSync(join(installed, 'node_modules'), program.at('node_modules'));
			const running = start(program, setup);
			await running.prints(first);
			program.edit(file, from, to);
			await running.prints(second);
		});
	}
}
