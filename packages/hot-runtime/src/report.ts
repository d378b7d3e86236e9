// From an update's outcome to what a person reads about it. Pure but for the texts of files, which `readText` gives.
import { dirname, extname, relative, sep } from 'node:path';
import { util } from '@hot-runtime/loader';
import type { ImporterChain, ModuleId, ReportedError, UpdateOutcome } from '@hot-runtime/types';
import * as messages from './messages.js';
import { handlerPlace, importOf, missingPlace } from './report/import-place.js';
import { caretColumn, codeFrame, frameWithLine, placeInLine, placeOf, stackOf, toPath } from './report/place.js';
import type { Place } from './report/place.js';
import { exportedNames, mostSimilar } from './report/similar.js';

export interface ReportSurroundings {
	/** Files under this folder are named relative to it. */
	readonly root: string;
	readonly hasColor: boolean;
	/** The text of a file; null if it cannot be read. */
	readonly readText: (path: string) => string | null;
	/** True for our own files: no person's error is there. */
	readonly isOwn: (path: string) => boolean;
	/** What the text of `importer` calls the module `imported`; null if the program does not know. */
	readonly specifierIn: (importer: ModuleId, imported: ModuleId) => string | null;
	readonly isCommonJS: (id: ModuleId) => boolean;
}

const mostFrames = 6;

type Refused = Exclude<UpdateOutcome, { type: 'updated' }>;
type Failed = Extract<UpdateOutcome, { type: 'load-error' | 'link-error' | 'evaluation-error' }>;

/** Several lines, without the last line's end. Null if there is nothing worth saying. */
export function reportOutcome(outcome: UpdateOutcome, surroundings: ReportSurroundings): string | null {
	const report = new Report(surroundings);
	if (outcome.type === 'updated') report.updated(outcome);
	else report.refused(outcome);
	for (const reported of outcome.reported) if (reported.wasTold !== true && !isToldBy(outcome, reported)) report.handler(reported);
	return report.text();
}

/** An error of a handler, outside of an update or before its end. */
export function reportHandler(reported: ReportedError, surroundings: ReportSurroundings): string | null {
	const report = new Report(surroundings);
	report.handler(reported);
	return report.text();
}

/** The same text for a log of the program's own: without our name and colours. */
export const withoutMarks = (text: string): string => util().stripVTControlCharacters(text).replace(/^\[hot\] /gm, '');

/** A notice outside an update. */
export const notice = (text: string): string => `[hot] ${text}`;

class Report {
	readonly #surroundings: ReportSurroundings;
	readonly #lines: string[] = [];

	constructor(surroundings: ReportSurroundings) {
		this.#surroundings = surroundings;
	}

	text(): string | null {
		return this.#lines.length === 0 ? null : this.#lines.join('\n');
	}

	updated(outcome: Extract<UpdateOutcome, { type: 'updated' }>): void {
		const { loaded, reevaluated, pruned, duration, pending } = outcome;
		this.#head('green', messages.updated({ loaded: loaded.length, reevaluated: reevaluated.length, pruned: pruned.length, duration }));
		for (const { id, reason } of pending) this.#line(messages.stillWaits(this.#name(id), reason));
	}

	refused(outcome: Refused): void {
		const files = (outcome.changed.length > 0 ? outcome.changed : outcome.pending.map(({ id }) => id)).map(id => this.#name(id));
		this.#head('red', headOf(outcome, files));
		switch (outcome.type) {
			case 'unaccepted':
				this.#unaccepted(outcome.chains);
				break;
			case 'declined':
				if (outcome.chain.length > 1) for (const line of messages.nobodyAccepts(outcome.chain.map(id => this.#name(id)))) this.#line(line);
				this.#declined(outcome.by);
				break;
			case 'load-error':
			case 'evaluation-error':
				this.#failed(outcome);
				break;
			case 'link-error':
				this.#failed(outcome, this.#missingExport(outcome));
				break;
			default:
				outcome satisfies never;
		}
	}

	handler({ id, handler, error, wasTold }: ReportedError): void {
		// Nobody threw: the place is where the module says it.
		if ((wasTold === true || handler === 'specifier' || handler === 'invalidate') && error instanceof Error) {
			this.#head('red', id === '' ? error.message : `${this.#name(id)}: ${error.message}`);
			const place = handlerPlace(id, handler, this.#surroundings.readText, error.message);
			if (place === null) return;
			this.#place(place);
			this.#frame(place);
			return;
		}
		this.#head('red', messages.handlerFailed(handler, id === '' ? null : this.#name(id)));
		this.#error(error, id);
	}

	/** What to add is said once for chains that begin alike. */
	#unaccepted(chains: readonly ImporterChain[]): void {
		for (const [index, chain] of chains.entries()) {
			if (isCircle(chain)) {
				this.#circle(chain);
				continue;
			}
			for (const line of messages.nobodyAccepts(chain.map((id, place) => this.#importer(id, chain[place - 1])))) this.#line(line);
			const next = chains[index + 1];
			if (next === undefined || next[0] !== chain[0] || next[1] !== chain[1]) this.#toAdd(chain);
		}
		if (chains.some(chain => chain.length > 0 && !isCircle(chain))) this.#line(messages.restartOnce());
	}

	#circle(chain: ImporterChain): void {
		const place = handlerPlace(chain[0] ?? '', 'invalidate', this.#surroundings.readText);
		if (place !== null) this.#place(place);
		this.#line(messages.passedOnInCircle(chain.map(id => this.#name(id))));
		if (place !== null) this.#frame(place);
	}

	#toAdd([changed, importer]: ImporterChain): void {
		if (changed === undefined) return;
		const name = this.#name(changed);
		const line = messages.acceptItself(this.#hotOf(changed));
		if (importer === undefined) {
			const text = this.#textOf(changed);
			if (text !== null) this.#frameLines(frameWithLine(text, line));
			this.#line(messages.addTo(name, line));
			return;
		}
		const place = this.#importOf(changed, importer);
		if (place !== null) {
			this.#place(place);
			this.#frame(place);
		}
		const specifier = this.#surroundings.specifierIn(importer, changed) ?? specifierFrom(importer, changed);
		this.#line(messages.addTo(this.#name(importer), messages.acceptDependency(this.#hotOf(importer), specifier)));
		if (extname(changed) !== '.json') this.#line(messages.orAddTo(name, line));
	}

	#hotOf(id: ModuleId): messages.HotObject {
		return this.#surroundings.isCommonJS(id) ? 'module.hot' : 'import.meta.hot';
	}

	#textOf(id: ModuleId): string | null {
		const path = toPath(id);
		return path === null ? null : this.#surroundings.readText(path);
	}

	#importOf(imported: ModuleId, importer: ModuleId): Place | null {
		return importOf(imported, importer, this.#surroundings.readText, this.#surroundings.specifierIn(importer, imported));
	}

	/** With the line that imports `imported`, if it is found. */
	#importer(id: ModuleId, imported: ModuleId | undefined): string {
		const place = imported === undefined ? null : this.#importOf(imported, id);
		return `${this.#name(id)}${place === null ? '' : `:${place.line}`}`;
	}

	#declined(by: ModuleId): void {
		const place = handlerPlace(by, 'decline', this.#surroundings.readText);
		if (place !== null) this.#place(place);
		this.#line(messages.declined(this.#name(by), this.#hotOf(by)));
		if (place !== null) this.#frame(place);
	}

	#failed({ id, error, changed, chain }: Failed, description: string | null = null): void {
		this.#error(error, id, chain, description);
		if (chain.length > 1) this.#line(messages.importedBy(chain.map(each => this.#name(each))));
		// A version of a package is not saved again.
		if (!changed.every(id => id.startsWith('hot-npm:'))) this.#line(messages.savesAreTried());
	}

	/** V8's wording of a missing export, told from the importer's side and with what it may have meant. Null if the error is another one. */
	#missingExport({ id, error }: Failed): string | null {
		const match = /^The requested module '(.+)' does not provide an export named '(.+)'$/.exec(error instanceof Error ? error.message : '');
		if (match === null || id === null) return null;
		const [, specifier = '', name = ''] = match;
		const importer = toPath(id);
		const exporter = importer === null || !specifier.startsWith('.') ? null : toPath(new URL(specifier, id).href);
		const text = exporter === null ? null : this.#surroundings.readText(exporter);
		const suggestion = text === null ? null : mostSimilar(name, exportedNames(text));
		return messages.missingExport(this.#name(id), name, exporter === null ? specifier : this.#name(exporter), suggestion);
	}

	#error(error: unknown, id: ModuleId | null, chain: ImporterChain = [], description: string | null = null): void {
		if (!(error instanceof Error)) {
			for (const line of describe(error).split('\n')) this.#line(line);
			return;
		}
		const place = this.#placeOf(error, id, chain);
		if (place !== null) this.#place(place);
		for (const line of (description ?? describe(error)).split('\n')) this.#line(line);
		if (place !== null) this.#frame(place);
		if (error instanceof SyntaxError) return;
		for (const frame of this.#frames(error).slice(0, mostFrames)) this.#line(this.#paint('dim', `  ${frame.trim()}`));
	}

	/** For what has no place of its own: where the file that cannot be read, or was not found, is imported. */
	#placeOf(error: Error, id: ModuleId | null, chain: ImporterChain): Place | null {
		const { readText, isOwn } = this.#surroundings;
		const place = placeOf(error, id, path => !isOwn(path) && readText(path) !== null);
		if (place !== null) return place.column > 0 ? place : { ...place, column: caretColumn(error, readText(place.path) ?? '', place.line) };
		const [unread, importer] = chain;
		const isUnread = unread !== undefined && unread === id && 'path' in error && error.path === toPath(unread);
		return isUnread && importer !== undefined ? this.#importOf(unread, importer) : missingPlace(error, readText);
	}

	/** Up to the last one in a file of the program's: what is below called it, and is ours or Node's. */
	#frames(error: Error): readonly string[] {
		const { isOwn } = this.#surroundings;
		const frames = stackOf(error).split('\n').filter(line => /^\s+at /.test(line) && !/\bhot-runtime:|\.next \(<anonymous>\)$/.test(line) && !isOwn(placeInLine(line)?.path ?? ''));
		return frames.slice(0, frames.findLastIndex(line => placeInLine(line) !== null) + 1);
	}

	#place({ path, line, column }: Place): void {
		this.#line(`${this.#name(path)}:${line}${column > 0 ? `:${column}` : ''}`);
	}

	#frame(place: Place): void {
		this.#frameLines(codeFrame(this.#surroundings.readText(place.path) ?? '', place));
	}

	#frameLines(lines: readonly string[]): void {
		for (const line of lines) this.#line(/^[>+]/.test(line) ? line : this.#paint('dim', line));
	}

	#head(color: Style, text: string): void {
		this.#lines.push(`${this.#paint(color, '[hot]')} ${text}`);
	}

	#line(text: string): void {
		this.#lines.push(`  ${text}`);
	}

	/** Relative to the root if it lies under it. */
	#name(id: ModuleId): string {
		const path = toPath(id);
		if (path === null) return id.replace(/^hot-npm:/, '');
		const { root } = this.#surroundings;
		const query = id.startsWith('file:') ? /[?#].*$/.exec(id)?.[0] ?? '' : '';
		const short = relative(root, path);
		return `${short === '' || short === '..' || short.startsWith(`..${sep}`) ? path : short.split(sep).join('/')}${query}`;
	}

	#paint(style: Style, text: string): string {
		return this.#surroundings.hasColor ? `${styles[style]}${text}\u001B[0m` : text;
	}
}

/** Modules that invalidate each other: the last is the first. */
const isCircle = (chain: ImporterChain): boolean => chain.length > 1 && chain[0] === chain.at(-1);

function isToldBy(outcome: UpdateOutcome, { handler }: ReportedError): boolean {
	return handler === 'invalidate' && outcome.type === 'unaccepted' && outcome.chains.some(isCircle);
}

function headOf({ type, loaded, reevaluated }: Refused, files: readonly string[]): string {
	if (type === 'evaluation-error') return messages.stopped(files);
	return loaded.length + reevaluated.length > 0 ? messages.notTaken(files) : messages.notApplied(files);
}

/** A program may throw anything, also what resists being read. */
function describe(error: unknown): string {
	try {
		if (error instanceof Error) return `${error.name}: ${error.message}`;
		return typeof error === 'string' ? error : util().inspect(error);
	} catch {
		return 'A value that cannot be shown was thrown.';
	}
}

type Style = keyof typeof styles;
const styles = { green: '\u001B[32m', red: '\u001B[31m', dim: '\u001B[2m' };

/** What `importer` would write to import `imported`. */
function specifierFrom(importer: ModuleId, imported: ModuleId): string {
	const from = toPath(importer);
	const to = toPath(imported);
	if (from === null || to === null) return imported;
	const path = relative(dirname(from), to).split(sep).join('/');
	return path.startsWith('.') ? path : `./${path}`;
}
