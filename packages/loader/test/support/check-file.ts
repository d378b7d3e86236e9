// What must hold of the transform of any file, held against V8 and the parser's own tokens.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import vm, { Script } from 'node:vm';
import type * as babel from '@babel/parser';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { applyEdits, type Edit } from '../../dist/transform/edits.js';
import { ModuleSyntaxError, transformWithEdits } from '../../dist/transform/index.js';
import { transformWithMap } from '../../dist/transform/source-map.js';

const { parse } = createRequire(import.meta.url)('@babel/parser') as typeof babel;

const lineBreak = /\r\n|[\n\r\u2028\u2029]/g;

/**
 * `transformed`: all holds. `rejected`: no module to V8 either. `left-to-node`: V8 takes what the transform does not, so it runs as without us.
 * Throws an AssertionError that says what does not hold. The last two are told apart only under `--experimental-vm-modules`.
 */
export function checkFile(name: string, text: string): 'transformed' | 'rejected' | 'left-to-node' {
	const isModule = isModuleToV8(text);
	let result: ReturnType<typeof transformWithEdits>;
	try {
		result = transformWithEdits(text, { url: name });
	} catch (error) {
		assert.ok(error instanceof ModuleSyntaxError, `the transform throws ${String(error)}`);
		return isModule ? 'left-to-node' : 'rejected';
	}
	assert.ok(isModule, 'the transform takes what is no module to V8');
	const { source, edits } = result;
	new Script(source.code);
	const edited = applyEdits(text, edits);
	assert.equal(source.code.slice(source.prefixLength, source.prefixLength + edited.length), edited);
	assert.equal(edited.split(lineBreak).length, text.split(lineBreak).length, 'the number of lines');
	checkIdentifiers({ text, name, edits, edited });
	return 'transformed';
}

/** Where V8's own modules are not at hand, each text passes. */
function isModuleToV8(text: string): boolean {
	const { SourceTextModule }: { readonly SourceTextModule?: new (text: string) => unknown } = vm as object;
	if (SourceTextModule === undefined) return true;
	try {
		new SourceTextModule(text.replace(/^\uFEFF/, ''));
		return true;
	} catch {
		return false;
	}
}

interface Transformed {
	readonly text: string;
	readonly name: string;
	readonly edits: readonly Edit[];
	readonly edited: string;
}

/** Each identifier of the text that is still there is on its line, and where the source map says. */
function checkIdentifiers({ text, name, edits, edited }: Transformed): void {
	const map = new TraceMap(transformWithMap(text, { url: name }).sourceMap);
	const lineStarts = [0, ...[...edited.matchAll(lineBreak)].map(found => found.index + found[0].length)];
	let line = 0;
	for (const [{ value, loc: { start } }, place] of identifiersLeft(text, edits)) {
		assert.ok(edited.startsWith(value, place), `${value} of ${start.line}:${start.column} is not where it was expected`);
		while ((lineStarts[line + 1] ?? Infinity) <= place) line++;
		assert.equal(line + 1, start.line, `the line of ${value}`);
		const found = originalPositionFor(map, { line: line + 1, column: place - (lineStarts[line] ?? 0) });
		assert.deepEqual([value, found.line, found.column], [value, start.line, start.column]);
	}
}

interface IdentifierToken {
	/** As it is written, which may be with escapes. */
	readonly value: string;
	readonly start: number;
	readonly loc: { readonly start: { readonly line: number; readonly column: number } };
}

/** The identifiers, and where they are in the edited text: those that no edit replaced, and those that stand in what replaced them. */
function* identifiersLeft(text: string, edits: readonly Edit[]): Generator<readonly [token: IdentifierToken, place: number]> {
	let next = 0;
	let shift = 0;
	/** In the text of the edit at `next`, what is behind the identifiers that were found in it. */
	let seen = 0;
	for (const token of identifiers(text)) {
		for (let edit = edits[next]; edit !== undefined && edit.end <= token.start; edit = edits[++next]) {
			shift += edit.text.length - (edit.end - edit.start);
			seen = 0;
		}
		const edit = edits[next];
		if (edit === undefined || token.start < edit.start) {
			yield [token, token.start + shift];
			continue;
		}
		const index = indexOfName(edit.text, token.value, seen);
		if (index < 0) continue;
		seen = index + token.value.length;
		yield [token, edit.start + shift + index];
	}
}

function indexOfName(text: string, name: string, from: number): number {
	for (let index = text.indexOf(name, from); index >= 0; index = text.indexOf(name, index + 1)) {
		if (!/[\w$\u0080-\uffff]$/.test(text.slice(0, index)) && !/^[\w$\u0080-\uffff]/.test(text.slice(index + name.length))) return index;
	}
	return -1;
}

function identifiers(text: string): readonly IdentifierToken[] {
	const tokens: unknown[] = parse(text, { sourceType: 'module', tokens: true }).tokens ?? [];
	// `import.meta` is one thing, and no place within it is ever told.
	return tokens
		.filter((token, index): token is BabelToken => labelOf(token) === 'name' && labelOf(tokens[index - 2]) !== 'import')
		.map(({ start, end, loc }) => ({ value: text.slice(start, end), start, loc }));
}

type BabelToken = IdentifierToken & { readonly end: number };

function labelOf(token: unknown): unknown {
	return Object(Reflect.get(Object(token), 'type')).label;
}
