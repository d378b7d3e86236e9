// Generated sequences of good and bad edits. A fresh plain Node says which are good: after each of those the running program shows what it shows, and
// after every edit the graph of modules is sound.
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Setup } from '../support/nodes.js';
import { defaultSetups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

interface Module {
	readonly value: number;
	readonly imports: readonly number[];
	readonly style: 'named' | 'namespace' | 'reexport';
	readonly isAsync: boolean;
	readonly isSelfAccepting: boolean;
	readonly fault: 'syntax' | 'throw' | 'reject' | 'missing-export' | 'missing-builtin' | 'missing-module' | 'empty' | null;
}

const size = 6;
const index = fc.integer({ min: 0, max: size - 1 });

const good: fc.Arbitrary<Module> = fc.record({
	value: fc.integer({ min: 0, max: 999 }),
	imports: fc.uniqueArray(index, { maxLength: 3 }),
	style: fc.constantFrom('named', 'namespace', 'reexport'),
	isAsync: fc.boolean(),
	isSelfAccepting: fc.boolean(),
	fault: fc.constant(null),
});
const faults = fc.constantFrom<Module['fault']>('syntax', 'throw', 'reject', 'missing-export', 'missing-builtin', 'missing-module', 'empty', null);
const bad = fc.tuple(good, faults).map(([module, fault]): Module => ({ ...module, fault }));
const edit = fc.uniqueArray(fc.tuple(index, fc.oneof({ weight: 2, arbitrary: good }, { weight: 1, arbitrary: bad })), { minLength: 1, maxLength: 2, selector: ([at]) => at });

const faultTexts: Readonly<Record<NonNullable<Module['fault']>, string>> = {
	syntax: 'const = 1;', throw: 'throw new Error("fault");', reject: 'await Promise.reject(new Error("fault"));', empty: '',
	'missing-export': 'import { nowhere } from "./m0.js"; nowhere;', 'missing-builtin': 'import { nowhere } from "node:path"; nowhere;', 'missing-module': 'import "./nowhere.js";',
};

function textOf(own: number, { value, imports, style, isAsync, isSelfAccepting, fault }: Module): string {
	if (fault === 'empty') return '';
	// What is read while the module runs is of later modules only: a cycle has no order that an update could keep.
	const later = imports.filter(other => other > own);
	return [
		...imports.map(other => style === 'namespace' ? `import * as n${other} from './m${other}.js'; const s${other} = depth => n${other}.state(depth);` : `import { state as s${other} } from './m${other}.js';`),
		...later.map(other => `import { total as t${other} } from './m${other}.js';`),
		...style === 'reexport' ? imports.map(other => `export { state as of${other} } from './m${other}.js';`) : [],
		isAsync ? 'await null;' : '',
		fault === null ? '' : faultTexts[fault],
		`export const total = [${[value, ...later.map(other => `t${other}`)].join(' + ')}][0] % 1000;`,
		`export function state(depth) { return depth === 0 ? '' : \`${own}:${value}(\${[${imports.map(other => `s${other}(depth - 1)`).join(', ')}]})\`; }`,
		isSelfAccepting ? 'import.meta.hot?.accept();' : '',
	].join('\n');
}

const names = Array.from({ length: size }, (_, at) => `m${at}`);

/** It shows what is read through bindings, and says how sound the graph is. */
const main = `
${names.map(name => `import { state as ${name} } from './${name}.js';`).join('\n')}
const show = () => [${names.map(name => `${name}(3)`).join(', ')}].join(' ');
if (!import.meta.hot) console.log(show());
else {
	const { hot } = import.meta;
	const structure = () => {
		const { modules, entries } = hot.graph();
		const byId = new Map(modules.map(module => [module.id, module]));
		const imported = id => [...byId.get(id)?.imports ?? [], ...byId.get(id)?.dynamicImports ?? []];
		for (const { id, importers } of modules) {
			for (const other of imported(id)) if (!byId.get(other)?.importers.includes(id)) return other + ' does not know ' + id;
			for (const other of importers) if (!imported(other).includes(id)) return other + ' does not import ' + id;
		}
		const reached = new Set(entries);
		for (const id of reached) for (const other of imported(id)) reached.add(other);
		return modules.every(({ id }) => reached.has(id)) && [...reached].every(id => byId.has(id)) ? 'sound' : 'not connected';
	};
	hot.accept([${names.map(name => `'./${name}.js'`).join(', ')}]);
	hot.on('afterUpdate', ({ outcome }) => console.log('now ' + show() + ', waiting: ' + outcome.pending.length + ', ' + structure() + '.'));
	process.stdin.resume();
	console.log('runs');
}`;

/** What a fresh plain Node shows; null if it ends with an error. */
function plain(folder: ProgramFolder, { node }: Setup): string | null {
	const { status, stdout } = spawnSync(node.path ?? '', ['main.js'], { cwd: folder.path, encoding: 'utf8' });
	return status === 0 ? stdout.trim() : null;
}

type Edits = readonly (readonly (readonly [number, Module])[])[];

for (const setup of defaultSetups) {
	test(`${setup.name}: after each good edit among bad ones the program shows what a fresh Node shows`, { skip: setup.skip, timeout: 300_000 }, async t => {
		const run = async (initial: readonly Module[], edits: Edits): Promise<void> => {
			const files = Object.fromEntries(initial.map((module, at) => [`m${at}.js`, textOf(at, module)]));
			const folder = new ProgramFolder(t, { files: { ...files, 'package.json': '{"type":"module"}', 'main.js': main } });
			fc.pre(plain(folder, setup) !== null);
			const program = start(folder, setup);
			await program.prints('runs\n');
			const faulty = new Set<number>();
			for (const changed of [...edits, initial.map((module, at) => [at, module] as const)]) {
				for (const [at, module] of changed) {
					folder.replace(`m${at}.js`, textOf(at, module));
					faulty[module.fault === null ? 'delete' : 'add'](at);
				}
				const expected = plain(folder, setup);
				// Without a fault it is a cycle that reads too early when it starts: what is replaced alone in the running program does not.
				if (expected === null && faulty.size === 0) await program.prints(/^now .*, sound\.\n/m);
				else if (expected === null) await program.prints(/^now .*, waiting: [1-9]\d*, sound\.\n/m);
				else await program.prints(`now ${expected}, waiting: 0, sound.\n`);
			}
			await program.stop();
		};
		const initial = fc.array(good, { minLength: size, maxLength: size });
		await fc.assert(fc.asyncProperty(initial, fc.array(edit, { minLength: 8, maxLength: 8 }), run), {
			// The same programs each time; the variables explore others.
			seed: Number(process.env['HOT_RUNTIME_TEST_SEED'] ?? 4), numRuns: Number(process.env['HOT_RUNTIME_TEST_RUNS'] ?? 2), includeErrorInReport: true, endOnFailure: true,
		});
	});
}
