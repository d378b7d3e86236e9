// Memory at the start.
import { add, firstLine, measurement, remark, rounds } from '../measurement.js';
import { Child, peakMemory } from '../child.js';
import { writeProgram } from '../programs/folder.js';
import { graphProgram } from '../programs/graphs.js';

export const name = 'memory';

export async function run({ contenders, roundCount, say }) {
	say('peak memory at start');
	const measured = measurement('peak memory, tree of 1,000 modules, one second after its start', 'MB', { goals: [{ text: '≤ 1.25 × plain', of: 'ratio', limit: 1.25 }] });
	const stay = 'setInterval(() => {}, 100_000);\n';
	const { files, total } = graphProgram('tree', 1000, { after: stay });
	const folder = writeProgram('peak', files);
	await rounds(Math.min(roundCount, 5) + 2, Object.values(contenders), async (contender, round) => {
		const child = new Child(contender.command('main.js'), { cwd: folder });
		try {
			await child.message(({ type, total: seen }) => type === 'ready' && seen === total, 60_000);
			await new Promise(resolve => setTimeout(resolve, 1000));
			if (round >= 2) {
				add(measured, contender.name, peakMemory(child.pid));
			}
			return true;
		} catch (error) {
			remark(measured, contender.name, `fails: ${firstLine(error)}`);
			return false;
		} finally {
			await child.stop();
		}
	});
	return [measured];
}
