// Takes out of an output what must differ, and nothing else: process ids, and stack frames of Node and of hot-runtime.
import { fileURLToPath } from 'node:url';
import type { Observed } from './observe.js';

const packages = new URL('../../../../packages/', import.meta.url);
const ours = [ packages.href, fileURLToPath(packages), 'hot-runtime:' ];

const isFrame = (line: string): boolean => /^\s+at .+/.test(line) || /^\s+\[?\.\.\. (?:\d+ )?lines matching (?:cause|original) stack trace/.test(line);
/** `Generator.next` and its like are how a body is run; V8 gives them no place. */
const isMachinery = (line: string): boolean =>
	/[( ]node:/.test(line) ||
	/^\s+\[?\.\.\./.test(line) ||
	/at (?:async )?(?:new Promise|Array\.map|[\w$]+\.next) \(<anonymous>\)(?: \{)?$/.test(line) ||
	ours.some(place => line.includes(place));

/** Where an error came up inside of Node, with the line of Node's own source text. */
const innerFrame = /^\n*node:internal\/.*:\d+\n.*\n[ \t]*\^+\n\n*/m;

/** `hasColumns`: columns are compared. */
export function normaliseText(text: string, hasColumns = false): string {
	return text
		.replace(innerFrame, '')
		// Said once where hooks do not see require.
		.replace(/^\[hot\] \S+ is CommonJS, which is not hot here.*\n/gm, '')
		// Said once where hooks that a program registers itself lie in another thread.
		.replace(/^\[hot\] \S+ is not hot: hooks that lie above hot-runtime.*\n/gm, '')
		// The brace in front of an error's properties stands behind its last frame, whoever's that is.
		.replace(/^(\s+at .+) \{$/gm, '$1\n{')
		.split('\n')
		.filter(line => !(isFrame(line) && isMachinery(line)))
		.map(line => isFrame(line) && !hasColumns ? line.replace(/:(\d+):\d+(\)?)$/, ':$1$2') : line)
		.join('\n')
		.replace(/\(node:\d+\)/g, '(node:PID)');
}

export function normalise({ stdout, stderr, exit }: Observed, hasColumns = false): Observed {
	return { stdout: normaliseText(stdout, hasColumns), stderr: normaliseText(stderr, hasColumns), exit };
}
