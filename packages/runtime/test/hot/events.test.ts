import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HotEvent, UpdateOutcome } from '@hot-runtime/types';
import { start } from './support/program.js';
import type { Program } from './support/program.js';

const files = {
	'main.js': 'import "./a.js"; import "./u.js"; import.meta.hot.accept("./a.js");', 'a.js': 'import "./old.js";', 'old.js': '', 'u.js': '',
};

const names: readonly HotEvent[] = ['message', 'status', 'beforeUpdate', 'afterUpdate', 'beforePrune', 'invalidate', 'unaccepted', 'error'];

function nextMessage({ runtime }: Program): Promise<UpdateOutcome | null> {
	return new Promise((resolve) => runtime.hot.on('message', (_, { outcome }) => resolve(outcome)));
}

test('the events of an update come in order, each with its modules, outcome and durations', async () => {
	const program = await start(files, { report: ({ type }) => `it is ${type}` });
	const seen: unknown[] = [];
	for (const name of names.filter((each) => each !== 'status' && each !== 'message')) {
		program.runtime.hot.on(name, (event) => void seen.push([name, 'modules' in event ? event.modules : null, 'outcome' in event ? event.outcome?.type : null]));
	}
	program.runtime.hot.on('message', (text, { outcome, modules, durations }) => void seen.push(['message', text, outcome?.type, modules, Object.keys(durations).length]));
	await program.updated({ 'a.js': '0' });
	assert.deepEqual(seen, [
		['beforeUpdate', ['a.js'], undefined], ['beforePrune', ['old.js'], undefined], ['afterUpdate', ['a.js'], 'updated'], ['message', 'it is updated', 'updated', ['a.js'], 7],
	]);
	seen.length = 0;
	await program.edit({ 'u.js': '0' });
	assert.deepEqual(seen, [['unaccepted', ['u.js'], 'unaccepted'], ['afterUpdate', [], 'unaccepted'], ['message', 'it is unaccepted', 'unaccepted', [], 7]]);
	seen.length = 0;
	await program.edit({ 'a.js': '(' });
	assert.deepEqual(seen, [['error', ['a.js'], 'load-error'], ['afterUpdate', [], 'load-error'], ['message', 'it is load-error', 'load-error', [], 7]]);
});

test('a listener is awaited, and what it throws is reported and ends nothing', async () => {
	const program = await start(files);
	const seen: string[] = [];
	program.runtime.hot.on('beforeUpdate', async () => {
		await new Promise((resolve) => setImmediate(resolve));
		seen.push('before');
		throw new Error('listener');
	});
	program.runtime.hot.on('afterUpdate', () => void seen.push('after'));
	const outcome = await program.updated({ 'a.js': '0' });
	assert.deepEqual(seen, ['before', 'after']);
	assert.deepEqual(outcome.reported.map(({ handler, error }) => [handler, String(error)]), [['event', 'Error: listener']]);
});

test('on returns its undo, and off undoes it too', async () => {
	const program = await start(files);
	const { hot } = program.runtime;
	const seen: number[] = [];
	const one = (): void => void seen.push(1);
	const undo = hot.on('afterUpdate', () => void seen.push(2));
	hot.on('afterUpdate', one);
	await program.updated({ 'a.js': '0' });
	undo();
	undo();
	hot.off('afterUpdate', one);
	await program.updated({ 'a.js': '1' });
	assert.deepEqual(seen, [2, 1]);
});

test("another tool's events, and a program's own, may be listened to: they never happen here", async () => {
	const reported: unknown[] = [];
	const text = `const never = () => import.meta.log('never');
		import.meta.hot.on('vite:beforeUpdate', never)();
		import.meta.hot.on('my:greeting', never);
		import.meta.hot.off('my:greeting', never);
		import.meta.hot.accept(() => import.meta.log('ran on'));`;
	const program = await start({ 'main.js': text }, { reportError: ({ error }) => void reported.push(error) });
	await program.updated({ 'main.js': `${text}//` });
	assert.deepEqual([program.takeLog(), reported], [['ran on'], []]);
});

test('an event of a name that is nobody\'s is told of, and harms nobody', async () => {
	const reported: unknown[] = [];
	const text = "for (const name of ['beforeUpdte', 'constructor']) import.meta.hot.on(name, () => {}); import.meta.log('ran on');";
	const program = await start({ 'main.js': text }, { reportError: ({ id, handler, error }) => void reported.push([id, handler, String(error).split(':')[1]]) });
	program.runtime.hot.on('toString' as 'error', () => {});
	assert.deepEqual(program.takeLog(), ['ran on']);
	assert.deepEqual(reported, [['main.js', 'event', " There is no hot event 'beforeUpdte'"], ['main.js', 'event', " There is no hot event 'constructor'"], ['', 'event', " There is no hot event 'toString'"]]);
});

test('an error of a handler is an event too, which says which handler', async () => {
	const program = await start({ ...files, 'a.js': 'import.meta.hot.dispose(() => { throw new Error("no"); });' });
	const seen: unknown[] = [];
	program.runtime.hot.on('error', ({ id, handler, error }) => void seen.push([id, handler, String(error)]));
	await program.updated({ 'a.js': '0' });
	assert.deepEqual(seen, [['a.js', 'dispose', 'Error: no']]);
});

test('a message has its text first, as dynohot gives it, also when nothing was updated', async () => {
	const program = await start({ 'main.js': 'import.meta.hot.accept();' }, {
		report: ({ type }) => `outcome ${type}`, reportError: ({ id, handler, error }) => `${handler} of ${id}: ${String(error)}`,
	});
	const seen: unknown[] = [];
	program.runtime.hot.on('message', (text, { update, modules, outcome }) => void seen.push([text, update, modules, outcome?.type]));
	program.runtime.message('there are no watches left');
	await program.updated({ 'main.js': 'import.meta.hot.keep("k", () => 1, { dispose() { throw new Error("kept"); } });' });
	await program.runtime.close();
	assert.deepEqual(seen, [['there are no watches left', 0, [], undefined], ['outcome updated', 1, ['main.js'], 'updated'], ['keep of main.js: Error: kept', 0, ['main.js'], undefined]]);
});

test('a refusal is reported when it has been quiet for a while, and not at all if it was healed', async () => {
	const reported: string[] = [];
	const program = await start(files, { quietTime: 50, report: ({ type, update }: UpdateOutcome) => void reported.push(`${update} ${type}`) });
	await program.edit({ 'a.js': 'import "./missing.js";' });
	program.host.advance(30);
	await program.edit({ 'a.js': 'import "./missing2.js";' });
	program.host.advance(30);
	assert.deepEqual(reported, []);
	await program.updated({ 'a.js': '0' });
	program.host.advance(100);
	assert.deepEqual(reported, ['3 updated']);
	await program.edit({ 'u.js': '0' });
	assert.deepEqual(reported, ['3 updated']);
	program.host.advance(50);
	assert.deepEqual(reported, ['3 updated', '4 unaccepted']);
	assert.equal(program.host.timers, 0);
});

test('a refusal that waits is still reported when something else was updated meanwhile', async () => {
	const reported: string[] = [];
	const program = await start(files, { quietTime: 50, report: ({ type, update }: UpdateOutcome) => void reported.push(`${update} ${type}`) });
	await program.edit({ 'u.js': '0' });
	await program.updated({ 'a.js': '0' });
	program.host.advance(50);
	assert.deepEqual(reported, ['2 updated', '1 unaccepted']);
});

test('P65: a text that has become empty waits for its next change', async () => {
	const reported: string[] = [];
	const program = await start({
		'main.js': 'import "./a.js";', 'a.js': 'import.meta.hot.accept(); import.meta.log(1);',
	}, { settleTime: 500, report: ({ type }: UpdateOutcome) => void reported.push(type) });
	program.takeLog();
	await program.edit({ 'a.js': '' });
	assert.equal(program.runtime.hot.status(), 'watch-delay');
	await program.updated({ 'a.js': 'import.meta.hot.accept(); import.meta.log(2);' });
	assert.deepEqual(program.takeLog(), [2]);
	assert.deepEqual(reported, ['updated']);
	assert.equal(program.runtime.hot.status(), 'watch');
	assert.equal(program.host.timers, 0);
});

test('P65: a text that stays empty is meant', async () => {
	const program = await start({ 'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js", () => import.meta.log("accepted"));', 'a.js': 'import.meta.log(1);' }, { settleTime: 500 });
	program.takeLog();
	assert.equal((await program.edit({ 'a.js': '' })).type, 'load-error');
	const updated = nextMessage(program);
	program.host.advance(500);
	assert.equal((await updated)?.type, 'updated');
	assert.deepEqual(program.takeLog(), ['accepted']);
});

test('a new module that does not parse is reported too, though it is not part of the program yet', async () => {
	const reported: string[] = [];
	const program = await start(files, { settleTime: 500, report: ({ type }: UpdateOutcome) => void reported.push(type) });
	program.host.files.set('new.js', 'half (');
	await program.edit({ 'a.js': 'import "./new.js";' });
	assert.deepEqual(reported, []);
	const told = nextMessage(program);
	program.host.advance(500);
	assert.equal((await told)?.type, 'load-error');
	assert.deepEqual(reported, ['load-error']);
	assert.equal(program.host.timers, 0);
});

test('a text that does not parse is reported when no further change comes', async () => {
	const reported: string[] = [];
	const program = await start(files, { settleTime: 500, report: ({ type }: UpdateOutcome) => void reported.push(type) });
	await program.edit({ 'a.js': 'half (' });
	program.host.advance(400);
	assert.deepEqual(reported, []);
	const told = nextMessage(program);
	program.host.advance(100);
	assert.equal((await told)?.type, 'load-error');
	assert.deepEqual(reported, ['load-error']);
	assert.equal(program.runtime.hot.status(), 'watch');
});
