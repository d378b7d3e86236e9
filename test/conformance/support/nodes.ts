// Finds the Nodes that conformance is checked on. Does not know what is run on them.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface NodeBinary {
	readonly major: number;
	readonly path: string;
}

const supported = [ 20, 22, 24, 26 ];
// This file runs as test/dist/conformance/support/nodes.js.
const root = new URL('../../../../', import.meta.url);

function majorOf(path: string): number | undefined {
	if (!existsSync(path)) {
		return undefined;
	}
	try {
		return Number.parseInt(execFileSync(path, [ '--version' ], { encoding: 'utf8' }).slice(1), 10);
	} catch {
		return undefined;
	}
}

function find(major: number): NodeBinary | undefined {
	const candidates = [
		process.execPath,
		fileURLToPath(new URL(`node_modules/node${major}/bin/node`, root)),
		fileURLToPath(new URL(`node_modules/node${major}/bin/node.exe`, root)),
	];
	const path = candidates.find(candidate => majorOf(candidate) === major);
	return path === undefined ? undefined : { major, path };
}

/** `CONFORMANCE_NODES=20,26` checks only these. */
const wanted = process.env.CONFORMANCE_NODES?.split(',').map(Number) ?? supported;
export const nodes: readonly NodeBinary[] = wanted.flatMap(major => find(major) ?? []);
export const missingNodes: readonly number[] = wanted.filter(major => !nodes.some(node => node.major === major));
if (missingNodes.length > 0) {
	console.warn(`SKIPPED: there is no binary of Node ${missingNodes.join(', ')} on this machine; conformance is not checked there.`);
}
