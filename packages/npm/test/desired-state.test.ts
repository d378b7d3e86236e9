import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { VersionError } from '../dist/messages.js';
import { parseDesired, setDesired } from '../dist/desired-state.js';
import { startApplication } from './support/application.js';
import { makeFolder } from './support/folder.js';
import { startRegistry } from './support/registry.js';

const lib = (version: string, text = `export const version = '${version}';`) => ({ name: 'lib', version, fields: { exports: './index.js' }, files: { 'index.js': text } });
const files = { 'app.js': `import { version } from 'lib'; export const all = () => version;` };

test('a program starts with the versions that hot-versions.json names, and follows the file', async () => {
	await using registry = await startRegistry(lib('1.0.0'), lib('1.0.1'), lib('2.0.0', `throw new Error('no good'); export const version = 0;`));
	await using application = await startApplication({ registry, map: null, files: { ...files, 'hot-versions.json': '{"revision": 5, "packages": {"lib": "1.0.0"}}' } });
	assert.equal(await application.ask('all'), '1.0.0');
	const change = async (text: string) => {
		const next = application.call('next');
		await application.folder.write({ 'hot-versions.json': text });
		return next;
	};
	assert.deepEqual(await change('{"revision": 6, "packages": {"lib": "1.0.1"}}'), ['swapped', { name: 'lib', from: '1.0.0', to: '1.0.1' }, 'updated']);
	assert.equal(await application.ask('all'), '1.0.1');
	assert.deepEqual(await change('{"revision": 7, "packages": {"lib": "2.0.0"}}'), ['failed', { name: 'lib', from: '1.0.1', to: '2.0.0' }, 'evaluation-error']);
	assert.equal(await application.ask('all'), '1.0.1');
	const [running] = await application.call('versions') as { drift: string | null }[];
	assert.equal(running?.drift, '2.0.0');
	// What comes late is ignored, what is newer counts: the next answer is that of revision 8.
	await application.folder.write({ 'hot-versions.json': '{"revision": 4, "packages": {"lib": "1.0.1"}}' });
	assert.deepEqual(await change('{"revision": 8, "packages": {"lib": "1.0.0"}}'), ['swapped', { name: 'lib', from: '1.0.1', to: '1.0.0' }, 'updated']);
	await application.says(/lib: 2\.0\.0 is not used, 1\.0\.1 keeps running\.\n {2}no good\./);
});

test('a pinned process shows the drift', async () => {
	await using registry = await startRegistry(lib('1.0.0'), lib('1.0.1'));
	await using application = await startApplication({ registry, map: null, files: { ...files, 'hot-versions.json': '{"packages": {"lib": {"version": "1.0.0", "pinned": true}}}' } });
	const next = application.call('next');
	await application.folder.write({ 'hot-versions.json': '{"packages": {"lib": "1.0.1"}}' });
	assert.deepEqual(await next, ['failed', { name: 'lib', from: '1.0.0', to: '1.0.1' }, 'load-error']);
	const [running] = await application.call('versions') as { version: string; pinned: boolean; drift: string | null }[];
	assert.deepEqual([running?.version, running?.pinned], ['1.0.0', true]);
});

test('a file that cannot be understood says where', () => {
	const problems: [string, RegExp][] = [
		['[]', /not a JSON object/], ['{', /not a JSON object/], ['{"package": {}}', /unknown key "package"/], ['{"revision": "x"}', /"revision"/],
		['{"packages": {"../x": "1.0.0"}}', /not the name/], ['{"packages": {"x": "file:../y"}}', /not a version/], ['{"packages": {"x": 1}}', /"x" must be/], ['{"packages": {"x": {"versions": "1"}}}', /unknown key "versions"/],
		['{"packages": {"x": {"pinned": "yes"}}}', /"pinned" of "x"/],
	];
	for (const [text, message] of problems) {
		assert.throws(() => parseDesired(text, 'hot-versions.json'), (error: unknown) => error instanceof VersionError && error.code === 'INVALID_DESIRED_STATE' && message.test(error.message), text);
	}
});

test('writers of the file take turns, and each counts the revision up', async () => {
	await using folder = await makeFolder();
	await Promise.all(['a', 'b', 'c', 'd', 'e'].map(name => setDesired(folder.path, { [name]: '1.0.0' })));
	const state = parseDesired(await readFile(join(folder.path, 'hot-versions.json'), 'utf8'), '');
	assert.equal(state.revision, 5);
	assert.deepEqual(Object.keys(state.packages).toSorted(), ['a', 'b', 'c', 'd', 'e']);
});
