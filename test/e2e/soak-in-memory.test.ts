// The long run in memory, bounded: a few programs, each with its own order of what happens at a time.
import { test } from 'node:test';
import { soakInMemory } from '../soak/support/in-memory.js';

const rounds = Number(process.env['HOT_RUNTIME_TEST_ROUNDS'] ?? 4);

for (const seed of [7, 31, 103]) {
	test(`in memory, with seed ${seed}: whatever is saved, read and imported at a time, nothing is lost`, { timeout: 600_000 }, () => soakInMemory({ rounds, seed }));
}
