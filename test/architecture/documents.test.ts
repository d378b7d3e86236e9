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

test('each rule of RULES.md is proved by a test of its name', () => {
	const rows = read('packages/runtime/test/hot/RULES.md').split('\n').flatMap(line => {
		const [, rule, proof] = /^\| (P\d+) .* \| (.*) \|$/.exec(line) ?? [];
		return rule === undefined || proof === undefined ? [] : [{ rule, proof }];
	});
	assert.deepEqual(rows.map(({ rule }) => rule), Array.from({ length: 73 }, (_, index) => `P${index + 1}`));
	const unproved = rows.filter(({ rule, proof }) => {
		if (proof.startsWith('does not apply: ')) return false;
		const [, path = '', name] = /^`([^`]+)`(?: “(.+)”)?$/.exec(proof) ?? [];
		const text = existsSync(join(root, path)) ? read(path) : '';
		return name === undefined ? !new RegExp(`\\b${rule}[,:]`).test(text) : !text.includes(name);
	});
	assert.deepEqual(unproved, []);
});
