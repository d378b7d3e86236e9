import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UpdateOutcome } from '@hot-runtime/types';
import { unknownOption, watchesExhausted } from '../dist/messages.js';
import { codeFrame } from '../dist/report/place.js';
import { mostSimilar } from '../dist/report/similar.js';
import { reportHandler, reportOutcome } from '../dist/report.js';
import type { ReportSurroundings } from '../dist/report.js';

const id = (name: string): string => `file:///app/${name}`;
const durations = { load: 0, propagate: 0, link: 0, dispose: 0, evaluate: 0, accept: 0, prune: 0 };
const base = { update: 1, changed: [id('src/util.js')], duration: 4.2, durations, pending: [], reported: [], loaded: [], reevaluated: [], boundaries: [], pruned: [] };

function report(outcome: UpdateOutcome, files: Readonly<Record<string, string>> = {}, other: Partial<ReportSurroundings> = {}): string | null {
	return reportOutcome(outcome, {
		root: '/app', hasColor: false, readText: path => files[path.replace('/app/', '')] ?? null, isOwn: path => path.startsWith('/ours/'), specifierIn: () => null, isCommonJS: path => path.endsWith('.cjs'), ...other,
	});
}

function thrown(type: new (message: string) => Error, message: string, stack: string): Error {
	return Object.defineProperty(new type(message), 'stack', { value: stack });
}

test('an update is one line', () => {
	const outcome: UpdateOutcome = { ...base, type: 'updated', loaded: [id('a.js')], reevaluated: [id('b.js'), id('c.js')] };
	assert.equal(report(outcome), '[hot] Loaded 1 new module, reevaluated 2 existing modules in 4ms.');
});

test('an update names only what it did', () => {
	assert.equal(report({ ...base, type: 'updated', loaded: [id('a.js')], duration: 0.3 }), '[hot] Loaded 1 new module in 1ms.');
	assert.equal(report({ ...base, type: 'updated', reevaluated: [id('a.js')], pruned: [id('b.js')] }), '[hot] Reevaluated 1 existing module, pruned 1 module in 4ms.');
});

test('an update names the changes that still wait', () => {
	const outcome: UpdateOutcome = { ...base, type: 'updated', loaded: [id('a.js')], pending: [{ id: id('src/main.js'), reason: 'unaccepted', chain: [id('src/main.js')] }] };
	assert.equal(report(outcome), '[hot] Loaded 1 new module in 4ms.\n  src/main.js still waits to be applied (unaccepted).');
});

test('an unaccepted change shows who did not accept, and the line to add', () => {
	const outcome: UpdateOutcome = { ...base, type: 'unaccepted', chains: [[id('src/util.js'), id('src/routes/user.js'), id('main.js')]] };
	assert.equal(report(outcome), [
		'[hot] src/util.js: not applied, the old version keeps running.',
		'  Nobody accepts it on this path:',
		'    src/util.js',
		'      ← src/routes/user.js',
		'        ← main.js',
		"  Add to src/routes/user.js:  import.meta.hot?.accept('../util.js', module => { /* use the new one */ });",
		'  or to src/util.js:  import.meta.hot?.accept();',
		'  Then restart the program once: what an update may replace, the version that runs has said.',
	].join('\n'));
});

test('an unaccepted change shows the import that would have to accept, as its text calls the module', () => {
	const chain = [id('src/util.ts'), id('src/user.ts'), id('main.ts')];
	const files = { 'src/util.ts': 'export {}', 'src/user.ts': "import './a.js';\nimport { util } from '#util';\nutil();" };
	const specifierIn = (importer: string): string | null => (importer === id('src/user.ts') ? '#util' : null);
	assert.equal(report({ ...base, changed: [id('src/util.ts')], type: 'unaccepted', chains: [chain] }, files, { specifierIn }), [
		'[hot] src/util.ts: not applied, the old version keeps running.',
		'  Nobody accepts it on this path:',
		'    src/util.ts',
		'      ← src/user.ts:2',
		'        ← main.ts',
		'  src/user.ts:2:22',
		"    1 | import './a.js';",
		"  > 2 | import { util } from '#util';",
		'      |                      ^',
		'    3 | util();',
		"  Add to src/user.ts:  import.meta.hot?.accept('#util', module => { /* use the new one */ });",
		'  or to src/util.ts:  import.meta.hot?.accept();',
		'  Then restart the program once: what an update may replace, the version that runs has said.',
	].join('\n'));
});

test('what nobody accepts in CommonJS is to be accepted as CommonJS says it', () => {
	const outcome: UpdateOutcome = { ...base, changed: [id('util.cjs')], type: 'unaccepted', chains: [[id('util.cjs'), id('main.cjs')]] };
	const text = report(outcome, { 'main.cjs': "const util = require('./util');" }, { specifierIn: () => './util' }) ?? '';
	assert.match(text, /\n {2}main\.cjs:1:22\n {2}> 1 \| const util = require\('\.\/util'\);\n {6}\| {22}\^\n/);
	assert.match(text, /\n {2}Add to main\.cjs: {2}module\.hot\?\.accept\('\.\/util', \(\) => \{ \/\* require it anew \*\/ \}\);\n {2}or to util\.cjs: {2}module\.hot\?\.accept\(\);\n/);
});

test('several ways over one import show it once, and what to do then once', () => {
	const chains = [[id('a.js'), id('b.js'), id('one.js')], [id('a.js'), id('b.js'), id('two.js')], [id('a.js'), id('c.js'), id('two.js')]];
	const text = report({ ...base, changed: [id('a.js')], type: 'unaccepted', chains }, { 'b.js': "import './a.js';", 'c.js': "import './a.js';" }) ?? '';
	const said = text.split('\n').filter(line => /Nobody|:1:8|Add to|Then/.test(line)).map(line => line.trim().split(/ {2}|:/)[0]);
	assert.deepEqual(said, ['Nobody accepts it on this path', 'Nobody accepts it on this path', 'b.js', 'Add to b.js', 'Nobody accepts it on this path', 'c.js', 'Add to c.js', 'Then restart the program once']);
});

test('the chain names the line of each import that is found', () => {
	const outcome: UpdateOutcome = { ...base, type: 'unaccepted', chains: [[id('src/util.js'), id('src/routes/user.js'), id('src/index.js'), id('main.js')]] };
	const text = report(outcome, {
		'src/routes/user.js': "// '../util.js' has it\n\nexport { util } from '../util.js';", 'src/index.js': 'import.meta.hot?.accept("./other.js");\nimport "#routes/user.js";', 'main.js': 'const { user } = await import("./src/index.js");',
	});
	assert.match(text ?? '', /\n {4}src\/util\.js\n {6}← src\/routes\/user\.js:3\n {8}← src\/index\.js\n {10}← main\.js:1\n/);
});

test('a changed entry is told to accept itself, a JSON file is not', () => {
	assert.match(report({ ...base, changed: [id('main.js')], type: 'unaccepted', chains: [[id('main.js')]] }) ?? '', /main\.js is the entry itself.*\n {2}Add to main\.js: {2}import\.meta\.hot\?\.accept\(\);\n {2}Then restart/);
	const json = report({ ...base, type: 'unaccepted', chains: [[id('data.json'), id('main.js')]] }) ?? '';
	assert.match(json, /Add to main\.js: {2}import\.meta\.hot\?\.accept\('\.\/data\.json'/);
	assert.doesNotMatch(json, /or to/);
});

test('an entry that nobody accepts shows where the line goes', () => {
	assert.equal(report({ ...base, changed: [id('main.js')], type: 'unaccepted', chains: [[id('main.js')]] }, { 'main.js': `${'let a;\n'.repeat(8)}start();\n` }), [
		'[hot] main.js: not applied, the old version keeps running.',
		'  main.js is the entry itself, and does not accept its own updates.',
		'     8 | let a;',
		'     9 | start();',
		'  + 10 | import.meta.hot?.accept();',
		'  Add to main.js:  import.meta.hot?.accept();',
		'  Then restart the program once: what an update may replace, the version that runs has said.',
	].join('\n'));
});

test('a declined change says who declines', () => {
	const outcome: UpdateOutcome = { ...base, type: 'declined', by: id('db.js'), chain: [id('src/util.js'), id('db.js')] };
	assert.match(report(outcome) ?? '', /\n {2}db\.js declines updates .* Restart the program/);
	assert.match(report(outcome, { 'db.js': 'open();\nimport.meta.hot?.decline();' }) ?? '', /\n {2}db\.js:2:18\n {2}db\.js declines .*\n {4}1 \| open\(\);\n {2}> 2 \| import\.meta\.hot\?\.decline\(\);\n {6}\| {18}\^$/);
});

test('a text that does not parse shows file, line, column and the code', () => {
	const error = Object.assign(new SyntaxError("Unexpected token ')'"), { line: 2, column: 10 });
	Object.defineProperty(error, 'stack', { value: '' });
	const outcome: UpdateOutcome = { ...base, type: 'load-error', id: id('src/util.js'), error, chain: [] };
	assert.equal(report(outcome, { 'src/util.js': 'let a;\nlet b = a();)\nlet c;\nlet d;' }), [
		'[hot] src/util.js: not applied, the old version keeps running.',
		'  src/util.js:2:11',
		"  SyntaxError: Unexpected token ')'",
		'    1 | let a;',
		'  > 2 | let b = a();)',
		'      |           ^',
		'    3 | let c;',
		'  The next save is tried again.',
	].join('\n'));
});

test('a SyntaxError of V8 is located by the first line of its stack', () => {
	const error = thrown(SyntaxError, 'Invalid or unexpected token', 'file:///app/src/util.js:1\nlet a = "\n        ^\n\nSyntaxError: Invalid or unexpected token\n    at wrapSafe (node:internal/modules/cjs/loader:1:1)');
	assert.match(report({ ...base, type: 'load-error', id: id('src/util.js'), error, chain: [] }, { 'src/util.js': 'let a = "' }) ?? '', /\n {2}src\/util\.js:1:9\n[^]*> 1 \| let a = "\n {6}\| {9}\^\n/);
});

test('an export that is gone is told with the importer, and what was meant', () => {
	const error = new SyntaxError("The requested module './math.js' does not provide an export named 'ad'");
	const outcome: UpdateOutcome = { ...base, changed: [id('src/math.js')], type: 'link-error', id: id('src/main.js'), error, chain: [] };
	assert.equal(report(outcome, { 'src/math.js': 'export function add() {}\nexport const { x } = {}; export { y as sub };' }), [
		'[hot] src/math.js: not applied, the old version keeps running.',
		"  src/main.js imports 'ad', which src/math.js does not export. Did you mean 'add'?",
		'  The next save is tried again.',
	].join('\n'));
});

test('an export that is gone shows the import, by the line that Node shows above the stack', () => {
	const error = thrown(SyntaxError, "The requested module './math.js' does not provide an export named 'ad'", "file:///app/src/main.js:2\nimport { ad } from './math.js';\n         ^^\nSyntaxError: The requested module './math.js' does not provide an export named 'ad'\n    at ModuleJob.run (node:internal/x:1:1)");
	const outcome: UpdateOutcome = { ...base, changed: [id('src/math.js')], type: 'link-error', id: id('src/main.js'), error, chain: [id('src/main.js'), id('main.js')] };
	assert.equal(report(outcome, { 'src/math.js': 'export function add() {}', 'src/main.js': "\nimport { ad } from './math.js';\nad();" }), [
		'[hot] src/math.js: not applied, the old version keeps running.',
		'  src/main.js:2:10',
		"  src/main.js imports 'ad', which src/math.js does not export. Did you mean 'add'?",
		'    1 |',
		"  > 2 | import { ad } from './math.js';",
		'      |          ^',
		'    3 | ad();',
		'  Imported on this path: src/main.js ← main.js.',
		'  The next save is tried again.',
	].join('\n'));
});

test('a module or a package that is not found is shown where it is imported', () => {
	const missing = thrown(Error, "Cannot find module '/app/src/lib/x.js' imported from /app/src/util.js", 'Error\n    at finalizeResolution (node:internal/x:1:1)\n    at resolve.next (<anonymous>)');
	const outcome: UpdateOutcome = { ...base, type: 'load-error', id: id('src/util.js'), error: missing, chain: [id('src/util.js')] };
	assert.match(report(outcome, { 'src/util.js': "let a;\nimport x from './lib/x.js';" }) ?? '', /\n {2}src\/util\.js:2:15\n {2}Error: Cannot find module .*\n {4}1 \| let a;\n {2}> 2 \| import x from '\.\/lib\/x\.js';\n {6}\| {15}\^\n {2}The next save/);
	const none = { ...outcome, error: thrown(Error, "Cannot find package 'p' imported from /app/src/util.js", '') };
	assert.match(report(none, { 'src/util.js': "import y from 'p/y';" }) ?? '', /\n {2}src\/util\.js:1:15\n/);
});

test('a file that cannot be read is shown where it is imported', () => {
	const error = Object.assign(thrown(Error, "ENOENT: no such file or directory, open '/app/src/util.js'", 'Error\n    at async open (node:internal/fs/promises:1:1)'), { path: '/app/src/util.js' });
	const outcome: UpdateOutcome = { ...base, type: 'load-error', id: id('src/util.js'), error, chain: [id('src/util.js'), id('main.js')] };
	assert.match(report(outcome, { 'main.js': 'import "./src/util.js";' }) ?? '', /\n {2}main\.js:1:8\n {2}Error: ENOENT.*\n {2}> 1 \| import ".\/src\/util\.js";\n {6}\| {8}\^\n {2}Imported on this path: src\/util\.js ← main\.js\.\n/);
});

test('of a stack only what leads to the program is shown, and nothing of ours', () => {
	const error = thrown(TypeError, 'no', 'TypeError: no\n    at JSON.parse (<anonymous>)\n    at f (file:///app/src/util.js:1:1)\n    at Generator.next (<anonymous>)\n    at hot-runtime:step?1:1:72\n    at ModuleJob.run (node:internal/x:1:1)');
	const text = report({ ...base, type: 'evaluation-error', id: id('src/util.js'), error, chain: [] }, { 'src/util.js': 'f();' }) ?? '';
	assert.match(text, /\n {4}at JSON\.parse \(<anonymous>\)\n {4}at f \(file:\/\/\/app\/src\/util\.js:1:1\)\n {2}The next save is tried again\.$/);
});

test('a module that throws shows where, with its stack', () => {
	const error = thrown(TypeError, 'x is not a function', 'TypeError: x is not a function\n    at node:internal/x:1:1\n    at file:///app/src/util.js:1:9\n    at run (/ours/dist/runtime.js:1:1)');
	const text = report({ ...base, type: 'evaluation-error', id: id('src/util.js'), error, chain: [] }, { 'src/util.js': 'let a = x();' }) ?? '';
	assert.match(text, /^\[hot\] src\/util\.js: the update stopped half-way; importers keep the old version\.\n {2}src\/util\.js:1:9\n {2}TypeError: x is not a function\n {2}> 1 \| let a = x\(\);\n {6}\| {9}\^/);
	assert.match(text, /The next save is tried again\.$/);
	assert.doesNotMatch(text, /ours/);
});

test("a loader's error is shown in the file that its message names, not in the loader", () => {
	const error = thrown(TypeError, 'Transform failed\n/app/src/util.ts:2:13: ERROR: Expected ")"', 'TypeError: Transform failed\n    at fail (/app/node_modules/loader/main.js:1:7)');
	const files = { 'src/util.ts': '@Module({})\n@Get("user" f() {}', 'node_modules/loader/main.js': 'const error = new Error(text);' };
	assert.match(report({ ...base, type: 'load-error', id: id('src/util.ts'), error, chain: [] }, files) ?? '', /\n {2}src\/util\.ts:2\n[^]*\n {2}> 2 \| @Get/);
});

test('what a package throws is shown where the program called it', () => {
	const error = thrown(TypeError, 'no', 'TypeError: no\n    at parse (/app/node_modules/p/index.js:1:7)\n    at file:///app/src/util.js:2:1');
	const files = { 'src/util.js': "import { parse } from 'p';\nparse();", 'node_modules/p/index.js': 'throw new TypeError("no")' };
	assert.match(report({ ...base, type: 'evaluation-error', id: id('src/util.js'), error, chain: [] }, files) ?? '', /\n {2}src\/util\.js:2:1\n[^]*> 2 \| parse\(\);/);
});

test('a handler that failed is reported beside the update', () => {
	const outcome: UpdateOutcome = { ...base, type: 'updated', loaded: [id('a.js')], reported: [{ id: id('a.js'), handler: 'dispose', error: 'a string' }] };
	assert.equal(report(outcome), '[hot] Loaded 1 new module in 4ms.\n[hot] A dispose handler of a.js failed; the update went on.\n  a string');
});

test('an error is told with the importers that lead to the entry', () => {
	const chain = [id('src/util.js'), id('src/routes/user.js'), id('main.js')];
	const text = report({ ...base, type: 'load-error', id: id('src/util.js'), error: new Error('no such file'), chain }) ?? '';
	assert.match(text, /\n {2}Imported on this path: src\/util\.js ← src\/routes\/user\.js ← main\.js\.\n/);
});

test('an update that was applied and then refused by a handler is not said to be left out', () => {
	const outcome: UpdateOutcome = { ...base, type: 'unaccepted', loaded: [id('src/util.js')], chains: [[id('src/util.js'), id('main.js')]] };
	assert.match(report(outcome) ?? '', /^\[hot\] src\/util\.js: the new version runs, but was not accepted after all\.\n/);
});

test('a specifier that cannot be resolved is told as what it is', () => {
	const outcome: UpdateOutcome = { ...base, type: 'updated', loaded: [id('a.js')], reported: [{ id: id('a.js'), handler: 'specifier', error: new Error("'x' cannot be resolved") }] };
	assert.equal(report(outcome), "[hot] Loaded 1 new module in 4ms.\n[hot] a.js: 'x' cannot be resolved");
});

test('what does not settle, or is not found, is shown where the module says it', () => {
	const files = { 'src/util.js': "const wait = () => new Promise(() => {});\nimport.meta.hot.dispose(wait);\nimport.meta.hot.keep('a', wait, { dispose: wait });\nimport.meta.hot.accept('./nowhere.js');\nawait wait();" };
	const tell = (handler: 'dispose' | 'keep' | 'evaluation' | 'specifier' | 'prune', message: string): string | undefined => reportHandler(
		{ id: id('src/util.js'), handler, error: new Error(message), wasTold: true },
		{ root: '/app', hasColor: false, readText: path => (path === '/app/src/util.js' ? files['src/util.js'] : null), isOwn: () => false, specifierIn: () => null, isCommonJS: () => false },
	)?.split('\n').slice(0, 2).join();
	assert.equal(tell('dispose', 'slow'), '[hot] src/util.js: slow,  src/util.js:2:17');
	assert.equal(tell('keep', 'slow'), '[hot] src/util.js: slow,  src/util.js:3:17');
	assert.equal(tell('evaluation', 'slow'), '[hot] src/util.js: slow,  src/util.js:5:1');
	assert.equal(tell('specifier', "was given './nowhere.js', which"), '[hot] src/util.js: was given \'./nowhere.js\', which,  src/util.js:4:24');
	assert.equal(tell('prune', 'slow'), '[hot] src/util.js: slow');
});

test('anything can be thrown, and is reported', () => {
	const odd = new Error('odd');
	Object.defineProperty(odd, 'stack', { get() { throw new Error('no stack for you'); } });
	for (const error of [undefined, null, Symbol('s'), Object.create(null), odd, { toString() { throw new Error('no text for you'); } }]) {
		assert.match(report({ ...base, type: 'evaluation-error', id: null, error, chain: [] }) ?? '', /The next save is tried again/);
	}
});

test('files outside the root keep their whole path, queries stay', () => {
	const outcome: UpdateOutcome = { ...base, changed: ['file:///else/where.js', `${id('a.js')}?x=1`], type: 'unaccepted', chains: [] };
	assert.match(report(outcome) ?? '', /^\[hot\] \/else\/where\.js, a\.js\?x=1: not applied/);
});

test('colours are used only where they are wanted', () => {
	const outcome: UpdateOutcome = { ...base, type: 'updated', loaded: [id('a.js')] };
	assert.ok(!report(outcome)?.includes('\u001B'));
	assert.ok(report(outcome, {}, { hasColor: true })?.startsWith('\u001B[32m[hot]\u001B[0m '));
});

test('a frame keeps tabs, ends with the text, and is empty beyond it', () => {
	assert.deepEqual(codeFrame('a\n\tb', { path: '', line: 2, column: 2 }), ['  1 | a', '> 2 | \tb', '    | \t^']);
	assert.deepEqual(codeFrame('a', { path: '', line: 9, column: 1 }), []);
});

test('a suggestion is near or is none', () => {
	assert.equal(mostSimilar('ad', ['sub', 'add', 'mul']), 'add');
	assert.equal(mostSimilar('ADD', ['add']), 'add');
	assert.equal(mostSimilar('ignored', ['silent', 'ignore', 'watch']), 'ignore');
	assert.equal(mostSimilar('banana', ['add', 'sub']), null);
	assert.match(unknownOption('slient', ['silent', 'watch'], 'silent'), /Did you mean 'silent'\?/);
});

test('a system without watches left is told which limit to raise', () => {
	assert.match(watchesExhausted('ENOSPC', 300), /ENOSPC.*every 300ms.*max_user_watches/);
	assert.match(watchesExhausted('EMFILE', 300), /ulimit -n/);
});
