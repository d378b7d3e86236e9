// Memory that is left behind by each reload.
import { add, firstLine, measurement, remark } from '../measurement.js';
import { Child } from '../child.js';
import { writeProgram } from '../programs/folder.js';
import { reloadProgram } from '../programs/reload-program.js';

export const name = 'reloads';

export const programs = [
	{ what: 'a 1 KB module', size: 1000, users: 0 },
	{ what: 'a 50 KB module', size: 50_000, users: 0 },
	{ what: '200 modules run again', size: 2500, users: 198 },
];

export async function run({ contenders, reloads: count, peerReloads, say }) {
	const results = [];
	for (const { what, size, users } of programs) {
		for (const flags of ['', ' --enable-source-maps']) {
			say(`${count} reloads: ${what}${flags}`);
			// Peers are asked once.
			const asked = flags === '' ? contenders : { 'hot-runtime': contenders['hot-runtime'] };
			results.push(await afterReloads({ contenders: asked, what: `${what}${flags}`, size, users, flags, count, peerCount: Math.min(count, peerReloads) }));
		}
	}
	return results;
}

export const reloadsOf = (what, count) => measurement(`retained a reload, ${what}`, 'KB', { baseline: 'vite runner', goals: [{ text: `survives ${count.toLocaleString('en')}, ≤ 1 KB`, of: 'figure', limit: 1 }] });

async function afterReloads({ contenders, what, size, users, flags, count, peerCount }) {
	const measured = reloadsOf(what, count);
	for (const contender of Object.values(contenders).filter(each => each !== undefined && each.takes !== 'none')) {
		if (contender.takes === 'restart') {
			remark(measured, contender.name, 'runs everything again');
			continue;
		}
		const goal = contender.name === 'hot-runtime' ? count : peerCount;
		const folder = writeProgram(`reloads-${contender.takes}`, reloadProgram({ size, users, goal, takes: contender.takes, pace: contender.name === 'hot-runtime' ? 0 : 110 }).files);
		const child = new Child(contender.command('main.js'), { cwd: folder, env: { NODE_OPTIONS: `--max-old-space-size=100${flags}` } });
		try {
			// Half a second for each reload is more than any of them needs.
			const done = await child.message(({ type }) => type === 'done', 30_000 + goal * 500);
			add(measured, contender.name, done.retained / 1024, `${done.count.toLocaleString('en')} reloads, ${done.perReload.toFixed(1)} ms each${done.lost > 0 ? `, ${done.lost} saves lost` : ''}`);
		} catch (error) {
			const reached = child.messages.filter(({ type }) => type === 'reached').at(-1)?.count ?? 0;
			remark(measured, contender.name, /heap out of memory|heap limit/u.test(child.output) ? `dies: out of memory after ${reached} reloads` : `fails after ${reached} reloads: ${firstLine(error)}`);
		} finally {
			await child.stop();
		}
	}
	return measured;
}
