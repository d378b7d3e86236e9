// Coverage of a program under hot-runtime is that of the same program under plain Node, to the character.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { root, mixedSetups } from '../support/nodes.js';
import type { Setup } from '../support/nodes.js';
import { ProgramFolder, registrationOf, start } from '../support/program.js';

const files = {
	'package.json': '{"type":"module"}',
	'main.js': `import { add, never, choose } from './math.js';
import old from './old.cjs';
import data from './data.json' with { type: 'json' };

function local(x) {
	if (x > 10) {
		return add(x, 1);
	}
	return choose(x) ? add(x, 2) : never();
}

for (const x of [1, 2, 3]) console.log(local(x), old(x), data.n);
process.on('exit', () => {
	if (add(1, 1) === 2) console.log('bye');
	else console.log('never');
});
export default function () {
	return add(5, 5);
}
`,
	'math.js': `export const add = (a, b) => a + b;
export function never() {
	return add(0, 0);
}
export function choose(x) {
	switch (x) {
		case 1: return true;
		case 99: return false;
		default: return add(x, 0) > 1;
	}
}
export let count = 0;
export class Thing {
	method() { count++; return choose(1); }
	static other() { return add(1, 2); }
}
export default Thing;
await null;
`,
	'old.cjs': `module.exports = x => {\n\tif (x === 2) {\n\t\treturn 'two';\n\t}\n\treturn x > 50 ? 'big' : 'small';\n};\n`,
	'data.json': '{"n":1}',
	'sum.test.js': `import { test } from 'node:test';\nimport { choose } from './math.js';\nif (false) {\n\tchoose(2);\n}\ntest('one', () => { choose(1); });\n`,
};

interface Run {
	readonly stdout: string;
	readonly stderr: string;
	readonly status: number | null;
}

function run({ node }: Setup, folder: ProgramFolder, args: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
	const { stdout, stderr, status } = spawnSync(node.path ?? '', args, {
		cwd: folder.path, encoding: 'utf8', timeout: 90_000, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1', ...env },
	});
	return { stdout, stderr, status };
}

interface Script {
	readonly url: string;
	readonly functions: readonly unknown[];
}

/** What Node wrote of the program's own files: by URL, functions with their counts, and what it noted of source maps. */
function covered(folder: ProgramFolder, name: string): Readonly<Record<string, unknown>> {
	const scripts: Record<string, unknown> = {};
	for (const file of readdirSync(folder.at(name))) {
		const { result, 'source-map-cache': maps = {} }: { result: readonly Script[]; 'source-map-cache'?: Record<string, unknown> } = JSON.parse(folder.read(join(name, file)));
		for (const { url, functions } of result) {
			if (!url.startsWith('file:') || url.includes('/node_modules/') || url.includes('/packages/')) continue;
			scripts[url] = [...scripts[url] as unknown[] ?? [], ...functions, ...maps[url] === undefined ? [] : [maps[url]]];
		}
	}
	return scripts;
}

const c8 = join(dirname(createRequire(join(root, 'test/package.json')).resolve('c8/package.json')), 'bin/c8.js');

for (const setup of mixedSetups) {
	const hot = ['--import', registrationOf(setup)];
	test(`${setup.name}: the files of NODE_V8_COVERAGE count the same functions and blocks at the same places`, { skip: setup.skip }, t => {
		const folder = new ProgramFolder(t, { files });
		for (const [name, imports] of [['plain', []], ['hot', hot]] as const) {
			const { status, stdout, stderr } = run(setup, folder, [...imports, 'main.js'], { NODE_V8_COVERAGE: folder.at(name) });
			assert.deepEqual([status, stdout], [0, '3 small 1\n4 two 1\n5 small 1\nbye\n'], stderr);
		}
		assert.deepEqual(covered(folder, 'hot'), covered(folder, 'plain'));
	});

	test(`${setup.name}: the report of c8 is the same`, { skip: setup.skip }, t => {
		const folder = new ProgramFolder(t, { files });
		const [plain, report] = [[], hot].map(imports => run(setup, folder, [
			c8,
			'--temp-directory',
			`raw${imports.length}`,
			'-r',
			'json',
			'-r',
			'text',
			'--reports-dir',
			`report${imports.length}`,
			setup.node.path ?? '',
			...imports,
			'main.js',
		]));
		assert.match(plain?.stdout ?? '', /main\.js .*7-8/);
		assert.equal(report?.stdout, plain?.stdout);
		assert.deepEqual(JSON.parse(folder.read('report2/coverage-final.json')), JSON.parse(folder.read('report0/coverage-final.json')));
	});

	test(`${setup.name}: what the test runner reports of its tests' processes is the same`, { skip: setup.skip || (setup.node.major === 20 && 'Its test runner fails at files with source maps, as those of this workspace are') }, t => {
		const folder = new ProgramFolder(t, { files });
		const [plain, report] = [[], hot].map(imports => run(setup, folder, [...imports, '--test', '--experimental-test-coverage', '--test-reporter=tap', 'sum.test.js']).stdout);
		const table = (text = ''): readonly string[] => [...text.matchAll(/^# (?:math|sum\.test)\.js .*/gm)].map(([line]) => line.replaceAll(/ +/g, ' '));
		assert.match(table(plain).join('\n'), /math\.js/);
		assert.deepEqual(table(report), table(plain));
	});

	test(`${setup.name}: a process that reports its own coverage is left to Node, and says so`, { skip: setup.skip || (setup.node.major === 20 && 'Its test runner fails at files with source maps, as those of this workspace are') }, t => {
		const folder = new ProgramFolder(t, { files });
		const [plain, report] = [[], hot].map(imports => run(setup, folder, [...imports, '--experimental-test-coverage', '--test-reporter=tap', 'sum.test.js']));
		const table = (text = ''): readonly string[] => [...text.matchAll(/^# (?:math|sum\.test)\.js .*/gm)].map(([line]) => line.replaceAll(/ +/g, ' '));
		assert.match(table(plain?.stdout).join('\n'), /math\.js/);
		assert.deepEqual(table(report?.stdout), table(plain?.stdout));
		assert.match(report?.stderr ?? '', /\[hot\] Nothing is hot in this process/);
	});

	test(`${setup.name}: a map of a loader below is noted beside the coverage, as without hot-runtime`, { skip: setup.skip }, t => {
		const folder = new ProgramFolder(t, { packages: ['tsx'], files: {
			'package.json': '{"type":"module"}',
			'main.ts': `import { add } from './math.ts';\ntype Unused = {\n\tone: 1;\n};\nenum Color { red = 1 }\nconsole.log(add(Color.red, 2) as number);\n`,
			'math.ts': `interface Unused {\n\tone: 1;\n}\nexport const add = (a: number, b: number): number => a > 5 ? a : a + b;\n`,
		} });
		for (const [name, imports] of [['plain', []], ['hot', hot]] as const) {
			const { stdout, stderr } = run(setup, folder, ['--import', 'tsx', ...imports, 'main.ts'], { NODE_V8_COVERAGE: folder.at(name) });
			assert.equal(stdout, '3\n', stderr);
		}
		assert.deepEqual(covered(folder, 'hot'), covered(folder, 'plain'));
	});

	test(`${setup.name}: what listeners to the exit run counts too, however it comes to it, and the program finds no listeners but its own`, { skip: setup.skip }, t => {
		const folder = new ProgramFolder(t, { files: {
			'package.json': '{"type":"module"}',
			'main.js': `import { say } from './say.js';
say(process.eventNames().length, process.listenerCount('exit'), Object.keys(process).includes('emit'), process.emit.name, process.reallyExit.length);
process.on('exit', () => process.exit(say('leaves')));
process.exit();
`,
			'say.js': `export const say = (...words) => {\n\tif (words[0] === 'leaves') console.log('bye');\n\telse console.log(...words);\n\treturn 3;\n};\n`,
		} });
		const results = ([['plain', []], ['hot', hot]] as const).map(([name, imports]) => run(setup, folder, [...imports, 'main.js'], { NODE_V8_COVERAGE: folder.at(name) }));
		assert.match(results[0]?.stdout ?? '', /bye/);
		assert.deepEqual(results[1], results[0]);
		assert.deepEqual(covered(folder, 'hot'), covered(folder, 'plain'));
	});

	test(`${setup.name}: a program ends as in plain Node where its coverage cannot be written, and says that it was not put right`, { skip: setup.skip }, t => {
		const folder = new ProgramFolder(t, { files: { 'package.json': '{"type":"module"}', 'main.js': `process.exitCode = 3;`, 'a-file': '' } });
		const [plain, result] = [[], hot].map(imports => run(setup, folder, [...imports, 'main.js'], { NODE_V8_COVERAGE: folder.at('a-file') }));
		assert.deepEqual([plain?.status, result?.status], [3, 3]);
		assert.match(result?.stderr ?? '', /\[hot\] The coverage .* could not be put right/);
	});

	test(`${setup.name}: coverage of a program that was updated is that of the new text`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files: {
			'package.json': '{"type":"module"}',
			'run.js': `process.env.NODE_V8_COVERAGE = new URL('raw', import.meta.url).pathname;
const { spawn } = await import('node:child_process');
spawn(process.execPath, ['--import', 'hot-runtime/register', 'main.js'], { stdio: 'inherit' });`,
			'main.js': `import { say } from './say.js'; say(); import.meta.hot?.accept('./say.js', () => { say(); process.exit(); }); process.stdin.resume().on('end', () => process.exit());`,
			'say.js': `export const say = () => console.log('one');`,
		} });
		const program = start(folder, setup, { main: 'run.js', isPlain: true });
		await program.prints('one\n');
		const next = `function unused() {}\n// A longer text.\nexport const say = () => console.log('two');`;
		folder.write('say.js', next);
		await program.prints('two\n');
		await program.ends();
		const url = new URL(`file://${folder.at('say.js')}`).href;
		const [, , said] = covered(folder, 'raw')[url] as { functionName: string; ranges: { startOffset: number; endOffset: number; count: number }[] }[];
		const begin = next.indexOf('() => console');
		assert.deepEqual(said?.ranges, [{ startOffset: begin, endOffset: next.length - 1, count: 1 }]);
	});
}
