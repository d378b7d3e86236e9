// Runs the program it is given as JSON; see tampering.test.ts.
import { writeSync } from 'node:fs';
import { Program } from '../hot/support/program.js';
import type { Files } from '../hot/support/memory-host.js';

const given: Files = JSON.parse(process.argv[2] ?? '{}');
globalThis.print = (...values) => {
	let text = '';
	for (let i = 0; i < values.length; i++) text += `${i === 0 ? '' : ' '}${String(values[i])}`;
	writeSync(1, `${text}\n`);
};
const program = new Program(given, {});
// What the host loads later must not depend on what the program has replaced: it is loaded ahead.
const ahead = await program.host.load([{ id: 'later.js' }], () => false);
program.host.load = ((load) => async (roots, isKnown) => roots[0]?.id === 'later.js' ? ahead : load.call(program.host, roots, isKnown))(program.host.load);
program.host.resolve = async (specifier) => specifier.slice(2);
await program.begin('main.js');
await program.evaluation;
