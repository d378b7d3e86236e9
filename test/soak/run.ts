// The long run: `npm run test:soak [-- --edits=20000 --node=24 --seed=1]`. Without a Node it is made on each, one after the other.
import { parseArgs } from 'node:util';
import { defaultSetups } from '../support/nodes.js';
import { runTogether } from './support/cleanup.js';
import { assertFlat } from './support/memory.js';
import { soak } from './support/soak.js';

const { values } = parseArgs({
	options: { edits: { type: 'string', default: '20000' }, node: { type: 'string' }, seed: { type: 'string', default: '1' } },
});
const setups = defaultSetups.filter(({ node, skip }) => skip === false && (values.node === undefined || node.major === Number(values.node)));
if (setups.length === 0) throw new Error(`Node ${values.node} is not installed here`);

for (const setup of setups) {
	const started = Date.now();
	const edits = Number(values.edits);
	await runTogether(async t => {
		const memory = await soak(t, setup, { edits, seed: Number(values.seed), editsBetweenLooks: 20, looksBetweenMeasurements: 25, tell: console.log });
		assertFlat(memory);
	});
	console.log(`${setup.name}: ${edits} edits, nothing lost and nothing left behind, in ${Math.round((Date.now() - started) / 1000)} s`);
}
