// A real process, real files and a long row of random edits as editors and tools make them. Whenever the files are whole again, the program shows what
// they say; every now and then that is compared with what a fresh plain Node shows, and the process's memory is looked at.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Setup } from '../../support/nodes.js';
import { ProgramFolder, start } from '../../support/program.js';
import type { Cleanup, RunningProgram } from '../../support/program.js';
import { Modules } from './modules.js';
import type { Shown } from './modules.js';
import { Random } from './random.js';

export interface SoakOptions {
	readonly edits: number;
	readonly seed: number;
	/** After how many edits the files are made whole and the program is looked at. */
	readonly editsBetweenLooks: number;
	/** After how many of those a fresh Node is asked, and the memory measured. */
	readonly looksBetweenMeasurements: number;
	readonly tell?: (text: string) => void;
}

export interface Memory {
	readonly edit: number;
	/** How many specifiers have been resolved so far, each counted once for each module that asked: Node remembers them all. */
	readonly resolutions: number;
	readonly heapUsed: number;
	readonly rss: number;
	readonly handles: number;
}

/** How long the last save may take to be noticed and applied on a slow and busy machine. */
const limitMs = 90_000;

/** A missing file is waited for as long. */
const calmMs = 120;

type Files = Map<string, string | null>;

/** Rejects with what the program showed and what it should have. Answers what its memory was in the course of time. */
export async function soak(t: Cleanup, setup: Setup, { edits, seed, editsBetweenLooks, looksBetweenMeasurements, tell = () => {} }: SoakOptions): Promise<readonly Memory[]> {
	const random = new Random(seed);
	const modules = new Modules(random);
	const folder = new ProgramFolder(t, { files: { 'package.json': '{"type":"module"}', 'main/main.js': modules.main(), 'main/nothing.js': 'export const something = 1;' } });
	const editor = new Editor(folder, random);
	for (const [name, text] of modules.files()) folder.write(name, text ?? '');
	const program = start(folder, setup, { main: 'main/main.js', flags: ['--expose-gc'] });
	await program.prints('runs\n');
	const memory: Memory[] = [];
	const resolutions = new Set<string>();
	const save = (files: Files): Promise<void> => {
		for (const [name, text] of files) for (const [specifier] of text?.matchAll(/'\.\.\/[^']+'/g) ?? []) resolutions.add(`${name} ${specifier}`);
		return editor.save(files);
	};
	let looks = 0;
	for (let edit = 1; edit <= edits; edit++) {
		for (let burst = random.once(6) ? 12 : 1; burst > 0; burst--) await save(modules.edit());
		if (random.once(40)) await editor.replaceFolder();
		if (random.once(2)) await wait(random.below(15));
		if (edit % editsBetweenLooks > 0 && edit < edits) continue;
		await save(modules.heal());
		await becomes(program, modules.shown(), `after ${edit} edits with seed ${seed}`);
		looks++;
		if (looks % looksBetweenMeasurements > 0 && edit < edits) continue;
		assert.deepEqual(await fresh(folder, setup), modules.shown(), 'a fresh Node');
		const now = { edit, resolutions: resolutions.size, ...await measure(program) };
		memory.push(now);
		tell(`${new Date().toISOString()} ${setup.name}: ${edit} edits, ${now.resolutions} resolutions, heap ${mb(now.heapUsed)}, resident ${mb(now.rss)}, ${now.handles} handles`);
		program.forget();
	}
	return memory;
}

const mb = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MB`;

/** Looks until the program shows what it should and nothing waits: the last save is noticed when the system says so. */
async function becomes(program: RunningProgram, expected: Shown, when: string): Promise<void> {
	const end = Date.now() + limitMs;
	for (;;) {
		await calms(program);
		program.child.stdin?.write('look\n');
		const [, text = ''] = await program.prints(/shown (\{.*\});/);
		const { pending, unhandled, ...shown }: Shown & { pending: readonly { id: string; reason: string }[]; unhandled: readonly string[] } = JSON.parse(text);
		assert.deepEqual(unhandled, [], `unhandled rejections ${when}`);
		const isRight = pending.length === 0 && JSON.stringify(shown) === JSON.stringify(expected);
		if (isRight) return;
		if (Date.now() > end) {
			const { history } = await ask(program);
			const waiting = pending.map(({ id, reason }) => `${id} (${reason}): ${textOf(id)}`);
			assert.fail(`${when} it shows\n${JSON.stringify(shown)}\nand not\n${JSON.stringify(expected)}\nwhile these wait\n${waiting.join('\n')}\n${history.join('\n')}\n${program.stderr.slice(-3000)}`);
		}
		await wait(20);
	}
}

/** Waits until no update runs or is about to: an `import()` by old code brings what it names back until the next update. */
async function calms(program: RunningProgram): Promise<void> {
	let last = '';
	for (let since = Date.now(); Date.now() - since < calmMs; await wait(20)) {
		program.child.stdin?.write('calm\n');
		const [, now = ''] = await program.prints(/calm (.*);/);
		if (now === last && now.startsWith('watch ')) continue;
		last = now;
		since = Date.now();
	}
}

function textOf(id: string): string {
	try {
		return readFileSync(new URL(id), 'utf8').slice(0, 600);
	} catch (error) {
		return String(error);
	}
}

type Measured = Pick<Memory, 'heapUsed' | 'rss' | 'handles'>;

async function ask(program: RunningProgram): Promise<Measured & { readonly history: readonly string[] }> {
	program.child.stdin?.write('memory\n');
	const [, text = ''] = await program.prints(/memory (\{.*\});/);
	return JSON.parse(text);
}

async function measure(program: RunningProgram): Promise<Measured> {
	const { heapUsed, rss, handles } = await ask(program);
	return { heapUsed, rss, handles };
}

/** The final word: what these files are to a Node that has just started. */
async function fresh(folder: ProgramFolder, { node }: Setup): Promise<Shown> {
	const { stdout } = await promisify(execFile)(node.path ?? '', ['main/main.js', '--once'], { cwd: folder.path });
	return JSON.parse(/shown (\{.*\});/.exec(stdout)?.[1] ?? '');
}

/** Saves as people's editors and tools do. */
class Editor {
	readonly #folder: ProgramFolder;
	readonly #random: Random;

	constructor(folder: ProgramFolder, random: Random) {
		this.#folder = folder;
		this.#random = random;
	}

	async save(files: Files): Promise<void> {
		for (const [name, text] of files) {
			if (text === null) rmSync(this.#folder.at(name), { recursive: true, force: true });
			else await this.#write(name, text);
			if (this.#random.once(20)) await wait(this.#random.below(5));
		}
	}

	/** A whole folder is moved away and back, as by a change of branches. */
	async replaceFolder(): Promise<void> {
		const name = `part${this.#random.below(4)}`;
		renameSync(this.#folder.at(name), this.#folder.at(`${name}.away`));
		if (this.#random.once(2)) await wait(this.#random.below(10));
		renameSync(this.#folder.at(`${name}.away`), this.#folder.at(name));
	}

	async #write(name: string, text: string): Promise<void> {
		switch (this.#random.below(8)) {
			case 0: {
				// A part of it, and the rest when it likes. Never one that runs by itself: it might lack what it cleans up with.
				this.#folder.write(name, text.slice(0, text.lastIndexOf('{') + 1));
				await wait(this.#random.below(4));
				return this.#folder.write(name, text);
			}
			case 1: {
				rmSync(this.#folder.at(name), { force: true });
				return this.#folder.write(name, text);
			}
			case 2: {
				// A folder in its place, for a moment.
				rmSync(this.#folder.at(name), { force: true });
				mkdirSync(this.#folder.at(name), { recursive: true });
				rmSync(this.#folder.at(name), { recursive: true });
				return this.#folder.write(name, text);
			}
			case 3:
			case 4:
			case 5: return this.#folder.replace(name, text);
			default: return this.#folder.write(name, text);
		}
	}
}
