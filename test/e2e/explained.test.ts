// Each way an update may be refused, and the whole message that a person reads about it.
import { test } from 'node:test';
import { defaultSetups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

const files = {
	'package.json': '{"type":"module"}',
	'main.js': [
		"import { user } from './src/routes/user.js';",
		"import { total } from './src/total.js';",
		'',
		"import.meta.hot?.accept('./src/total.js', () => { console.log('total', total); });",
		'setInterval(user, 1000);',
		"console.log('runs');",
	].join('\n'),
	'src/routes/user.js': "import { util } from '../util.js';\nexport const user = () => util;\n",
	'src/util.js': 'export const util = 1;\n',
	'src/total.js': "import { part } from './part.js';\nexport const total = part;\n",
	'src/part.js': 'export const part = 1;\n',
	'node_modules/package/package.json': '{"type":"module","exports":"./index.js"}',
	'node_modules/package/index.js': "console.log('the package runs');\nexport const some = 1;\n",
	'node_modules/broken/package.json': '{"type":"module","exports":"./index.js"}',
	'node_modules/broken/index.js': "import { none } from './other.js';\n",
	'node_modules/broken/other.js': '',
};

interface Refusal {
	readonly what: string;
	/** The new text of src/part.js; null deletes it. */
	readonly text: string | null;
	readonly says: readonly (string | RegExp)[];
}

const again = '  The next save is tried again.';
const way = '  Imported on this path: src/part.js ← src/total.js ← main.js.';
const notApplied = '[hot] src/part.js: not applied, the old version keeps running.';
const stopped = '[hot] src/part.js: the update stopped half-way; importers keep the old version.';

const refusals: readonly Refusal[] = [
	{
		what: 'a text that does not parse', text: 'export const part = ;\n',
		says: [notApplied, '  src/part.js:1:21', '  SyntaxError: Unexpected token', '  > 1 | export const part = ;', '      |                     ^', '    2 |', way, again],
	},
	{
		what: 'a module that is not there', text: "import './nowhere.js';\nexport const part = 2;\n",
		says: [
			notApplied,
			'  src/part.js:1:8',
			/^ {2}Error: Cannot find module '.*nowhere\.js' imported from .*part\.js$/,
			"  > 1 | import './nowhere.js';",
			'      |        ^',
			'    2 | export const part = 2;',
			way,
			again,
		],
	},
	{
		what: 'a package that is not there', text: "export { part } from 'nowhere/part';\n",
		says: [
			notApplied,
			'  src/part.js:1:22',
			/^ {2}Error: Cannot find package 'nowhere' imported from .*part\.js$/,
			"  > 1 | export { part } from 'nowhere/part';",
			'      |                      ^',
			'    2 |',
			way,
			again,
		],
	},
	{
		what: 'a file that is gone', text: null,
		says: [
			notApplied,
			'  src/total.js:1:22',
			/^ {2}Error: ENOENT: no such file or directory, open '.*part\.js'$/,
			"  > 1 | import { part } from './part.js';",
			'      |                      ^',
			'    2 | export const total = part;',
			way,
			again,
		],
	},
	{
		what: 'an export that is gone', text: 'export const parts = 2;\n',
		says: [
			notApplied,
			'  src/total.js:1:10',
			"  src/total.js imports 'part', which src/part.js does not export. Did you mean 'parts'?",
			"  > 1 | import { part } from './part.js';",
			'      |          ^',
			'    2 | export const total = part;',
			'  Imported on this path: src/total.js ← main.js.', again,
		],
	},
	{
		what: 'a name that a package lacks', text: "import { none } from 'package';\nexport const part = none;\n",
		says: [notApplied, '  src/part.js:1:10', "  src/part.js imports 'none', which package does not export.", "  > 1 | import { none } from 'package';", '      |          ^', '    2 | export const part = none;', way, again],
	},
	{
		what: 'a package that cannot be linked', text: "import 'broken';\n",
		says: [
			notApplied, '  node_modules/broken/index.js:1:10', "  SyntaxError: The requested module './other.js' does not provide an export named 'none'", "  > 1 | import { none } from './other.js';", '      |          ^', '    2 |',
			'  Imported on this path: node_modules/broken/index.js ← src/part.js ← src/total.js ← main.js.', again,
		],
	},
	{
		what: 'a module that throws', text: 'export const part = 2;\nfunction check() {\n\tthrow new RangeError("too much");\n}\ncheck();\n',
		says: [
			stopped,
			'  src/part.js:3:8',
			'  RangeError: too much',
			'    1 | export const part = 2;',
			'    2 | function check() {',
			'  > 3 | \tthrow new RangeError("too much");',
			'      | \t      ^',
			'    4 | }',
			/^ {4}at check \(file:.*\/src\/part\.js:3:8\)$/, /^ {4}at file:.*\/src\/part\.js:5:1$/, way, again,
		],
	},
];

/** One pattern for all lines, to the end of the last. */
function lines(expected: readonly (string | RegExp)[]): RegExp {
	const patterns = expected.map(line => typeof line === 'string' ? line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') : line.source.replace(/^\^|\$$/g, ''));
	return new RegExp(`^${patterns.join('\n')}\n`, 'm');
}

for (const setup of defaultSetups) {
	test(`${setup.name}: every refusal is one message with the file, the line, the code, the importers and what to do`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files });
		const program = start(folder, setup);
		await program.prints('runs\n');
		let value = 1;
		for (const { text, says } of refusals) {
			if (text === null) folder.remove('src/part.js');
			else folder.write('src/part.js', text);
			await program.prints(lines(says));
			value += 1;
			folder.write('src/part.js', `export const part = ${value};\n`);
			await program.prints(`total ${value}\n`);
			await program.prints(/\[hot\] Loaded 1 new module, reevaluated 1 existing module in \d+ms\.\n/);
		}
		if (program.stdout.includes('the package runs')) throw new Error('A refused update ran a package.');
	});

	test(`${setup.name}: what nobody accepts is told with each import on the way, and with the line that would accept it, which does`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files });
		const first = start(folder, setup);
		await first.prints('runs\n');
		folder.write('src/util.js', 'export const util = 2;\n');
		const [, file = '', line = ''] = await first.prints(lines([
			'[hot] src/util.js: not applied, the old version keeps running.', '  Nobody accepts it on this path:', '    src/util.js', '      ← src/routes/user.js:1', '        ← main.js:1',
			'  src/routes/user.js:1:22', "  > 1 | import { util } from '../util.js';", '      |                      ^', '    2 | export const user = () => util;',
			/^ {2}Add to (src\/routes\/user\.js): {2}(import\.meta\.hot\?\.accept\('\.\.\/util\.js', module => \{ \/\* use the new one \*\/ \}\);)$/,
			'  or to src/util.js:  import.meta.hot?.accept();',
			'  Then restart the program once: what an update may replace, the version that runs has said.',
		]));
		await first.stop();
		folder.write(file, `${folder.read(file)}${line}\n`);
		const second = start(folder, setup);
		await second.prints('runs\n');
		folder.write('src/util.js', 'export const util = 3;\n');
		await second.prints(/\[hot\] Loaded 1 new module in \d+ms\.\n/);
	});

	test(`${setup.name}: a module that declines is shown where it does`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files: { ...files, 'src/part.js': 'export const part = 1;\n\nimport.meta.hot?.decline();\n' } });
		const program = start(folder, setup);
		await program.prints('runs\n');
		folder.edit('src/part.js', '= 1', '= 2');
		await program.prints(lines([
			notApplied, '  src/part.js:3:18', '  src/part.js declines updates (import.meta.hot.decline()). Restart the program to run the new version.',
			'    1 | export const part = 2;', '    2 |', '  > 3 | import.meta.hot?.decline();', '      |                  ^', '    4 |',
		]));
	});

	test(`${setup.name}: a handler that throws is told with its place, and what its module would have to do`, { skip: setup.skip }, async t => {
		const handler = "import.meta.hot?.accept('./src/total.js', () => { throw new Error('not this one'); });";
		const folder = new ProgramFolder(t, { files: { ...files, 'main.js': files['main.js'].replace(/import\.meta\.hot.*/, handler) } });
		const program = start(folder, setup);
		await program.prints('runs\n');
		folder.edit('src/part.js', '= 1', '= 2');
		await program.prints(lines([
			'[hot] src/part.js: the new version runs, but was not accepted after all.', '  main.js is the entry itself, and does not accept its own updates.',
			'    5 | setInterval(user, 1000);', "    6 | console.log('runs');", '  + 7 | import.meta.hot?.accept();', '  Add to main.js:  import.meta.hot?.accept();',
			'  Then restart the program once: what an update may replace, the version that runs has said.',
			'[hot] An accept handler of main.js failed; the update went on.',
			'  main.js:4:55',
			'  Error: not this one',
			"    2 | import { total } from './src/total.js';",
			'    3 |',
			`  > 4 | ${handler}`,
			'      |                                                       ^',
			'    5 | setInterval(user, 1000);',
			/^ {4}at file:.*\/main\.js:4:55$/,
		]));
	});

	test(`${setup.name}: what handlers do wrong, and what accepts nothing, is told with its place`, { skip: setup.skip }, async t => {
		const a = [
			"import './b.js';", "import.meta.hot.dispose(() => {", "\tthrow new Error('not disposed');", '});', "import.meta.hot.on('beforeUpdte', () => {});",
			"import.meta.hot.addStatusHandler(status => { if (status === 'dispose') throw new TypeError(status); });",
		];
		const folder = new ProgramFolder(t, {
			files: {
				'package.json': '{"type":"module"}',
				'a.js': a.join('\n'),
				'b.js': "import.meta.hot.prune(() => { null.x; });\nawait import.meta.hot.keep('pool', () => 1, { dispose: () => { throw new Error('not closed'); } });",
				'c.js': "import './d.js';\nimport.meta.hot.accept('./d.js', () => import.meta.hot.invalidate());",
				'd.js': "import './c.js';\nimport.meta.hot.accept('./c.js', () => import.meta.hot.invalidate());",
				'main.js': [
					"import './a.js';\nimport './c.js';\nimport.meta.hot.accept('./nowhere.js');\nimport.meta.hot.accept(['./a.js', './c.js']);\nsetInterval(() => {},",
					"1000);\nconsole.log('runs');",
				].join(' '),
			},
		});
		const program = start(folder, setup);
		await program.prints(lines([
			"[hot] a.js: There is no hot event 'beforeUpdte': its handlers are never called. There are message, status, beforeUpdate, afterUpdate, beforePrune, invalidate, unaccepted, error.",
			'  a.js:5:17', '    3 | \tthrow new Error(\'not disposed\');', '    4 | });', "  > 5 | import.meta.hot.on('beforeUpdte', () => {});", '      |                 ^', `    6 | ${a[5]}`,
			/^\[hot\] main\.js: import\.meta\.hot was given '\.\/nowhere\.js', which cannot be resolved, and so never accepts or declines anything: Cannot find module .*$/,
			'  main.js:3:24',
			"    1 | import './a.js';",
			"    2 | import './c.js';",
			"  > 3 | import.meta.hot.accept('./nowhere.js');",
			'      |                        ^',
			"    4 | import.meta.hot.accept(['./a.js', './c.js']);",
		]));
		await program.prints('runs\n');
		folder.edit('a.js', "import './b.js';", '');
		await program.prints(lines([
			/^\[hot\] Loaded 1 new module, pruned 1 module in \d+ms\.$/,
			'[hot] An event handler of a.js failed; the update went on.',
			'  a.js:6:76',
			'  TypeError: dispose',
			'    4 | });',
			`    5 | ${a[4]}`,
			`  > 6 | ${a[5]}`,
			`      | ${' '.repeat(75)}^`,
			/^ {4}at file:.*a\.js:6:76$/,
			'[hot] A dispose handler of a.js failed; the update went on.',
			'  a.js:3:8',
			'  Error: not disposed',
			'    1 |',
			`    2 | ${a[1]}`,
			`  > 3 | ${a[2]}`,
			'      | \t      ^',
			'    4 | });',
			/^ {4}at file:.*a\.js:3:8$/,
			'[hot] A prune handler of b.js failed; the update went on.',
			'  b.js:1:34',
			/^ {2}TypeError: Cannot read properties of null.*$/,
			'  > 1 | import.meta.hot.prune(() => { null.x; });',
			'      |                                  ^',
			/^ {4}2 \| await .*$/, /^ {4}at file:.*b\.js:1:34$/,
			'[hot] What was kept with import.meta.hot.keep() of b.js failed; the update went on.',
			'  b.js:2:68',
			'  Error: not closed',
			'    1 | import.meta.hot.prune(() => { null.x; });',
			/^ {2}> 2 \| await .*$/,
			`      | ${' '.repeat(67)}^`,
			/^ {4}at .*b\.js:2:68\)?$/,
		]));
		folder.edit('d.js', "'./c.js';", "'./c.js'");
		await program.prints(lines([
			'[hot] d.js: the new version runs, but was not accepted after all.',
			'  c.js:2:56',
			'  c.js → d.js → c.js pass the update on to each other (import.meta.hot.invalidate()). One of them must take it.',
			"    1 | import './d.js';", "  > 2 | import.meta.hot.accept('./d.js', () => import.meta.hot.invalidate());", `      | ${' '.repeat(55)}^`,
		]));
	});

	test(`${setup.name}: a text that is saved in two halves is not shouted at`, { skip: setup.skip }, async t => {
		const folder = new ProgramFolder(t, { files });
		const program = start(folder, setup);
		await program.prints('runs\n');
		folder.write('src/part.js', 'export const part = (');
		folder.write('src/part.js', 'export const part = (2);\n');
		await program.prints('total 2\n');
		folder.write('src/part.js', '');
		folder.write('src/part.js', 'export const part = 3;\n');
		await program.prints('total 3\n');
		folder.write('src/part.js', 'export const part = (');
		await program.prints(/SyntaxError/);
		if (program.stderr.split('not applied').length !== 2) throw new Error(`It shouted:\n${program.stderr}`);
	});
}
