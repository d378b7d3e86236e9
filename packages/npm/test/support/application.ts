// A real program in a real process: it maps packages, imports its own modules, and does what the test tells it.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeFolder, type Folder } from './folder.js';
import type { SmallRegistry } from './registry.js';

/** How long any one wait may take, on a slow and busy machine. */
const limitMs = 90_000;

const packages = fileURLToPath(new URL('../../../', import.meta.url));

/** What an outcome says, without what cannot be sent. */
export interface SentOutcome {
	readonly type: string;
	readonly code: string | null;
	readonly message: string | null;
	readonly duration: number;
	/** Milliseconds from the call to its outcome. */
	readonly elapsed: number;
	/** Milliseconds of processor time of the program in between. */
	readonly cpu: number;
	readonly by: string | null;
}

export interface Application {
	readonly folder: Folder;
	/** Waits until the program has printed what matches: an answer of it may come before what it printed earlier. */
	says(pattern: RegExp): Promise<void>;
	/** Calls a method of `npm`. */
	call(method: 'use' | 'rollback', ...args: unknown[]): Promise<SentOutcome>;
	call(method: string, ...args: unknown[]): Promise<unknown>;
	/** Calls an export of the program's `app.js`. */
	ask(name: string, ...args: unknown[]): Promise<unknown>;
	[Symbol.asyncDispose](): Promise<void>;
}

export interface ApplicationOptions {
	/** Null: the one that npm's own configuration names. */
	readonly registry: Pick<SmallRegistry, 'url'> | null;
	readonly map: unknown;
	readonly mapOptions?: Readonly<Record<string, unknown>>;
	readonly files: Readonly<Record<string, string>>;
	readonly node?: string;
	readonly execArgv?: readonly string[];
}

const main = `
import { npm } from 'hot-runtime/npm';
const [map, mapOptions] = JSON.parse(process.env.DEMO);
const failed = error => ({ failed: { code: error?.code ?? null, message: String(error?.message ?? error) } });
let tell = () => {};
npm.onFailed((swap, outcome) => tell(['failed', swap, outcome.type]));
npm.onSwapped((swap, outcome) => tell(['swapped', swap, outcome.type]));
try {
	if (map !== null) await npm.map(map, mapOptions);
} catch (error) {
	process.send({ id: 0, value: failed(error) });
	process.disconnect();
	throw error;
}
const app = await import('./app.js');
const outcomeOf = ({ type, error, duration, durations, by }) => ({ type, durations, code: error?.code ?? null, message: error === undefined ? null : String(error?.message ?? error), duration, by: by ?? null });
process.on('message', async ({ id, target, name, args }) => {
	const start = performance.now();
	const cpu = process.cpuUsage();
	try {
		const value = target === 'npm'
			? name === 'next' ? await new Promise(resolve => tell = resolve) : name === 'memory' ? (globalThis.gc?.(), process.memoryUsage().heapUsed) : await npm[name](...args.map(arg => arg?.verify === undefined ? arg : { ...arg, verify: ns => app[arg.verify](ns) }))
			: await app[name](...args);
		process.send({ id, value: name === 'use' || name === 'rollback' ? { ...outcomeOf(value), elapsed: performance.now() - start, cpu: (({ user, system }) => (user + system) / 1000)(process.cpuUsage(cpu)) } : value });
	} catch (error) {
		process.send({ id, value: failed(error) });
	}
});
process.send({ id: 0, value: null });
`;

export async function startApplication({ registry, map, mapOptions = {}, files, node = process.execPath, execArgv = [] }: ApplicationOptions): Promise<Application> {
	const folder = await makeFolder();
	await folder.write({
		'package.json': '{"name":"application","type":"module"}', 'main.js': main,
		'.npmrc': registry === null ? 'fetch-retries=1\n' : `registry=${registry.url}\ncache=${join(folder.path, 'cache')}\nfetch-retries=0\n`, ...files,
	});
	await mkdir(join(folder.path, 'node_modules'), { recursive: true });
	await symlink(join(packages, 'hot-runtime'), join(folder.path, 'node_modules', 'hot-runtime'));
	// What `npm test` sets would be read before the application's own .npmrc.
	const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
	const env = { ...own, DEMO: JSON.stringify([map, mapOptions]), NODE_TEST_CONTEXT: undefined };
	const child = fork(join(folder.path, 'main.js'), {
		cwd: folder.path, env, execPath: node, silent: true, execArgv: ['--import', new URL('../../../hot-runtime/dist/register.js', import.meta.url).href, ...execArgv],
	});
	let errors = '';
	let wake = (): void => {};
	for (const stream of [child.stderr, child.stdout]) stream?.setEncoding('utf8').on('data', (chunk: string) => {
		errors += chunk;
		wake();
	});
	const says = async (pattern: RegExp): Promise<void> => {
		const late = setTimeout(() => wake(), limitMs);
		for (const end = performance.now() + limitMs; !pattern.test(errors);) {
			if (performance.now() >= end) throw new Error(`It has not printed ${pattern}, but\n${errors}`);
			await new Promise<void>(resolve => { wake = resolve; });
		}
		clearTimeout(late);
	};
	const waiting = new Map<number, (value: unknown) => void>();
	child.on('message', (message: { id: number; value: unknown }) => waiting.get(message.id)?.(message.value));
	let calls = 0;
	const send = (target: string, name: string, args: unknown[]) => answerOf(++calls, () => child.send({ id: calls, target, name, args }));
	const answerOf = (id: number, act: () => void) => new Promise<unknown>((resolve, reject) => {
		const exit = () => reject(new Error(`the program ended:\n${errors}`));
		child.once('close', exit);
		waiting.set(id, value => {
			child.off('close', exit);
			if (typeof value === 'object' && value !== null && 'failed' in value) reject(Object.assign(new Error(JSON.stringify(value.failed)), value.failed));
			else resolve(value);
		});
		act();
	});
	const dispose = async () => {
		if (child.exitCode === null && child.signalCode === null) {
			child.kill();
			await once(child, 'exit');
		}
		await folder[Symbol.asyncDispose]();
	};
	try {
		await answerOf(0, () => {});
	} catch (error) {
		await dispose();
		throw error;
	}
	return {
		folder, says,
		call: (method: string, ...args: unknown[]) => send('npm', method, args) as Promise<SentOutcome>,
		ask: (name, ...args) => send('app', name, args),
		[Symbol.asyncDispose]: dispose,
	};
}
