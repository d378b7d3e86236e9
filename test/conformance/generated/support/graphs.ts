// A generator of module graphs, as data, and the program that such data stands for.
import fc from 'fast-check';
import type { Program } from '../../support/program.js';
import { hasAmbiguityInStarCycle } from './star-cycles.js';

const names = [ 'a', 'b', 'c', 'f', 'default' ] as const;
type Name = typeof names[number];

type Use =
	| { readonly kind: 'effect' | 'namespace' | 'star' | 'star-as' | 'later'; readonly to: number }
	| { readonly kind: 'name' | 're-export'; readonly to: number; readonly name: Name };

interface Declared {
	readonly name: Name;
	readonly as: 'const' | 'let' | 'var' | 'function' | 'class';
}

export interface GeneratedModule {
	readonly format: 'esm' | 'commonjs' | 'json';
	readonly uses: readonly Use[];
	readonly declares: readonly Declared[];
	/** How often it awaits at its top level. */
	readonly awaits: number;
	readonly throws: boolean;
	/** Whether uses stand behind the module's own statements. */
	readonly isLate: boolean;
}

export type Graph = readonly GeneratedModule[];

const size = 6;
const target = fc.nat(size - 1);
const name = fc.constantFrom(...names);

const use: fc.Arbitrary<Use> = fc.oneof(
	{ weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('name' as const), to: target, name }) },
	{ weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('re-export' as const), to: target, name }) },
	{ weight: 6, arbitrary: fc.record({ kind: fc.constantFrom('effect' as const, 'namespace' as const, 'star' as const, 'later' as const), to: target }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('star-as' as const), to: target }) },
);

const declared = fc.uniqueArray(
	fc.record({ name, as: fc.constantFrom('const' as const, 'let' as const, 'var' as const, 'function' as const, 'class' as const) }),
	{ selector: each => each.name, minLength: 2, maxLength: 5 },
);

const generatedModule: fc.Arbitrary<GeneratedModule> = fc.record({
	format: fc.oneof({ weight: 8, arbitrary: fc.constant('esm' as const) }, { weight: 1, arbitrary: fc.constant('commonjs' as const) }, { weight: 1, arbitrary: fc.constant('json' as const) }),
	uses: fc.array(use, { maxLength: 4 }),
	declares: declared,
	awaits: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) }),
	throws: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
	isLate: fc.boolean(),
});

export const graph: fc.Arbitrary<Graph> = fc.array(generatedModule, { minLength: size, maxLength: size }).filter(modules => !hasAmbiguityInStarCycle(modules));

const extensions = { esm: 'js', commonjs: 'cjs', json: 'json' } as const;
const fileOf = (modules: Graph, index: number): string => `./m${index}.${extensions[modules[index]?.format ?? 'esm']}`;

/** A name that the target has, where it has one that fits: most graphs should link. */
function fit(modules: Graph, use: { readonly to: number; readonly name: Name }): string {
	const to = modules[use.to];
	if (to === undefined || to.format === 'json') {
		return 'default';
	}
	const own: readonly string[] = to.declares.map(each => each.name);
	return own.includes(use.name) ? use.name : own[names.indexOf(use.name) % own.length] ?? 'default';
}

const quote = JSON.stringify;
const attributes = (modules: Graph, to: number): string => modules[to]?.format === 'json' ? ` with { type: 'json' }` : '';
const options = (modules: Graph, to: number): string => modules[to]?.format === 'json' ? `, { with: { type: 'json' } }` : '';

interface Text {
	readonly head: string;
	readonly body: string;
}

function useText(modules: Graph, self: number, each: Use, index: number): Text {
	const from = `${quote(fileOf(modules, each.to))}${attributes(modules, each.to)}`;
	const local = `i${index}`;
	switch (each.kind) {
		case 'effect': return { head: `import ${from};`, body: '' };
		case 'name': return { head: `import { ${fit(modules, each)} as ${local} } from ${from};`, body: `look(${self}, '${local}', () => ${local});` };
		case 're-export': return { head: `export { ${fit(modules, each)} as r${index} } from ${from};`, body: '' };
		case 'namespace': return {
			head: `import * as ${local} from ${from};`,
			body: `look(${self}, '${local}', () => ${local}); look(${self}, '${local}.a', () => ${local}.a); look(${self}, '${local}.f()', () => ${local}.f());`,
		};
		case 'star': return { head: `export * from ${from};`, body: '' };
		case 'star-as': return { head: `export * as s${index} from ${from};`, body: '' };
		case 'later': return { head: '', body: `later(() => import(${quote(fileOf(modules, each.to))}${options(modules, each.to)}));` };
	}
}

function declaration(self: number, { name: own, as }: Declared): string {
	const value = quote(`m${self}.${own}`);
	const isDefault = own === 'default';
	switch (as) {
		case 'function': return `export ${isDefault ? 'default function' : `function ${own}`} () { return ${value}; }`;
		case 'class': return `export ${isDefault ? 'default class' : `class ${own}`} { static s = ${value}; }`;
		default: return isDefault ? `export default ${value};` : `export ${as} ${own} = ${value};${as === 'const' ? '' : ` later(() => { ${own} = 'changed'; });`}`;
	}
}

function moduleText(modules: Graph, self: number, own: GeneratedModule): string {
	const texts = own.uses.map((each, index) => useText(modules, self, each, index));
	const heads = texts.map(each => each.head).join('\n');
	const lines = [
		`const { look, later } = globalThis; look(${self}, 'starts');`,
		...own.isLate ? [] : [ heads ],
		...texts.map(each => each.body),
		...Array.from({ length: own.awaits }, (_, index) => `await 0; look(${self}, 'after await ${index}');`),
		...own.throws ? [ `throw new Error('m${self}');` ] : [],
		...own.declares.map(each => declaration(self, each)),
		...texts.map(each => each.body.startsWith('look') ? each.body : ''),
		...own.isLate ? [ heads ] : [],
		`look(${self}, 'ends');`,
	];
	return lines.filter(line => line !== '').join('\n');
}

function commonjsText(modules: Graph, self: number, own: GeneratedModule): string {
	const required = own.uses.filter(each => modules[each.to]?.format === 'commonjs');
	return [
		`globalThis.look(${self}, 'commonjs starts');`,
		...required.map(each => `globalThis.look(${self}, 'required', () => require(${quote(fileOf(modules, each.to))}));`),
		// None throws: Node evaluates what imports one that threw before, with undefined for its names.
		...own.declares.map(({ name: each, as }) => `exports.${each} = ${as === 'function' ? `function () { return ${quote(`m${self}.${each}`)}; }` : quote(`m${self}.${each}`)};`),
	].join('\n');
}

function textOf(modules: Graph, self: number, own: GeneratedModule): string {
	switch (own.format) {
		case 'esm': return moduleText(modules, self, own);
		case 'commonjs': return commonjsText(modules, self, own);
		case 'json': return quote({ value: `m${self}`, a: own.declares.length });
	}
}

export const programOf = (modules: Graph): Program =>
	Object.fromEntries(modules.map((own, index) => [ fileOf(modules, index).slice(2), textOf(modules, index, own) ]));

/** The first module is what the driver imports; the others too, afterwards. */
export const importsOf = (modules: Graph): readonly string[] =>
	modules.map((own, index) => own.format === 'json' ? '' : fileOf(modules, index)).filter(file => file !== '');
