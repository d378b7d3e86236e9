// Whose built-ins are in place where: code of the program runs outside of the shelter, and what it calls of ours goes in. Everything that the other tests
// log is looked at for it, too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Steps, waitFor } from '../../dist/steps.js';
import { unsheltered } from '../../dist/unsheltered.js';
import { start } from './support/program.js';

test('bodies, handlers, listeners, undos and what is kept run outside, however an update ends', async () => {
	const program = await start({
		'main.js': `
			import "./a.js";
			const { hot, log } = import.meta;
			const say = (text) => () => log(text);
			for (const event of ["beforeUpdate", "afterUpdate", "status", "beforePrune", "error", "unaccepted", "message", "invalidate"]) hot.on(event, say(event));
			hot.accept("./a.js", async () => { log("accept"); await 0; log("accepted"); }, say("error handler"));
			hot.addStatusHandler(say("status handler"));
		`,
		'a.js': `
			import "./old.js";
			const { hot, log } = import.meta;
			log("body");
			hot.dispose(() => log("dispose"));
			hot.dispose(() => log("undone"))();
			await 0;
			log("waited");
		`,
		'old.js': 'const { hot, log } = import.meta; hot.prune(() => log("prune")); void hot.keep("it", () => log("create"), { dispose: () => log("close") });',
	});
	await program.updated({ 'a.js': 'import.meta.log("new body"); import.meta.hot.dispose(() => { throw new Error(); });' });
	await program.edit({ 'a.js': 'throw new Error();' });
	await program.edit({ 'a.js': '(' });
	const said = program.takeLog();
	for (const expected of ['body', 'waited', 'create', 'dispose', 'prune', 'close', 'new body', 'accept', 'accepted', 'error handler', 'beforePrune', 'error', 'status handler']) {
		assert.ok(said.includes(expected), expected);
	}
	assert.ok(!said.includes('undone'));
	assert.ok(!said.includes('which ran among our built-ins'), said.join());
});

test('an update is prepared inside, and what `apply` is to call runs outside', async () => {
	const seen = new Map<string, boolean>();
	const note = (what: string): void => void seen.set(what, (seen.get(what) ?? true) && program.host.shelter.isInside);
	const program = await start({ 'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js");', 'a.js': '0' }, { isWatching: false });
	program.host.beforeLoad = () => note('load');
	program.runtime.hot.on('afterUpdate', () => note('afterUpdate'));
	void program.runtime.changed([{ id: 'a.js' }]);
	program.host.files.set('a.js', '1');
	await program.runtime.hot.check();
	await program.runtime.hot.apply({ onAccepted: () => note('onAccepted'), onDisposed: () => note('onDisposed'), ignoreErrored: false });
	assert.deepEqual([...seen], [['load', true], ['onAccepted', false], ['onDisposed', false], ['afterUpdate', false]]);
});

test('steps of a host without a shelter take as many turns of the microtask queue as an async function, and pass errors both ways', async () => {
	const order: unknown[] = [];
	const fails = (): Promise<never> => Promise.reject(new Error('rejected'));
	const steps = function* (): Steps<string> {
		try {
			yield fails();
		} catch (error) {
			order.push(String(error));
		}
		return `ours ${yield* waitFor(Promise.resolve(1))}`;
	};
	const native = async (): Promise<string> => {
		try {
			await fails();
		} catch (error) {
			order.push(String(error));
		}
		return `native ${await Promise.resolve(1)}`;
	};
	const note = async (result: Promise<string>): Promise<void> => void order.push(await result);
	const turns = async (): Promise<void> => {
		for (let turn = 0; turn < 4; turn++) {
			await Promise.resolve();
			order.push(turn);
		}
	};
	await Promise.all([note(unsheltered.run(steps())), note(native()), turns()]);
	assert.deepEqual(order, ['Error: rejected', 'Error: rejected', 0, 1, 'ours 1', 'native 1', 2, 3]);
});
