// Where a text names another module, or says something to hot-runtime: good enough to look there, not to link by.
import { pathToFileURL } from 'node:url';
import type { Place } from './place.js';
import { toPath } from './place.js';

const quoted = /(['"])((?:(?!\1)[^\\\n])+)\1/g;

/** The first import of what `isMeant`, or else the first mention. */
export function importPlace(path: string, text: string, isMeant: (specifier: string) => boolean): Place | null {
	const places = [...text.matchAll(quoted)].filter(([, , specifier = '']) => isMeant(specifier)).map(({ index }) => placeAt(path, text, index));
	const isImport = ({ line }: Place): boolean => /\b(?:import|export|from|require)\b(?!\.meta)/.test(text.split('\n')[line - 1] ?? '');
	return places.find(isImport) ?? places[0] ?? null;
}

/** Where `importer` imports the module `id`. */
export function importOf(id: string, importer: string, readText: (path: string) => string | null): Place | null {
	const path = toPath(importer);
	const text = path === null ? null : readText(path);
	if (path === null || text === null) return null;
	return importPlace(path, text, specifier => /^(?:\.{0,2}\/|file:)/.test(specifier) && URL.canParse(specifier, importer) && new URL(specifier, importer).href === id);
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

/** Where a module declines. */
export function declinePlace(id: string, readText: (path: string) => string | null): Place | null {
	const path = toPath(id);
	const text = path === null ? null : readText(path);
	const index = text === null ? -1 : text.search(/\bdecline\s*\(/);
	return path === null || text === null || index < 0 ? null : placeAt(path, text, index);
}

function placeAt(path: string, text: string, index: number): Place {
	const before = text.slice(0, index).split('\n');
	return { path, line: before.length, column: (before.at(-1) ?? '').length + 1 };
}
