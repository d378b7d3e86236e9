// What passes under plain Node must pass under hot-runtime, but for a list of known failures, which must fail.
import { knownFailures } from '../known-failures.js';
import { judge } from './batches.js';
import type { NodeBinary } from '../../support/nodes.js';
import type { Test262 } from './selection.js';

export interface Report {
	readonly major: number;
	readonly passedByNode: number;
	readonly passedByBoth: number;
	readonly known: number;
	/** Tests that fail and are not in the list. */
	readonly failures: ReadonlyMap<string, string>;
	/** Tests that are in the list and pass. */
	readonly mended: readonly string[];
}

const isKnown = (path: string, major: number): boolean =>
	knownFailures.some(known => known.tests.includes(path) && (known.on?.(major) ?? true));

export async function compare(tests: readonly Test262[], node: NodeBinary, folder: string, harness: string): Promise<Report> {
	const plain = await judge(tests, { node, isHot: false, folder, harness });
	const sound = tests.filter(test => plain.get(test.path) === '');
	const hot = await judge(sound, { node, isHot: true, folder, harness });
	const failed = sound.filter(test => hot.get(test.path) !== '');
	return {
		major: node.major,
		passedByNode: sound.length,
		passedByBoth: sound.length - failed.length,
		known: failed.filter(test => isKnown(test.path, node.major)).length,
		failures: new Map(failed.filter(test => !isKnown(test.path, node.major)).map(test => [ test.path, hot.get(test.path) ?? '' ])),
		mended: sound.filter(test => hot.get(test.path) === '' && isKnown(test.path, node.major)).map(test => test.path),
	};
}

export function tell({ major, passedByNode, passedByBoth, known, failures, mended }: Report): string {
	return [
		`Node ${major}: ${passedByNode} tests pass under plain Node, ${passedByBoth} of them under hot-runtime (${known} known failures).`,
		...[ ...failures ].map(([ path, problem ]) => `  fails: ${path}\n    ${problem.slice(0, 300)}`),
		...mended.map(path => `  passes, though it is listed as a known failure: ${path}`),
	].join('\n');
}
