// What a program costs while nothing changes: processor time, wake-ups, timers.
import { readFileSync, readdirSync } from 'node:fs';
import { Child, groupOf } from '../child.js';
import { add, firstLine, measurement, remark } from '../measurement.js';
import { writeProgram } from '../programs/folder.js';
import { leafProgram } from '../programs/hot-programs.js';

export const name = 'idle';

export async function run({ contenders, idleSeconds, say }) {
	say(`idle for ${idleSeconds} s`);
	const cpu = measurement(`idle: processor time a minute`, 'ms', { goals: [{ text: 'no processor time', of: 'added', limit: 20 }] });
	const wakes = measurement(`idle: wake-ups a minute`, '', { goals: [{ text: 'no timers', of: 'added', limit: 10 }] });
	const running = [];
	for (const contender of Object.values(contenders)) {
		const folder = writeProgram(`idle-${running.length}`, leafProgram(100, contender.takes === 'boundary' ? 'restart' : contender.takes).files);
		running.push({ contender, child: new Child(contender.command('main.js'), { cwd: folder }) });
	}
	try {
		await Promise.all(running.map(each => observe({ ...each, cpu, wakes, idleSeconds })));
	} finally {
		await Promise.all(running.map(({ child }) => child.stop()));
	}
	return [cpu, wakes];
}

async function observe({ contender, child, cpu, wakes, idleSeconds }) {
	try {
		await child.message(({ type }) => type === 'ready', 60_000);
		// V8 tidies up its heap until some twenty seconds after a start, in plain Node as well.
		await new Promise(resolve => setTimeout(resolve, 25_000));
		const before = cost(child.pid);
		await new Promise(resolve => setTimeout(resolve, idleSeconds * 1000));
		const after = cost(child.pid);
		add(cpu, contender.name, (after.cpu - before.cpu) * 60 / idleSeconds);
		add(wakes, contender.name, Math.max(0, after.wakes - before.wakes) * 60 / idleSeconds);
		const state = child.next(({ type }) => type === 'state', 3000).catch(() => undefined);
		child.say('state');
		const timers = (await state)?.resources?.filter(resource => resource === 'Timeout').length ?? 0;
		if (timers > 0) {
			remark(cpu, contender.name, `${timers} timers`);
		}
	} catch (error) {
		remark(cpu, contender.name, `fails: ${firstLine(error)}`);
	}
}

/** Milliseconds of processor time and voluntary context switches of all threads of all processes of a group. */
function cost(leader) {
	let cpu = 0;
	let wakes = 0;
	for (const pid of groupOf(leader)) {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		cpu += (Number(fields[11]) + Number(fields[12])) * 10;
		for (const thread of readdirSync(`/proc/${pid}/task`)) {
			wakes += Number(/^voluntary_ctxt_switches:\s+(\d+)/mu.exec(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8'))?.[1] ?? 0);
		}
	}
	return { cpu, wakes };
}
