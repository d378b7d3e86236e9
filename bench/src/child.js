// One run of a contender: its messages (lines that begin with @@), its other output, and its end.
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';

/** Milliseconds on the machine's monotonic clock, which children of Node's kind read as well. */
export const now = () => Number(process.hrtime.bigint()) / 1e6;

const alive = new Set();
process.on('exit', () => alive.forEach(child => child.kill()));
for (const signal of ['SIGINT', 'SIGTERM']) {
	process.on(signal, () => process.exit(1));
}

export class Child {
	#child;
	#messages = [];
	#waiting = new Set();
	#rest = '';
	output = '';
	started = now();
	ended;

	constructor(command, { cwd, env = {} }) {
		const [program, ...args] = command;
		this.#child = spawn(program, args, { cwd, env: { ...process.env, NODE_OPTIONS: '', ...env }, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
		alive.add(this);
		this.#child.stdin.on('error', () => {});
		this.#child.stdout.setEncoding('utf8').on('data', text => this.#read(text));
		this.#child.stderr.setEncoding('utf8').on('data', text => {
			this.output += text;
		});
		this.ended = new Promise(resolve => this.#child.on('close', (code, signal) => {
			alive.delete(this);
			resolve({ code, signal, at: now() });
			this.#waiting.forEach(({ fail }) => fail(new Error(`ended (${code ?? signal}) before that: ${this.output.slice(-2000)}`)));
		}));
	}

	get pid() {
		return this.#child.pid;
	}

	get messages() {
		return this.#messages;
	}

	#read(text) {
		const arrived = now();
		const lines = (this.#rest + text).split('\n');
		this.#rest = lines.pop();
		for (const line of lines) {
			if (line.startsWith('@@')) {
				const message = { ...JSON.parse(line.slice(2)), arrived };
				this.#messages.push(message);
				this.#waiting.forEach(({ check }) => check(message));
			} else {
				this.output += `${line}\n`;
			}
		}
	}

	/** The first message, from those already there on, for which `test` holds. Rejects after `timeout` milliseconds. */
	message(test, timeout = 30_000) {
		const found = this.#messages.find(test);
		return found === undefined ? this.next(test, timeout) : Promise.resolve(found);
	}

	/** The next message for which `test` holds. */
	next(test, timeout = 30_000) {
		return new Promise((resolve, reject) => {
			const end = () => {
				this.#waiting.delete(waiting);
				clearTimeout(timer);
			};
			const fail = error => (end(), reject(error));
			const waiting = { fail, check: message => test(message) && (end(), resolve(message)) };
			const timer = setTimeout(() => fail(new Error(`nothing within ${timeout} ms: ${this.output.slice(-2000)}`)), timeout);
			this.#waiting.add(waiting);
		});
	}

	say(line) {
		this.#child.stdin.write(`${line}\n`);
	}

	/** Ends the whole group of processes. */
	kill() {
		try {
			process.kill(0 - Number(this.#child.pid), 'SIGKILL');
		} catch {
			// It is gone already.
		}
	}

	async stop() {
		this.kill();
		return await this.ended;
	}
}

/** The processes of the group that `pid` leads, from /proc. */
export function groupOf(pid) {
	return readdirSync('/proc').filter(name => /^\d+$/u.test(name)).filter(name => {
		try {
			const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
			return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2]) === pid;
		} catch {
			return false;
		}
	}).map(Number);
}

/** Peak resident memory of a contender, all its processes together, in MB. */
export function peakMemory(pid) {
	return groupOf(pid).reduce((sum, member) => {
		const peak = /VmHWM:\s+(\d+)/u.exec(readFileSync(`/proc/${member}/status`, 'utf8'));
		return sum + (peak === null ? 0 : Number(peak[1]) / 1024);
	}, 0);
}
