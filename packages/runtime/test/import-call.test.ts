// `import()`: its arguments, what it shares, what it remembers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deferred } from './hot/support/program.js';
import { begin, run, tellAsync } from './support/run.js';

test('the arguments are converted before import() returns, specifier first', async () => {
	assert.deepEqual(await run({
		'main.js': 'const promise = import({ toString() { print("specifier"); return "./x.js"; } }, { get with() { print("options"); } }); print("returned", promise instanceof Promise); print((await promise).x);', 'x.js': 'print("ran"); export const x = 1;',
	}), ['specifier', 'options', 'returned true', 'ran', '1']);
});

test('an argument that cannot be converted rejects, and does not throw', async () => {
	assert.deepEqual(await run({
		'main.js': `${tellAsync} await tellAsync(() => import(Symbol("s"))); await tellAsync(() => import({ toString() { throw new Error("specifier"); } })); await tellAsync(() => import("./x.js", 1)); await tellAsync(() => import("./x.js", null));
			await tellAsync(() => import("./x.js", { with: null })); await tellAsync(() => import("./x.js", { with: { type: 1 } })); await tellAsync(() => import("./x.js", { get with() { throw new Error("with"); } })); await tellAsync(() => import("./x.js", { with: undefined }).then((ns) => ns.x));`,
		'x.js': 'export const x = 1;',
	}), [
		'TypeError: Cannot convert a Symbol value to a string', 'Error: specifier', 'TypeError: The second argument to import() must be an object', 'TypeError: The second argument to import() must be an object',
		"TypeError: The 'with' option must be an object", 'TypeError: Import attribute value must be a string', 'Error: with', '1',
	]);
});

test('attributes reach the host as written', async () => {
	const { program } = await begin({ 'main.js': 'export const load = () => import("./x.js", { with: { type: "json", more: "1" } });', 'x.js': '' });
	const seen: unknown[] = [];
	const { host } = program;
	host.resolve = async (specifier: string, parent: string, attributes?: unknown) => {
		seen.push([specifier, parent, attributes]);
		return 'x.js';
	};
	await (program.exports('main.js')['load'] as () => Promise<unknown>)();
	assert.deepEqual(seen, [['./x.js', 'main.js', { type: 'json', more: '1' }]]);
});

test('the same import() is resolved once for each module, and each time where other hooks have a say', async () => {
	const { program } = await begin({ 'main.js': 'export const load = () => import("./x.js").then((ns) => ns.x);', 'x.js': 'export const x = 1;', 'y.js': 'export const x = 2;' });
	const load = program.exports('main.js')['load'] as () => Promise<unknown>;
	const resolved = ['x.js', 'y.js', 'x.js'];
	program.host.resolve = async () => resolved.shift() ?? '';
	assert.deepEqual([await load(), await load()], [1, 1]);
	program.host.hasOtherHooks = true;
	assert.deepEqual([await load(), await load()], [2, 1]);
});

test('imports of one module at the same time load it once and give one namespace', async () => {
	const { program, lines } = await begin({ 'main.js': 'export const load = () => Promise.all([import("./x.js"), import("./x.js"), import("./y.js")]);', 'x.js': 'import "./z.js"; print("x");', 'y.js': 'import "./z.js"; print("y");', 'z.js': 'print("z");' });
	let loads = 0;
	program.host.beforeLoad = () => void (loads += 1);
	const [first, second] = await (program.exports('main.js')['load'] as () => Promise<unknown[]>)();
	assert.equal(first, second);
	assert.equal(loads, 2);
	assert.deepEqual([...lines].sort(), ['x', 'y', 'z']);
});

test('a load that failed is tried again; a module that threw is not', async () => {
	const { program, lines } = await begin({ 'main.js': 'export const load = (file) => import(file).then(() => "fine", (error) => error.message);', 'throws.js': 'print("ran"); throw new Error("thrown");' });
	const load = program.exports('main.js')['load'] as (file: string) => Promise<string>;
	assert.equal(await load('./late.js'), "Cannot find module 'late.js'");
	program.host.files.set('late.js', 'print("late");');
	assert.equal(await load('./late.js'), 'fine');
	assert.deepEqual([await load('./throws.js'), await load('./throws.js')], ['thrown', 'thrown']);
	assert.deepEqual(lines, ['late', 'ran']);
});

test('a link that failed is tried again with what is there then', async () => {
	const { program } = await begin({ 'main.js': 'export const load = () => import("./user.js").then((ns) => ns.y, (error) => error.name);', 'user.js': 'export { y } from "./x.js";', 'x.js': '' });
	const load = program.exports('main.js')['load'] as () => Promise<unknown>;
	assert.equal(await load(), 'SyntaxError');
	assert.equal(program.runtime.has('user.js'), false);
	program.host.files.set('x.js', 'export const y = 1;');
	assert.equal(await load(), 1);
});

test('a namespace that exports then is asked once', async () => {
	assert.deepEqual(await run({ 'main.js': 'print(await import("./x.js"));', 'x.js': 'export function then(resolve) { print("asked"); resolve("resolved"); }' }), ['asked', 'resolved']);
});

test('an import() that waits for its load while the module comes into the program otherwise gets that one', async () => {
	const { program, lines } = await begin({ 'main.js': 'export const load = () => import("./x.js"), other = () => import("./user.js");', 'x.js': 'print("x"); export const x = {};', 'user.js': 'export { x } from "./x.js";' });
	const gate = deferred();
	program.host.beforeLoad = (roots) => roots[0]?.id === 'x.js' ? gate.promise : undefined;
	const exports = program.exports('main.js') as Record<string, () => Promise<{ x: object }>>;
	const waiting = exports['load']?.();
	const other = await exports['other']?.();
	gate.resolve();
	assert.equal((await waiting)?.x, other?.x);
	assert.deepEqual(lines, ['x']);
});

test('a module may import() itself, and one that is being evaluated', async () => {
	const { lines } = await begin({
		'main.js': 'const self = import("./main.js"); export const x = await import("./y.js").then((ns) => ns.y); self.then((ns) => print("self", ns.x)); print("main");', 'y.js': 'export const y = await Promise.resolve(1); import("./y.js").then((ns) => print("y", ns.y));',
	});
	await new Promise((resolve) => setImmediate(resolve));
	assert.deepEqual([...lines].sort(), ['main', 'self 1', 'y 1']);
});
