import assert from 'node:assert/strict';
import { test } from 'node:test';
import { start } from './support/program.js';

const log = (text: string): string => `import.meta.log(${text});`;

test('a self-accepting module is run again alone, and its importers read the new version', async () => {
	const program = await start({
		'main.js': `import { value } from './a.js'; ${log('`main ${value}`')} export const read = () => value;`,
		'a.js': `export let value = 1; ${log('"a"')} import.meta.hot.accept();`,
	});
	assert.deepEqual(program.takeLog(), ['a', 'main 1']);
	const outcome = await program.updated({ 'a.js': `export let value = 2; ${log('"a"')} import.meta.hot.accept();` });
	assert.deepEqual(program.takeLog(), ['a']);
	assert.deepEqual(outcome.loaded, ['a.js']);
	assert.deepEqual(outcome.reevaluated, []);
	assert.deepEqual(outcome.boundaries, ['a.js']);
	const { read } = program.exports('main.js');
	assert.equal((read as () => number)(), 2);
});

test('an importer that accepts is rebound, not run again', async () => {
	const program = await start({
		'main.js': `import { value } from './a.js'; ${log('"main"')} import.meta.hot.accept('./a.js'); export const read = () => value;`,
		'a.js': 'export const value = 1;',
	});
	const outcome = await program.updated({ 'a.js': 'export const value = 2;' });
	assert.deepEqual(program.takeLog(), ['main']);
	assert.deepEqual(outcome.boundaries, ['main.js']);
	assert.equal((program.exports('main.js')['read'] as () => number)(), 2);
});

test('a module between the change and the boundary is run again from its compiled body', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js");',
		'a.js': `import { value } from './b.js'; ${log('value')}`,
		'b.js': 'export const value = 1;',
	});
	const outcome = await program.updated({ 'b.js': 'export const value = 2;' });
	assert.deepEqual(program.takeLog(), [1, 2]);
	assert.deepEqual(outcome.loaded, ['b.js']);
	assert.deepEqual(outcome.reevaluated, ['a.js']);
});

test('an accept handler gets the new namespace of the dependency, after everything was evaluated and rebound', async () => {
	const program = await start({
		'main.js': `import { value } from './a.js'; import.meta.hot.accept('./a.js', (ns) => import.meta.log(ns.value, value));`,
		'a.js': 'export const value = 1;',
	});
	await program.updated({ 'a.js': 'export const value = 2;' });
	assert.deepEqual(program.takeLog(), [2, 2]);
});

test('a handler given to accept() belongs to the old version and gets the namespace of the new one', async () => {
	const text = (value: number): string => `export const value = ${value}; import.meta.hot.accept((self) => import.meta.log(value, self.value));`;
	const program = await start({ 'main.js': 'import "./a.js";', 'a.js': text(1) });
	await program.updated({ 'a.js': text(2) });
	await program.updated({ 'a.js': text(3) });
	assert.deepEqual(program.takeLog(), [1, 2, 2, 3]);
});

test('P1: accept handlers get what they named, whatever else changed', async () => {
	const program = await start({
		'main.js': `import './x.js'; import './y.js';
			import.meta.hot.accept('./y.js', (y) => import.meta.log('y', y.name));
			import.meta.hot.accept('./x.js', (x) => import.meta.log('x', x.name));`,
		'x.js': 'export const name = "x1";',
		'y.js': 'export const name = "y1";',
	});
	await program.updated({ 'x.js': 'export const name = "x2";', 'y.js': 'export const name = "y2";' });
	assert.deepEqual(program.takeLog(), ['y', 'y2', 'x', 'x2']);
});

test('P1: a handler of several specifiers gets the current namespace of each in the declared order, and what changed beside', async () => {
	const program = await start({
		'main.js': `import './x.js'; import './y.js';
			import.meta.hot.accept(['./y.js', './x.js'], ([y, x], { changed }) => import.meta.log(y.name, x.name, changed));`,
		'x.js': 'export const name = "x1";',
		'y.js': 'export const name = "y1";',
	});
	await program.updated({ 'x.js': 'export const name = "x2";' });
	assert.deepEqual(program.takeLog(), ['y1', 'x2', ['./x.js']]);
	await program.updated({ 'y.js': 'export const name = "y2";', 'x.js': 'export const name = "x3";' });
	assert.deepEqual(program.takeLog(), ['y2', 'x3', ['./y.js', './x.js']]);
});

test('only the handlers of what was replaced are called', async () => {
	const program = await start({
		'main.js': `import './x.js'; import './y.js';
			import.meta.hot.accept('./x.js', () => import.meta.log('x')); import.meta.hot.accept('./y.js', () => import.meta.log('y'));`,
		'x.js': '', 'y.js': '',
	});
	await program.updated({ 'x.js': '0' });
	assert.deepEqual(program.takeLog(), ['x']);
});

test('several handlers for one dependency are called in the order of registration, each awaited', async () => {
	const program = await start({
		'main.js': `import './a.js';
			import.meta.hot.accept('./a.js', async () => { await null; await null; import.meta.log(1); });
			import.meta.hot.accept('./a.js', () => import.meta.log(2));`,
		'a.js': '',
	});
	await program.updated({ 'a.js': '0' });
	assert.deepEqual(program.takeLog(), [1, 2]);
});

test('accept handlers run dependencies first', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import "./x.js"; import.meta.hot.accept("./x.js", () => import.meta.log("main"));',
		'a.js': 'import "./b.js"; import "./y.js"; import.meta.hot.accept("./y.js", () => import.meta.log("a"));',
		'b.js': 'import "./z.js"; import.meta.hot.accept("./z.js", () => import.meta.log("b"));',
		'x.js': '', 'y.js': '', 'z.js': '',
	});
	const outcome = await program.updated({ 'x.js': '0', 'y.js': '0', 'z.js': '0' });
	assert.deepEqual(program.takeLog(), ['b', 'a', 'main']);
	assert.deepEqual(outcome.boundaries, ['b.js', 'a.js', 'main.js']);
});

test('a handler that throws means not accepted after all: the update goes on to the importers of that module', async () => {
	const program = await start({
		'main.js': `import './a.js'; import.meta.hot.accept('./a.js', () => import.meta.log('main'));`,
		'a.js': `import './b.js'; ${log('"a"')} import.meta.hot.accept('./b.js', () => { throw new Error('uh oh'); });`,
		'b.js': '',
	});
	const outcome = await program.updated({ 'b.js': '0' });
	assert.deepEqual(program.takeLog(), ['a', 'a', 'main']);
	assert.deepEqual(outcome.reported.map(({ id, handler, error }) => [id, handler, String(error)]), [['a.js', 'accept', 'Error: uh oh']]);
	assert.deepEqual(outcome.boundaries, ['a.js', 'main.js']);
	assert.deepEqual(outcome.pending, []);
});

test('a self-accept handler that throws passes the update on to the importers, and the module is not run a second time', async () => {
	const text = (value: number): string => `${log(String(value))} import.meta.hot.accept(() => { throw new Error('uh oh'); });`;
	const program = await start({ 'main.js': `import './a.js'; import.meta.hot.accept('./a.js', () => import.meta.log('main'));`, 'a.js': text(1) });
	await program.updated({ 'a.js': text(2) });
	assert.deepEqual(program.takeLog(), [1, 2, 'main']);
});

test('an entry whose handler throws leaves the change pending, and the next good one is accepted', async () => {
	const program = await start({
		'main.js': `import { value } from './a.js'; import.meta.hot.accept('./a.js', (a) => { if (a.value === 2) throw new Error('no'); import.meta.log(value); });`,
		'a.js': 'export const value = 1;',
	});
	const refused = await program.edit({ 'a.js': 'export const value = 2;' });
	assert.equal(refused.type, 'unaccepted');
	assert.deepEqual(refused.pending, [{ id: 'a.js', reason: 'unaccepted', chain: ['a.js', 'main.js'] }]);
	const outcome = await program.updated({ 'a.js': 'export const value = 3;' });
	assert.deepEqual(program.takeLog(), [3]);
	assert.deepEqual(outcome.pending, []);
});

test('an error handler takes what the handler threw, and the update is accepted', async () => {
	const program = await start({
		'main.js': `import './a.js'; import.meta.hot.accept('./a.js', () => { throw new Error('no'); },
			(error, { moduleId, dependencyId }) => import.meta.log(error.message, moduleId, dependencyId));`,
		'a.js': '',
	});
	const outcome = await program.updated({ 'a.js': '0' });
	assert.deepEqual(program.takeLog(), ['no', 'main.js', 'a.js']);
	assert.deepEqual(outcome.reported, []);
});

test('an error handler that throws itself means not accepted', async () => {
	const program = await start({
		'main.js': `import './a.js'; import.meta.hot.accept('./a.js', () => Promise.reject(new Error('no')), (error) => { throw error; });`,
		'a.js': '',
	});
	const outcome = await program.edit({ 'a.js': '0' });
	assert.equal(outcome.type, 'unaccepted');
	assert.equal(outcome.reported.length, 1);
});

test('P5: acceptance is read from the old version; an import that vanished counts as accepted and is pruned', async () => {
	const program = await start({
		'main.js': `import './a.js'; ${log('"main"')} import.meta.hot.accept();`,
		'a.js': 'import.meta.hot.prune(() => import.meta.log("pruned"));',
	});
	const outcome = await program.updated({ 'main.js': `${log('"main"')}`, 'a.js': '"changed";' });
	assert.deepEqual(program.takeLog(), ['main', 'main', 'pruned']);
	assert.deepEqual(outcome.pruned, ['a.js']);
	assert.equal((await program.edit({ 'main.js': '0' })).type, 'unaccepted');
});

test('P6: a handler of a module that is being replaced itself does not run', async () => {
	const program = await start({
		'main.js': `import './a.js'; import.meta.hot.accept('./a.js', () => import.meta.log('main'));`,
		'a.js': `import './b.js'; import.meta.hot.accept('./b.js', () => import.meta.log('old a'));`,
		'b.js': '',
	});
	await program.updated({ 'a.js': `import './b.js'; import.meta.hot.accept('./b.js', () => import.meta.log('new a'));`, 'b.js': '0' });
	assert.deepEqual(program.takeLog(), ['main']);
	await program.updated({ 'b.js': '1' });
	assert.deepEqual(program.takeLog(), ['new a']);
});

test('P7: what is accepted on one path only is not applied, and the outcome names the other path', async () => {
	const program = await start({
		'main.js': 'import "./left.js"; import "./right.js"; import.meta.hot.accept("./left.js");',
		'left.js': 'import "./child.js";', 'right.js': 'import "./child.js";', 'child.js': `${log('"child"')}`,
	});
	program.takeLog();
	const outcome = await program.edit({ 'child.js': `${log('"changed"')}` });
	assert.ok(outcome.type === 'unaccepted');
	assert.deepEqual(outcome.chains, [['child.js', 'right.js', 'main.js']]);
	assert.deepEqual(program.takeLog(), []);
});

test('P8: handlers belong to their version and die with it', async () => {
	const text = `import './b.js'; import.meta.hot.accept(); import.meta.hot.accept('./b.js', () => import.meta.log('handler'));
		import.meta.hot.on('afterUpdate', () => import.meta.log('event'));`;
	const program = await start({ 'main.js': 'import "./a.js";', 'a.js': text, 'b.js': '' });
	for (let index = 0; index < 3; index += 1) await program.updated({ 'a.js': `${text} // ${index}` });
	program.takeLog();
	await program.updated({ 'b.js': '0' });
	assert.deepEqual(program.takeLog(), ['handler', 'event']);
});

test('P9: fifty updates run the changed module fifty times, and its unchanged neighbours never', async () => {
	const program = await start({
		'main.js': `import './a.js'; ${log('"main"')} import.meta.hot.accept('./a.js');`,
		'a.js': `import './child.js'; ${log('"a"')}`,
		'child.js': `${log('"child"')}`,
	});
	program.takeLog();
	for (let index = 0; index < 50; index += 1) await program.updated({ 'a.js': `import './child.js'; ${log(String(index))}` });
	assert.deepEqual(program.takeLog(), Array.from({ length: 50 }, (_, index) => index));
});

test('P10: acceptExports looks at what the importers use as they are linked now', async () => {
	const program = await start({
		'main.js': 'import "./user.js"; import.meta.hot.accept("./user.js", () => import.meta.log("user was run again"));',
		'user.js': 'import { x } from "./a.js"; export const read = () => x;',
		'a.js': 'export const x = 1, y = 1; import.meta.hot.acceptExports(["x"]);',
	});
	await program.updated({ 'a.js': 'export const x = 2, y = 2; import.meta.hot.acceptExports(["x"]);' });
	assert.deepEqual(program.takeLog(), []);
	await program.updated({ 'user.js': 'import { x, y } from "./a.js"; export const read = () => x + y;' });
	program.takeLog();
	await program.updated({ 'a.js': 'export const x = 3, y = 3; import.meta.hot.acceptExports(["x"]);' });
	assert.deepEqual(program.takeLog(), ['user was run again']);
});

test('acceptExports calls its handler with the new namespace; a namespace import counts as every export', async () => {
	const text = (value: number): string => `export const x = ${value}; import.meta.hot.acceptExports('x', (self) => import.meta.log(self.x));`;
	const program = await start({
		'main.js': 'import "./whole.js"; import { x } from "./a.js"; export { x }; import.meta.hot.accept("./whole.js", () => import.meta.log("whole"));',
		'whole.js': 'import * as a from "./a.js"; export const read = () => Object.keys(a);',
		'a.js': text(1),
	});
	await program.updated({ 'a.js': text(2) });
	assert.deepEqual(program.takeLog(), [2, 'whole']);
	assert.equal(program.exports('main.js')['x'], 2);
});

test('P11: star exports are linked anew for each update; an ambiguous name is an error before anything is touched', async () => {
	const program = await start({
		'main.js': 'import { x } from "./barrel.js"; import.meta.hot.accept("./barrel.js"); export const read = () => x;',
		'barrel.js': 'export * from "./a.js"; export * from "./b.js";',
		'a.js': 'export const x = 1; import.meta.hot.accept(); import.meta.hot.dispose(() => import.meta.log("disposed"));',
		'b.js': 'export const y = 1; import.meta.hot.accept();',
	});
	const outcome = await program.edit({ 'b.js': 'export const y = 1, x = 2; import.meta.hot.accept();' });
	assert.equal(outcome.type, 'link-error');
	assert.deepEqual(program.takeLog(), []);
	await program.updated({ 'a.js': 'export const other = 1;' });
	assert.equal((program.exports('main.js')['read'] as () => number)(), 2);
});

test('P18: a specifier that is accepted is resolved as an import of it would be', async () => {
	const program = await start({
		'main.js': `import './a.js'; import.meta.hot.accept('././a.js'.slice(2), () => import.meta.log('accepted'));`,
		'a.js': '',
	});
	await program.updated({ 'a.js': '0' });
	assert.deepEqual(program.takeLog(), ['accepted']);
});

test('accepting a specifier that cannot be resolved is reported and breaks nothing else', async () => {
	const errors: unknown[] = [];
	const program = await start({
		'main.js': `import './a.js'; import.meta.hot.accept(['nowhere', './a.js'], ([nowhere, a]) => import.meta.log(nowhere, a.x));`,
		'a.js': 'export const x = 1;',
	}, { reportError: ({ error }) => void errors.push(String(error)) });
	assert.equal(errors.length, 1);
	assert.match(String(errors[0]), /'nowhere', which cannot be resolved/);
	await program.updated({ 'a.js': 'export const x = 2;' });
	assert.deepEqual(program.takeLog(), [undefined, 2]);
});

test('two boundaries of one change each take it', async () => {
	const side = `import { value } from './child.js'; import.meta.log(value); import.meta.hot.accept('./child.js', () => import.meta.log(value));`;
	const program = await start({ 'main.js': 'import "./left.js"; import "./right.js";', 'left.js': side, 'right.js': side, 'child.js': 'export const value = 1;' });
	const outcome = await program.updated({ 'child.js': 'export const value = 2;' });
	assert.deepEqual(program.takeLog(), [1, 1, 2, 2]);
	assert.deepEqual(outcome.boundaries, ['left.js', 'right.js']);
});

test('a module that gains accept is a boundary from its next change on', async () => {
	const program = await start({ 'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js", () => import.meta.log("main"));', 'a.js': '' });
	await program.updated({ 'a.js': 'import.meta.hot.accept();' });
	assert.deepEqual(program.takeLog(), ['main']);
	await program.updated({ 'a.js': '0; import.meta.hot.accept();' });
	assert.deepEqual(program.takeLog(), []);
});

test('a module that loses accept is replaced by it once more, and then its importers are asked', async () => {
	const program = await start({ 'main.js': 'import "./a.js";', 'a.js': 'import.meta.hot.accept();' });
	await program.updated({ 'a.js': '"no accept";' });
	assert.equal((await program.edit({ 'a.js': '"changed";' })).type, 'unaccepted');
});

test('decline refuses an update through the module, by itself or for a dependency', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import "./b.js"; import.meta.hot.accept(); import.meta.hot.decline("./b.js");',
		'a.js': 'import "./c.js"; import.meta.hot.decline();', 'b.js': '', 'c.js': '',
	});
	const one = await program.edit({ 'c.js': '0' });
	assert.ok(one.type === 'declined');
	assert.deepEqual([one.by, one.chain], ['a.js', ['c.js', 'a.js']]);
	const two = await program.edit({ 'b.js': '0' });
	assert.ok(two.type === 'declined');
	assert.deepEqual(two.pending.map(({ id, reason }) => [id, reason]), [['c.js', 'declined'], ['b.js', 'declined']]);
});

test('an unchanged module that declines, and one that declines beyond a boundary, refuse nothing', async () => {
	const program = await start({
		'main.js': 'import "./a.js"; import "./declined.js"; import.meta.hot.accept("./a.js");',
		'a.js': '', 'declined.js': 'import "./b.js"; import.meta.hot.accept("./b.js"); import.meta.hot.decline();', 'b.js': '',
	});
	await program.updated({ 'a.js': '0' });
	await program.updated({ 'b.js': '0' });
});

test('the functions of import.meta.hot may be taken out of it', async () => {
	const program = await start({ 'main.js': 'import "./a.js";', 'a.js': 'const { accept, dispose, data } = import.meta.hot; accept(); dispose(() => { data.n = (data.n ?? 0) + 1; });' });
	await program.updated({ 'a.js': 'import.meta.log(import.meta.hot.data.n, import.meta.hot.version, Object.isFrozen(import.meta.hot));' });
	assert.deepEqual(program.takeLog(), [1, 2, true]);
});
