// What webpack documents of `module.hot` (https://webpack.js.org/api/hot-module-replacement): when each state is reached, and what `check` and `apply` tell.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { acceptWithErrorHandler } from '@hot-runtime/runtime';
import type { ApplyOptions, Hot, HotStatus, SourceChange } from '@hot-runtime/types';
import { start } from './support/program.js';
import type { Program, ProgramOptions } from './support/program.js';

const files = {
	'main.js': 'import { value } from "./a.js"; import "./b.js"; import.meta.hot.accept("./a.js", () => import.meta.log("accepted", value));',
	'a.js': 'export const value = 1; import.meta.hot.dispose(() => import.meta.log("disposed"));', 'b.js': '',
};

/** A program that drives its updates itself, with what it would be told of each file. */
async function driven(own: Readonly<Record<string, string>>, options: ProgramOptions = {}): Promise<{ program: Program; save: (files: Readonly<Record<string, string>>) => void }> {
	const changes: SourceChange[] = [];
	const program = await start(own, { isWatching: false, poll: async () => changes.splice(0), ...options });
	const save = (saved: Readonly<Record<string, string>>): void => {
		for (const [name, text] of Object.entries(saved)) {
			program.host.files.set(name, text);
			changes.push({ id: name });
		}
	};
	return { program, save };
}

function states({ runtime }: Program): HotStatus[] {
	const seen: HotStatus[] = [runtime.hot.status()];
	runtime.hot.addStatusHandler((status) => void seen.push(status));
	return seen;
}

test('idle: nothing happens until check; check: the sources are asked; back in idle if nothing has changed', async () => {
	const asked: HotStatus[] = [];
	const program: Program = await start(files, { isWatching: false, poll: async () => (asked.push(program.runtime.hot.status()), []) });
	const seen = states(program);
	assert.equal(await program.runtime.hot.check(), null);
	assert.deepEqual(asked, ['check']);
	assert.deepEqual(seen, ['idle', 'check', 'idle']);
});

test('prepare: texts are loaded; ready: the update waits; dispose: dispose handlers run; apply: modules are run and accept handlers called', async () => {
	const { program, save } = await driven({
		'main.js': 'const { hot, log } = import.meta; import "./a.js"; hot.accept("./a.js", async () => { log("accepts in", hot.status()); await null; log("still", hot.status()); });',
		'a.js': 'const { hot, log } = import.meta; hot.dispose(async () => { log("disposes in", hot.status()); await null; log("still", hot.status()); });',
	});
	const { hot } = program.runtime;
	const seen = states(program);
	program.host.beforeLoad = () => void program.host.log.push('loads in', hot.status());
	save({ 'a.js': 'const { hot, log } = import.meta; log("runs in", hot.status());' });
	assert.deepEqual(await hot.check(), ['a.js']);
	assert.equal(hot.status(), 'ready');
	assert.deepEqual(await hot.apply(), ['a.js']);
	assert.deepEqual(program.takeLog(), [
		'loads in', 'prepare', 'disposes in', 'dispose', 'still', 'dispose', 'runs in', 'apply', 'accepts in', 'apply', 'still', 'apply',
	]);
	assert.deepEqual(seen, ['idle', 'check', 'prepare', 'ready', 'dispose', 'apply', 'idle']);
});

test('watch and watch-delay: something watches; a text that looks half-written is given time', async () => {
	const program = await start(files, { settleTime: 100 });
	const seen = states(program);
	await program.edit({ 'a.js': 'export const value = (' });
	assert.deepEqual(seen, ['watch', 'check', 'prepare', 'abort', 'watch-delay']);
	await program.updated({ 'a.js': 'export const value = 2;' });
	assert.deepEqual(seen.slice(5), ['check', 'prepare', 'ready', 'dispose', 'apply', 'watch']);
});

test('abort: the update was refused, and the program is as it was, whatever refused it', async () => {
	for (const [refused, type] of [
		[{ 'b.js': '0' }, 'unaccepted'],
		[{ 'c.js': '0' }, 'declined'],
		[{ 'a.js': 'export const value = 2; import "./missing.js";' }, 'load-error'],
		[{ 'a.js': 'export const other = 2;' }, 'link-error'],
	] as const) {
		const program = await start({ ...files, 'b.js': 'import "./c.js";', 'c.js': 'import.meta.hot.decline();' });
		const seen = states(program);
		assert.equal((await program.edit(refused)).type, type);
		assert.deepEqual(seen.filter((status) => status === 'abort' || status === 'fail'), ['abort'], type);
		assert.deepEqual(program.takeLog(), []);
	}
});

test('fail: something threw after the first module was replaced, in its evaluation or in the handler that was to accept it', async () => {
	for (const changed of ['throw new Error("evaluation");', 'export const value = 2;']) {
		const program = await start({ 'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js", () => { throw new Error("handler"); });', 'a.js': '' });
		const seen = states(program);
		await program.edit({ 'a.js': changed });
		assert.deepEqual(seen, ['watch', 'check', 'prepare', 'ready', 'dispose', 'apply', 'fail', 'watch']);
	}
});

test('a status handler that is removed hears nothing more, and status(handler) adds one', async () => {
	const program = await start(files);
	const { hot } = program.runtime;
	const seen: HotStatus[] = [];
	const handler = (status: HotStatus): void => void seen.push(status);
	assert.equal(hot.status(handler), 'watch');
	await program.updated({ 'a.js': 'export const value = 2;' });
	assert.equal(seen.length, 6);
	hot.removeStatusHandler(handler);
	await program.updated({ 'a.js': 'export const value = 3;' });
	assert.equal(seen.length, 6);
});

test('check(true) and check(options) apply as well, and answer what was replaced', async () => {
	const { program, save } = await driven(files);
	const { hot } = program.runtime;
	save({ 'a.js': 'export const value = 2;' });
	assert.deepEqual(await hot.check(true), ['a.js']);
	save({ 'a.js': 'export const value = 3;', 'b.js': '0' });
	await assert.rejects(hot.check(true), /Aborted because b\.js is not accepted/);
	const told: string[] = [];
	assert.deepEqual(await hot.check({ ignoreUnaccepted: true, onAccepted: ({ moduleId }) => told.push(moduleId) }), ['a.js']);
	assert.deepEqual(told, ['a.js']);
	assert.deepEqual(program.takeLog(), ['disposed', 'accepted', 2, 'accepted', 3]);
	assert.equal(hot.status(), 'idle');
});

test('onDeclined tells who declines: the module itself, or a parent', async () => {
	const { program, save } = await driven({ 'main.js': 'import "./a.js"; import "./b.js"; import.meta.hot.decline("./a.js");', 'a.js': '', 'b.js': 'import.meta.hot.decline();' });
	const told: unknown[] = [];
	save({ 'a.js': '0', 'b.js': '0' });
	await assert.rejects(program.runtime.hot.check({ onDeclined: ({ type, moduleId, parentId, chain }) => told.push([type, moduleId, parentId, chain]) }), /declined/);
	assert.deepEqual(told, [['declined', 'a.js', 'main.js', ['a.js', 'main.js']], ['self-declined', 'b.js', 'b.js', ['b.js']]]);
});

test('onErrored tells of every kind of error, which ignoreErrored does not let end the update', async () => {
	const program = {
		'main.js': `import "./dep.js"; import "./handled.js"; import "./self.js"; import "./late.js";
			import.meta.hot.accept("./dep.js", () => { throw "handler"; });
			import.meta.hot.accept("./handled.js", () => { throw "first"; }, () => { throw "second"; });`,
		'dep.js': 'import.meta.hot.dispose(() => { throw "dispose"; });', 'handled.js': '', 'self.js': 'import.meta.hot.accept(() => { throw "self"; });', 'late.js': 'import.meta.hot.accept();',
	};
	const save = { 'dep.js': '0', 'handled.js': '0', 'self.js': '0', 'late.js': 'throw "late";' };
	const told: unknown[] = [];
	const onErrored: ApplyOptions['onErrored'] = ({ type, moduleId, dependencyId, error, originalError }) => told.push([type, moduleId, dependencyId, error, originalError]);
	const errors = [
		['dispose-errored', 'dep.js', undefined, 'dispose', undefined], ['self-accept-errored', 'late.js', undefined, 'late', undefined], ['accept-errored', 'main.js', 'dep.js', 'handler', undefined],
		['accept-error-handler-errored', 'main.js', 'handled.js', 'second', 'first'], ['self-accept-errored', 'self.js', undefined, 'self', undefined],
	];
	const first = await driven(program);
	first.save(save);
	assert.deepEqual((await first.program.runtime.hot.check({ ignoreErrored: true, onErrored }))?.toSorted(), ['dep.js', 'handled.js', 'self.js']);
	assert.deepEqual(new Set(told.splice(0)), new Set(errors));
	const second = await driven(program);
	second.save(save);
	await assert.rejects(second.program.runtime.hot.check({ onErrored }), (error) => error === 'late');
	assert.deepEqual(new Set(told), new Set(errors));
});

test('apply rejects with the cause, if a handler threw and nobody else takes the update', async () => {
	const { program, save } = await driven({ 'main.js': 'import "./a.js"; import.meta.hot.accept("./a.js", () => { throw new Error("handler"); });', 'a.js': '' });
	save({ 'a.js': '0' });
	await assert.rejects(program.runtime.hot.check(true), ({ message, cause }: Error) => message.includes('main.js is not accepted') && String(cause) === 'Error: handler');
});

test('an error handler gets the error of a new version that cannot be evaluated, and the old one stays', async () => {
	const program = await start({
		'main.js': [
			'import { value } from "./mid.js";',
			'import.meta.hot.accept("./mid.js", () => import.meta.log("accepted", value),',
			'(error, { moduleId, dependencyId }) => import.meta.log(String(error), moduleId, dependencyId, value));',
		].join(' '),
		'mid.js': 'export { value } from "./leaf.js";', 'leaf.js': 'export const value = 1;',
	});
	const outcome = await program.edit({ 'leaf.js': 'export const value = 2; throw new Error("no");' });
	assert.equal(outcome.type, 'evaluation-error');
	assert.deepEqual(program.takeLog(), ['Error: no', 'main.js', 'mid.js', 1]);
	await program.updated({ 'leaf.js': 'export const value = 3;' });
	assert.deepEqual(program.takeLog(), ['accepted', 3]);
});

const invalidating = {
	'main.js': 'import { value } from "./a.js"; import "./b.js"; import.meta.hot.accept(["./a.js", "./b.js"], (_, { changed }) => import.meta.log(value, ...changed));',
	'a.js': 'export const value = import.meta.hot.version; import.meta.log("a"); globalThis.invalidateA = () => import.meta.hot.invalidate();', 'b.js': 'import.meta.log("b");',
};

function invalidateA(): void {
	(Reflect.get(globalThis, 'invalidateA') as () => void)();
}

test('invalidate in idle makes an update of the module, which apply does', async () => {
	const { program } = await driven(invalidating);
	const { hot } = program.runtime;
	const seen = states(program);
	program.takeLog();
	invalidateA();
	assert.deepEqual(await hot.apply(), ['a.js']);
	assert.deepEqual(program.takeLog(), ['a', 2, './a.js']);
	assert.deepEqual(seen, ['idle', 'prepare', 'ready', 'dispose', 'apply', 'idle']);
});

test('invalidate in prepare and in ready adds the module to the update, in check too', async () => {
	for (const when of ['check', 'prepare', 'ready'] as const) {
		const { program, save } = await driven(invalidating);
		const { hot } = program.runtime;
		program.takeLog();
		hot.addStatusHandler((status) => {
			if (status === when) invalidateA();
		});
		save({ 'b.js': 'import.meta.log("new b");' });
		await hot.check();
		assert.deepEqual([...await hot.apply()].sort(), ['a.js', 'b.js'], when);
		assert.deepEqual(program.takeLog(), ['a', 'new b', 2, './a.js', './b.js']);
		assert.equal(hot.history().length, 1);
	}
});

test('invalidate in check makes an update even if nothing else has changed', async () => {
	const { program } = await driven(invalidating);
	const { hot } = program.runtime;
	hot.addStatusHandler((status) => {
		if (status === 'check') invalidateA();
	});
	assert.deepEqual(await hot.check(), ['a.js']);
	assert.equal(hot.status(), 'ready');
});

test('check is not refused because a module was invalidated: it is part of what check finds', async () => {
	const { program, save } = await driven(invalidating);
	const { hot } = program.runtime;
	invalidateA();
	save({ 'b.js': '0' });
	assert.deepEqual((await hot.check())?.toSorted(), ['a.js', 'b.js']);
	assert.deepEqual((await hot.apply()).toSorted(), ['a.js', 'b.js']);
	assert.equal(hot.status(), 'idle');
});

test('an invalidated module whose text is broken is refused, and the program can be checked again', async () => {
	const { program, save } = await driven(invalidating);
	const { hot } = program.runtime;
	save({ 'a.js': 'export const value = (' });
	invalidateA();
	await assert.rejects(hot.apply(), /hot\.apply\(\) is only allowed in ready status/);
	assert.equal(hot.history().at(-1)?.type, 'load-error');
	save({ 'a.js': 'export const value = "mended";' });
	program.takeLog();
	assert.deepEqual(await hot.check(true), ['a.js']);
	assert.deepEqual(program.takeLog(), ['mended', './a.js']);
});

test('resume undoes a pause, and nothing else: it neither starts updates that the program drives itself nor disturbs one that is ready', async () => {
	const { program, save } = await driven(files);
	const { hot } = program.runtime;
	hot.resume();
	void program.change({ 'a.js': 'export const value = 2;' });
	await new Promise((resolve) => setImmediate(resolve));
	assert.deepEqual(program.takeLog(), []);
	save({});
	await hot.check();
	hot.resume();
	await new Promise((resolve) => setImmediate(resolve));
	assert.deepEqual(program.takeLog(), []);
	await hot.apply();
	assert.deepEqual(program.takeLog(), ['disposed', 'accepted', 2]);
});

test('accept(errorHandler) of module.hot is told of a new version that throws in the place of onErrored, which is told if it throws itself', async () => {
	const { program, save } = await driven({ 'main.js': 'import "./self.js"; import "./other.js";', 'self.js': 'globalThis.hotOfSelf = import.meta.hot;', 'other.js': 'globalThis.hotOfOther = import.meta.hot;' });
	const handled: unknown[] = [];
	acceptWithErrorHandler(Reflect.get(globalThis, 'hotOfSelf') as Hot, (error) => handled.push(error));
	acceptWithErrorHandler(Reflect.get(globalThis, 'hotOfOther') as Hot, () => { throw 'second'; });
	save({ 'self.js': 'throw "thrown";', 'other.js': 'throw "first";' });
	const told: unknown[] = [];
	await program.runtime.hot.check({ ignoreErrored: true, onErrored: ({ type, moduleId, error, originalError }) => told.push([type, moduleId, error, originalError]) });
	assert.deepEqual([handled, told], [['thrown'], [['self-accept-error-handler-errored', 'other.js', 'second', 'first']]]);
});
