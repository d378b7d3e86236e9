import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { test } from 'node:test';
import { readNpmConfig } from '../dist/npm-config.js';
import { createPackager, folderDocumentStore, startService, type PackageDocument } from '../dist/packager/index.js';
import type { DemoPackage } from './support/archives.js';
import { startApplication } from './support/application.js';
import { makeFolder } from './support/folder.js';
import { startRegistry } from './support/registry.js';

const leaf: DemoPackage = { name: 'leaf', version: '1.0.0', fields: { type: 'commonjs' }, files: { 'index.js': `exports.leaf = 'leaf';`, 'data.bin': 'x' } };
const lib = (version: string): DemoPackage => ({ name: '@demo/lib', version, fields: { exports: './index.js', dependencies: { leaf: '^1.0.0' } }, files: { 'index.js': `import { leaf } from 'leaf'; export const all = '${version} ' + leaf;` } });

async function startPackagerFor(registry: { readonly url: string }) {
	const folder = await makeFolder();
	await folder.write({ 'package.json': '{}', '.npmrc': `registry=${registry.url}\ncache=${join(folder.path, 'cache')}\nfetch-retries=0\n` });
	const packager = createPackager({ storeFolder: join(folder.path, 'store'), documents: folderDocumentStore(join(folder.path, 'documents')), registry: await readNpmConfig({ folder: folder.path, env: {} }) });
	const service = await startService({ packager });
	return {
		url: service.url,
		async [Symbol.asyncDispose]() {
			await service.close();
			await packager.close();
			await folder[Symbol.asyncDispose]();
		},
	};
}

const files = { 'app.js': `import { all as text } from '@demo/lib'; export const all = () => text;` };
const nowhere = { url: 'http://127.0.0.1:9/' };

test('versions come from a packager, by one document each, and the registry is not asked', async () => {
	await using registry = await startRegistry(leaf, lib('1.0.0'), lib('1.1.0'));
	await using packager = await startPackagerFor(registry);
	await using application = await startApplication({ registry: nowhere, map: { '@demo/lib': '~1.0.0' }, mapOptions: { packager: packager.url }, files });
	assert.equal(await application.ask('all'), '1.0.0 leaf');
	assert.equal((await application.call('use', '@demo/lib', '^1.1.0')).type, 'updated');
	assert.equal(await application.ask('all'), '1.1.0 leaf');
	assert.equal((await application.call('use', '@demo/lib', '7.0.0')).code, 'UNKNOWN_VERSION');
	const [running] = await application.call('versions') as { version: string; integrity: string }[];
	assert.match(running?.integrity ?? '', /^sha512-/);
});

test('a document that is not what it says is not used', async () => {
	await using registry = await startRegistry(leaf, lib('1.0.0'), lib('1.1.0'));
	await using packager = await startPackagerFor(registry);
	let spoil: (document: PackageDocument, headers: Record<string, string>) => unknown = document => document;
	const between = createServer((request, response) => void (async () => {
		const document = await (await fetch(packager.url + request.url)).json() as PackageDocument;
		const headers: Record<string, string> = {};
		const body = JSON.stringify(spoil(document, headers));
		response.writeHead(200, { etag: `"sha512-${createHash('sha512').update(body).digest('base64')}"`, ...headers }).end(body);
	})());
	between.listen(0, '127.0.0.1');
	await once(between, 'listening');
	const address = between.address();
	const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
	try {
		await using application = await startApplication({ registry: nowhere, map: { '@demo/lib': '1.0.0' }, mapOptions: { packager: url }, files });
		const path = '/node_modules/@demo/lib/index.js';
		const changed = (document: PackageDocument, content: string) => ({ ...document, contents: { ...document.contents, [path]: { ...document.contents[path], content } } });
		const spoiled: [string, typeof spoil, string][] = [
			['a changed file', document => changed(document, 'export const all = "evil";'), 'WRONG_INTEGRITY'],
			['another document than its ETag names', (document, headers) => { headers['etag'] = '"sha512-AAAA"'; return document; }, 'WRONG_INTEGRITY'],
			['a file too many', document => ({ ...document, contents: { ...document.contents, '/node_modules/@demo/lib/more.js': document.contents[path] } }), 'WRONG_INTEGRITY'],
			['a name that leaves the store', document => ({ ...document, packages: document.packages.map((each, index) => index === 0 ? { ...each, name: '../../../escaped' } : each) }), 'INVALID_NAME'],
			['a dependency whose name leaves the store', document => ({ ...document, packages: document.packages.map((each, index) => index === 0 ? { ...each, dependencies: { '../../x': 1 } } : each) }), 'INVALID_NAME'],
			['another package', document => ({ ...document, dependency: { name: '@demo/lib', version: '1.0.0' } }), 'WRONG_PACKAGE'],
		];
		for (const [what, how, code] of spoiled) {
			spoil = how;
			assert.equal((await application.call('use', '@demo/lib', '1.1.0')).code, code, what);
			assert.equal(await application.ask('all'), '1.0.0 leaf', what);
		}
		spoil = document => document;
		assert.equal((await application.call('use', '@demo/lib', '1.1.0')).type, 'updated');
	} finally {
		between.close();
		between.closeAllConnections();
	}
});
