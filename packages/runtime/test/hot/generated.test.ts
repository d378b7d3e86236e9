// Generated sequences of edits on small programs. After every edit that leaves a program which starts, the running one is as a fresh start.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { UpdateOutcome } from '@hot-runtime/types';
import fc from 'fast-check';
import type { Files } from './support/memory-host.js';
import { checkStructure, start } from './support/program.js';
import type { Program } from './support/program.js';

interface Module {
	readonly value: number;
	readonly imports: readonly number[];
	/** Imports that it accepts, reading their values anew. */
	readonly accepts: readonly number[];
	readonly isSelfAccepting: boolean;
	readonly isAsync: boolean;
	readonly reexports: number | null;
	/** What its accept handlers do instead of taking the update. */
	readonly refusal: 'throw' | 'invalidate' | null;
	readonly fault: 'syntax' | 'throw' | 'missing-export' | 'missing-module' | null;
}

type Modules = readonly (Module | null)[];

const size = 6;
const indexes = fc.integer({ min: 1, max: size - 1 });

const moduleArbitrary: fc.Arbitrary<Module> = fc.record({
	value: fc.integer({ min: 0, max: 99 }),
	imports: fc.uniqueArray(indexes, { maxLength: 3 }),
	accepts: fc.uniqueArray(indexes, { maxLength: 2 }),
	isSelfAccepting: fc.boolean(),
	isAsync: fc.boolean(),
	reexports: fc.option(indexes, { freq: 3 }),
	refusal: fc.option(fc.constantFrom('throw', 'invalidate'), { freq: 4, nil: null }),
	fault: fc.option(fc.constantFrom('syntax', 'throw', 'missing-export', 'missing-module'), { freq: 3 }),
});

const editArbitrary = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: size - 1 }), fc.option(moduleArbitrary, { freq: 8 })), {
	minLength: 1, maxLength: 3, selector: ([index]) => index,
});

function name(index: number): string {
	return index === 0 ? 'main.js' : `m${index}.js`;
}

/**
 * `state` is read when asked for, through bindings. `seen` was read when the module ran or accepted: it is right as long as nothing that it
 * read accepts itself.
 */
function text(module: Module, index: number): string {
	const { value, imports, accepts, isSelfAccepting, isAsync, reexports, refusal, fault } = module;
	if (fault === 'syntax') return 'export const value = ;';
	return [
		...imports.map((other) => `import * as n${other} from './${name(other)}'; import { state as s${other} } from './${name(other)}';`),
		reexports === null ? '' : `export { value as re } from './${name(reexports)}';`,
		fault === 'missing-export' ? `import { nowhere } from './${name(imports[0] ?? index)}';` : '',
		fault === 'missing-module' ? 'import "./missing.js";' : '',
		`export const value = ${value};`,
		`export function state(depth) { return depth === 0 ? '…' : \`${index}:\${value}(\${[${imports.map((other) => `s${other}(depth - 1), n${other}.re`).join(', ')}]})\`; }`,
		isAsync ? 'await null;' : '',
		fault === 'throw' ? 'throw new Error("fault");' : '',
		isSelfAccepting || index === 0 ? 'import.meta.hot.accept();' : '',
		...accepts.filter((other) => imports.includes(other)).map((other) => [
			`import.meta.hot.accept('./${name(other)}', async (ns) => { await null; if (ns !== n${other}) throw new Error('other namespace');`,
			`${refuse(refusal)} });`,
		].join(' ')),
		isSelfAccepting && refusal !== null && index !== 0 ? `import.meta.hot.accept(() => { ${refuse(refusal)} });` : '',
		'import.meta.hot.data.open = (import.meta.hot.data.open ?? 0) + 1;',
		'import.meta.hot.dispose((data) => { data.open -= 1; });',
		`export const open = () => import.meta.hot.data.open;`,
	].join('\n');
}

function refuse(refusal: Module['refusal']): string {
	switch (refusal) {
		case 'throw': return 'throw new Error("refused");';
		case 'invalidate': return 'import.meta.hot.invalidate();';
		case null: return '';
	}
}

function filesOf(modules: Modules): Files {
	return Object.fromEntries(modules.flatMap((module, index) => module === null ? [] : [[name(index), text(module, index)]]));
}

function stateOf(program: Program): unknown {
	const { state } = program.exports('main.js');
	const ids = program.graph().modules.map(({ id }) => id).sort();
	return { state: (state as (depth: number) => string)(4), ids };
}

/** What a fresh start of these files shows; null if they do not start. */
async function freshState(files: Files): Promise<unknown> {
	try {
		return stateOf(await start(files));
	} catch {
		return null;
	}
}

/** Every version that ran was disposed of, except the one that runs. */
function openVersions(program: Program): readonly unknown[] {
	return program.graph().modules.map(({ id }) => (program.runtime.readExports(id, () => undefined) as { open(): number }).open());
}

/** Whoever refuses again after it was run again goes in a circle, or has no importer left to ask: that is said, and what ran stays. */
function isRefusedAgain({ type, pending, reported, loaded, reevaluated }: UpdateOutcome): boolean {
	if (reported.some(({ error }) => String(error).includes('more than once'))) return true;
	const ran = new Set([...loaded, ...reevaluated]);
	return type === 'unaccepted' && pending.every(({ id, reason }) => reason === 'unaccepted' && ran.has(id));
}

const plain: Module = { value: 0, imports: [], accepts: [], isSelfAccepting: false, isAsync: false, reexports: null, refusal: null, fault: null };

async function run(initial: readonly Module[], edits: readonly (readonly (readonly [number, Module | null])[])[]): Promise<void> {
	let modules: Modules = initial;
	if (await freshState(filesOf(modules)) === null) return;
	const program = await start(filesOf(modules));
	for (const edit of edits) {
		const changed = new Map(edit);
		modules = modules.map((module, index) => changed.has(index) ? changed.get(index) ?? (index === 0 ? plain : null) : module);
		const files = filesOf(modules);
		const texts = Object.fromEntries([...changed.keys()].map((index) => [name(index), files[name(index)] ?? null]));
		const before = stateOf(program);
		const outcome = await program.change(texts);
		checkStructure(program.graph());
		const fresh = await freshState(files);
		if (fresh === null) continue;
		if (outcome !== null && !isRefusedAgain(outcome) && (outcome.type !== 'updated' || outcome.pending.length > 0)) {
			throw new Error(`a good edit was refused: ${JSON.stringify(outcome)} ${'error' in outcome ? String(outcome.error) : ''}`);
		}
		assert.deepEqual(stateOf(program), fresh, `after ${JSON.stringify(texts)}, from ${JSON.stringify(before)}`);
		assert.deepEqual([...new Set(openVersions(program))], [1]);
	}
}

test('after every good edit the program is as a fresh start of the same files, whatever went wrong before', async () => {
	const initial = fc.array(moduleArbitrary.map((module) => ({ ...module, fault: null })), { minLength: size, maxLength: size });
	await fc.assert(fc.asyncProperty(initial, fc.array(editArbitrary, { minLength: 1, maxLength: 8 }), run), {
		// The same programs each time; the variable explores others.
		seed: Number(process.env['HOT_RUNTIME_TEST_SEED'] ?? 20),
		includeErrorInReport: true,
		numRuns: Number(process.env['HOT_RUNTIME_TEST_RUNS'] ?? 100),
		endOnFailure: process.env['HOT_RUNTIME_TEST_RUNS'] !== undefined,
	});
});
