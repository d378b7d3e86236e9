// 100 edits in a row to a program of 300 modules: time of each edit from save to shown result, and the process's peak memory.
// `node bench/hundred-edits.js [--modules=300] [--edits=100] [--node=24]`, after `npm run build`.
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { EditedProgram } from '../test/dist/support/edited-program.js';
import { defaultSetups } from '../test/dist/support/nodes.js';
import { ProgramFolder, start } from '../test/dist/support/program.js';

const { values } = parseArgs({ options: { modules: { type: 'string', default: '300' }, edits: { type: 'string', default: '100' }, node: { type: 'string' } } });
const cleanup = [];
const context = { after: task => cleanup.unshift(task) };
const megabytes = kilobytes => `${(Number(kilobytes) / 1024).toFixed(0)} MB`;
const milliseconds = time => `${time.toFixed(1)} ms`;

async function measure(setup) {
	const folder = new ProgramFolder(context, {});
	const edited = new EditedProgram(folder, Number(values.modules), 20_251);
	const plain = spawnSync(setup.node.path, ['-e', 'import("./main.js").then(() => console.log("peak", process.resourceUsage().maxRSS))', '--', '--once'], { cwd: folder.path, encoding: 'utf8' });
	const program = start(folder, setup);
	await program.prints('ready');
	const times = [];
	for (let edit = 0; edit < Number(values.edits); edit++) {
		const saved = performance.now();
		edited.edit();
		await program.prints(/shows \d+/);
		times.push(performance.now() - saved);
	}
	program.child.stdin.end();
	const [, peak] = await program.prints(/peak (\d+)/);
	times.sort((a, b) => a - b);
	const total = times.reduce((sum, time) => sum + time, 0);
	const at = share => milliseconds(times[Math.min(times.length - 1, Math.floor(times.length * share))]);
	console.log(`${setup.name}: ${times.length} edits in ${milliseconds(total)}; median ${at(0.5)}, p95 ${at(0.95)}; peak ${megabytes(peak)}, plain Node's start ${megabytes(/peak (\d+)/.exec(plain.stdout)?.[1])}`);
}

try {
	for (const setup of defaultSetups) {
		if (setup.skip || (values.node !== undefined && setup.node.major !== Number(values.node))) continue;
		await measure(setup);
	}
} finally {
	for (const task of cleanup) await task();
}
