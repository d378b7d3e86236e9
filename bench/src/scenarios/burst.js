// Many saves at once: a checkout of fifty files, and one file saved two hundred times as fast as possible.
import { join } from 'node:path';
import { Child, now } from '../child.js';
import { add, firstLine, measurement, remark, rounds } from '../measurement.js';
import { saves, writeProgram } from '../programs/folder.js';
import { epochText, leafProgram, leafText, partText, partsProgram } from '../programs/hot-programs.js';

export const name = 'burst';

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));

const bursts = [
	...Object.keys(saves).map(save => ({
		what: `200 saves of one file (${save})`,
		program: takes => leafProgram(20, takes),
		write: (folder, version) => repeat(200, index => saves[save](join(folder, 'leaf.js'), leafText(version * 1000 + index))),
		final: version => version * 1000 + 199,
	})),
	...['in place', 'rename'].map(save => ({
		what: `50 files in 10 ms (${save})`,
		program: takes => partsProgram(49, takes),
		write: (folder, version) => writeParts(folder, version, saves[save]),
		final: version => version,
	})),
];

export async function run({ contenders, roundCount, say }) {
	const able = Object.values(contenders).filter(({ takes }) => takes === 'accept' || takes === 'boundary');
	const results = [];
	for (const burst of bursts) {
		say(`burst, ${burst.what}`);
		const delay = measurement(`${burst.what}: last write → last update done`, 'ms', { baseline: 'vite runner', goals: [{ text: '≤ 30 ms, final state right every time', of: 'p95', limit: 30 }] });
		const updates = measurement(`${burst.what}: updates`, '', { baseline: 'vite runner', goals: [{ text: '≤ 3, none mixed, no refusal reported', of: 'p95', limit: 3 }] });
		for (const contender of able) {
			await burstsOf({ burst, delay, updates, contender, roundCount });
		}
		results.push(delay, updates);
	}
	return results;
}

async function burstsOf({ burst, delay, updates, contender, roundCount }) {
	const folder = writeProgram(`burst-${contender.takes}`, burst.program(contender.takes).files);
	const child = new Child(contender.command('main.js'), { cwd: folder });
	try {
		await child.message(({ type }) => type === 'ready');
		await child.message(({ type }) => type === 'applied');
		await pause(1500);
		await rounds(roundCount, [contender], async (_, round) => {
			const seen = await oneBurst({ burst, child, folder, version: round + 1 });
			add(delay, contender.name, seen.delay, seen.problem);
			add(updates, contender.name, seen.updates, seen.mixed);
			return seen.delay !== undefined;
		});
	} catch (error) {
		remark(delay, contender.name, `fails: ${firstLine(error)}`);
	} finally {
		await child.stop();
	}
}

async function oneBurst({ burst, child, folder, version }) {
	const before = child.messages.length;
	const { length: told } = child.output;
	const final = child.next(({ type, version: seen }) => type === 'applied' && seen === burst.final(version), 3000).then(() => true, () => false);
	await burst.write(folder, version);
	const written = now();
	const isRight = await final;
	await pause(400);
	const applied = child.messages.slice(before).filter(({ type }) => type === 'applied');
	const mixed = applied.some(({ version: seen }) => typeof seen === 'string') ? 'accepted a mixed state' : undefined;
	const refusals = (child.output.slice(told).match(/not applied|not accept|[Ee]rror/gu) ?? []).length;
	return {
		delay: isRight ? Math.max(0, applied.at(-1).arrived - written) : undefined,
		problem: isRight ? (refusals > 0 ? 'reports refusals on the way' : undefined) : 'ends in a wrong state',
		updates: applied.length,
		mixed,
	};
}

/** As fast as possible, but not so that one event loop turn holds them all. */
async function repeat(count, write) {
	for (let index = 0; index < count; ++index) {
		write(index);
		if (index % 10 === 9) {
			await new Promise(resolve => setImmediate(resolve));
		}
	}
}

/** The shared module first, then the parts, spread over ten milliseconds. */
async function writeParts(folder, version, save) {
	const start = now();
	save(join(folder, 'epoch.js'), epochText(version));
	for (let index = 0; index < 49; ++index) {
		while (now() - start < index * 10 / 49) {
			await new Promise(resolve => setImmediate(resolve));
		}
		save(join(folder, `part${index}.js`), partText(index, version));
	}
}
