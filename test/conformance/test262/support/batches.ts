// Runs many tests in few processes; what fails among others is run again alone, so that no test suffers from its neighbours.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hotArguments } from '../../support/conforms.js';
import type { NodeBinary } from '../../support/nodes.js';
import { observe } from '../../support/observe.js';
import type { Test262 } from './selection.js';

export interface Surroundings {
	readonly node: NodeBinary;
	readonly isHot: boolean;
	/** The copy of the tests; lists are written beside it. */
	readonly folder: string;
	readonly harness: string;
}

/** Why a test failed, by its path; an empty text for one that passed. */
export type Verdicts = ReadonlyMap<string, string>;

const driver = fileURLToPath(new URL('./driver.js', import.meta.url));
const batchSize = 250;
let lists = 0;

interface Line {
	readonly starts?: number;
	readonly ends?: number;
	readonly problem?: string;
}

function parseLine(line: string): Line {
	try {
		return JSON.parse(line) as Line;
	} catch {
		return {};
	}
}

/** Runs `tests` in one process. A process that dies gives no verdict on the tests that it did not begin. */
async function runOnce(tests: readonly Test262[], { node, isHot, folder, harness }: Surroundings): Promise<Verdicts> {
	const list = join(folder, `list-${process.pid}-${lists++}.json`);
	writeFileSync(list, JSON.stringify(tests));
	const observed = await observe({
		node,
		args: [ ...isHot ? hotArguments : [], driver, list, folder, harness ],
		cwd: folder,
		env: { HOT_RUNTIME_CONFORMANCE: '1' },
		limit: 60_000 + tests.length * 1_000,
	});
	const verdicts = new Map<string, string>();
	for (const line of observed.stdout.split('\n').map(parseLine)) {
		const path = tests[line.starts ?? line.ends ?? -1]?.path;
		if (path !== undefined) {
			verdicts.set(path, line.problem ?? `the process ended: ${observed.exit} ${observed.stderr.slice(0, 500)}`);
		}
	}
	if (verdicts.size === 0) {
		throw new Error(`the driver did not begin under Node ${node.major}: ${observed.exit}\n${observed.stderr}\n${observed.stdout.slice(0, 500)}`);
	}
	return verdicts;
}

async function runAll(tests: readonly Test262[], surroundings: Surroundings, verdicts: Map<string, string>): Promise<void> {
	for (const [ path, problem ] of await runOnce(tests, surroundings)) {
		verdicts.set(path, problem);
	}
	const rest = tests.filter(test => !verdicts.has(test.path));
	if (rest.length > 0) {
		await runAll(rest, surroundings, verdicts);
	}
}

function* batchesOf<T>(list: readonly T[], size: number): Iterable<readonly T[]> {
	for (let start = 0; start < list.length; start += size) {
		yield list.slice(start, start + size);
	}
}

export async function judge(tests: readonly Test262[], surroundings: Surroundings): Promise<Verdicts> {
	const verdicts = new Map<string, string>();
	const run = (size: number, some: readonly Test262[]) =>
		Promise.all([ ...batchesOf(some, size) ].map(batch => runAll(batch, surroundings, verdicts)));
	await run(batchSize, tests);
	for (const size of [ 20, 1 ]) {
		const failed = tests.filter(test => verdicts.get(test.path) !== '');
		failed.forEach(test => verdicts.delete(test.path));
		await run(size, failed);
	}
	return verdicts;
}
