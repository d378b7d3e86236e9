import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DemoPackage } from './support/archives.js';
import { startApplication } from './support/application.js';
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
