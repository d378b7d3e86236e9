// A program of 200 modules and a long row of random edits: saves, bursts, deletions and restorations, syntax errors, errors in evaluation, cycles,
// modules that come and go. Nothing is lost: whenever the files make a program that starts, it is the one that runs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Files } from './support/memory-host.js';
import { checkStructure, start } from './support/program.js';
import type { Program } from './support/program.js';

const moduleCount = 200;
const editCount = Number(process.env['HOT_RUNTIME_TEST_EDITS'] ?? 200);

/** The same numbers in each run. */
function generator(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = Math.imul(state, 1_664_525) + 1_013_904_223 | 0;
		return (state >>> 8) % below;
	};
}

const random = generator(Number(process.env['HOT_RUNTIME_TEST_SEED'] ?? 7));

const name = (index: number): string => `m${index}.js`;

interface Node {
	value: number;
	imports: readonly number[];
	lazy: number | null;
	accepts: boolean;
	fault: 'syntax' | 'throw' | null;
	isDeleted: boolean;
}

/** Mostly a tree that points to higher numbers, with some edges back: cycles. */
function randomImports(index: number): readonly number[] {
	const forward = Array.from({ length: random(4) }, () => index + 1 + random(Math.max(1, Math.min(20, moduleCount - index - 1)))).filter((other) => other < moduleCount);
	return [...new Set(random(12) === 0 && index > 0 ? [...forward, random(index)] : forward)];
}

function text(node: Node, index: number): string {
	if (node.fault === 'syntax') return `export const value = ${node.value} syntax`;
	const { imports } = node;
	return `${imports.map((other) => `import { sum as s${other} } from './${name(other)}';`).join(' ')}
		export const value = ${node.value};
		let isSumming = false;
		export function sum(seen) {
			if (seen.has(${index})) return 0;
			seen.add(${index});
			return (value${imports.map((other) => ` + s${other}(seen)`).join('')}) % 1000003;
		}
		${node.lazy === null ? '' : `export const lazy = () => import('./${name(node.lazy)}');`}
		${node.fault === 'throw' ? 'throw new Error("fault");' : ''}
		${node.accepts ? 'import.meta.hot.accept();' : ''}
		import.meta.hot.data.open = (import.meta.hot.data.open ?? 0) + 1;
		import.meta.hot.dispose((data) => { data.open -= 1; });
		export const open = () => import.meta.hot.data.open;`;
}

const nodes: Node[] = Array.from({ length: moduleCount }, (_, index) => ({
	value: index, imports: randomImports(index), lazy: random(10) === 0 ? random(moduleCount) : null, accepts: random(6) === 0, fault: null, isDeleted: false,
}));

function files(): Files {
	const main = `${[1, 50, 100, 150].map((index) => `import { sum as s${index} } from './${name(index)}';`).join('')}
		import.meta.hot.accept();
		export const sum = () => { const seen = new Set(); return ${[1, 50, 100, 150].map((index) => `s${index}(seen)`).join(' + ')}; };`;
	return Object.fromEntries([['main.js', main], ...nodes.flatMap((node, index) => node.isDeleted ? [] : [[name(index), text(node, index)]])]);
}

function stateOf(program: Program): unknown {
	return { sum: (program.exports('main.js')['sum'] as () => number)(), ids: staticIds(program) };
}

/** What main reaches by static imports. */
function staticIds(program: Program): readonly string[] {
	const imports = new Map(program.graph().modules.map((module) => [module.id, module.imports]));
	const reached = new Set(['main.js']);
	for (const id of reached) for (const imported of imports.get(id) ?? []) reached.add(imported);
	return [...reached].sort();
}

async function freshState(): Promise<unknown> {
	try {
		return stateOf(await start(files()));
	} catch {
		return null;
	}
}

function editOne(): number {
	const index = 1 + random(moduleCount - 1);
	const node = nodes[index];
	if (node === undefined) return index;
	const healed = { ...node, fault: null, isDeleted: false, value: random(100_000) };
	const kinds: readonly Partial<Node>[] = [
		{}, {}, {}, {}, { imports: randomImports(index) }, { accepts: !node.accepts }, { fault: 'syntax' }, { fault: 'throw' }, { isDeleted: true },
		{ lazy: random(moduleCount) },
	];
	nodes[index] = { ...healed, ...kinds[random(kinds.length)] };
	return index;
}

function healSome(): readonly number[] {
	return nodes.flatMap((node, index) => {
		if (node.fault === null && !node.isDeleted) return [];
		nodes[index] = { ...node, fault: null, isDeleted: false };
		return [index];
	});
}

function save(program: Program, indexes: readonly number[]): Promise<unknown> {
	const now = files();
	return program.change(Object.fromEntries(indexes.map((index) => [name(index), now[name(index)] ?? null])));
}

test(`after ${editCount} edits of ${moduleCount} modules, nothing is lost and nothing is left behind`, async () => {
	const program = await start(files());
	let compared = 0;
	for (let edit = 0; edit < editCount; edit += 1) {
		const saves: Promise<unknown>[] = [];
		for (let burst = random(8) === 0 ? 10 : 1; burst > 0; burst -= 1) {
			saves.push(save(program, Array.from({ length: 1 + random(3) }, editOne)));
			if (random(3) === 0) await Promise.resolve();
		}
		if (random(5) === 0) saves.push(callLazy(program));
		if (random(4) === 0) saves.push(save(program, healSome()));
		await Promise.all(saves);
		checkStructure(program.graph());
		if (edit % 10 !== 9) continue;
		await save(program, healSome());
		const fresh = await freshState();
		if (fresh === null) continue;
		compared += 1;
		const last = program.runtime.hot.history().at(-1);
		assert.deepEqual(program.graph().pending, [], `edit ${edit}: ${JSON.stringify(last)}`);
		assert.deepEqual(stateOf(program), fresh);
		const open = program.graph().modules.map(({ id, status }) => status !== 'evaluated' || id === 'main.js' ? 1 : (program.runtime.readExports(id, () => undefined) as { open(): number }).open());
		assert.deepEqual([...new Set(open)], [1]);
	}
	assert.ok(compared > editCount / 40, `${compared} comparisons`);
});

async function callLazy(program: Program): Promise<void> {
	const lazy = program.graph().modules.filter(({ id }) => nodes[Number(id.slice(1, -3))]?.lazy !== null && id !== 'main.js');
	const id = lazy[random(Math.max(1, lazy.length))]?.id;
	if (id === undefined || program.graph().modules.find((module) => module.id === id)?.status !== 'evaluated') return;
	const load = (program.exports(id) as { lazy?(): Promise<unknown> }).lazy;
	await load?.().catch(() => undefined);
}
