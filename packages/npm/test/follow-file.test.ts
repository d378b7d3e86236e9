import assert from 'node:assert/strict';
import { mkdir, rename, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { UpdateOutcome } from '@hot-runtime/types';
import type { Mapping } from '../dist/api.js';
import { FollowedFile } from '../dist/follow-file.js';
import type { NpmSource } from '../dist/npm.js';
import { makeFolder } from './support/folder.js';

const updated: UpdateOutcome = {
	type: 'updated', update: 1, changed: [], loaded: [], reevaluated: [], boundaries: [], pruned: [], pending: [], reported: [], duration: 0,
	durations: { load: 0, propagate: 0, link: 0, dispose: 0, evaluate: 0, accept: 0, prune: 0 },
};

/** The file is real, and what follows it; what would fetch and swap writes down what it was asked. */
function follow(folder: string, map: (mapping: Mapping) => Promise<void> = async () => {}) {
	const mapped = new Set<string>();
	const calls: string[] = [];
	const said: string[] = [];
	let wake = (): void => {};
	const note = (call: string): void => {
		calls.push(call);
		wake();
	};
	const npm: Pick<NpmSource, 'map' | 'follow' | 'isMapped' | 'noteDrift' | 'versions'> = {
		async map(mapping) {
			await map(mapping);
			for (const [name, version] of Object.entries(mapping)) {
				mapped.add(name);
				note(`map ${name} ${String(version)}`);
			}
		},
		async follow(name, version) {
			note(`follow ${name} ${version}`);
			return updated;
		},
		isMapped: name => mapped.has(name),
		noteDrift: () => {},
		versions: () => [],
	};
	const file = new FollowedFile(npm as NpmSource, { say: text => void said.push(text) }, folder);
	/** Following keeps no process alive. */
	const until = async (call: string): Promise<void> => {
		const keepsAlive = setInterval(() => {}, 1000);
		while (!calls.includes(call)) await new Promise<void>(resolve => { wake = resolve; });
		clearInterval(keepsAlive);
	};
	return { file, calls, said, until };
}

const text = (packages: Mapping): string => JSON.stringify({ packages });

test('a change of the file while its packages are being fetched is not lost', { timeout: 120_000 }, async () => {
	await using folder = await makeFolder();
	await folder.write({ 'hot-versions.json': text({ lib: '1.0.0' }) });
	const { file, until } = follow(folder.path, () => folder.write({ 'hot-versions.json': text({ lib: '2.0.0' }) }));
	await file.start();
	await until('follow lib 2.0.0');
	file.close();
});

test('a package that cannot be mapped does not stand in the way of the others of the file', { timeout: 120_000 }, async () => {
	await using folder = await makeFolder();
	await folder.write({ 'hot-versions.json': text({ lib: '1.0.0' }) });
	const { file, said, until } = follow(folder.path, async mapping => {
		if ('gone' in mapping) throw new Error('The registry has no package gone.');
	});
	await file.start();
	await folder.write({ 'hot-versions.json': text({ gone: '1.0.0', lib: '2.0.0' }) });
	await until('follow lib 2.0.0');
	file.close();
	assert.deepEqual(said.filter(line => line.includes('gone')), ['[hot] The registry has no package gone']);
});

test('a file behind links is followed when a folder on its way is exchanged, as Kubernetes does it', { timeout: 120_000, skip: process.platform === 'win32' && 'links need rights there' }, async () => {
	await using folder = await makeFolder();
	await folder.write({ 'v1/hot-versions.json': text({ lib: '1.0.0' }), 'v2/hot-versions.json': text({ lib: '2.0.0' }) });
	await symlink('v1', join(folder.path, '..data'));
	await symlink('..data/hot-versions.json', join(folder.path, 'hot-versions.json'));
	const { file, until } = follow(folder.path);
	await file.start();
	await symlink('v2', join(folder.path, '..data_tmp'));
	await rename(join(folder.path, '..data_tmp'), join(folder.path, '..data'));
	await rm(join(folder.path, 'v1'), { recursive: true });
	await until('follow lib 2.0.0');
	file.close();
});

test('a folder that cannot be watched is told of, and the file is looked at again and again', { timeout: 120_000 }, async () => {
	await using folder = await makeFolder();
	const missing = join(folder.path, 'later');
	const { file, said, until } = follow(missing);
	await file.start();
	assert.match(said.join('\n'), /hot-versions\.json cannot be watched \(.*\), so it is looked at every 1000 ms\./);
	await mkdir(missing);
	await folder.write({ 'later/hot-versions.json': text({ lib: '1.0.0' }) });
	await until('map lib 1.0.0');
	file.close();
});
