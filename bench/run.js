// Runs the benchmark: `node bench/run.js [--quick] [--only=start,latency] [--contenders=node,hot-runtime] [--node=24] [--rounds=7]`.
// Writes bench/results/<name>.md, .json and plots; a quick run prints its table only.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { contenders, nodeBinary, versions } from './src/contenders.js';
import { bench } from './src/programs/folder.js';
import { figuresOf } from './src/report/figures.js';
import { plot } from './src/report/plot.js';
import { tables } from './src/report/table.js';

/** The quick ones first: a run that must end early has most of the table. */
const scenarios = ['own-work', 'cache', 'start', 'memory', 'latency', 'burst', 'run-time', 'transform', 'idle', 'applications', 'reloads'];
/** Takes more than an hour: run only when it is asked for. */
const longScenarios = ['reloads'];

const { values: options } = parseArgs({
	options: {
		quick: { type: 'boolean', default: false },
		only: { type: 'string' },
		contenders: { type: 'string' },
		node: { type: 'string', default: '24' },
		rounds: { type: 'string' },
		reloads: { type: 'string', default: '10000' },
		sizes: { type: 'string' },
		saves: { type: 'string', default: '60' },
	},
});

const plan = options.quick
	? { sizes: [1, 1000], roundCount: 2, saveCount: 8, reloads: 400, peerReloads: 40, idleSeconds: 5, passes: 1 }
	: { sizes: [1, 100, 1000, 5000], roundCount: 7, saveCount: Number(options.saves), reloads: Number(options.reloads), peerReloads: 60, idleSeconds: 60, passes: 3 };
/** Two minutes in all, of which a burst would take one. */
const quickScenarios = ['start', 'latency', 'own-work', 'run-time'];
const quickContenders = ['node', 'hot-runtime', 'vite runner', 'hot-hook'];

const node = nodeBinary(options.node);
const { present, absent } = contenders(node);
const wanted = options.contenders?.split(',') ?? (options.quick ? quickContenders : Object.keys(present));
const context = {
	...plan,
	...options.rounds === undefined ? {} : { roundCount: Number(options.rounds) },
	...options.sizes === undefined ? {} : { sizes: options.sizes.split(',').map(Number) },
	isQuick: options.quick,
	node,
	contenders: Object.fromEntries(Object.entries(present).filter(([name]) => wanted.includes(name))),
	say: text => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`),
};

const only = options.only?.split(',') ?? (options.quick ? quickScenarios : scenarios.filter(name => !longScenarios.includes(name)));
const run = {
	node: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim(),
	date: new Date().toISOString().slice(0, 10),
	machine: `${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform}`,
	processors: cpus().length,
	versions: versions(),
	rounds: context.roundCount,
	absent: Object.entries(absent),
	/** Load averages of the machine at the end of each scenario: what else ran there. */
	load: [],
};

const figures = [];
for (const scenario of scenarios.filter(name => only.includes(name))) {
	const { run: measure } = await import(`./src/scenarios/${scenario}.js`);
	const began = Date.now();
	const measured = (await measure(context)).map(figuresOf);
	figures.push(...measured);
	context.say(`${scenario}: ${Math.round((Date.now() - began) / 1000)} s`);
	if (!options.quick) {
		save(scenario, measured);
	}
}
if (!options.quick) {
	// Scenarios may be run one at a time: the table is made of the last run of each.
	const saved = scenarios.map(name => ({ name, file: join(bench, 'results', `node${options.node}-${name}.json`) }))
		.filter(({ file }) => existsSync(file))
		.map(({ name, file }) => ({ name, ...JSON.parse(readFileSync(file, 'utf8')) }));
	writeFileSync(join(bench, 'results', `node${options.node}.md`), tables(saved.flatMap(({ measured }) => measured), { ...run, ...saved.findLast(({ name }) => !longScenarios.includes(name))?.run, load: saved.flatMap(each => each.run.load) }));
}
console.log(tables(figures, run));
process.exit(0);

function save(scenario, measured) {
	const folder = join(bench, 'results');
	mkdirSync(folder, { recursive: true });
	const file = join(folder, `node${options.node}-${scenario}`);
	const earlier = existsSync(`${file}.json`) ? JSON.parse(readFileSync(`${file}.json`, 'utf8')).measured : [];
	// A measurement that was made again replaces the earlier one.
	const all = [...earlier.filter(({ what }) => !measured.some(each => each.what === what)), ...measured.map(each => ({ ...each, samples: undefined }))];
	const load = [`${scenario}: ${loadavg().map(average => average.toFixed(1)).join(' ')}`];
	writeFileSync(`${file}.json`, `${JSON.stringify({ run: { ...run, load }, measured: all }, undefined, '\t')}\n`);
	const units = Map.groupBy?.(all, ({ unit }) => unit) ?? new Map([['', all]]);
	[...units.values()].filter(group => group.some(({ rows }) => rows.some(({ median }) => median > 0))).forEach((group, index) => {
		writeFileSync(`${file}${index === 0 ? '' : `-${index + 1}`}.svg`, plot(scenario, group));
	});
}
