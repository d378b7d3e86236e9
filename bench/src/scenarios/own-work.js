// An update's own work, without the file system's delay: what the outcome's `duration` says, by the size of the graph.
import { join } from 'node:path';
import { Child } from '../child.js';
import { add, firstLine, measurement, remark } from '../measurement.js';
import { saves, writeProgram } from '../programs/folder.js';
import { leafProgram, leafText } from '../programs/hot-programs.js';

export const name = 'own-work';

const told = `
if (import.meta.hot) {
	import.meta.hot.on('message', (text, { outcome }) => outcome && console.log('@@' + JSON.stringify({ type: 'outcome', outcome: outcome.type, duration: outcome.duration })));
}
`;

export async function run({ contenders, sizes, saveCount, say }) {
	const contender = contenders['hot-runtime'];
	const results = [];
	for (const count of contender === undefined ? [] : sizes.filter(size => size > 1)) {
		say(`own work, ${count} modules`);
		const measured = measurement(`an update's own work: one leaf in ${count.toLocaleString('en')} modules`, 'ms', { baseline: 'hot-runtime', goals: [{ text: '≤ 3 ms', of: 'figure', limit: 3 }] });
		const program = leafProgram(count, 'accept').files;
		const folder = writeProgram('own-work', { ...program, 'main.js': program['main.js'] + told });
		const child = new Child(contender.command('main.js'), { cwd: folder });
		try {
			await child.message(({ type }) => type === 'ready', 60_000);
			await new Promise(resolve => setTimeout(resolve, 1500));
			for (let version = 1; version <= saveCount + 5; ++version) {
				const outcome = child.next(({ type }) => type === 'outcome', 5000);
				saves['in place'](join(folder, 'leaf.js'), leafText(version));
				const { duration } = await outcome;
				if (version > 5) {
					add(measured, contender.name, duration);
				}
				await new Promise(resolve => setTimeout(resolve, 30));
			}
		} catch (error) {
			remark(measured, contender.name, `fails: ${firstLine(error)}`);
		} finally {
			await child.stop();
		}
		results.push(measured);
	}
	return results;
}
