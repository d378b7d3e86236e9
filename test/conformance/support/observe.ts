// Runs one process and writes down all that a person could see of it.
import { spawn } from 'node:child_process';
import type { NodeBinary } from './nodes.js';

export interface Observed {
	readonly stdout: string;
	readonly stderr: string;
	/** The exit code, or the name of the signal that ended the process. */
	readonly exit: number | string;
}

export interface Start {
	readonly node: NodeBinary;
	readonly args: readonly string[];
	readonly cwd: string;
	readonly env?: Readonly<Record<string, string>>;
	readonly stdin?: string;
	/** Milliseconds after which the process is ended. */
	readonly limit?: number;
}

/** What the surroundings of the tests must not lend to the program. */
const foreign = [ 'NODE_OPTIONS', 'NODE_TEST_CONTEXT', 'NODE_V8_COVERAGE', 'FORCE_COLOR', 'NODE_PATH', 'NODE_CHANNEL_FD' ];

function environment(own: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
	const lent = Object.entries(process.env).filter(([ name ]) => !foreign.includes(name) && !name.startsWith('npm_'));
	return { ...Object.fromEntries(lent), NO_COLOR: '1', ...own };
}

/** Processes at a time: the machine has others to serve. `CONFORMANCE_PROCESSES=1` leaves it more. */
const places = Number(process.env.CONFORMANCE_PROCESSES ?? 2);
let running = 0;
const waiting: (() => void)[] = [];

export async function observe(start: Start): Promise<Observed> {
	while (running >= places) {
		await new Promise<void>(resolve => { waiting.push(resolve); });
	}
	running++;
	try {
		return await run(start);
	} finally {
		running--;
		waiting.shift()?.();
	}
}

function run({ node, args, cwd, env, stdin = '', limit = 90_000 }: Start): Promise<Observed> {
	return new Promise((resolve, reject) => {
		const child = spawn(node.path, args, { cwd, env: environment(env), stdio: 'pipe' });
		const stdout: Buffer[] = [];
		const stderr: Buffer[] = [];
		let isOver = false;
		const timer = setTimeout(() => {
			isOver = true;
			child.kill('SIGKILL');
		}, limit);
		child.stdout.on('data', (data: Buffer) => stdout.push(data));
		child.stderr.on('data', (data: Buffer) => stderr.push(data));
		child.stdin.on('error', () => { /* the program ended without reading it */ });
		child.stdin.end(stdin);
		child.on('error', error => {
			clearTimeout(timer);
			reject(error);
		});
		child.on('close', (code, signal) => {
			clearTimeout(timer);
			resolve({
				stdout: Buffer.concat(stdout).toString('utf8'),
				stderr: Buffer.concat(stderr).toString('utf8'),
				exit: isOver ? `still running after ${limit} ms` : code ?? signal ?? 'unknown',
			});
		});
	});
}
