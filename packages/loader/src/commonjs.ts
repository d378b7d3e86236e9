// A CommonJS file as a module of the graph. Node runs it, with its own `module`, `require` and cache; the body only asks for that, and
// declares what Node's analysis of the text says that it exports.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compileFunction } from 'node:vm';
import type { parse } from 'cjs-module-lexer';
import type { LocalExportEntry, ModuleSource } from '@hot-runtime/types';
import { withoutCompilationCache } from './compilation-cache.js';
import { requireOwnPackage } from './own-package.js';

/** What the body of a CommonJS module finds as its `hot$.meta`. */
export interface CommonJSMeta {
	/** The value of `module.exports`; `name` null: the whole. Undefined before it ran. */
	read(name: string | null): unknown;
	run(): void;
}

const literalRequire = /\brequire\s*\(\s*(['"])((?:(?!\1)[^\\\n])*)\1\s*\)/g;
/** How Node names the whole value for importers, on the versions that do. */
const wholeName = 'module.exports';

type Lexer = { readonly parse: typeof parse };
let lexer: Lexer | null = null;

/** Node's own analysis, in the form that needs no preparation. Loaded with the first CommonJS module. */
function loadLexer(): Lexer {
	return requireOwnPackage('cjs-module-lexer') as Lexer;
}

/** Those that have been compiled once. */
const compiled = new Set<string>();

const decidedByOthers = new WeakSet<ModuleSource>();

/** True if it takes another file to know what the module exports. */
export const isDecidedByOthers = (source: ModuleSource): boolean => decidedByOthers.has(source);

/** Throws V8's SyntaxError for a text that does not compile. */
export function commonJSModuleSource(text: string, url: string, namesWhole: boolean): ModuleSource {
	const compile = () => compileFunction(text.replace(/^#!.*/, ''), ['exports', 'require', 'module', '__filename', '__dirname'], { filename: url });
	if (compiled.has(url)) withoutCompilationCache(compile);
	else compile();
	compiled.add(url);
	const seen = new Set<string>();
	const source = moduleSourceOf(exportNamesOf(text, url, seen), requiredNames(text), namesWhole);
	if (seen.size > 1) decidedByOthers.add(source);
	return source;
}

/** Of a module that has run: its exports are known from themselves. */
export function moduleSourceOfExports(exports: unknown, namesWhole: boolean): ModuleSource {
	const isObject = (typeof exports === 'object' && exports !== null) || typeof exports === 'function';
	return moduleSourceOf(new Set(isObject ? Object.getOwnPropertyNames(exports) : []), '', namesWhole);
}

function moduleSourceOf(found: ReadonlySet<string>, required: string, namesWhole: boolean): ModuleSource {
	const names = [...found].filter(name => name !== 'default' && name !== wholeName);
	const readers = ['hot$.meta.read(null)', ...namesWhole ? ['hot$.meta.read(null)'] : [], ...names.map(name => `hot$.meta.read(${JSON.stringify(name)})`)];
	const exported = ['default', ...namesWhole ? [wholeName] : [], ...names];
	const prefix = '(function*(hot$){"use strict";';
	return {
		requests: [],
		imports: [],
		localExports: exported.map(toEntry),
		indirectExports: [],
		starExports: [],
		hasTLA: false,
		usesImportMeta: true,
		// The comment names what a new version may require again: the runtime looks for it there.
		code: `${prefix}hot$.declare([${readers.map(reader => `()=>${reader}`).join(',')}]);yield;hot$.meta.run();hot$.wrote()})/*${required}*/`,
		prefixLength: prefix.length,
	};
}

function toEntry(exportName: string): LocalExportEntry {
	return { exportName, localName: exportName, isMutable: true, hoisted: 'var', isThisFree: false };
}

function requiredNames(text: string): string {
	return [...text.matchAll(literalRequire)].map(match => match[2]).join(' ').replaceAll('*/', '');
}

function exportNamesOf(text: string, url: string, seen: Set<string>): Set<string> {
	const names = new Set<string>();
	if (seen.has(url)) return names;
	seen.add(url);
	lexer ??= loadLexer();
	let found: ReturnType<typeof parse>;
	try {
		found = lexer.parse(text, url);
	} catch {
		return names;
	}
	for (const name of found.exports) names.add(name);
	if (found.reexports.length > 0) seen.add('another');
	for (const specifier of found.reexports) for (const name of reexported(specifier, url, seen)) names.add(name);
	return names;
}

/** As Node: what cannot be resolved or read gives no names. */
function reexported(specifier: string, parent: string, seen: Set<string>): Set<string> {
	try {
		const path = createRequire(fileURLToPath(parent)).resolve(specifier);
		return /\.(?:c?js|cts|ts)$|\/[^.]*$/.test(path) ? exportNamesOf(readFileSync(path, 'utf8'), pathToFileURL(path).href, seen) : new Set();
	} catch {
		return new Set();
	}
}
