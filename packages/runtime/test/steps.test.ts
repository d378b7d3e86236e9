// What linking and evaluating cost, counted in questions to the view: in proportion to the graph, whatever its form, and without recursion.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRuntime } from '@hot-runtime/runtime';
import type { Runtime } from '@hot-runtime/runtime';
import type { Host, LoadedModule, ModuleBody, ModuleSource } from '@hot-runtime/types';
import { start } from './hot/support/program.js';
import { ModuleMap, Overlay } from '../dist/graph/view.js';
import type { View } from '../dist/graph/view.js';

/** Modules by id: what each requests. */
type Graph = Readonly<Record<string, readonly string[]>>;

interface Shape {
	readonly hasTLA?: (id: string) => boolean;
	/** Re-exports everything of everything it requests; the others export `x`. */
	readonly isStar?: (id: string) => boolean;
	/** Imports `x` of its first request. */
	readonly importsX?: (id: string) => boolean;
}

function sourceOf(id: string, requests: readonly string[], { hasTLA, isStar, importsX }: Shape): ModuleSource {
	const isBarrel = isStar?.(id) ?? false;
	return {
		requests: requests.map((specifier) => ({ specifier, attributes: {} })),
		imports: importsX?.(id) === true && requests.length > 0 ? [{ request: 0, importName: 'x', localName: 'x', access: 'binding' }] : [],
		localExports: isBarrel ? [] : [{ exportName: 'x', localName: 'x', isMutable: false, hoisted: null, isThisFree: false }],
		indirectExports: [],
		starExports: isBarrel ? requests.map((_, index) => index) : [],
		hasTLA: hasTLA?.(id) ?? false,
		usesImportMeta: false,
		code: '',
		prefixLength: 0,
	};
}

interface Counted {
	readonly order: string[];
	/** How often a view was asked for a module, for each edge and module. */
	readonly questions: number;
	readonly runtime: Runtime;
}

async function evaluate(graph: Graph, shape: Shape = {}): Promise<Counted> {
	const order: string[] = [];
	const body = (id: string, isAsync: boolean): ModuleBody => isAsync
		? async (hot$) => { hot$.declare([() => 1]); await hot$.gate; order.push(id); }
		: function* (hot$) { hot$.declare([() => 1]); yield; order.push(id); };
	const host = { compile: ({ id, source }) => body(id, source.hasTLA), now: () => 0, delay: () => () => undefined } as Partial<Host> as Host;
	const runtime = createRuntime(host);
	const modules = Object.entries(graph).map(([id, resolved]): LoadedModule => ({ kind: 'source-text', id, location: id, hash: id, resolved, source: sourceOf(id, resolved, shape) }));
	let questions = 0;
	const undo = [ModuleMap.prototype, Overlay.prototype].map((prototype: View) => {
		const { get } = prototype;
		prototype.get = function (id) {
			questions += 1;
			return Reflect.apply(get, this, [id]);
		};
		return () => void (prototype.get = get);
	});
	try {
		runtime.add(modules);
		const entry = modules[0]?.id ?? '';
		await runtime.start(entry, new Map()).finish();
	} finally {
		for (const task of undo) task();
	}
	const size = modules.length + modules.reduce((sum, module) => sum + (module.kind === 'source-text' ? module.resolved.length : 0), 0);
	return { order, questions: questions / size, runtime };
}

const COUNT = 10_000;
const names = Array.from({ length: COUNT }, (_, index) => `m${index}`);

function graphOf(requests: (index: number) => readonly number[]): Graph {
	return Object.fromEntries(names.map((name, index) => [name, requests(index).filter((other) => other < COUNT).map((other) => `m${other}`)]));
}

const chain = graphOf((index) => [index + 1]);
const star = graphOf((index) => index === 0 ? names.map((_, other) => other).slice(1) : []);
const tree = graphOf((index) => [2 * index + 1, 2 * index + 2]);
const diamonds = graphOf((index) => [[index + 1, index + 2], [index + 2], [index + 1]][index % 3] ?? []);
const circle = graphOf((index) => [(index + 1) % COUNT]);
const LIMIT = 12;

for (const [form, graph] of Object.entries({ chain, star, tree, 'row of diamonds': diamonds, circle })) {
	test(`a ${form} of 10,000 modules costs a few questions for each`, async () => {
		const { order, questions } = await evaluate(graph, { importsX: () => true });
		assert.equal(new Set(order).size, COUNT);
		assert.ok(questions < LIMIT, `${questions} questions`);
	});

	test(`so does a ${form} with top-level await everywhere`, async () => {
		const { order, questions } = await evaluate(graph, { hasTLA: () => true });
		assert.equal(new Set(order).size, COUNT);
		assert.ok(questions < LIMIT, `${questions} questions`);
	});
}

test('a chain that waits for its last module runs at once when that is done', async () => {
	const { order, questions } = await evaluate(chain, { hasTLA: (id) => id === `m${COUNT - 1}` });
	assert.deepEqual(order, [...names].reverse());
	assert.ok(questions < LIMIT, `${questions} questions`);
});

test('a name behind 10,000 stars in a row is found without recursion', async () => {
	const { questions } = await evaluate(chain, { isStar: (id) => id !== 'm0' && id !== `m${COUNT - 1}`, importsX: (id) => id === 'm0' });
	assert.ok(questions < LIMIT, `${questions} questions`);
});

test('importers of one name share its resolution', async () => {
	const users = names.slice(0, 1000).map((name) => `user of ${name}`);
	const graph: Graph = {
		main: users,
		...Object.fromEntries(users.map((user) => [user, ['m0']])),
		...Object.fromEntries(names.slice(0, 1000).map((name, index) => [name, index < 999 ? [`m${index + 1}`] : []])),
	};
	const { questions } = await evaluate(graph, { isStar: (id) => id.startsWith('m') && id !== 'main' && id !== 'm999', importsX: (id) => id.startsWith('user') });
	assert.ok(questions < LIMIT, `${questions} questions`);
});

test('an update asks an importer that stays only for what it imports of the replaced module', async () => {
	const others = names.slice(0, 1000);
	const main = `import.meta.hot.accept("./leaf.js"); import { leaf } from "./leaf.js"; ${others.map((name) => `import { ${name} } from "./${name}.js";`).join(' ')} export const sum = () => ${others.join(' + ')} + leaf;`;
	const program = await start({ 'main.js': main, 'leaf.js': 'export const leaf = 1;', ...Object.fromEntries(others.map((name) => [`${name}.js`, `export const ${name} = 0;`])) });
	let questions = 0;
	const { get } = Overlay.prototype;
	Overlay.prototype.get = function (id) {
		questions += 1;
		return Reflect.apply(get, this, [id]);
	};
	try {
		await program.updated({ 'leaf.js': 'export const leaf = 2;' });
	} finally {
		Overlay.prototype.get = get;
	}
	assert.equal((program.exports('main.js')['sum'] as () => number)(), 2);
	assert.ok(questions < 100, `${questions} questions`);
});
