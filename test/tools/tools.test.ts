// Test runners and transpilers that are too large to be installed with every clone: `npm run test:tools` installs them beside this file.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { defaultSetups, root } from '../support/nodes.js';
import type { Setup } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';
import type { Files } from '../support/program.js';
import { runnerFiles, withoutTimes } from '../support/test-runners.js';

const installed = join(root, 'test/tools/node_modules');
const skipOf = (setup: Setup): string | false => setup.skip || (existsSync(installed) ? false : 'npm run test:tools installs what this needs');

function folderWith(t: TestContext, tools: readonly string[], files: Files): ProgramFolder {
	const folder = new ProgramFolder(t, { files });
	for (const tool of tools) folder.link(tool, realpathSync(join(installed, tool)));
	return folder;
}

const transpilers: readonly { readonly name: string; readonly tools: readonly string[]; readonly preload: string }[] = [
	{ name: '@swc-node/register', tools: ['@swc-node/register', '@swc/core', 'typescript'], preload: '@swc-node/register/esm-register' },
	{ name: 'hooks of esbuild for import and require', tools: ['esbuild', 'pirates'], preload: './register.js' },
	{ name: 'ts-node/esm', tools: ['ts-node', 'typescript'], preload: './ts-node.js' },
];

const program: Files = {
	'package.json': '{"type":"module"}',
	'tsconfig.json': '{"compilerOptions":{"target":"es2022","module":"nodenext","allowImportingTsExtensions":true,"noEmit":true,"types":[]},"ts-node":{"transpileOnly":true,"compilerOptions":{"noEmit":false}}}',
	'main.ts': `import { word } from './word.ts';
enum Color { red = 1 }
const say = (): void => console.log(word, Color.red, new Error().stack?.split('\\n')[1]?.replace(/.*\\/|:\\d+\\)$/g, ''));
say();
(import.meta as { hot?: { accept(specifier: string, handler: () => void): void } }).hot?.accept('./word.ts', () => say());
if (process.argv[2] !== 'once') setInterval(() => {}, 1000);
`,
	'word.ts': `type Unused = string;\nexport const word: string = 'one';\n`,
	'register.js': `import { createRequire, register } from 'node:module';
import { transformSync } from 'esbuild';
const { addHook } = createRequire(import.meta.url)('pirates');
addHook((code, file) => transformSync(code, { loader: 'ts', format: 'cjs', sourcefile: file }).code, { exts: ['.cts'] });
register('./hooks.js', import.meta.url);
`,
	'hooks.js': `import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';
export async function load(url, context, next) {
	if (!url.endsWith('.ts')) return next(url, context);
	const { code } = await transform(readFileSync(fileURLToPath(url), 'utf8'), { loader: 'ts', sourcemap: 'inline', sourcefile: fileURLToPath(url) });
	return { format: 'module', source: code, shortCircuit: true };
}
`,
	'ts-node.js': `import { register } from 'node:module';\nregister('ts-node/esm', import.meta.url);`,
};

for (const setup of defaultSetups) {
	const skip = skipOf(setup);
	for (const { name, tools, preload } of transpilers) {
		test(`${setup.name}: what ${name} makes of TypeScript is hot, and starts as in plain Node`, { skip }, async t => {
			const folder = folderWith(t, tools, program);
			const plain = start(folder, setup, { main: 'main.ts', importBefore: [preload], args: ['once'], isPlain: true });
			await plain.ends();
			assert.match(plain.stdout, /^one 1 main\.ts:\d+\n/);
			const running = start(folder, setup, { main: 'main.ts', importBefore: [preload] });
			await running.prints(plain.stdout);
			folder.edit('word.ts', `'one'`, `'two'`);
			await running.prints(plain.stdout.replace('one', 'two'));
			folder.edit('word.ts', `'two';`, `'three`);
			await running.prints(/word\.ts.*not applied/);
			folder.edit('word.ts', `'three`, `'four';`);
			await running.prints(plain.stdout.replace('one', 'four'));
		});
	}
}

const runners: readonly { readonly name: string; readonly args: readonly string[]; readonly says: RegExp }[] = [
	{ name: 'ava', args: ['node_modules/ava/entrypoints/cli.mjs', '--tap'], says: /# pass 2\n# fail 1/ },
	{ name: 'vitest', args: ['node_modules/vitest/vitest.mjs', 'run', '--dir', '.', '--reporter=json', 'vitest'], says: /"numFailedTests":1,/ },
	{ name: 'tap', args: ['sum.tap.js'], says: /^not ok 2 - fails/m },
];

for (const setup of defaultSetups) {
	for (const { name, args, says } of runners) {
		test(`${setup.name}: ${name} reports the same as without hot-runtime`, { skip: skipOf(setup) }, t => {
			const folder = folderWith(t, [name], { ...runnerFiles, 'vitest.config.js': `export default { test: { include: ['*.vitest.js'] } };` });
			const run = (options: string) => {
				const { status, stdout } = spawnSync(setup.node.path ?? '', args, {
					cwd: folder.path, encoding: 'utf8', timeout: 60_000, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], CI: '1', NO_COLOR: '1', TAP: '1', NODE_OPTIONS: options },
				});
				assert.match(stdout, says);
				return { status, results: resultsOf(stdout) };
			};
			assert.deepEqual(run('--import=hot-runtime/register'), run(''));
		});
	}
}

/** What passed and failed and why; not the stacks, where those of a start are longer than without. */
function resultsOf(report: string): readonly unknown[] {
	if (!report.startsWith('{')) return withoutTimes(report).split('\n').filter(line => /^\s*(?:not ok|ok|1\.\.|# (?:pass|fail)|.*message:)/.test(line));
	const { testResults }: { testResults: readonly { assertionResults: readonly { title: string; status: string; failureMessages: readonly string[] }[] }[] } = JSON.parse(report);
	return testResults.flatMap(({ assertionResults }) => assertionResults.map(({ title, status, failureMessages }) => [title, status, failureMessages[0]?.split('\n')[0]]));
}
