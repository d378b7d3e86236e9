// A real program of 200 modules and a long row of random edits as editors and tools make them: in place, by rename, in bursts, deletions and restorations,
// syntax errors, errors in evaluation, cycles, modules that come and go. Whenever the files are whole again, the program shows what they say.
import assert from 'node:assert/strict';
import { unlinkSync } from 'node:fs';
import { test } from 'node:test';
import { defaultSetups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';
import type { RunningProgram } from '../support/program.js';

const moduleCount = 200;
const editCount = Number(process.env['HOT_RUNTIME_TEST_EDITS'] ?? 60);
const editsBetweenLooks = 15;
const mostGrowth = 16 * 2 ** 20;

/** The same numbers in each run. */
function generator(seed: number): (below: number) => number {
	let state = seed;
	return below => {
		state = Math.imul(state, 1_664_525) + 1_013_904_223 | 0;
		return (state >>> 8) % below;
	};
}

interface Module {
	readonly value: number;
	readonly imports: readonly number[];
	readonly accepts: boolean;
	readonly fault: 'syntax' | 'throw' | 'deleted' | null;
}

const tops = [1, 50, 100, 150];

class Modules {
	readonly #random: (below: number) => number;
	readonly #modules: Module[];

	constructor(random: (below: number) => number) {
		this.#random = random;
		this.#modules = Array.from({ length: moduleCount }, (_, index) => ({ value: index, imports: this.#imports(index), accepts: random(6) === 0, fault: null }));
	}

	/** Mostly a tree that points to higher numbers, with some edges back: cycles. */
	#imports(index: number): readonly number[] {
		const reach = Math.min(20, moduleCount - index - 1);
		const forward = reach < 1 ? [] : Array.from({ length: this.#random(4) }, () => index + 1 + this.#random(reach));
		return [...new Set(this.#random(12) === 0 && index > 1 ? [...forward, 1 + this.#random(index)] : forward)];
	}

	/** Changes one module; answers which. */
	edit(): number {
		const index = 1 + this.#random(moduleCount - 1);
		const module = this.#modules[index];
		if (module === undefined) return index;
		const kinds: readonly Partial<Module>[] = [{}, {}, {}, {}, { imports: this.#imports(index) }, { accepts: !module.accepts }, { fault: 'syntax' }, { fault: 'throw' }, { fault: 'deleted' }];
		this.#modules[index] = { ...module, fault: null, value: this.#random(100_000), ...kinds[this.#random(kinds.length)] };
		return index;
	}

	/** Makes everything whole; answers what was not. */
	heal(): readonly number[] {
		const faulty = this.#modules.flatMap(({ fault }, index) => (fault === null ? [] : [index]));
		for (const index of faulty) {
			const module = this.#modules[index];
			if (module !== undefined) this.#modules[index] = { ...module, fault: null };
		}
		return faulty;
	}

	/** Null for a file that is not there. */
	text(index: number): string | null {
		const module = this.#modules[index];
		if (module === undefined || module.fault === 'deleted') return null;
		const { value, imports, accepts, fault } = module;
		if (fault === 'syntax') return `export const value = ${value} syntax\n`;
		return `${imports.map(other => `import { sum as s${other} } from './m${other}.js';`).join('\n')}
			export const value = ${value};
			export function sum(seen) {
				if (seen.has(${index})) return 0;
				seen.add(${index});
				return (value${imports.map(other => ` + s${other}(seen)`).join('')}) % 1000003;
			}
			${fault === 'throw' ? 'throw new Error("fault");' : ''}
			${accepts ? 'import.meta.hot?.accept();' : ''}\n`;
	}

	/** What the program says when it runs these texts. */
	sum(index: number, seen: Set<number>): number {
		const module = this.#modules[index];
		if (module === undefined || seen.has(index)) return 0;
		seen.add(index);
		return module.imports.reduce((total, other) => total + this.sum(other, seen), module.value) % 1_000_003;
	}

	total(): number {
		const seen = new Set<number>();
		return tops.reduce((total, top) => total + this.sum(top, seen), 0);
	}
}

const main = `${tops.map(top => `import { sum as s${top} } from './m${top}.js';`).join('\n')}
	const sum = () => { const seen = new Set(); return ${tops.map(top => `s${top}(seen)`).join(' + ')}; };
	import.meta.hot.accept(${JSON.stringify(tops.map(top => `./m${top}.js`))});
	process.on('unhandledRejection', error => console.log('UNHANDLED', error));
	process.stdin.setEncoding('utf8').on('data', () => {
		gc();
		const pending = import.meta.hot.graph().pending.length;
		console.log(\`sum \${sum()}, heap \${process.memoryUsage().heapUsed}, pending \${pending};\`);
	});
	console.log('runs');`;

async function look(program: RunningProgram): Promise<{ readonly sum: number; readonly heap: number; readonly pending: number }> {
	program.child.stdin?.write('look\n');
	const [, sum, heap, pending] = await program.prints(/sum (\d+), heap (\d+), pending (\d+);/);
	return { sum: Number(sum), heap: Number(heap), pending: Number(pending) };
}

/** Looks until the program shows `sum`: the last save is noticed when the system says so. */
async function becomes(program: RunningProgram, sum: number): Promise<number> {
	const end = Date.now() + 20_000;
	for (;;) {
		const seen = await look(program);
		if (seen.sum === sum && seen.pending === 0) return seen.heap;
		if (Date.now() > end) assert.fail(`the files say ${sum}, the program ${JSON.stringify(seen)}\n${program.output.slice(-3000)}`);
		await new Promise(resolve => setTimeout(resolve, 20));
	}
}

function save(folder: ProgramFolder, modules: Modules, index: number, way: number): void {
	const text = modules.text(index);
	const name = `m${index}.js`;
	if (text === null) {
		try {
			unlinkSync(folder.at(name));
		} catch {
			// It was not there.
		}
	} else if (way === 0) folder.replace(name, text);
	else folder.write(name, text);
}

for (const setup of defaultSetups) {
	test(`${setup.name}: after ${editCount} random edits nothing is lost, and nothing was left behind`, { skip: setup.skip, timeout: 3_600_000 }, async t => {
		const random = generator(11);
		const modules = new Modules(random);
		const folder = new ProgramFolder(t, { files: { 'package.json': '{"type":"module"}', 'main.js': main } });
		for (let index = 0; index < moduleCount; index++) save(folder, modules, index, 1);
		const program = start(folder, setup, { flags: ['--expose-gc'] });
		await program.prints('runs\n');
		let first = 0;
		let last = 0;
		for (let edit = 1; edit <= editCount; edit++) {
			for (let burst = random(6) === 0 ? 12 : 1; burst > 0; burst--) save(folder, modules, modules.edit(), random(2));
			if (random(2) === 0) await new Promise(resolve => setTimeout(resolve, random(15)));
			if (edit % editsBetweenLooks > 0) continue;
			for (const index of modules.heal()) save(folder, modules, index, random(2));
			last = await becomes(program, modules.total());
			if (first === 0) first = last;
		}
		assert.doesNotMatch(program.output, /UNHANDLED/);
		assert.ok(last - first < mostGrowth, `the heap grew from ${first} to ${last}`);
	});
}
