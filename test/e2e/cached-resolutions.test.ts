// Where packages are is kept for the next start. What has changed there between two starts, the second sees as Node does.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { test } from 'node:test';
import { defaultSetups } from '../support/nodes.js';
import { ProgramFolder, registrationOf } from '../support/program.js';

const says = (text: string): string => `export default '${text}';`;
const files = {
	'package.json': '{"type":"module","name":"self","exports":"./self.js","imports":{"#own":"./own.js"}}',
	'main.js': `import dep from 'dep';
import far from 'far';
import own from '#own';
import self from 'self';
import old, { one } from 'old';
import part from './src/part.js';
import { two } from './two.cjs';
import three from './three.cjs';
console.log([dep, far, own, self, old.one, one, part, two, three.three].join());`,
	'two.cjs': 'exports.two = 2;',
	'three.cjs': `exports.three = 3;`,
	'own.js': says('own'),
	'self.js': says('self'),
	'src/part.js': `import near from 'far'; import linked from 'linked'; export default near + ' ' + linked;`,
	'node_modules/dep/package.json': '{"type":"module","exports":{"special":"./special.js","default":"./dep.js"}}',
	'node_modules/dep/dep.js': says('dep'),
	'node_modules/dep/special.js': says('special'),
	'node_modules/far/package.json': '{"type":"module","main":"far"}',
	'node_modules/far/index.js': says('index'),
	'node_modules/old/index.js': `module.exports = require('./part.js');`,
	'node_modules/old/part.js': 'exports.one = 1;',
	'store/a/node_modules/linked/package.json': '{"type":"module","exports":"./index.js"}',
	'store/a/node_modules/linked/index.js': `import peer from 'peer'; export default peer;`,
	'store/a/node_modules/peer/index.mjs': says('peer a'),
	'store/a/node_modules/peer/package.json': '{"main":"index.mjs"}',
	'store/b/node_modules/peer/index.mjs': says('peer b'),
	'store/b/node_modules/peer/package.json': '{"main":"index.mjs"}',
};

const first = ['dep', 'index', 'own', 'self', '1', '1', 'index peer a', '2', '3'];

/** By what happens between two starts: what it changes of what is printed. Null: see what Node says. */
const steps: readonly (readonly [what: string, act: (folder: ProgramFolder) => void, changed: Readonly<Record<number, string>> | null])[] = [
	['nothing', () => {}, {}],
	['a package is installed nearer, and exports change in place', folder => {
		folder.write('src/node_modules/far/index.js', `exports.x = 1; module.exports = 'nearer';`);
		folder.edit('node_modules/dep/package.json', './dep.js', './special.js');
		folder.edit('two.cjs', '2', '22');
	}, { 0: 'special', 6: 'nearer peer a', 7: '22' }],
	['a file comes that main means first, a CommonJS file that another hands on changes, and a link leads elsewhere, where every file is the same file', folder => {
		folder.write('node_modules/far/far.js', says('far'));
		folder.edit('node_modules/old/part.js', 'exports.one = 1', 'exports.one = 2');
		for (const name of ['package.json', 'index.js']) linkSync(folder.at(`store/a/node_modules/linked/${name}`), folder.at(`store/b/node_modules/linked/${name}`));
		rmSync(folder.at('node_modules/linked'));
		symlinkSync('../store/b/node_modules/linked', folder.at('node_modules/linked'));
	}, { 1: 'far', 4: '2', 5: '2', 6: 'nearer peer b' }],
	['the nearer package goes, and the other moves, with a link in its place', folder => {
		rmSync(folder.at('src/node_modules'), { recursive: true });
		renameSync(folder.at('node_modules/far'), folder.at('moved'));
		symlinkSync('../moved', folder.at('node_modules/far'));
	}, { 6: 'far peer b' }],
	['package.json goes', folder => folder.remove('node_modules/dep/package.json'), null],
	['a package has a file of another format, and what the program calls its own is that', folder => {
		rmSync(folder.at('node_modules/dep'), { recursive: true });
		folder.write('node_modules/dep/index.js', `module.exports = 'common';`);
		folder.edit('package.json', '"./own.js"', '"dep"');
	}, { 0: 'common', 2: 'common' }],
];

for (const setup of defaultSetups) {
	// Each driver with all packages hot, and one with none.
	for (const ignore of setup.driver === 'thread' || setup.node.major === 24 ? ['(?!)'] : setup.node.major === 22 ? ['/node_modules/'] : []) {
		test(`${setup.name}, ignoring ${ignore}: what is changed between two starts the second sees as Node does`, { skip: setup.skip }, t => {
			const folder = new ProgramFolder(t, { files });
			mkdirSync(folder.at('store/b/node_modules/linked'));
			symlinkSync('../store/a/node_modules/linked', folder.at('node_modules/linked'));
			const run = (flags: readonly string[]) => {
				const { stdout, stderr } = spawnSync(setup.node.path ?? '', [...flags, 'main.js'], {
					cwd: folder.path, encoding: 'utf8', timeout: 90_000,
					env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1', NODE_NO_WARNINGS: '1', HOT_RUNTIME: JSON.stringify({ ignore }) },
				});
				return stdout + (/^\w*Error.*/m.exec(stderr)?.[0] ?? '');
			};
			const hot = ['--import', registrationOf(setup)];
			const expected = [...first];
			assert.equal(run(hot), `${expected.join()}\n`);
			assert.equal(run([...hot, '--conditions=special']), `${['special', ...expected.slice(1)].join()}\n`);
			for (const [what, act, changed] of steps) {
				act(folder);
				Object.assign(expected, changed);
				assert.equal(run(hot), changed === null ? run([]) : `${expected.join()}\n`, what);
			}
		});
	}
}
