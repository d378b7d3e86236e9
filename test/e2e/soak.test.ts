// The bounded version of `npm run test:soak`.
import { test } from 'node:test';
import { assertFlat } from '../soak/support/memory.js';
import { soak } from '../soak/support/soak.js';
import { defaultSetups } from '../support/nodes.js';

const edits = Number(process.env['HOT_RUNTIME_TEST_EDITS'] ?? 60);

for (const setup of defaultSetups) {
	test(`${setup.name}: after ${edits} random edits nothing is lost, and nothing was left behind`, { skip: setup.skip, timeout: 3_600_000 }, async t => {
		assertFlat(await soak(t, setup, { edits, seed: 11, editsBetweenLooks: 15, looksBetweenMeasurements: 1 }));
	});
}
