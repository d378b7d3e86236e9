// What hooks below hot-runtime can say of the modules they make: `context.hot`.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setups } from '../support/nodes.js';
import type { Setup } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

const waysOf = ({ driver }: Setup): readonly string[] => driver === 'in-thread' ? ['in-thread', 'in-their-own-thread'] : ['in-their-own-thread'];

const registering: Readonly<Record<string, string>> = {
	'in-thread': `import { registerHooks } from 'node:module';\nimport * as hooks from './hooks.js';\nregisterHooks(hooks);`,
	'in-their-own-thread': `import { register } from 'node:module';\nregister('./hooks.js', import.meta.url);`,
};

for (const setup of setups) {
	for (const way of waysOf(setup)) {
		const name = `${setup.name}, other hooks ${way === 'in-thread' ? way : way.replaceAll('-', ' ')}`;
		const importBefore = [`./register-${way}.js`];
		const filesWith = (files: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
			({ 'package.json': '{"type":"module"}', [`register-${way}.js`]: registering[way] ?? '', ...files });

		test(`${name}: a file that a loader names is watched for the module it makes of it, and so is one that is included later`, { skip: setup.skip }, async t => {
			const folder = new ProgramFolder(t, { fixture: 'a-loader-makes-a-module-of-several-files' });
			const program = start(folder, setup, { importBefore });
			await program.prints('shop on localhost\n');
			folder.write('common.yaml', 'host: example.org\n');
			await program.prints('shop on example.org\n');
			folder.write('other.yaml', 'host: other.org\n');
			folder.write('settings.yaml', 'name: shop\ninclude: other.yaml\n');
			await program.prints('shop on other.org\n');
			folder.write('other.yaml', 'host: third.org\n');
			await program.prints('shop on third.org\n');
		});

		test(`${name}: a file that is included and was broken for a while is still watched`, { skip: setup.skip }, async t => {
			const folder = new ProgramFolder(t, { files: filesWith({
				'hooks.js': `import { readFileSync } from 'node:fs';
export function load(url, context, next) {
	if (!url.endsWith('.list')) return next(url, context);
	context.hot?.watch('./words.json');
	const words = JSON.parse(readFileSync(new URL('./words.json', url), 'utf8'));
	return { format: 'module', shortCircuit: true, source: 'export default ' + JSON.stringify(words) };
}`,
				'main.js': `import words from './x.list'; const say = () => console.log('words', words.length); say(); import.meta.hot?.accept('./x.list', say); setInterval(() => {}, 1000);`,
				'x.list': '', 'words.json': '["one"]',
			}) });
			const program = start(folder, setup, { importBefore });
			await program.prints('words 1\n');
			folder.write('words.json', '["one",');
			await program.prints(/not applied/);
			folder.write('words.json', '["one","two"]');
			await program.prints('words 2\n');
		});

		test(`${name}: a loader asks for a module to be loaded anew at any time`, { skip: setup.skip }, async t => {
			const folder = new ProgramFolder(t, { files: filesWith({
				'hooks.js': `let count = 0;
export function resolve(specifier, context, next) {
	return specifier === 'virtual:count' ? { url: specifier, format: 'module', shortCircuit: true } : next(specifier, context);
}
export function load(url, context, next) {
	if (url !== 'virtual:count') return next(url, context);
	const { hot } = context;
	if (++count < 4) setTimeout(() => hot.invalidate(), 20);
	return { format: 'module', shortCircuit: true, source: 'export default ' + count };
}`,
				'main.js': `import count from 'virtual:count';
const say = () => console.log('count', count);
say();
import.meta.hot.accept('virtual:count', say);
setInterval(() => {}, 1000);`,
			}) });
			await start(folder, setup, { importBefore }).prints(/count 1\n[^]*count 2\n[^]*count 3\n[^]*count 4\n/);
		});

		test(`${name}: in resolve it is of the module that imports, which is loaded anew when what decides on its imports changes`, { skip: setup.skip }, async t => {
			const folder = new ProgramFolder(t, { files: filesWith({
				'hooks.js': `import { readFileSync } from 'node:fs';
const aliases = new URL('./aliases.json', import.meta.url);
export function resolve(specifier, context, next) {
	if (!specifier.startsWith('alias:')) return next(specifier, context);
	context.hot?.watch(aliases);
	return next(JSON.parse(readFileSync(aliases, 'utf8'))[specifier], context);
}`,
				'aliases.json': '{"alias:word":"./one.js"}',
				'main.js': `import { say } from './say.js'; say(); import.meta.hot?.accept('./say.js', () => say()); setInterval(() => {}, 1000);`,
				'say.js': `import word from 'alias:word'; export const say = () => console.log('word', word);`,
				'one.js': `export default 'one';`, 'two.js': `export default 'two';`,
			}) });
			const program = start(folder, setup, { importBefore });
			await program.prints('word one\n');
			folder.write('aliases.json', '{"alias:word":"./two.js"}');
			await program.prints('word two\n');
		});

		test(`${name}: it is absent for what is not hot, and in plain Node`, { skip: setup.skip }, async t => {
			const folder = new ProgramFolder(t, { files: filesWith({
				'hooks.js': `import { writeSync } from 'node:fs';
export function load(url, context, next) {
	const [name] = /(?:main|some|plain)\\.\\w+$/.exec(url) ?? [];
	if (name !== undefined) writeSync(1, name + ' ' + typeof context.hot + '\\n');
	return next(url, context);
}`,
				'main.js': `import 'some-package'; import './plain.js'; console.log('done');`, 'plain.js': '',
				'node_modules/some-package/package.json': '{"name":"some-package","type":"module","exports":"./some.js"}',
				'node_modules/some-package/some.js': '',
			}) });
			for (const [isPlain, expected] of [[true, 'undefined'], [false, 'object']] as const) {
				const program = start(folder, setup, { importBefore, isPlain });
				await program.ends();
				assert.deepEqual(program.stdout.split('\n').sort(), ['', 'done', `main.js ${expected}`, `plain.js ${expected}`, 'some.js undefined'], program.stderr);
			}
		});
	}
}
