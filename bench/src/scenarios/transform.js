// How fast the text of modules is transformed, against dynohot's transform on the same files, each in a process of its own.
import { join } from 'node:path';
import { Child } from '../child.js';
import { add, firstLine, measurement, remark, rounds } from '../measurement.js';
import { bench } from '../programs/folder.js';

export const name = 'transform';

export async function run({ node, roundCount, passes = 3, say }) {
	say('transform');
	const measured = new Map();
	await rounds(roundCount, [{ name: 'hot-runtime' }, { name: 'dynohot' }], async contender => {
		const child = new Child([node, join(bench, 'src/transform-speed.js'), contender.name, String(passes)], { cwd: bench });
		try {
			const { results } = await child.message(({ type }) => type === 'ready', 300_000);
			for (const [corpus, speed] of Object.entries(results)) {
				if (!measured.has(corpus)) {
					measured.set(corpus, measurement(`transform: ${corpus}`, 'MB/s', { baseline: 'dynohot', goals: [{ text: '≥ 3 × dynohot', of: 'ratio', limit: 3, atLeast: true }] }));
				}
				add(measured.get(corpus), contender.name, speed);
			}
			return true;
		} catch (error) {
			measured.forEach(each => remark(each, contender.name, `fails: ${firstLine(error)}`));
			return false;
		} finally {
			await child.stop();
		}
	});
	return [...measured.values()];
}
