import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from '../support/nodes.js';

interface Manifest {
	readonly dependencies?: Record<string, string>;
	readonly devDependencies?: Record<string, string>;
	readonly optionalDependencies?: Record<string, string>;
}

const read = (path: string): string => readFileSync(join(root, path), 'utf8');

test('CONTRIBUTING.md says of each dependency why it is needed', () => {
	const folders = ['.', 'test', ...readdirSync(join(root, 'packages')).map(name => `packages/${name}`)];
	const used = folders.flatMap(folder => {
		const manifest: Manifest = JSON.parse(read(`${folder}/package.json`));
		return Object.keys({ ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies });
	});
	const text = read('CONTRIBUTING.md');
	const unnamed = [...new Set(used)].filter(name => !/^(?:@hot-runtime\/|hot-runtime$)/.test(name) && !text.includes(`\`${name}\``));
	assert.deepEqual(unnamed, []);
});

test('the documents point at files that exist', () => {
	const broken = ['README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md'].flatMap(document =>
		[...read(document).matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(match => match[1] ?? '').filter(target => !existsSync(join(root, target))).map(target => `${document}: ${target}`));
	assert.deepEqual(broken, []);
});
