import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { DemoPackage } from './support/archives.js';
import { startApplication } from './support/application.js';
import { makeFolder } from './support/folder.js';
import { startRegistry } from './support/registry.js';

const greeter = (version: string, text: string, fields: DemoPackage['fields'] = {}): DemoPackage => ({
	name: '@demo/greeter', version, fields: { exports: { '.': './index.js', './sub': './sub.js' }, ...fields },
	files: { 'index.js': text, 'sub.js': `export const sub = 'sub ${version}';`, 'inner.js': `export const inner = 'inner ${version}';` },
});
const hello = (version: string) => `import { inner } from './inner.js'; export const hello = () => 'hello ${version} ' + inner; export const version = '${version}'; export default class Greeter { static version = version }`;

const app = `
import { hello, version } from '@demo/greeter';
import Greeter, * as ns from '@demo/greeter';
import * as again from './reexport.js';
import { sub } from '@demo/greeter/sub';
export const state = { runs: (globalThis.runs = (globalThis.runs ?? 0) + 1) };
export const all = () => [hello(), version, Greeter.version, ns.hello(), ns.version, again.hello(), again.default.version, sub, globalThis.runs];
`;
const files = { 'app.js': app, 'reexport.js': `export * from '@demo/greeter'; export { default } from '@demo/greeter';` };
const expected = (version: string) => [`hello ${version} inner ${version}`, version, version, `hello ${version} inner ${version}`, version, `hello ${version} inner ${version}`, version, `sub ${version}`, 1];

test('a package moves to another version and back: names, default, namespace, export * and subpaths follow, and nobody is run again', async () => {
	await using registry = await startRegistry(greeter('1.0.0', hello('1.0.0')), greeter('1.0.1', hello('1.0.1')));
	await using application = await startApplication({ registry, map: { '@demo/greeter': '1.0.0' }, files });
	assert.deepEqual(await application.ask('all'), expected('1.0.0'));
	assert.equal((await application.call('use', '@demo/greeter', '^1.0.0')).type, 'updated');
	assert.deepEqual(await application.ask('all'), expected('1.0.1'));
	assert.equal((await application.call('rollback', '@demo/greeter')).type, 'updated');
	assert.deepEqual(await application.ask('all'), expected('1.0.0'));
});

test('a listener that throws or rejects is named, and neither ends the program nor keeps the others from being told', async () => {
	await using registry = await startRegistry(greeter('1.0.0', hello('1.0.0')), greeter('1.0.1', hello('1.0.1')));
	const listeners = `
import { npm } from 'hot-runtime/npm';
export const told = [];
npm.onSwapped(() => { throw new Error('thrown by a listener'); });
npm.onSwapped(async () => { throw new Error('rejected by a listener'); });
npm.onSwapped(swap => told.push(swap.to));
`;
	await using application = await startApplication({ registry, map: { '@demo/greeter': '1.0.0' }, files: { ...files, 'app.js': `${app}${listeners}export const names = () => told;` } });
	assert.equal((await application.call('use', '@demo/greeter', '1.0.1')).type, 'updated');
	assert.deepEqual(await application.ask('names'), ['1.0.1']);
	assert.deepEqual(await application.ask('all'), expected('1.0.1'));
	await application.says(/\[hot\] A handler of onSwapped threw: Error: thrown by a listener\n {4}at /);
	await application.says(/A handler of onSwapped threw: Error: rejected by a listener/);
});

const answers = (application: { ask(name: string): Promise<unknown> }) => application.ask('all');

const bad = {
	missing: greeter('2.0.0', `export const version = '2.0.0'; export default class {}`),
	throwing: greeter('3.0.0', `throw new Error('not today'); export const version = '3.0.0', hello = () => 1; export default class {}`),
	unhealthy: greeter('4.0.0', hello('4.0.0')),
	broken: greeter('5.0.0', 'this is not JavaScript'),
	subless: greeter('6.0.0', hello('6.0.0'), { exports: './index.js' }),
};

test('a swap that must not be is refused, says why, and the program answers as before', async () => {
	await using registry = await startRegistry(greeter('1.0.0', hello('1.0.0')), ...Object.values(bad), greeter('1.0.1', hello('1.0.1')), greeter('1.0.2', hello('1.0.2')));
	await using application = await startApplication({ registry, map: { '@demo/greeter': '1.0.0' }, files: { ...files, 'app.js': `${app}\nexport const check = ns => { if (ns.version === '4.0.0') throw new Error('it is ill: ' + ns.hello()); return true; };` } });
	const refused: [version: string, type: string, code: string | null, message: RegExp][] = [
		['2.0.0', 'link-error', null, /does not provide an export named 'hello'/],
		['3.0.0', 'evaluation-error', null, /not today/],
		['4.0.0', 'evaluation-error', 'UNHEALTHY', /4\.0\.0 failed its health check \(it is ill: hello 4\.0\.0 inner 4\.0\.0\); 1\.0\.0 is in place again/],
		['5.0.0', 'load-error', null, /./],
		['6.0.0', 'load-error', 'ERR_PACKAGE_PATH_NOT_EXPORTED', /\.\/sub/],
		['9.9.9', 'load-error', 'UNKNOWN_VERSION', /9\.9\.9/],
	];
	for (const [version, type, code, message] of refused) {
		const outcome = await application.call('use', '@demo/greeter', version, { verify: 'check' });
		assert.deepEqual([version, outcome.type, outcome.code], [version, type, code], outcome.message ?? '');
		assert.match(outcome.message ?? '', message);
		assert.deepEqual(await answers(application), expected('1.0.0'), version);
	}
	registry.misbehave('demo-greeter-1.0.1.tgz', 'tamper');
	assert.equal((await application.call('use', '@demo/greeter', '1.0.1')).code, 'WRONG_INTEGRITY');
	registry.misbehave('demo-greeter-1.0.1.tgz', 'cut');
	assert.equal((await application.call('use', '@demo/greeter', '1.0.1')).code, 'REGISTRY_UNREACHABLE');
	assert.deepEqual(await answers(application), expected('1.0.0'));
	registry.misbehave('demo-greeter-1.0.1.tgz', null);
	assert.equal((await application.call('use', '@demo/greeter', '1.0.1', { verify: 'check' })).type, 'updated');
	assert.deepEqual(await answers(application), expected('1.0.1'));
	await registry.close();
	assert.equal((await application.call('use', '@demo/greeter', '1.0.2')).code, 'REGISTRY_UNREACHABLE');
	assert.equal((await application.call('use', '@demo/greeter', '1.0.0')).type, 'updated');
	assert.deepEqual(await answers(application), expected('1.0.0'));
	const [running] = await application.call('versions') as { version: string; history: { version: string }[]; denied: { version: string }[] }[];
	assert.equal(running?.version, '1.0.0');
	assert.deepEqual(running?.denied.map(({ version }) => version), ['2.0.0', '3.0.0', '4.0.0', '5.0.0', '6.0.0']);
});

test('a module that accepts the package is told; one that declines it blocks the swap', async () => {
	await using registry = await startRegistry(greeter('1.0.0', hello('1.0.0')), greeter('1.0.1', hello('1.0.1')));
	const told = `import { version } from '@demo/greeter'; export const seen = []; import.meta.hot.accept('@demo/greeter', ns => { seen.push([ns.version, version]); });\nexport const all = () => seen;`;
	await using accepting = await startApplication({ registry, map: { '@demo/greeter': '1.0.0' }, files: { 'app.js': told } });
	assert.equal((await accepting.call('use', '@demo/greeter', '1.0.1')).type, 'updated');
	assert.deepEqual(await answers(accepting), [['1.0.1', '1.0.1']]);
	const against = `import { version } from '@demo/greeter'; import.meta.hot.decline('@demo/greeter');\nexport const all = () => version;`;
	await using declining = await startApplication({ registry, map: { '@demo/greeter': '1.0.0' }, files: { 'app.js': against } });
	const outcome = await declining.call('use', '@demo/greeter', '1.0.1');
	assert.equal(outcome.type, 'declined');
	assert.match(outcome.by ?? '', /app\.js$/);
	assert.equal(await answers(declining), '1.0.0');
});

test('a dependency that two versions share is one module: it is not run again, and keeps its state', async () => {
	const counter: DemoPackage = { name: 'counter', version: '1.0.0', fields: { exports: './index.js' }, files: { 'index.js': `globalThis.counters = (globalThis.counters ?? 0) + 1; let n = 0; export const count = () => ++n;` } };
	const counting = (version: string, range: string) => greeter(version, `import { count } from 'counter'; export const next = () => '${version} ' + count();`, { dependencies: { counter: range } });
	await using registry = await startRegistry(counter, counting('1.0.0', '1.0.0'), counting('1.0.1', '^1.0.0'));
	await using application = await startApplication({ registry, map: { '@demo/greeter': '1.0.0' }, files: { 'app.js': `import { next } from '@demo/greeter'; export const all = () => [next(), globalThis.counters];` } });
	assert.deepEqual(await answers(application), ['1.0.0 1', 1]);
	await application.call('use', '@demo/greeter', '1.0.1');
	assert.deepEqual(await answers(application), ['1.0.1 2', 1]);
});

test('a CommonJS package with CommonJS and ES module importers follows its version', async () => {
	const legacy = (version: string, text: string): DemoPackage => ({ name: 'legacy', version, fields: { type: 'commonjs', main: 'lib/main.js' }, files: { 'lib/main.js': text, 'lib/other.js': `exports.other = '${version}';` } });
	const good = (version: string) => `exports.version = '${version}'; exports.greet = () => 'legacy ${version} ' + require('./other').other; exports.Thing = class Thing { get version() { return '${version}'; } };`;
	await using registry = await startRegistry(legacy('1.0.0', good('1.0.0')), legacy('2.0.0', good('2.0.0')), legacy('3.0.0', `exports.version = '3.0.0';`), legacy('4.0.0', `throw new Error('no');`));
	const importer = `
import legacy, { version, greet } from 'legacy';
import other from 'legacy/lib/other.js';
import required from './required.cjs';
export const all = () => [version, greet(), legacy.version, other.other, ...required()];
`;
	const required = `const legacy = require('legacy'); module.exports = () => [legacy.version, legacy.greet(), new legacy.Thing().version, Object.keys(legacy).join()];`;
	await using application = await startApplication({ registry, map: { legacy: '1.0.0' }, files: { 'app.js': importer, 'required.cjs': required } });
	const expectedOf = (version: string) => [version, `legacy ${version} ${version}`, version, version, version, `legacy ${version} ${version}`, version, 'version,greet,Thing'];
	assert.deepEqual(await answers(application), expectedOf('1.0.0'));
	assert.equal((await application.call('use', 'legacy', '2.0.0')).type, 'updated');
	assert.deepEqual(await answers(application), expectedOf('2.0.0'));
	assert.equal((await application.call('use', 'legacy', '3.0.0')).type, 'link-error');
	const thrown = await application.call('use', 'legacy', '4.0.0');
	assert.deepEqual([thrown.type, thrown.message], ['load-error', 'no']);
	assert.deepEqual(await answers(application), expectedOf('2.0.0'));
	assert.equal((await application.call('rollback', 'legacy')).type, 'updated');
	assert.deepEqual(await answers(application), expectedOf('1.0.0'));
});

test('a peer dependency is the application\'s own copy, before and after a swap; one that does not fit refuses the swap', async () => {
	const plugin = (version: string, range: string): DemoPackage => ({ name: 'plugin', version, fields: { exports: './index.js', peerDependencies: { host: range } }, files: { 'index.js': `import { registry } from 'host'; export const version = '${version}'; export const hosts = () => registry;` } });
	await using registry = await startRegistry({ name: 'host', version: '1.5.0', fields: { exports: './index.js' }, files: { 'index.js': 'export const registry = "registry copy"' } }, plugin('1.0.0', '^1.0.0'), plugin('1.1.0', '1.x'), plugin('2.0.0', '^2.0.0'));
	await using application = await startApplication({
		registry, map: { plugin: '1.0.0' }, files: {
			'node_modules/host/package.json': '{"name":"host","version":"1.2.3","type":"module","exports":"./index.js"}', 'node_modules/host/index.js': 'export const registry = "own copy";',
			'app.js': `import { version, hosts } from 'plugin'; export const all = () => [version, hosts()];`,
		},
	});
	assert.deepEqual(await answers(application), ['1.0.0', 'own copy']);
	assert.equal((await application.call('use', 'plugin', '1.1.0')).type, 'updated');
	assert.deepEqual(await answers(application), ['1.1.0', 'own copy']);
	const refused = await application.call('use', 'plugin', '2.0.0');
	assert.deepEqual([refused.code, refused.message], ['PEER_MISMATCH', 'plugin@2.0.0 needs host@^2.0.0 beside it, but the application has 1.2.3.']);
	assert.deepEqual(await answers(application), ['1.1.0', 'own copy']);
});

test('a package starts with the installed version, may have another name, and falls back when the registry is gone', async () => {
	await using registry = await startRegistry(greeter('1.0.1', hello('1.0.1')), { ...greeter('2.5.0', `export const version = 'new name 2.5.0';`), name: 'new-name' });
	const installed = {
		'node_modules/@demo/greeter/package.json': '{"name":"@demo/greeter","version":"0.9.0","type":"module","exports":{".":"./index.js","./sub":"./sub.js"}}',
		'node_modules/@demo/greeter/index.js': hello('0.9.0'), 'node_modules/@demo/greeter/sub.js': `export const sub = 'sub 0.9.0';`, 'node_modules/@demo/greeter/inner.js': `export const inner = 'inner 0.9.0';`,
	};
	const withAlias = { ...files, ...installed, 'app.js': `${app}\nimport { version as aliased } from 'old-name'; export const alias = () => aliased;` };
	await using application = await startApplication({ registry, map: { '@demo/greeter': true, 'old-name': { package: 'new-name', version: '2.x' } }, files: withAlias });
	assert.deepEqual(await answers(application), expected('0.9.0'));
	assert.equal(await application.ask('alias'), 'new name 2.5.0');
	await application.call('use', '@demo/greeter', 'latest');
	assert.deepEqual(await answers(application), expected('1.0.1'));
	await application.call('rollback', '@demo/greeter');
	assert.deepEqual(await answers(application), expected('0.9.0'));
	await registry.close();
	await using second = await startApplication({ registry, map: { '@demo/greeter': { version: '^1.0.0', fallback: true } }, files: { ...files, ...installed } });
	assert.deepEqual(await answers(second), expected('0.9.0'));
	await assert.rejects(startApplication({ registry, map: { '@demo/greeter': '^1.0.0' }, files }), { code: 'REGISTRY_UNREACHABLE' });
});

test('a pinned package stays, and a handler may refuse a version', async () => {
	await using registry = await startRegistry(greeter('1.0.0', hello('1.0.0')), greeter('1.0.1', hello('1.0.1')));
	await using application = await startApplication({ registry, map: { '@demo/greeter': { version: '1.0.0', pinned: true } }, files });
	assert.equal((await application.call('use', '@demo/greeter', '1.0.1')).code, 'PINNED');
	await assert.rejects(application.call('use', 'nothing', '1.0.1'), { code: 'NOT_MAPPED' });
	await assert.rejects(application.call('use', '@demo/greeter', 'https://example.invalid/x.tgz'), { code: 'INVALID_VERSION' });
	await assert.rejects(application.call('use', '../x', '1.0.0'), { code: 'INVALID_NAME' });
	const vetoing = `${app}\nimport { npm } from 'hot-runtime/npm'; npm.onBeforeSwap(({ to }) => to !== '1.0.1');`;
	await using second = await startApplication({ registry, map: { '@demo/greeter': '1.0.0' }, files: { ...files, 'app.js': vetoing } });
	assert.equal((await second.call('use', '@demo/greeter', '1.0.1')).code, 'REFUSED');
	assert.deepEqual(await answers(second), expected('1.0.0'));
});

test('what is imported later, by import(), by a subpath or through import.meta.resolve, is of the version in place', async () => {
	await using registry = await startRegistry(greeter('1.0.0', hello('1.0.0')), greeter('1.0.1', hello('1.0.1')));
	const late = `export const all = async () => [(await import('@demo/greeter')).version, (await import('@demo/greeter/sub')).sub, import.meta.resolve('@demo/greeter').includes('@demo/greeter/index.js')];\nexport const none = () => 0;`;
	await using application = await startApplication({ registry, map: { '@demo/greeter': '1.0.0' }, files: { 'app.js': late } });
	await application.call('use', '@demo/greeter', '1.0.1');
	assert.deepEqual(await answers(application), ['1.0.1', 'sub 1.0.1', true]);
	await application.call('use', '@demo/greeter', '1.0.0');
	assert.deepEqual(await answers(application), ['1.0.0', 'sub 1.0.0', true]);
});

test('the modules of a version that nobody needs any more can be collected', async () => {
	const heavy = (version: string) => greeter(version, `export const ballast = { version: '${version}' }; (globalThis.seen ??= []).push(new WeakRef(ballast));`);
	const legacy = (version: string): DemoPackage => ({ name: 'legacy', version, fields: { type: 'commonjs' }, files: { 'index.js': `exports.ballast = { version: '${version}' }; (globalThis.seen ??= []).push(new WeakRef(exports.ballast));` } });
	const versions = ['1.0.0', '1.0.1', '1.0.2', '1.0.3'];
	await using registry = await startRegistry(...versions.flatMap(version => [heavy(version), legacy(version)]));
	const app = `import { ballast } from '@demo/greeter'; import { createRequire } from 'node:module';
const legacy = createRequire(import.meta.url)('legacy');
export const all = () => [ballast.version, legacy.ballast.version];
export const alive = async () => { for (let i = 0; i < 5; i++) { await new Promise(resolve => setImmediate(resolve)); gc(); } return globalThis.seen.flatMap(ref => ref.deref()?.version ?? []); };`;
	await using application = await startApplication({ registry, map: { '@demo/greeter': '1.0.0', legacy: '1.0.0' }, mapOptions: { keep: 1 }, files: { 'app.js': app }, execArgv: ['--expose-gc'] });
	await answers(application);
	for (const version of versions.slice(1)) {
		for (const name of ['@demo/greeter', 'legacy']) assert.equal((await application.call('use', name, version)).type, 'updated');
		assert.deepEqual(await answers(application), [version, version]);
	}
	const alive = await application.ask('alive') as string[];
	// Of the CommonJS package the last `keep` versions stay loaded.
	assert.deepEqual(alive.toSorted(), ['1.0.2', '1.0.3', '1.0.3']);
});

test('two processes that share a store may fetch and swap at the same time', async () => {
	await using registry = await startRegistry(greeter('1.0.0', hello('1.0.0')), greeter('1.0.1', hello('1.0.1')));
	await using shared = await makeFolder();
	const start = () => startApplication({ registry, map: { '@demo/greeter': '1.0.0' }, mapOptions: { store: shared.path }, files });
	const [one, two] = await Promise.all([start(), start()]);
	try {
		const outcomes = await Promise.all([one, two].map(application => application.call('use', '@demo/greeter', '1.0.1')));
		assert.deepEqual(outcomes.map(({ type }) => type), ['updated', 'updated']);
		assert.deepEqual(await Promise.all([answers(one), answers(two)]), [expected('1.0.1'), expected('1.0.1')]);
		assert.deepEqual(await readdir(join(shared.path, 'building')), []);
	} finally {
		await Promise.all([one, two].map(application => application[Symbol.asyncDispose]()));
	}
});

const nodes = ['node22', 'node24', 'node26'].map(name => ({ name, path: fileURLToPath(new URL(`../../../node_modules/${name}/bin/node`, import.meta.url)) })).filter(({ path }) => existsSync(path));

for (const { name, path } of [{ name: 'this Node', path: process.execPath }, ...nodes]) {
	test(`packages in node_modules that import the package follow it too (${name})`, async () => {
		await using registry = await startRegistry(greeter('1.0.0', hello('1.0.0')), greeter('1.0.1', hello('1.0.1')));
		await using application = await startApplication({
			registry, node: path, map: { '@demo/greeter': '1.0.0' }, files: {
				'node_modules/user/package.json': '{"name":"user","version":"1.0.0","type":"module","exports":"./index.js"}',
				'node_modules/user/index.js': `import greeter, { version } from '@demo/greeter'; export const user = () => [version, greeter.version];`,
				'app.js': `import { user } from 'user'; import { hello } from '@demo/greeter'; export const all = () => [hello(), ...user()];`,
			},
		});
		assert.deepEqual(await answers(application), ['hello 1.0.0 inner 1.0.0', '1.0.0', '1.0.0']);
		assert.equal((await application.call('use', '@demo/greeter', '1.0.1')).type, 'updated');
		assert.deepEqual(await answers(application), ['hello 1.0.1 inner 1.0.1', '1.0.1', '1.0.1']);
		assert.equal((await application.call('rollback', '@demo/greeter')).type, 'updated');
		assert.deepEqual(await answers(application), ['hello 1.0.0 inner 1.0.0', '1.0.0', '1.0.0']);
	});
}

test('without hot-runtime, map says how to start the program', async () => {
	await using folder = await makeFolder({ 'package.json': '{"type":"module"}', 'node_modules/lib/package.json': '{"name":"lib","version":"1.0.0"}', 'node_modules/lib/index.js': '' });
	const npm = new URL('../../hot-runtime/dist/npm.js', import.meta.url).href;
	await folder.write({ 'main.js': `import { npm } from '${npm}'; await npm.map({ lib: true }).catch(error => console.log(error.code, error.message));` });
	const { stdout } = await promisify(execFile)(process.execPath, ['main.js'], { cwd: folder.path });
	assert.match(stdout, /^NO_RUNTIME .*--import hot-runtime\/register/);
});

test('a version may await at its top, import itself by name, read files beside it, and have more exports than the one before', async () => {
	const rich = (version: string, more: string): DemoPackage => ({
		name: 'rich', version, fields: { exports: { '.': './lib/index.js', './data.json': './data.json', './own': './lib/own.js' } },
		files: {
			'lib/index.js': `import { readFileSync } from 'node:fs';\nimport { own } from 'rich/own';\nimport data from '../data.json' with { type: 'json' };\nexport const text = readFileSync(new URL('../text.txt', import.meta.url), 'utf8');\nexport const later = await Promise.resolve('later ${version}');\nexport const all = [text, own, data.version];${more}`,
			'lib/own.js': `export const own = 'own ${version}';`, 'data.json': JSON.stringify({ version }), 'text.txt': `text ${version}`,
		},
	});
	await using registry = await startRegistry(rich('1.0.0', ''), rich('2.0.0', '\nexport const more = 2;'), rich('3.0.0', '\nawait Promise.reject(new Error("too late"));'));
	const app = `import * as rich from 'rich'; import { later } from 'rich'; export * from 'rich'; export const all = () => [rich.all, later, Object.keys(rich)];`;
	await using application = await startApplication({ registry, map: { rich: '1.0.0' }, files: { 'app.js': app } });
	const of = (version: string, ...more: string[]) => [[`text ${version}`, `own ${version}`, version], `later ${version}`, ['all', 'later', ...more, 'text']];
	assert.deepEqual(await answers(application), of('1.0.0'));
	assert.equal((await application.call('use', 'rich', '2.0.0')).type, 'updated');
	assert.deepEqual(await answers(application), of('2.0.0', 'more'));
	const late = await application.call('use', 'rich', '3.0.0');
	assert.deepEqual([late.type, late.message], ['evaluation-error', 'too late']);
	assert.deepEqual(await answers(application), of('2.0.0', 'more'));
	assert.equal((await application.call('rollback', 'rich')).type, 'updated');
	assert.deepEqual(await answers(application), of('1.0.0'));
});
