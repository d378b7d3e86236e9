// The import lines of every package, held against the table in ARCHITECTURE.md.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));

interface PackageRule {
	/** Packages of this workspace that it may import. */
	readonly packages: readonly string[];
	/** Libraries it may import by value. */
	readonly libraries: readonly string[];
	readonly mayImportNode: boolean;
	/** Words of other packages' subjects, which its code does not know. */
	readonly unknown?: RegExp;
}

const rules: Readonly<Record<string, PackageRule>> = {
	'types': { packages: [], libraries: [], mayImportNode: false },
	'runtime': { packages: ['@hot-runtime/types'], libraries: [], mayImportNode: false, unknown: /\b(?:process|chokidar|console|watcher|__dirname|setTimeout|Buffer)\b/ },
	'loader': {
		packages: ['@hot-runtime/types'],
		libraries: ['@babel/parser', '@babel/types', '@jridgewell/remapping', 'cjs-module-lexer', 'magic-string'],
		mayImportNode: true,
		unknown: /\b(?:dispose|prune|invalidate|boundary)\b/,
	},
	'npm': {
		packages: ['@hot-runtime/types'],
		libraries: [
			'@babel/parser', '@npmcli/arborist', '@npmcli/config', 'fastify', 'lru-cache', 'npm-install-checks', 'npm-package-arg', 'npm-registry-fetch',
			'oxc-resolver', 'pacote', 'semver', 'ssri', 'tar', 'validate-npm-package-name',
		],
		mayImportNode: true,
	},
	'hot-runtime': {
		packages: ['@hot-runtime/types', '@hot-runtime/runtime', '@hot-runtime/loader', '@hot-runtime/npm'],
		libraries: [],
		mayImportNode: true,
	},
};

interface SourceFile {
	readonly path: string;
	readonly text: string;
	readonly specifiers: readonly string[];
	/** Of them, those imported for their types alone. */
	readonly typeSpecifiers: readonly string[];
}

const importLine = /^(?:import|export)\b(?!\s+type\b)(?:[^;'"`]*?\bfrom)?\s*['"]([^'"]+)['"]/gm;
const typeImportLine = /^(?:import|export)\s+type\b[^;'"`]*?\bfrom\s*['"]([^'"]+)['"]/gm;
const dynamicImport = /\bimport\(\s*['"]([^'"]+)['"]/g;

/** The text without comments and string contents: what its code says. */
const codeOf = (text: string): string =>
	text.replace(/\/\*[^]*?\*\/|\/\/.*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g, match => (match.startsWith('/') ? '' : "''"));

function sourceFiles(name: string): SourceFile[] {
	const folder = join(root, 'packages', name, 'src');
	return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.ts')).map(path => {
		const text = readFileSync(join(folder, path), 'utf8');
		const find = (pattern: RegExp) => [...text.matchAll(pattern)].map(match => match[1] ?? '');
		const typeSpecifiers = find(typeImportLine);
		return { path: relative(root, join(folder, path)), text, specifiers: [...find(importLine), ...find(dynamicImport), ...typeSpecifiers], typeSpecifiers };
	});
}

const packageOf = (specifier: string): string => specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');

function isAllowed(rule: PackageRule, specifier: string): boolean {
	if (specifier.startsWith('.') || specifier.startsWith('#')) return true;
	if (specifier.startsWith('node:')) return rule.mayImportNode;
	return [...rule.packages, ...rule.libraries].includes(packageOf(specifier));
}

const packages = readdirSync(join(root, 'packages'));

test('each package has a line in the table', () => {
	assert.deepEqual(packages.filter(name => !(name in rules)), []);
});

for (const name of packages) {
	const rule = rules[name];
	if (rule === undefined) continue;
	test(`packages/${name} imports only what the table allows`, () => {
		const broken = sourceFiles(name).flatMap(({ path, specifiers }) =>
			specifiers.filter(specifier => !isAllowed(rule, specifier)).map(specifier => `${path} imports '${specifier}'`));
		assert.deepEqual(broken, []);
	});
	test(`packages/${name} imports what it says in its package.json`, () => {
		const manifest: { dependencies?: Record<string, string>; peerDependencies?: Record<string, string> } = JSON.parse(readFileSync(join(root, 'packages', name, 'package.json'), 'utf8'));
		const used = new Set(sourceFiles(name).flatMap(({ specifiers, typeSpecifiers }) => specifiers.filter(each => !typeSpecifiers.includes(each))).filter(specifier => !/^(?:[.#]|node:)/.test(specifier)).map(packageOf));
		const declared = new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
		assert.deepEqual([...used].filter(each => !declared.has(each)), [], 'imported, not declared');
	});
	test(`packages/${name} does not speak of what it must not know`, () => {
		const { unknown } = rule;
		if (unknown === undefined) return;
		const broken = sourceFiles(name).flatMap(({ path, text }) => {
			const word = unknown.exec(codeOf(text));
			return word === null ? [] : [`${path}: ${word[0]}`];
		});
		assert.deepEqual(broken, []);
	});
	test(`packages/${name} imports no other package's insides`, () => {
		const broken = sourceFiles(name).flatMap(({ path, specifiers }) =>
			specifiers.filter(specifier => /(?:^|\/)packages\//.test(specifier) || /^@?hot-runtime\/.*\/(?:src|dist)\//.test(specifier)).map(specifier => `${path} imports '${specifier}'`));
		assert.deepEqual(broken, []);
	});
}

test('packages/runtime has no dependency but the types', () => {
	const manifest: { dependencies?: Record<string, string> } = JSON.parse(readFileSync(join(root, 'packages/runtime/package.json'), 'utf8'));
	assert.deepEqual(Object.keys(manifest.dependencies ?? {}), ['@hot-runtime/types']);
});
