// Where in a person's files an error arose, and that piece of text.
import { fileURLToPath, pathToFileURL } from 'node:url';
import { outside } from '@hot-runtime/loader';

/** Line and column count from 1. */
export interface Place {
	readonly path: string;
	readonly line: number;
	readonly column: number;
}

/** The loader's own SyntaxError carries its place. */
interface ErrorWithPlace extends Error {
	readonly line?: unknown;
	/** From 0. */
	readonly column?: unknown;
}

/** In a stack: `at f (file:///a.js:1:2)`, `at /a.js:1:2`; above it, of a SyntaxError: `file:///a.js:1`. A path may have spaces and brackets in it. */
const frameLine = /(?:^|\(|\bat (?:async )?)(file:\/\/\S+?|(?:\/|[A-Za-z]:\\)(?:(?!\), )[^:])+):(\d+)(?::(\d+))?\)?$/;
/** At the end of any other line. */
const placeAtEnd = /\s(file:\/\/[^\s()]+?|\/[^\s():]+|[A-Za-z]:\\[^\s():]+):(\d+)(?::(\d+))?$/;

/**
 * Where the mend is to be made. A parser's error carries its place itself; it is about the module `id`. A loader below names the module's file in its
 * message. Else the first place in the stack that `isOfUser` accepts, the program's own files before those of packages.
 */
export function placeOf(error: unknown, id: string | null, isOfUser: (path: string) => boolean): Place | null {
	if (!(error instanceof Error)) return null;
	const { line: errorLine, column }: ErrorWithPlace = error;
	const path = id === null ? null : toPath(id);
	if (path !== null && error instanceof SyntaxError && typeof errorLine === 'number') return { path, line: errorLine, column: Number(column ?? 0) + 1 };
	const places = stackOf(error).split('\n').map(placeInLine).filter(place => place !== null && isOfUser(place.path));
	return places.find(place => place !== null && !isInPackage(place.path)) ?? placeInMessage(error, path) ?? places[0] ?? null;
}

const isInPackage = (path: string): boolean => /[\\/]node_modules[\\/]/.test(path);

/** The column is left out: some loaders count them from 0. */
function placeInMessage(error: Error, path: string | null): Place | null {
	if (path === null) return null;
	const message = String(error.message);
	const start = message.indexOf(`${path}:`);
	const line = start < 0 ? null : /^\d+/.exec(message.slice(start + path.length + 1));
	return line === null ? null : { path, line: Number(line[0]), column: 0 };
}

/** V8 and Node show the line of a SyntaxError above its stack, and a caret under the place. 0 if that is another line than the text has. */
export function caretColumn(error: Error, text: string, line: number): number {
	const [, shown = '', carets = ''] = stackOf(error).split('\n');
	return /^\s*\^+\s*$/.test(carets) && shown === text.split(/\r?\n/)[line - 1] ? carets.indexOf('^') + 1 : 0;
}

export function stackOf(error: Error): string {
	try {
		// The program may have a say in how it reads.
		const stack: unknown = outside(() => error.stack);
		return typeof stack === 'string' ? stack : '';
	} catch {
		return '';
	}
}

export function placeInLine(text: string): Place | null {
	const line = text.trimEnd();
	const match = frameLine.exec(line) ?? placeAtEnd.exec(line);
	if (match === null) return null;
	const [, where = '', number, column] = match;
	const path = toPath(where);
	return path === null ? null : { path, line: Number(number), column: Number(column ?? 0) };
}

/** The path of a file's URL or of a path; null for anything else. */
export function toPath(idOrPath: string): string | null {
	try {
		const url = idOrPath.startsWith('file:') ? idOrPath.replace(/[?#].*$/, '') : pathToFileURL(idOrPath).href;
		return /^(?:file:|\/|[A-Za-z]:\\)/.test(idOrPath) ? fileURLToPath(url) : null;
	} catch {
		return null;
	}
}

const linesBefore = 2;
const linesAfter = 1;

/** The lines around a place, numbered, the line itself marked, a caret under the column. Empty if the text has no such line. */
export function codeFrame(text: string, { line, column }: Place): readonly string[] {
	const lines = text.split(/\r\n|[\n\r\u2028\u2029]/);
	if (line < 1 || line > lines.length) return [];
	const first = Math.max(1, line - linesBefore);
	const last = Math.min(lines.length, line + linesAfter);
	const width = String(last).length;
	const frame: string[] = [];
	for (let number = first; number <= last; number++) {
		const content = lines[number - 1] ?? '';
		frame.push(`${number === line ? '>' : ' '} ${String(number).padStart(width)} | ${content}`.trimEnd());
		if (number === line && column > 0) frame.push(`  ${' '.repeat(width)} | ${content.slice(0, column - 1).replace(/[^\t]/g, ' ')}^`);
	}
	return frame;
}

/** The end of a text, and a line to add there. */
export function frameWithLine(text: string, added: string): readonly string[] {
	const lines = text.replace(/(?:\r\n|[\n\r])$/, '').split(/\r\n|[\n\r\u2028\u2029]/);
	const width = String(lines.length + 1).length;
	const numbered = lines.map((content, index) => `  ${String(index + 1).padStart(width)} | ${content}`.trimEnd());
	return [...numbered.slice(-linesBefore), `+ ${lines.length + 1} | ${added}`];
}
