// The Nodes that conformance is checked on: those that are installed, or of them what `CONFORMANCE_NODES=20,26` names.
import { nodes as known } from '../../support/nodes.js';

export interface NodeBinary {
	readonly major: number;
	readonly path: string;
}

const wanted = process.env.CONFORMANCE_NODES?.split(',').map(Number) ?? known.map(({ major }) => major);
export const nodes: readonly NodeBinary[] = known.flatMap(({ major, path }) => path === null || !wanted.includes(major) ? [] : [ { major, path } ]);
export const missingNodes: readonly number[] = wanted.filter(major => !nodes.some(node => node.major === major));
