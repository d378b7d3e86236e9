// Node's own ways to run code, with hot-runtime registered: what a program prints is what it prints without.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { defaultSetups } from '../support/nodes.js';
import { ProgramFolder } from '../support/program.js';

const files = {
	'package.json': '{"type":"module","name":"self","exports":{".":{"special":"./special.js","default":"./default.js"}}}',
	'special.js': `export default 'special';`,
	'default.js': `export default 'default';`,
	'x.js': 'export const x = 1;',
	'x.cjs': 'exports.x = 1;',
	'without-extension': `import { x } from './x.js'; console.log(x);`,
	'main.js': `import self from 'self';\nimport { x } from './x.js';\nconsole.log(self, x, process.argv.slice(2), import.meta.url, import.meta.hot === undefined);`,
	'many.js': `import self from 'self';
import { x } from './x.js';
let rest = 0;
const deep = n => n === 0 ? new Error().stack.split('\\n').length : deep(n - 1) + rest;
console.log(self, x, process.env.WORD, globalThis.preloaded, deep(30), '__proto__' in {}, import.meta.resolve('./y.js', 'file:///other/z.js'));`,
	'add.js': `import { add } from './add.wasm';\nimport { x } from './x.js';\nconsole.log(add(x, 1));`,
	'.env': 'WORD=word',
	'lazy.js': `const { x } = await import('./x.js'); console.log(x, Object.isFrozen(Error));`,
	'sum.test.js': [
		`import { test } from 'node:test';\nimport assert from 'node:assert';\nimport { x } from './x.js';\ntest('passes',`,
		`() => assert.equal(x, 1));\ntest('fails', () => {\n\tassert.equal(x, 2);\n});`,
	].join(' '),
};

/** Exports `add`, which adds two numbers. */
const wasm = Buffer.from('0061736d0100000001070160027f7f017f030201000707010361646400000a09010700200020016a0b', 'hex');

interface Case {
	readonly name: string;
	readonly args: readonly string[];
	readonly input?: string;
	/** Only where this Node knows the flag. */
	readonly needs?: string;
}

const cases: readonly Case[] = [
	{ name: 'a condition', args: ['--conditions=special', 'main.js', 'one', 'two'] },
	{ name: 'source maps', args: ['--enable-source-maps', 'main.js'] },
	{ name: 'a text as a module', args: ['--input-type=module', '-e', `import { x } from './x.js'; console.log(x, import.meta.url);`] },
	{ name: 'a text that imports', args: ['-e', `import('./x.js').then(({ x }) => console.log(x))`] },
	{ name: 'an expression', args: ['-p', '1 + 1'] },
	{ name: 'standard input (P84)', args: ['--input-type=module'], input: `import { x } from './x.js'; console.log(x);` },
	{ name: 'a syntax check', args: ['--check', 'main.js'] },
	{ name: 'the test runner', args: ['--test', '--test-reporter=tap', 'sum.test.js'] },
	{ name: 'the permission model', args: ['--permission', '--allow-fs-read=*', '--allow-worker', 'main.js'], needs: '--permission' },
	{ name: 'the permission model without threads', args: ['--permission', '--allow-fs-read=*', 'main.js'], needs: '--permission' },
	{ name: 'standard input, named', args: ['-', 'one'], input: `import('./x.js').then(({ x }) => console.log(x, process.argv.length));` },
	{ name: 'standard input as a module, with arguments', args: ['--input-type=module', '-', 'one'], input: `import { x } from './x.js'; console.log(x, process.argv.length);` },
	{ name: 'a text as CommonJS', args: ['--input-type=commonjs', '-e', `console.log(typeof require, require('./x.cjs').x);`] },
	{ name: 'modules by default', args: ['--experimental-default-type=module', 'without-extension'], needs: '--experimental-default-type=module' },
	{ name: 'the building of a snapshot', args: ['--snapshot-blob', 'snapshot.blob', '--build-snapshot', 'x.cjs'] },
	{ name: 'modules of vm', args: ['--experimental-vm-modules', 'main.js'] },
	{ name: 'a main module by its link', args: ['--preserve-symlinks-main', 'main.js'] },
	{ name: 'no code from texts', args: ['--disallow-code-generation-from-strings', 'main.js'] },
	{ name: 'several flags at once, and a preloaded text', args: ['--disable-proto=delete', '--stack-trace-limit=20', '--env-file=.env', '--experimental-import-meta-resolve', '--import', 'data:text/javascript,globalThis.preloaded=true', 'many.js'] },
	{ name: 'wasm', args: ['--experimental-wasm-modules', 'add.js'] },
	{ name: 'frozen intrinsics', args: ['--frozen-intrinsics', 'lazy.js'] },
	{ name: 'no just-in-time compiler', args: ['--jitless', 'main.js'] },
	{ name: 'the inspector, on one port (P83)', args: ['--inspect=0', 'main.js'] },
];

/** What differs from run to run, and the columns to the right of an import that is called. */
const normalized = (text: string): string => text
	.replace(/duration_ms:? [\d.]+/g, 'duration_ms')
	.replace(/\(node:\d+\)/g, '(node)')
	.replace(/ws:\/\/\S+/g, 'ws:')
	.replace(/(\.test\.js:\d+):\d+/g, '$1')
	.replace('import.meta.hot === undefined', '');

/** A hooks thread is warned of Node's own flags once more. */
const withoutRepeats = (text: string): string => [...new Set(text.split('\n'))].join('\n');

for (const setup of defaultSetups) {
	for (const { name, args, input, needs } of cases) {
		test(`${setup.name}: ${name}, as without hot-runtime`, { skip: setup.skip }, t => {
			const { path: node } = setup.node;
			if (node === null) return;
			if (needs !== undefined && spawnSync(node, [needs, '-p', '1']).status !== 0) return t.skip(`This Node does not know ${needs}`);
			const folder = new ProgramFolder(t, { files });
			writeFileSync(folder.at('add.wasm'), wasm);
			const run = (imports: readonly string[]) => {
				const { status, stdout, stderr } = spawnSync(node, [...imports, ...args], {
					cwd: folder.path, encoding: 'utf8', timeout: 90_000, ...input === undefined ? {} : { input },
					env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1' },
				});
				return { status, stdout: normalized(stdout).replace(/ (true|false)\n/, '\n'), stderr: withoutRepeats(normalized(stderr)) };
			};
			assert.deepEqual(run(['--import', 'hot-runtime/register']), run([]));
		});
	}
}

for (const setup of defaultSetups.filter(({ driver }) => driver === 'thread')) {
	test(`${setup.name}: without the permission to start threads nothing is hot, which is said`, { skip: setup.skip }, t => {
		const folder = new ProgramFolder(t, { files });
		const { status, stdout, stderr } = spawnSync(setup.node.path ?? '', ['--experimental-permission', '--allow-fs-read=*', '--import', 'hot-runtime/register', 'main.js'], { cwd: folder.path, encoding: 'utf8', timeout: 90_000 });
		assert.equal(status, 0, stderr);
		assert.match(stdout, /^default 1/);
		assert.match(stderr, /\[hot\] Nothing is hot in this process: its permissions allow no threads/);
	});
}
