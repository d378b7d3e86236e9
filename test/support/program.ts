// A program in a temporary folder, run by a real Node with hot-runtime registered, edited and watched by what it prints.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { packageFolder } from './library.js';
import { root } from './nodes.js';
import type { Setup } from './nodes.js';

/** How long any one wait may take, on a slow and busy machine. */
const limitMs = 90_000;

const byHand = 'data:text/javascript,import{register}from"node:module";import{pathToFileURL}from"node:url";register("hot-runtime/loader",pathToFileURL("./"))';

/** Where clean-up is registered: a test, or what stands for one. */
export type Cleanup = Pick<TestContext, 'after'>;

export type Files = Readonly<Record<string, string>>;

export interface StartOptions {
	readonly main?: string;
	/** Where to start it, relative to the folder. */
	readonly cwd?: string;
	/** Before the main module's name. */
	readonly flags?: readonly string[];
	readonly args?: readonly string[];
	/** Plain Node, to compare with. */
	readonly isPlain?: boolean;
	/** `--import`s that come before hot-runtime's. */
	readonly importBefore?: readonly string[];
	/** The same, after hot-runtime's. */
	readonly importAfter?: readonly string[];
	/** What is preloaded instead of hot-runtime's own registration. */
	readonly register?: readonly string[];
	/** The number of who runs it; else who runs the test. */
	readonly user?: number;
	/** Beside what every program gets. */
	readonly env?: Readonly<Record<string, string>>;
}

/** A folder of a test's own. Its files are edited as people's editors do it. */
export class ProgramFolder {
	readonly path: string;
	readonly #running: RunningProgram[] = [];

	constructor(t: Cleanup, { fixture, files = {}, packages = [] }: { fixture?: string; files?: Files; packages?: readonly string[] }) {
		this.path = realpathSync(mkdtempSync(join(tmpdir(), 'hot-program-')));
		// Whatever runs in it ends first: it may write to its cache.
		t.after(async () => {
			await Promise.all(this.#running.map(program => program.stop()));
			rmSync(this.path, { recursive: true, force: true, maxRetries: 5 });
		});
		if (fixture !== undefined) cpSync(join(root, 'fixtures', fixture), this.path, { recursive: true });
		for (const [name, text] of Object.entries(files)) this.write(name, text);
		this.link('hot-runtime', packageFolder);
		for (const name of packages) this.link(name, realpathSync(join(root, 'test/node_modules', name)));
	}

	/** `program` runs here until the test ends. */
	runs(program: RunningProgram): void {
		this.#running.push(program);
	}

	at(name: string): string {
		return join(this.path, name);
	}

	read(name: string): string {
		return readFileSync(this.at(name), 'utf8');
	}

	write(name: string, text: string): void {
		mkdirSync(dirname(this.at(name)), { recursive: true });
		writeFileSync(this.at(name), text);
	}

	remove(name: string): void {
		rmSync(this.at(name));
	}

	/** As editors save that never leave half a file behind. */
	replace(name: string, text: string): void {
		this.write(`${name}.tmp`, text);
		renameSync(this.at(`${name}.tmp`), this.at(name));
	}

	/** Changes one piece of a file, which must be there. */
	edit(name: string, from: string, to: string): void {
		const text = this.read(name);
		if (!text.includes(from)) throw new Error(`${name} does not contain ${from}`);
		this.write(name, text.replace(from, () => to));
	}

	/** Puts a package where this program's imports find it. */
	link(name: string, target: string, folder = '.'): void {
		const link = join(this.path, folder, 'node_modules', name);
		mkdirSync(dirname(link), { recursive: true });
		symlinkSync(target, link);
	}
}

/** What is preloaded to have hot-runtime in this setup. */
export const registrationOf = ({ node, driver }: Setup): string => driver === 'thread' && node.hasInThreadHooks ? byHand : 'hot-runtime/register';

/** Starts the program. It is stopped after the test. */
export function start(folder: ProgramFolder, setup: Setup, options: StartOptions = {}): RunningProgram {
	const { main = 'main.js', cwd = '.', flags = [], args = [], isPlain = false, importBefore = [], importAfter = [] } = options;
	const { node } = setup;
	if (node.path === null) throw new Error(`${node.name} is not installed`);
	const register = options.register ?? [registrationOf(setup)];
	const imports = [...importBefore, ...isPlain ? [] : register, ...importAfter].flatMap(name => ['--import', name]);
	const child = spawn(node.path, [...flags, ...imports, main, ...args], {
		cwd: join(folder.path, cwd),
		stdio: ['pipe', 'pipe', 'pipe'],
		...options.user === undefined ? {} : { uid: options.user, gid: options.user },
		env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'], NO_COLOR: '1', NODE_NO_WARNINGS: '1', ...options.env },
	});
	const program = new RunningProgram(child);
	folder.runs(program);
	return program;
}

type StreamName = 'stdout' | 'stderr';

/** One of the streams a program prints to, and how much of it was waited for. */
class Printed {
	text = '';
	#seen = 0;

	/** The next match after the last one. */
	next(pattern: RegExp): RegExpExecArray | null {
		const match = pattern.exec(this.text.slice(this.#seen));
		if (match !== null) this.#seen += match.index + match[0].length;
		return match;
	}

	/** Drops what was waited for. */
	forget(): void {
		this.text = this.text.slice(this.#seen);
		this.#seen = 0;
	}
}

export class RunningProgram {
	readonly child: ChildProcess;
	/** Each by itself: in which order the texts of two streams arrive says nothing about the program. */
	readonly #printed: Readonly<Record<StreamName, Printed>> = { stdout: new Printed(), stderr: new Printed() };
	#exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
	#hasExited = false;
	#wake: () => void = () => {};

	constructor(child: ChildProcess) {
		this.child = child;
		this.#listen('stdout');
		this.#listen('stderr');
		this.#exit = once(child, 'close').then(([code, signal]) => {
			this.#hasExited = true;
			this.#wake();
			return { code, signal };
		});
	}

	/** What has come so far; all of it once the program has ended, or what was waited for. */
	get stdout(): string {
		return this.#printed.stdout.text;
	}

	get stderr(): string {
		return this.#printed.stderr.text;
	}

	#listen(name: StreamName): void {
		this.child[name]?.setEncoding('utf8').on('data', (text: string) => {
			this.#printed[name].text += text;
			this.#wake();
		});
	}

	/** Waits until one stream, by itself, has what matches after the last match in that stream; answers the match. */
	async prints(expected: string | RegExp): Promise<RegExpExecArray> {
		const pattern = typeof expected === 'string' ? new RegExp(expected.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')) : expected;
		return this.#wait(`printed ${pattern}`, () => {
			const match = this.#printed.stdout.next(pattern) ?? this.#printed.stderr.next(pattern);
			if (match === null && this.#hasExited) throw new Error(`It ended before it printed ${pattern}.${this.#told()}`);
			return match;
		});
	}

	/** Drops what was waited for, in a long run. */
	forget(): void {
		this.#printed.stdout.forget();
		this.#printed.stderr.forget();
	}

	/** Waits for its end. */
	async ends(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
		await this.#wait('ended', () => (this.#hasExited ? true : null));
		return this.#exit;
	}

	async stop(): Promise<void> {
		if (!this.#hasExited) this.child.kill('SIGKILL');
		await this.#exit;
	}

	async #wait<T>(what: string, look: () => T | null): Promise<T> {
		const end = performance.now() + limitMs;
		for (;;) {
			const found = look();
			if (found !== null) return found;
			const left = end - performance.now();
			if (left <= 0) throw new Error(`It has not ${what} in ${limitMs} ms.${this.#told()}`);
			await new Promise<void>(resolve => {
				const timer = setTimeout(resolve, left);
				this.#wake = () => {
					clearTimeout(timer);
					resolve();
				};
			});
		}
	}

	#told(): string {
		const { stdout, stderr } = this;
		return [['stdout', stdout], ['stderr', stderr]].map(([name, text = '']) => `\nIts ${name}:\n${text.slice(-4000)}`).join('');
	}
}
