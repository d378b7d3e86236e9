// The Node binaries to test with: the one that runs the tests, and those that come as development dependencies.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));

export interface NodeBinary {
	readonly name: string;
	readonly major: number;
	/** Null where that Node cannot be had. */
	readonly path: string | null;
	/** Has `module.registerHooks`; without it hooks run in a thread. */
	readonly hasInThreadHooks: boolean;
	readonly stripsTypes: boolean;
}

const majors = [20, 22, 24, 26];

function binaryPath(major: number): string | null {
	if (Number(process.versions.node.split('.')[0]) === major) return process.execPath;
	const path = join(root, 'node_modules', `node${major}`, 'bin', 'node');
	return existsSync(path) ? path : null;
}

function probe(major: number): NodeBinary {
	const path = binaryPath(major);
	if (path === null) return { name: `Node ${major}`, major, path, hasInThreadHooks: false, stripsTypes: false };
	const script = 'process.stdout.write(JSON.stringify([process.version, typeof require("module").registerHooks, process.features.typescript ?? false]))';
	const [version, hooks, typescript]: [string, string, string | false] = JSON.parse(execFileSync(path, ['-e', script], { encoding: 'utf8' }));
	return { name: `Node ${version.slice(1)}`, major, path, hasInThreadHooks: hooks === 'function', stripsTypes: typescript !== false };
}

/** Who runs many test files asks once for all of them. */
const asked = process.env['HOT_RUNTIME_TEST_NODES'];

export const nodes: readonly NodeBinary[] = asked === undefined ? majors.map(probe) : JSON.parse(asked);

for (const { name } of nodes.filter(({ path }) => path === null)) {
	console.error(`SKIPPED: ${name} is not installed here, so nothing is tested on it.`);
}

/** One hot-runtime in one Node: which binary, and how its hooks are registered. */
export interface Setup {
	readonly name: string;
	readonly node: NodeBinary;
	readonly driver: 'in-thread' | 'thread';
	/** False, or why not. For a test's `skip`. */
	readonly skip: false | string;
}

export const setups: readonly Setup[] = nodes.flatMap(node => {
	const skip = node.path === null ? `${node.name} is not installed here` : false;
	const drivers: Setup['driver'][] = node.hasInThreadHooks ? ['in-thread', 'thread'] : ['thread'];
	return drivers.map(driver => ({ name: `${node.name}, hooks ${driver === 'thread' ? 'in a thread' : 'in-thread'}`, node, driver, skip }));
});

/** One setup for each Node: the way it is registered by default. */
export const defaultSetups: readonly Setup[] = setups.filter(({ node, driver }) => driver === (node.hasInThreadHooks ? 'in-thread' : 'thread'));

/** One setup for each Node, of which one is registered by hand: what goes the same way in both drivers is tried in both, in no more processes. */
export const mixedSetups: readonly Setup[] = setups.filter(({ node, driver }) => driver === (node.hasInThreadHooks && node.major !== 24 ? 'in-thread' : 'thread'));
