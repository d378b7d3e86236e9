// How fast the program itself runs: hot loops over imports, realistic code, a server under load.
import { Agent, request } from 'node:http';
import { Child, now } from '../child.js';
import { add, firstLine, measurement, remark, rounds } from '../measurement.js';
import { writeProgram } from '../programs/folder.js';
import { helloProgram, languageProgram, loopNames, loopsProgram } from '../programs/loops.js';

export const name = 'run-time';

/** A process in three or four gets the better of two codes for a loop: with seven of them a loop of ten had none. */
const moreProcesses = 5;

export async function run({ contenders, roundCount, isQuick, say }) {
	// The others run the program as native modules.
	const able = Object.values(contenders).filter(contender => ['node', 'hot-runtime', 'dynohot', 'hot-hook', 'vite runner'].includes(contender.name));
	say('hot loops');
	const loops = await printed({ able, roundCount: isQuick ? roundCount : roundCount + moreProcesses, program: loopsProgram(), folder: writeProgram('loops', loopsProgram().files), measured: Object.fromEntries(loopNames.map(loop => [loop, loopMeasurement(loop)])) });
	if (isQuick) return loops;
	say('realistic code');
	const turns = measurement('tokenizer, parser, cache over ten modules', 'turns/s', { goals: [{ text: '≥ 0.97 × native', of: 'ratio', limit: 0.97, atLeast: true }] });
	await printed({ able, roundCount: Math.ceil(roundCount / 2), program: languageProgram, folder: writeProgram('language', languageProgram.files), measured: { turns } });
	return [...loops, turns, await hello({ able, roundCount, say })];
}

function loopMeasurement(loop) {
	const limit = loop.startsWith('mutable') ? 1.5 : 1.1;
	// V8 compiles a loop one way or another by process: the best of several processes counts.
	return { ...measurement(`hot loop: ${loop}`, 'ns', { goals: [{ text: `≤ ${limit} × native`, of: 'best', limit }] }), isBest: true };
}

async function printed({ able, roundCount, folder, measured }) {
	await rounds(roundCount, able, async contender => {
		const child = new Child(contender.command('main.js'), { cwd: folder });
		try {
			const { results } = await child.message(({ type }) => type === 'ready', 120_000);
			for (const [key, value] of Object.entries(results)) {
				add(measured[key], contender.name, value);
			}
			return true;
		} catch (error) {
			Object.values(measured).forEach(each => remark(each, contender.name, `fails: ${firstLine(error)}`));
			return false;
		} finally {
			await child.stop();
		}
	});
	return Object.values(measured);
}

async function hello({ able, roundCount, say }) {
	say('a server under load');
	const measured = measurement('HTTP hello under load', 'requests/s', { goals: [{ text: '≥ 0.97 × native', of: 'ratio', limit: 0.97, atLeast: true }] });
	const folder = writeProgram('hello', helloProgram.files);
	await rounds(roundCount, able, async contender => {
		const child = new Child(contender.command('main.js'), { cwd: folder });
		try {
			const { port } = await child.message(({ type }) => type === 'ready');
			await load(port, 800);
			add(measured, contender.name, await load(port, 2000));
			return true;
		} catch (error) {
			add(measured, contender.name, undefined, `fails: ${firstLine(error)}`);
			return false;
		} finally {
			await child.stop();
		}
	});
	return measured;
}

/** Requests a second that 16 connections get answered in `duration` milliseconds. */
async function load(port, duration) {
	const agent = new Agent({ keepAlive: true, maxSockets: 16 });
	const end = now() + duration;
	let answered = 0;
	const get = () => new Promise((resolve, reject) => {
		request({ port, host: '127.0.0.1', agent, path: '/' }, response => {
			response.setEncoding('utf8').on('data', text => text === 'hello world\n' ? ++answered : reject(new Error(`answered ${text}`))).on('end', resolve);
		}).on('error', reject).end();
	});
	const connection = async () => {
		while (now() < end) {
			await get();
		}
	};
	await Promise.all(Array.from({ length: 16 }, connection));
	agent.destroy();
	return answered / duration * 1000;
}
