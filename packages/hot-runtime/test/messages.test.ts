// Every text that a person reads, as it reads.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HotManagement, UpdateOutcome } from '@hot-runtime/types';
import * as messages from '../dist/messages.js';
import { checkOptions, optionsOfEnvironment } from '../dist/options.js';
import { evaluatesText, isOnlyPreload, mayMockModules, reportsItself } from '../dist/preloads.js';
import { notice, withoutMarks } from '../dist/report.js';
import { isTracing, trace } from '../dist/trace.js';

test('an update is a sentence about what it did, in one or many', () => {
	const texts: [counts: Partial<messages.Counts>, text: string][] = [
		[{}, 'Nothing to run in 1ms.'], [{ loaded: 1 }, 'Loaded 1 new module in 1ms.'], [{ loaded: 2, duration: 1.5 }, 'Loaded 2 new modules in 2ms.'], [{ reevaluated: 1, duration: 1.4 }, 'Reevaluated 1 existing module in 1ms.'],
		[{ pruned: 3, duration: 1234.5 }, 'Pruned 3 modules in 1235ms.'], [{ loaded: 1, reevaluated: 2, pruned: 1, duration: 0 }, 'Loaded 1 new module, reevaluated 2 existing modules, pruned 1 module in 1ms.'],
	];
	for (const [counts, text] of texts) assert.equal(messages.updated({ loaded: 0, reevaluated: 0, pruned: 0, duration: 0, ...counts }), text);
});

test('what nobody accepts is a path that goes in with each importer', () => {
	assert.deepEqual(messages.nobodyAccepts(['a.js', 'b.js', 'c.js']), ['Nobody accepts it on this path:', '  a.js', '    ← b.js', '      ← c.js']);
	assert.deepEqual(messages.nobodyAccepts(['main.js']), ['main.js is the entry itself, and does not accept its own updates.']);
	assert.deepEqual(messages.nobodyAccepts([]), ['It is the entry itself, and does not accept its own updates.']);
});

test('what to add is said for ES modules and for CommonJS, in code that runs', () => {
	for (const [hot, handler] of [['import.meta.hot', /^import\.meta\.hot\?\.accept\('\.\/x\.js', module => \{ .* \}\);$/], ['module.hot', /^module\.hot\?\.accept\('\.\/x\.js', \(\) => \{ .* \}\);$/]] as const) {
		assert.match(messages.acceptDependency(hot, './x.js'), handler);
		assert.equal(messages.acceptItself(hot), `${hot}?.accept();`);
		assert.match(messages.declined('x.js', hot), new RegExp(`\\(${hot.replaceAll('.', '\\.')}\\.decline\\(\\)\\)\\. Restart the program`));
	}
	assert.equal(messages.addTo('a.js', 'x'), 'Add to a.js:  x');
	assert.equal(messages.orAddTo('b.js', 'x'), 'or to b.js:  x');
});

test('a handler that failed is named by its kind, and by its module where it has one', () => {
	const kinds = { accept: 'An accept handler', dispose: 'A dispose handler', prune: 'A prune handler', event: 'An event handler', keep: 'What was kept with import.meta.hot.keep()', evaluation: 'The evaluation', unknown: 'A handler' };
	for (const [kind, words] of Object.entries(kinds)) assert.equal(messages.handlerFailed(kind, 'a.js'), `${words} of a.js failed; the update went on.`);
	assert.equal(messages.handlerFailed('event', null), 'An event handler failed; the update went on.');
});

test('a name that CommonJS does not tell is Node\'s own message, with the names as they would be destructured', () => {
	const text = messages.commonJSExportNotFound('a', 'lib', '{ a: b, c }');
	assert.equal(text, `Named export 'a' not found. The requested module 'lib' is a CommonJS module, which may not support all module.exports as named exports.\nCommonJS modules can always be imported via the default export, for example using:\n\nimport pkg from 'lib';\nconst { a: b, c } = pkg;\n`);
	assert.ok(messages.commonJSExportNotFound('a', 'lib', null).endsWith("\nimport pkg from 'lib';\n"));
});

test('a message says what to do where nothing is hot', () => {
	assert.match(messages.nothingIsRegistered(), /Write --import hot-runtime\/register instead\.$/);
	assert.match(messages.threadsAreDenied(), /Add --allow-worker, or use Node 22\.15 or later\.$/);
	assert.match(messages.isPassedBy('a.js'), /^a\.js is not hot: .* --import hot-runtime\/register\.$/);
	assert.match(messages.commonJSIsLeft('a.cjs'), /^a\.cjs is CommonJS.* Node 22\.15 and later update it\.$/);
	assert.match(messages.hooksInThreadPassBy(), /Preload hot-runtime\/register instead\.$/);
	assert.match(messages.coverageOfItself(), /With --test the tests run in processes of their own, and are hot\.$/);
	assert.match(messages.coverageNotMended(new Error('no room')), /: no room$/);
	assert.match(messages.coverageNotMended('text'), /: text$/);
	assert.equal(messages.inThread('[hot] a [hot] b', 3), '[hot, thread 3] a [hot] b');
	for (const [code, limit] of [['ENOSPC', 'max_user_watches'], ['EMFILE', 'max_user_instances'], ['ENFILE', 'max_user_instances']] as const) assert.match(messages.watchesExhausted(code, 250), new RegExp(`\\(${code}\\).*every 250ms.*fs\\.inotify\\.${limit}`));
});

test('a log of the program\'s own has the text without our name and colours', () => {
	assert.equal(withoutMarks('\u001B[32m[hot]\u001B[0m Loaded [hot] x\n  [hot] y\n\u001B[31m[hot]\u001B[0m z'), 'Loaded [hot] x\n  [hot] y\nz');
	assert.equal(notice('text'), '[hot] text');
});

test('a value of the wrong kind is shown as a person would write it, whatever it is', () => {
	const circle: { watch?: unknown } = {};
	circle.watch = circle;
	const shown: [options: unknown, end: string][] = [
		[{ cache: /x/ }, 'not /x/.'], [{ silent: null }, 'not null.'], [{ ignore: () => /x/ }, 'not a function.'], [{ watch: { polling: '100' } }, "not { polling: '100' }."], [{ watch: { polling: 1n } }, 'not { polling: 1n }.'],
		[{ watch: { polling: NaN } }, 'not { polling: NaN }.'], [{ watch: { polling: -1 } }, 'not { polling: -1 }.'], [{ watch: {} }, 'not {}.'], [{ watch: [] }, 'not [].'], [{ cache: Symbol('s') }, 'not Symbol(s).'], [[/x/], 'not [ /x/ ].'], [true, 'not true.'], [() => 1, 'not a function.'],
	];
	for (const [options, end] of shown) assert.throws(() => checkOptions(options), (error: unknown) => error instanceof TypeError && error.message.startsWith('hot-runtime: ') && error.message.endsWith(end), end);
	assert.throws(() => checkOptions({ watch: circle }), { name: 'TypeError', message: /'watch' takes .*Circular/ });
	assert.throws(() => checkOptions({ entirelyOther: 1 }), { message: /There are: ignore, silent, watch, cache\.$/ });
	for (const name of ['toString', 'constructor', '__proto__']) assert.throws(() => checkOptions(JSON.parse(`{"${name}":true}`)), { name: 'TypeError', message: new RegExp(`no option '${name}'`) });
});

test('an option that is undefined is the default, and a whole that is null is none', () => {
	assert.deepEqual(checkOptions(null), {});
	const given = { ignore: undefined, silent: undefined, watch: undefined, cache: undefined };
	assert.equal(checkOptions(given), given);
	for (const watch of [true, false, { polling: 1 }, { polling: 0.5, more: 1 }]) assert.deepEqual(checkOptions({ watch }), { watch });
	for (const cache of [true, false, './folder', ' ']) assert.deepEqual(checkOptions({ cache }), { cache });
});

test('the environment may hold any JSON; only an object of options is taken', () => {
	assert.deepEqual(optionsOfEnvironment('null'), {});
	assert.deepEqual(optionsOfEnvironment('{}'), {});
	assert.deepEqual(optionsOfEnvironment('{"watch":{"polling":50},"cache":"x"}'), { watch: { polling: 50 }, cache: 'x' });
	assert.deepEqual(optionsOfEnvironment('{"ignore":""}'), { ignore: new RegExp('') });
	for (const [text, message] of [['[]', /takes an object of options/], ['1', /takes an object of options, not 1/], ['"a"', /takes an object of options, not 'a'/], ['{"ignore":null}', /'ignore' takes a RegExp, not null/], ['{"silent":"yes"}', /'silent' takes true or false, not 'yes'/], ['{', /'HOT_RUNTIME' takes JSON, such as \{"silent":true\}, not '\{'/], [' ', /'HOT_RUNTIME' takes JSON/]] as const) {
		assert.throws(() => optionsOfEnvironment(text), { name: 'TypeError', message }, text);
	}
});

test('the flags of the process say what runs in it and what is preloaded', () => {
	for (const argv of [['-e', 'x'], ['-p', 'x'], ['-pe', 'x'], ['--eval', 'x'], ['--eval=x'], ['--print', 'x'], ['-i'], ['--interactive']]) assert.equal(evaluatesText(argv), true, argv.join(' '));
	for (const argv of [[], ['--enable-source-maps'], ['--env-file=x'], ['--experimental-vm-modules'], ['--inspect'], ['--import', 'x'], ['-r', 'x'], ['--print-required']]) assert.equal(evaluatesText(argv), argv[0] === '--print-required', argv.join(' '));
	for (const [argv, options, isOnly] of [[['--import=hot-runtime/register'], '', true], [[], '--import hot-runtime/register', true], [['--import', 'a', '-r', 'b'], '', false], [['--experimental-loader', 'x'], '--import hot-runtime/register', false], [['--loader=x'], '"--import=hot-runtime/register"', false], [['--important'], '--import x', true], [[], '', true]] as const) {
		assert.equal(isOnlyPreload(argv, options), isOnly, `${argv.join(' ')} ${options}`);
	}
	assert.deepEqual([mayMockModules(['--experimental-test-module-mocks'], ''), mayMockModules([], '--no-warnings --experimental-test-module-mocks'), mayMockModules(['--test'], '')], [true, true, false]);
	assert.deepEqual([reportsItself(['--experimental-test-coverage']), reportsItself(['--test'])], [true, false]);
});

test('a trace has a line for each state with the time of the one before, and each update with its steps and modules', () => {
	const handlers = new Map<string, (event: never) => void>();
	const said: string[] = [];
	trace({ on: (event: string, handler: (event: never) => void) => void handlers.set(event, handler) } as unknown as HotManagement, text => said.push(text));
	const tell = (event: string, value: object): void => handlers.get(event)?.(value as never);
	tell('status', { previous: 'watch', status: 'check', update: 0 });
	tell('status', { previous: 'check', status: 'prepare', update: 7 });
	assert.equal(said[0], '[hot] trace: watch → check', 'nobody wants to know for how long nothing happened');
	assert.match(said[1] ?? '', /^\[hot\] trace #7: check after \d+\.\dms → prepare$/);
	const outcome: UpdateOutcome = {
		update: 7, type: 'updated', changed: ['a.js'], duration: 12.34, durations: { load: 1, propagate: 0, link: 0.05, dispose: 0, evaluate: 2, accept: 0, prune: 0 }, loaded: ['a.js', 'b.js'], reevaluated: [], boundaries: [], pruned: [], reported: [],
		pending: [{ id: 'c.js', reason: 'unaccepted', chain: [] }],
	};
	tell('afterUpdate', { outcome });
	assert.equal(said[2], '[hot] trace #7: updated in 12.3ms (load 1.0ms, propagate 0.0ms, link 0.1ms, dispose 0.0ms, evaluate 2.0ms, accept 0.0ms, prune 0.0ms)\n  changed: a.js\n  loaded: a.js, b.js\n  pending: c.js (unaccepted)');
});

test('tracing is on when the environment asks for it by name', t => {
	const { HOT_RUNTIME_DEBUG, NODE_DEBUG } = process.env;
	t.after(() => {
		for (const [name, value] of Object.entries({ HOT_RUNTIME_DEBUG, NODE_DEBUG })) {
			if (value === undefined) delete process.env[name];
			else process.env[name] = value;
		}
	});
	delete process.env['NODE_DEBUG'];
	for (const [value, isOn] of [['1', true], ['0', false], ['', false], ['yes', true]] as const) {
		process.env['HOT_RUNTIME_DEBUG'] = value;
		assert.equal(isTracing(), isOn, value);
	}
	delete process.env['HOT_RUNTIME_DEBUG'];
	assert.equal(isTracing(), false);
});
