import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { Script } from 'node:vm';
import type * as babel from '@babel/parser';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { applyEdits, type Edit } from '../../dist/transform/edits.js';
import { transformWithEdits } from '../../dist/transform/index.js';
import { createSourceMap } from '../../dist/transform/source-map.js';
import { realFiles } from '../support/real-files.js';

const { parse } = createRequire(import.meta.url)('@babel/parser') as typeof babel;

const lineBreak = /\r\n|[\n\r\u2028\u2029]/;
const files = realFiles(60, 60_000);

test('there are real files to look at', () => assert.ok(files.length >= 30));

for (const { name, text } of files) {
	test(`a real file keeps its meaning to V8, its lines and its places: ${name}`, () => {
		const { source, edits } = transformWithEdits(text, name);
		new Script(source.code);
		const edited = applyEdits(text, edits);
		assert.equal(source.code.slice(source.prefixLength, -(source.code.length - source.prefixLength - edited.length)), edited);
		assert.deepEqual(edited.split(lineBreak).length, text.split(lineBreak).length);
		checkIdentifiers({ text, name, edits, edited });
	});
}

/** Each identifier that the edits left standing is where the source map says. */
function checkIdentifiers({ text, name, edits, edited }: { text: string; name: string; edits: readonly Edit[]; edited: string }): void {
	const map = new TraceMap(createSourceMap(text, name));
	const lineStarts = [0, ...[...edited.matchAll(new RegExp(lineBreak, 'g'))].map((found) => found.index + found[0].length)];
	let line = 0;
	for (const { value, start, loc } of identifiers(text)) {
		if (edits.some((edit) => edit.start <= start && start < edit.end)) continue;
		const generated = start + edits.reduce((shift, edit) => (edit.end <= start ? shift + edit.text.length - (edit.end - edit.start) : shift), 0);
		assert.ok(edited.startsWith(value, generated));
		while ((lineStarts[line + 1] ?? Infinity) <= generated) line++;
		const found = originalPositionFor(map, { line: line + 1, column: generated - (lineStarts[line] ?? 0) });
		assert.deepEqual([value, found.line, found.column], [value, loc.start.line, loc.start.column]);
		assert.equal(line + 1, loc.start.line);
	}
}

interface IdentifierToken {
	readonly value: string;
	readonly start: number;
	readonly loc: { readonly start: { readonly line: number; readonly column: number } };
}

function identifiers(text: string): readonly IdentifierToken[] {
	const tokens: unknown[] = parse(text, { sourceType: 'module', tokens: true }).tokens ?? [];
	return tokens.filter((token): token is IdentifierToken => Object(Reflect.get(Object(token), 'type')).label === 'name');
}
