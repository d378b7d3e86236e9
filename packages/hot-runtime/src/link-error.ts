// The SyntaxError of an import that does not link, as Node words and shows it: with the place in the importer's text above the stack.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { locateEntry, withDeepStacks } from '@hot-runtime/loader';
import type { LinkFailure } from '@hot-runtime/types';
import { ownFolders } from './hooks-state.js';
import { commonJSExportNotFound } from './messages.js';

export function createLinkError(failure: LinkFailure): Error {
	const { importer } = failure;
	const place = placeOf(failure);
	const message = place !== null && isMissingInCommonJS(failure) ? commonJSMessage(failure, place.text) : failure.message;
	const error = createShownError(importer.location);
	if (error === null || place === null) return new SyntaxError(message);
	Object.defineProperty(error, 'message', { value: message, writable: true, enumerable: false, configurable: true });
	const arrow = `${importer.location}:${place.line}\n${place.text}\n${' '.repeat(place.column)}${'^'.repeat(place.length)}`;
	error.stack = `${arrow}\nSyntaxError: ${message}${framesOf(error)}`;
	return error;
}

/** Node's own frames, as an error of its own has; where there is none, the program's. Node puts an error without any frame into brackets. */
function framesOf({ stack = '' }: Error): string {
	const frames = stack.split('\n').filter((line) => line.startsWith('    at ') && !line.includes('node:vm'));
	const ofNode = frames.filter((line) => line.includes('node:internal'));
	const ofProgram = frames.filter((line) => !ownFolders.some((folder) => line.includes(folder)));
	const shown = [ofNode, ofProgram].find((list) => list.length > 0) ?? frames.slice(-1);
	return shown.map((line) => `\n${line}`).join('');
}

interface Place {
	readonly line: number;
	readonly column: number;
	readonly length: number;
	/** The whole line. */
	readonly text: string;
}

function placeOf({ importer, entry }: LinkFailure): Place | null {
	const request = importer.source.requests[entry.request];
	const text = readText(importer.location);
	if (request === undefined || text === null) return null;
	const location = locateEntry(text, importer.location, request, entry);
	if (location === null) return null;
	return { ...location, text: text.split(/\r?\n/)[location.line - 1] ?? '' };
}

function readText(location: string): string | null {
	try {
		return readFileSync(fileURLToPath(location), 'utf8');
	} catch {
		return null;
	}
}

/** Node prints the stack alone of an error whose stack already shows the place. It marks as such what `Script` throws, and nothing else. */
function createShownError(filename: string): Error | null {
	return withDeepStacks(50, () => {
		try {
			new Script('(', { filename });
		} catch (error) {
			if (error instanceof SyntaxError) return error;
		}
		return null;
	});
}

function isMissingInCommonJS({ external, message }: LinkFailure): boolean {
	return external?.bindings === 'static' && message.includes(' does not provide an export named');
}

/** As Node does, from the line where the import stands. */
function commonJSMessage({ importer, entry, name }: LinkFailure, line: string): string {
	const specifier = importer.source.requests[entry.request]?.specifier ?? '';
	const names = /{.*}/.exec(line)?.[0].replace(/\s+as\s+/g, ': ');
	return commonJSExportNotFound(name, specifier, names ?? null);
}
