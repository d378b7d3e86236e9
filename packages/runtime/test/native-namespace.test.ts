import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { learnFromNamespace, mayHeirsBeWritten, refuse, type Refusal } from '../dist/linking/native-namespace.js';
import { callerOf } from '../dist/stack.js';

const native: object = await import('node:module');
learnFromNamespace(native);

function refusing(kind: Refusal): Record<PropertyKey, unknown> {
	const set = (_: object, key: PropertyKey): boolean => refuse(kind, key, set);
	const define = (_: object, key: PropertyKey): boolean => refuse(kind, key, define);
	return new Proxy({}, { set, defineProperty: define });
}

function messageOf(run: () => unknown): string {
	try {
		run();
	} catch (error) {
		return error instanceof TypeError ? error.message : String(error);
	}
	return 'nothing thrown';
}

test('what a proxy refuses has the words of a native namespace', () => {
	assert.equal(messageOf(() => { refusing('set')['key'] = 1; }), messageOf(() => Object.assign(native, { default: 1 })).replace('default', 'key'));
	assert.equal(messageOf(() => Object.assign(refusing('add'), { none: 1 })), messageOf(() => Object.assign(native, { none: 1 })));
	assert.equal(messageOf(() => Object.defineProperty(refusing('define'), 'none', { value: 1 })), messageOf(() => Object.defineProperty(native, 'none', { value: 1 })));
});

test('a symbol is named in a refusal', () => {
	const symbol = Symbol('own');
	assert.equal(messageOf(() => { refusing('add')[symbol] = 1; }), messageOf(() => Object.assign(native, { [symbol]: 1 })));
});

test('who puts up with a refusal gets no error: Reflect, and sloppy code', () => {
	assert.equal(Reflect.set(refusing('set'), 'key', 1), false);
	assert.equal(Reflect.defineProperty(refusing('define'), 'key', { value: 1 }), false);
	const { set } = Reflect;
	assert.equal(set(refusing('set'), 'key', 1), false);
	const write: (target: object) => unknown = vm.runInThisContext('(function (target) { target.key = 1; return 1; })');
	assert.equal(write(refusing('set')), 1);
});

test('an object that inherits from a namespace may be written where the engine lets it', () => {
	const heir: { default?: unknown } = Object.create(native);
	assert.equal(mayHeirsBeWritten(), messageOf(() => { heir.default = 1; }) === 'nothing thrown');
});

test('a refusal stands where the program wrote, and leaves nothing behind', (context) => {
	const { stackTraceLimit } = Error;
	let asked = 0;
	Error.prepareStackTrace = () => void asked++;
	Error.stackTraceLimit = 0;
	context.after(() => {
		delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace;
		Error.stackTraceLimit = stackTraceLimit;
	});
	const own = Error.prepareStackTrace;
	assert.match(messageOf(() => { refusing('set')['key'] = 1; }), /key/);
	assert.deepEqual([Error.stackTraceLimit, Error.prepareStackTrace === own, asked], [0, true, 0]);
});

test('the caller of a function is known by its file, a built-in by its name', () => {
	function ask(): ReturnType<typeof callerOf> {
		return callerOf(ask);
	}
	const [byBuiltIn] = [0].map(ask);
	assert.deepEqual(byBuiltIn, { file: null, name: 'map', type: 'Array', isEval: false });
	const byThis = ask();
	assert.equal(byThis?.file, import.meta.url);
	const byText: ReturnType<typeof callerOf> = (0, eval)('(ask => ask())')(ask);
	assert.equal(byText?.isEval, true);
});
