// From just before a save to the end of the accept handler that saw it.
import { join } from 'node:path';
import { Child, now } from '../child.js';
import { add, firstLine, measurement, remark } from '../measurement.js';
import { saves, writeProgram } from '../programs/folder.js';
import { leafProgram, leafText, middleProgram } from '../programs/hot-programs.js';

export const name = 'latency';

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

const goals = [{ text: 'median ≤ 5 ms, aim 3', of: 'figure', limit: 5 }, { text: 'p95 ≤ 12 ms', of: 'p95', limit: 12 }];

export async function run({ contenders, sizes, saveCount, say }) {
	const able = Object.values(contenders).filter(({ takes }) => takes !== 'none');
	const results = [];
	for (const count of sizes.filter(size => size > 1)) {
		for (const save of ['in place', 'rename']) {
			say(`latency, ${count} modules, ${save}`);
			const measured = measurement(`save (${save}) → handler done, ${count.toLocaleString('en')} modules`, 'ms', { baseline: 'vite runner', goals: count >= 1000 ? goals : [] });
			// Peers show what is usual with them where there is a goal.
			for (const contender of able.filter(({ name: who }) => who === 'hot-runtime' || count === 1000 || (count > 1000 && save === 'in place'))) {
				await measureSaves({ measured, contender, save, saveCount, program: leafProgram(count, contender.takes), file: 'leaf.js' });
			}
			results.push(measured);
		}
	}
	if (sizes.includes(1000)) {
		say('latency, 53 modules run again');
		const measured = measurement('save in the middle → 53 modules run again, 1,000 modules', 'ms', { baseline: 'vite runner', goals: [{ text: '≤ 10 ms', of: 'figure', limit: 10 }] });
		for (const contender of able) {
			await measureSaves({ measured, contender, save: 'in place', saveCount, program: middleProgram(1000, 51, contender.takes), file: 'middle.js' });
		}
		results.push(measured);
	}
	return results;
}

const notes = {
	restart: 'runs everything again',
	boundary: 'the program imports it again itself, every millisecond here',
};

async function measureSaves({ measured, contender, save, saveCount, program, file }) {
	const size = Object.keys(program.files).length;
	if (size > 4000 && contender.name === 'dynohot') {
		remark(measured, contender.name, 'not run: needs half a minute to start');
		return;
	}
	// To run everything again takes what a start does: one of these measurements shows it.
	if (contender.takes === 'restart' && (size < 1000 || size > 4000 || save === 'rename' || file !== 'leaf.js')) {
		remark(measured, contender.name, 'not run: runs everything again, as with a leaf of 1,000 modules');
		return;
	}
	const folder = writeProgram(`latency-${contender.takes}`, program.files);
	const child = new Child(contender.command('main.js'), { cwd: folder });
	try {
		await child.message(({ type }) => type === 'ready', 120_000);
		await child.message(({ type }) => type === 'applied', 10_000);
		// Peers begin to watch late: let them.
		await pause(1500);
		await saveAndWait({ measured, contender, save, child, path: join(folder, file), saveCount });
	} catch (error) {
		remark(measured, contender.name, `fails: ${firstLine(error)}`);
	} finally {
		await child.stop();
	}
	if (notes[contender.takes] !== undefined) {
		remark(measured, contender.name, notes[contender.takes]);
	}
}

async function saveAndWait({ measured, contender, save, child, path, saveCount }) {
	// Few saves tell what is usual with a peer; our p95 wants many.
	const count = contender.name === 'hot-runtime' ? saveCount : Math.min(saveCount, contender.takes === 'restart' ? 4 : 12);
	let lost = 0;
	for (let version = 1; version <= count + 3 && lost < 4; ++version) {
		const applied = child.next(({ type, version: seen }) => type === 'applied' && seen === version, 4000);
		const before = now();
		saves[save](path, leafText(version));
		const seen = await applied.catch(() => undefined);
		const isWarmingUp = version <= 3;
		if (seen === undefined) {
			++lost;
		} else if (!isWarmingUp) {
			add(measured, contender.name, timeOf(seen, before) - before);
		}
		await pause(100 + Math.random() * 20);
	}
	if (lost > 0) {
		remark(measured, contender.name, lost >= 4 ? 'loses these saves' : `lost ${lost} of ${count + 3} saves`);
	}
}

/** When the handler was done: by the child's own clock if it is ours, else when the message arrived. */
const timeOf = ({ at, arrived }, before) => at > before && at <= arrived ? at : arrived;
