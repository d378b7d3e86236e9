// For continuous integration: fails only where a ratio is far off, so that a busy machine does not matter.
//   - a warm start takes more than twice plain Node's time, or loads parts of Node that the program does not ask for
//   - an update's own work grows with the graph
//   - reloads leave memory behind
import { execFileSync } from 'node:child_process';
import { Child } from './src/child.js';
import { contenders, nodeBinary } from './src/contenders.js';
import { figuresOf } from './src/report/figures.js';
import { reloadProgram } from './src/programs/reload-program.js';
import { graphProgram } from './src/programs/graphs.js';
import { writeProgram } from './src/programs/folder.js';
import * as ownWork from './src/scenarios/own-work.js';
import { startOnce } from './src/scenarios/start.js';
import { median, pairedRatios } from './src/statistics.js';

const node = newestNode();
const { present } = contenders(node);
const hot = present['hot-runtime'];

const checks = {
	'a warm start of 300 modules takes at most twice plain Node\'s time': async () => {
		const { files, total } = graphProgram('tree', 300);
		const folder = writeProgram('check-start', files);
		const times = { node: [], 'hot-runtime': [] };
		for (let round = 0; round < 9; ++round) {
			for (const contender of [present.node, hot]) {
				const time = await startOnce(contender, folder, total);
				if (round >= 2) {
					times[contender.name].push(time);
				}
			}
		}
		return { value: median(pairedRatios(times['hot-runtime'], times.node)), limit: 2, unit: '×' };
	},
	'a warm start of one module loads at most six of Node\'s own modules more than a plain one': () => {
		const folder = writeProgram('check-modules', { 'main.js': 'console.log(process.moduleLoadList.length);' });
		const count = contender => {
			const [program, ...args] = contender.command('main.js');
			return Number(execFileSync(program, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } }));
		};
		// The first start fills the cache. Of a file written just before that, the second makes sure that it is still what was read.
		count(hot);
		count(hot);
		return { value: count(hot) - count(present.node), limit: 6, unit: ' modules' };
	},
	'an update\'s own work among 2,000 modules takes at most five times that among 50': async () => {
		const measured = await ownWork.run({ contenders: present, sizes: [50, 2000], saveCount: 30, say: () => {} });
		const [small, large] = measured.map(each => figuresOf(each).rows[0]?.median ?? Number.NaN);
		return { value: large / small, limit: 5, unit: '×' };
	},
	'300 reloads of a 50 KB module keep at most 10 KB each, in a heap of 60 MB': async () => {
		const folder = writeProgram('check-reloads', reloadProgram({ size: 50_000, users: 0, goal: 300, takes: 'accept' }).files);
		const child = new Child(hot.command('main.js'), { cwd: folder, env: { NODE_OPTIONS: '--max-old-space-size=60' } });
		try {
			const { retained } = await child.message(({ type }) => type === 'done', 300_000);
			return { value: retained / 1024, limit: 10, unit: ' KB' };
		} finally {
			await child.stop();
		}
	},
};

/** What else the machine does can only add to a figure: one that is too high is measured up to twice more, and the least counts. */
async function least(check) {
	let best = await check();
	for (let again = 0; again < 2 && !(best.value <= best.limit); again++) {
		const next = await check();
		if (!(next.value >= best.value)) best = next;
	}
	return best;
}

let failed = 0;
for (const [name, check] of Object.entries(checks)) {
	const { value, limit, unit } = await least(check);
	const isGood = value <= limit;
	failed += isGood ? 0 : 1;
	console.log(`${isGood ? 'ok' : 'FAILED'}: ${name} (${value.toFixed(2)}${unit})`);
}
process.exit(failed === 0 ? 0 : 1);

/** Node 24 where it is installed; else the Node that runs this. */
function newestNode() {
	try {
		return nodeBinary('24');
	} catch {
		return process.execPath;
	}
}
