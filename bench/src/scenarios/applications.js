// Real applications with nothing ignored: start, warm and for the first time.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { add, firstLine, measurement, remark, rounds } from '../measurement.js';
import { writeProgram } from '../programs/folder.js';
import { applications } from '../programs/real.js';
import { startOnce } from './start.js';

export const name = 'applications';

const how = contender => ({ env: { BENCH_NOTHING_IGNORED: '1', ...contender.env }, timeout: 15_000 });

export async function run({ contenders, roundCount, say }) {
	const able = Object.values(contenders).map(contender => ({ ...contender, command: contender.everything ?? contender.command }));
	const results = [];
	for (const [application, files] of Object.entries(applications)) {
		say(`application: ${application}`);
		const folder = writeProgram(`real-${application.replace(' ', '-')}`, files);
		const start = measured => async contender => {
			try {
				add(measured, contender.name, await startOnce(contender, folder, 1, how(contender)));
				return true;
			} catch (error) {
				add(measured, contender.name, undefined, `fails: ${firstLine(error)}`);
				return false;
			}
		};
		const warm = measurement(`${application}, nothing ignored: start, warm cache`, 'ms', { goals: [{ text: '≤ 1 × plain', of: 'ratio', limit: 1 }] });
		// Who cannot run it is named at once, and not asked again.
		const failed = new Set();
		await rounds(2, able, contender => startOnce(contender, folder, 1, how(contender)).catch(error => {
			failed.add(contender);
			remark(warm, contender.name, `fails: ${firstLine(error)}`);
			return false;
		}));
		const running = able.filter(contender => !failed.has(contender));
		await rounds(roundCount, running, start(warm));
		const cold = measurement(`${application}, nothing ignored: start, first time ever`, 'ms', { goals: [{ text: '≤ 3 × plain', of: 'ratio', limit: 3 }] });
		await rounds(Math.ceil(roundCount / 2), running.filter(({ takes }) => takes !== 'restart'), contender => {
			rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
			return start(cold)(contender);
		});
		results.push(warm, cold);
	}
	return results;
}
