// The one assertion of these tests: a program under hot-runtime shows what it shows under plain Node.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { fileOfPackage } from '../../support/library.js';
import { differences } from './differences.js';
import { nodes } from './nodes.js';
import type { NodeBinary } from './nodes.js';
import { normalise } from './normalise.js';
import { observe } from './observe.js';
import type { Observed, Start } from './observe.js';
import { makeFolder, removeFolder, writeFiles, writeProgram } from './program.js';
import type { Program } from './program.js';

export interface Conditions {
	/** The arguments of `node`, after ours. Default: `main.js`. */
	readonly args?: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	readonly stdin?: string;
	/** The Nodes where the program means anything. */
	readonly on?: (major: number) => boolean;
	/** Files that the program writes, put back before each run. */
	readonly writes?: readonly string[];
	/** Why the program does not conform yet. It is an error if it does. */
	readonly known?: string;
	/** The Nodes where it is known not to; elsewhere it must. Default: all. */
	readonly knownOn?: (major: number) => boolean;
	/** Why it is not promised that the program conforms: whether it does differs from Node to Node, or from run to run. */
	readonly beyond?: string;
	/** The line of source text that Node shows above an uncaught error, or where an await never settled, is the transformed one. */
	readonly anyCodeFrame?: boolean;
	/** The columns of stacks are compared. */
	readonly hasColumns?: boolean;
	/** The program must have printed this, so that a test which tests nothing is noticed. */
	readonly shows?: RegExp;
}

const register = fileOfPackage('register.js');
/** `CONFORMANCE_SUBJECT=plain` compares plain Node with itself, which proves the harness. */
const isPlain = process.env.CONFORMANCE_SUBJECT === 'plain';
if (!isPlain) {
	assert.ok(existsSync(register), `${fileURLToPath(register)} is missing: run the build first`);
}
export const hotArguments: readonly string[] = isPlain ? [] : [ '--import', register.href ];

/** Node prints the place, the line of source text and carets, then an empty line. */
const withoutCodeFrame = (text: string): string =>
	text
		.replace(/^((?:file:\/\/)?\/.*:\d+)\n.*\n[ \t]*\^+\n/gm, '$1\n')
		.replace(/^(Warning: Detected unsettled top-level await) at .*\n.*\n[ \t]*\^+\n/gm, '$1\n');

function prepare(observed: Observed, conditions: Conditions): Observed {
	const normal = normalise(observed, conditions.hasColumns);
	return conditions.anyCodeFrame === true ? { ...normal, stderr: withoutCodeFrame(normal.stderr) } : normal;
}

/** Runs `program` plain, hot with an empty cache, and hot with the cache of that run. */
export async function observeAll(node: NodeBinary, program: Program, conditions: Conditions): Promise<readonly Observed[]> {
	const folder = makeFolder();
	try {
		const start = (own: readonly string[]): Start => ({
			node,
			args: [ ...own, ...conditions.args ?? [ 'main.js' ] ],
			cwd: folder,
			...conditions.env && { env: conditions.env },
			...conditions.stdin !== undefined && { stdin: conditions.stdin },
		});
		writeProgram(folder, program);
		const written = Object.fromEntries(Object.entries(program).filter(([ path ]) => conditions.writes?.includes(path)));
		const run = (own: readonly string[]) => {
			conditions.writes?.forEach(path => removeFolder(join(folder, path)));
			writeFiles(folder, written);
			return observe(start(own));
		};
		const plain = await run([]);
		const cold = await run(hotArguments);
		const warm = isPlain ? cold : await run(hotArguments);
		return [ plain, cold, warm ].map(observed => prepare(observed, conditions));
	} finally {
		removeFolder(folder);
	}
}

async function check(node: NodeBinary, program: Program, conditions: Conditions): Promise<void> {
	const [ plain, cold, warm ] = await observeAll(node, program, conditions);
	assert.ok(plain && cold && warm);
	assert.ok(!String(plain.exit).startsWith('still running'), `plain Node ${node.major} does not come to an end`);
	if (process.env.CONFORMANCE_SHOW) {
		console.log(`--- Node ${node.major}, exit ${plain.exit}\n${plain.stdout}${plain.stderr}`);
	}
	if (conditions.shows) {
		assert.match(plain.stdout + plain.stderr, conditions.shows, `plain Node ${node.major} does not show it`);
	}
	assert.deepEqual(cold, plain, tell(plain, cold, `on Node ${node.major}`));
	assert.deepEqual(warm, plain, tell(plain, warm, `on Node ${node.major}, started a second time`));
}

/** Short outputs are best seen whole; of a long one, what differs. */
function tell(plain: Observed, hot: Observed, where: string): string {
	const parts = ([ 'stdout', 'stderr' ] as const).map(name => differences(plain[name], hot[name])).filter(each => each !== '');
	const texts = plain.stdout.length + plain.stderr.length > 2_000 ? parts : [ show(plain), show(hot) ];
	return [ where, ...plain.exit === hot.exit ? [] : [ `exit ${plain.exit}, hot: ${hot.exit}` ], ...texts ].join('\n');
}

const show = ({ stdout, stderr, exit }: Observed): string => `--- exit ${exit}\n${stdout}${stderr}`;

async function checkKnown(node: NodeBinary, program: Program, conditions: Conditions): Promise<void> {
	const isKnown = conditions.known !== undefined && !isPlain && (conditions.knownOn?.(node.major) ?? true);
	if (!isKnown) {
		return check(node, program, conditions);
	}
	const message = `it conforms now on Node ${node.major}; it was known not to: ${conditions.known}`;
	await assert.rejects(() => check(node, program, conditions), assert.AssertionError, message);
}

async function checkAll(program: Program, conditions: Conditions): Promise<void> {
	const suited = nodes.filter(node => conditions.on?.(node.major) ?? true);
	const results = await Promise.allSettled(suited.map(node => checkKnown(node, program, conditions)));
	for (const result of results) {
		if (result.status === 'rejected') {
			throw result.reason;
		}
	}
}

/** Declares a test: `program` shows the same under hot-runtime as under plain Node, to the letter, on each Node. */
export function conforms(name: string, program: Program, conditions: Conditions = {}): void {
	test(name, { skip: conditions.beyond ?? false }, () => checkAll(program, conditions));
}
