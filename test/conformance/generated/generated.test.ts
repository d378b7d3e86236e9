// Generated module graphs: plain Node is the oracle. `GENERATED=1000` checks as many on each Node, also with a warm cache; `SEED=n` others than last time.
import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { NodeBinary } from '../support/nodes.js';
import { nodes } from '../support/nodes.js';
import { findDifference } from './support/check-graphs.js';
import type { Difference } from './support/check-graphs.js';
import { graph } from './support/graphs.js';

const count = Number(process.env.GENERATED ?? 80);
const seed = Number(process.env.SEED ?? 20);

function tell({ program, plain, hot }: Difference): string {
	const files = Object.entries(program).map(([ path, text ]) => `// ${path}\n${typeof text === 'string' ? text : ''}`).join('\n\n');
	return `${files}\n\nplain Node shows: ${plain}\n\nhot-runtime shows: ${hot}`;
}

async function shrink(node: NodeBinary, difference: Difference): Promise<Difference> {
	let smallest = difference;
	const property = fc.asyncProperty(graph, async smaller => {
		const found = await findDifference(node, [ smaller ]);
		smallest = found ?? smallest;
		return found === undefined;
	});
	await fc.check(property, { examples: [ [ difference.graph ] ], numRuns: 1, interruptAfterTimeLimit: 30_000 });
	return smallest;
}

for (const node of nodes) {
	test(`generated module graphs show on Node ${node.major} what they show there plainly`, async () => {
		const graphs = fc.sample(graph, { seed: seed + node.major, numRuns: count });
		const difference = await findDifference(node, graphs);
		if (difference !== undefined) {
			assert.fail(tell(await shrink(node, difference)));
		}
	});
}
