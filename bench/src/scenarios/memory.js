// Memory at the start, and memory that is left behind by each reload.
import { add, firstLine, measurement, remark, rounds } from '../measurement.js';
import { Child, peakMemory } from '../child.js';
import { writeProgram } from '../programs/folder.js';
import { graphProgram } from '../programs/graphs.js';
import { reloadProgram } from '../programs/reload-program.js';

export const name = 'memory';

export async function run({ contenders, roundCount, reloads, peerReloads, say }) {
	const results = [await atStart({ contenders, roundCount, say })];
	for (const { what, size, users, part } of [
		{ what: 'a 50 KB module', size: 50_000, users: 0, part: 1 },
		{ what: 'a 1 KB module', size: 1000, users: 0, part: 1 },
		{ what: '200 modules run again', size: 2500, users: 198, part: 0.1 },
	]) {
		for (const flags of ['', ' --enable-source-maps']) {
			const count = Math.round(reloads * part);
			say(`${count} reloads: ${what}${flags}`);
			// Peers are asked once.
			const asked = flags === '' ? contenders : { 'hot-runtime': contenders['hot-runtime'] };
			results.push(await afterReloads({ contenders: asked, what: `${what}${flags}`, size, users, flags, count, peerCount: Math.min(count, peerReloads) }));
		}
	}
	return results;
}

async function atStart({ contenders, roundCount, say }) {
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
	return measured;
}

async function afterReloads({ contenders, what, size, users, flags, count, peerCount }) {
	const measured = measurement(`retained a reload, ${what}`, 'KB', { baseline: 'vite runner', goals: [{ text: `survives ${count.toLocaleString('en')}, ≤ 1 KB`, of: 'figure', limit: 1 }] });
	for (const contender of Object.values(contenders).filter(each => each !== undefined && each.takes !== 'none')) {
		if (contender.takes === 'restart') {
			remark(measured, contender.name, 'runs everything again');
			continue;
		}
		const goal = contender.name === 'hot-runtime' ? count : peerCount;
		const folder = writeProgram(`reloads-${contender.takes}`, reloadProgram({ size, users, goal, takes: contender.takes, pace: contender.name === 'hot-runtime' ? 0 : 110 }).files);
		const child = new Child(contender.command('main.js'), { cwd: folder, env: { NODE_OPTIONS: `--max-old-space-size=100${flags}` } });
		try {
			// Three tenths of a second for each reload is more than any of them needs.
			const done = await child.message(({ type }) => type === 'done', 30_000 + goal * (contender.name === 'hot-runtime' ? 50 : 300));
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
