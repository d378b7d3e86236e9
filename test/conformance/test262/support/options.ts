// What the command line of the full run asks for: everything, or a part that is quicker.
import { parseArgs } from 'node:util';
import { sampleOf } from './selection.js';
import type { Test262 } from './selection.js';

/** The wanted tests of all: by kind, by parts of their paths, every nth, and the nth of equal pieces. */
export function chooseTests(all: readonly Test262[], args: readonly string[]): readonly Test262[] {
	const { values, positionals } = parseArgs({
		args: [ ...args ],
		allowPositionals: true,
		options: { kind: { type: 'string', multiple: true }, sample: { type: 'string' }, piece: { type: 'string' } },
	});
	const ofKind = all.filter(test => values.kind?.includes(test.kind) ?? true);
	const named = ofKind.filter(test => positionals.length === 0 || positionals.some(part => test.path.includes(part)));
	return pieceOf(values.sample === undefined ? named : sampleOf(named, numberOf(values.sample)), values.piece ?? '1/1');
}

function numberOf(text: string | undefined): number {
	const number = Number(text);
	if (!Number.isInteger(number) || number < 1) {
		throw new RangeError(`${text} is not a positive number.`);
	}
	return number;
}

/** `2/5` is the second of five pieces that differ by at most one test and follow each other. */
function pieceOf(tests: readonly Test262[], piece: string): readonly Test262[] {
	const [ which, count ] = piece.split('/').map(numberOf);
	if (which === undefined || count === undefined || which > count) {
		throw new RangeError(`${piece} is not a piece such as 2/5.`);
	}
	const start = Math.floor((which - 1) * tests.length / count);
	return tests.slice(start, Math.floor(which * tests.length / count));
}
