// From the spawn of the process to the moment its main module has run: warm, with an empty cache, and of the least program.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from '../child.js';
import { add, firstLine, measurement, remark, rounds } from '../measurement.js';
import { writeProgram } from '../programs/folder.js';
import { graphProgram, oneModuleProgram } from '../programs/graphs.js';

export const name = 'start';

export async function run({ contenders, roundCount, sizes, say }) {
	const all = Object.values(contenders);
	const results = [];
	for (const { shape, count } of programsToStart(sizes)) {
		const contendersHere = shape === 'tree' ? all : all.filter(({ name: contender }) => contender === 'node' || contender === 'hot-runtime');
		const program = count === 1 ? oneModuleProgram : graphProgram(shape, count);
		const folder = writeProgram(`start-${shape}-${count}`, program.files);
		say(`start, ${label(shape, count)}`);
		const warm = measurement(`start, warm cache, ${label(shape, count)}`, 'ms', { goals: warmGoals(count) });
		const able = count > 1000 ? contendersHere.filter(({ name: contender }) => !tooSlow.includes(contender)) : contendersHere;
		contendersHere.filter(contender => !able.includes(contender)).forEach(contender => remark(warm, contender.name, 'not run at this size: takes too long'));
		// Twice before anything counts: caches, ours and the system's, are warm then.
		await rounds(2, able.filter(({ name: contender }) => !tooSlow.includes(contender)), contender => startOnce(contender, folder, program.total).catch(() => {}));
		await rounds(roundCount, able, contender => measureStart(warm, contender, folder, program.total));
		results.push(warm);
		if (count === 1000 && shape === 'tree') {
			results.push(await coldStart({ contenders: all, roundCount, folder, total: program.total }));
		}
	}
	return results;
}

const tooSlow = ['dynohot', 'vite runner', 'tsx watch', 'node --watch'];

const label = (shape, count) => count === 1 ? 'one module' : `${shape} of ${count.toLocaleString('en')} modules`;

function programsToStart(sizes) {
	const trees = sizes.map(count => ({ shape: 'tree', count }));
	return sizes.includes(1000) ? [...trees, { shape: 'diamond', count: 1000 }, { shape: 'cycle', count: 1000 }] : trees;
}

const warmGoals = count => count === 1
	? [{ text: '≤ 25 ms more than plain', of: 'added', limit: 25 }]
	: count >= 1000 ? [{ text: '≤ 0.7 × plain, aim 0.5', of: 'ratio', limit: 0.7 }] : [];

async function coldStart({ contenders, roundCount, folder, total }) {
	const cold = measurement('start, first time ever, tree of 1,000 modules', 'ms', {
		goals: [{ text: '≤ 3 × plain', of: 'ratio', limit: 3 }, { text: "less than half of dynohot's overhead", of: 'overhead', peer: 'dynohot', limit: 0.5 }],
	});
	const able = contenders.filter(({ name: contender }) => ['node', 'hot-runtime', 'dynohot', 'hot-hook', 'vite runner'].includes(contender));
	await rounds(roundCount, able, contender => {
		rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
		return measureStart(cold, contender, folder, total);
	});
	return cold;
}

async function measureStart(measured, contender, folder, total) {
	try {
		add(measured, contender.name, await startOnce(contender, folder, total));
		return true;
	} catch (error) {
		add(measured, contender.name, undefined, `fails: ${firstLine(error)}`);
		return false;
	}
}

/** One start; checks what the program computed. Whoever ends by itself is given the time to: caches are written then. */
export async function startOnce(contender, folder, total, { env = {}, timeout = 60_000 } = {}) {
	const child = new Child(contender.command('main.js'), { cwd: folder, env });
	try {
		const ready = await child.message(({ type }) => type === 'ready', timeout);
		if (ready.total !== total) {
			throw new Error(`wrong result: ${ready.total}, not ${total}`);
		}
		if (contender.exits) {
			const limit = setTimeout(() => child.kill(), 10_000);
			await child.ended;
			clearTimeout(limit);
		}
		return ready.arrived - child.started;
	} finally {
		await child.stop();
	}
}
