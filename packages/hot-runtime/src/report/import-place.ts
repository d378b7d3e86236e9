// Where a text names another module, or says something to hot-runtime: good enough to look there, not to link by.
import { pathToFileURL } from 'node:url';
import type { Place } from './place.js';
import { toPath } from './place.js';

const quoted = /(['"])((?:(?!\1)[^\\\n])+)\1/g;

/** The first import of what `isMeant`, or else the first mention. */
export function importPlace(path: string, text: string, isMeant: (specifier: string) => boolean): Place | null {
	const places = mentions(path, text, isMeant);
	const isImport = ({ line }: Place): boolean => /\b(?:import|export|from|require)\b(?!\.meta)/.test(lineOf(text, line));
	return places.find(isImport) ?? places[0] ?? null;
}

function mentions(path: string, text: string, isMeant: (specifier: string) => boolean): readonly Place[] {
	return [...text.matchAll(quoted)].filter(([, , specifier = '']) => isMeant(specifier)).map(({ index }) => placeAt(path, text, index));
}

const lineOf = (text: string, line: number): string => text.split('\n')[line - 1] ?? '';

/** Where `importer` imports the module `id`, which it is known to call `name`. */
export function importOf(id: string, importer: string, readText: (path: string) => string | null, name: string | null = null): Place | null {
	const path = toPath(importer);
	const text = path === null ? null : readText(path);
	if (path === null || text === null) return null;
	const means = (specifier: string): boolean => /^(?:\.{0,2}\/|file:)/.test(specifier) && URL.canParse(specifier, importer) && new URL(specifier, importer).href === id;
	return importPlace(path, text, specifier => specifier === name || means(specifier));
}

/** Where the module stands that Node has not found, by the words of its error. */
export function missingPlace({ message }: Error, readText: (path: string) => string | null): Place | null {
	const match = /^Cannot find (module|package) '(.+)' imported from (.+)$/m.exec(message);
	if (match === null) return null;
	const [, kind, missing = '', importer = ''] = match;
	const path = toPath(importer);
	if (path === null) return null;
	if (kind === 'module') return importOf(missing.startsWith('file:') ? missing : pathToFileURL(missing).href, pathToFileURL(path).href, readText);
	const text = readText(path);
	return text === null ? null : importPlace(path, text, specifier => specifier === missing || specifier.startsWith(`${missing}/`));
}

/** What a module calls to say it. */
const calls: Readonly<Record<string, RegExp>> = {
	accept: /\baccept(?:Exports)?\s*\(/,
	decline: /\bdecline\s*\(/,
	dispose: /\b(?:dispose|addDisposeHandler)\s*\(/,
	prune: /\bprune\s*\(/,
	event: /\b(?:on|addStatusHandler|status)\s*\(/,
	invalidate: /\binvalidate\s*\(/,
	keep: /\bkeep\s*\(/,
	evaluation: /\bawait\b/,
};

/** Where a module says what `handler` is: the first place that looks like it. Of a specifier that is not found: where it stands, by the words of `message`. */
export function handlerPlace(id: string, handler: string, readText: (path: string) => string | null, message = ''): Place | null {
	const path = toPath(id);
	const text = path === null ? null : readText(path);
	if (path === null || text === null) return null;
	if (handler === 'specifier') {
		const [, specifier] = /'(.+?)'/.exec(message) ?? [];
		return mentions(path, text, name => name === specifier).find(({ line }) => /\b(?:accept|decline)/.test(lineOf(text, line))) ?? null;
	}
	const index = text.search(calls[handler] ?? /$^/);
	return index < 0 ? null : placeAt(path, text, index);
}

function placeAt(path: string, text: string, index: number): Place {
	const before = text.slice(0, index).split('\n');
	return { path, line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
