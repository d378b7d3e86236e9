// Bindings and the cells that read them, by themselves: what is asked of whom, how often, and what a cell keeps.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Host, ImportEntry, LoadedExternal } from '@hot-runtime/types';
import { ABSENT, ExternalBinding, LocalBinding, NamespaceBinding } from '../dist/records/binding.js';
import type { Binding, BindingOwner } from '../dist/records/binding.js';
import { bindCell, closeCell, ImportCell, keepValue, readAnew, readInlined, setKeptValue } from '../dist/records/import-cell.js';
import { KeptValues } from '../dist/records/kept-values.js';
import { SyntheticModuleRecord } from '../dist/records/synthetic-module-record.js';
import { UNINITIALIZED } from '../dist/records/uninitialized.js';
import { start } from './hot/support/program.js';

const entryOf = (access: ImportEntry['access'], importName: string | null = 'x'): ImportEntry => ({ request: 0, importName, localName: 'local', access });
const noNamespace = (): null => null;

interface Owned { readonly binding: LocalBinding; readonly owner: { value: unknown; isDeclared: boolean; readonly log: string[] } }

/** A local binding of a module that says what it was asked. A function as its value throws when it is read. */
function local({ isMutable = false, hoisted = null, isThisFree = false }: { isMutable?: boolean; hoisted?: 'var' | 'function' | null; isThisFree?: boolean } = {}): Owned {
	const owner = { value: 1 as unknown, isDeclared: true, log: [] as string[] };
	const read = (): unknown => { if (owner.value instanceof Error) throw owner.value; return owner.value; };
	const asked: BindingOwner = {
		reader: () => owner.isDeclared ? read : undefined, instantiate: () => { owner.log.push('instantiate'); owner.isDeclared = true; }, wasRead: () => void owner.log.push('wasRead'), forget: () => void owner.log.push('forget'),
		observe: () => { owner.log.push('observe'); return () => void owner.log.push('unobserve'); },
	};
	return { owner, binding: new LocalBinding(asked, 0, { exportName: 'x', localName: 'x', isMutable, hoisted, isThisFree }) };
}

const deadZone = (): Error => new ReferenceError("Cannot access 'x' before initialization");

test('before its module has declared it, a binding is what hoisting makes of it', () => {
	for (const [hoisted, value, log] of [[null, UNINITIALIZED, []], ['var', undefined, []], ['function', 1, ['instantiate']]] as const) {
		const { binding, owner } = local({ hoisted });
		owner.isDeclared = false;
		assert.equal(binding.peek(), UNINITIALIZED, 'a look runs nothing');
		assert.deepEqual([binding.read(), owner.log], [value, log], String(hoisted));
	}
});

test('the dead zone is no value; any other error of a read is the reader\'s', () => {
	const { binding, owner } = local({ isMutable: true });
	owner.value = deadZone();
	assert.deepEqual([binding.read(), binding.peek()], [UNINITIALIZED, UNINITIALIZED]);
	const overflow = owner.value = new RangeError('Maximum call stack size exceeded');
	assert.throws(() => binding.read(), (error) => error === overflow);
	owner.value = undefined;
	assert.equal(binding.read(), undefined);
});

test('what can never change is observed only until it is there, what may change always', () => {
	const constant = local();
	assert.equal(constant.binding.observe(() => {}), null);
	constant.owner.value = deadZone();
	constant.binding.observe(() => {})?.();
	const mutable = local({ isMutable: true });
	mutable.binding.observe(() => {})?.();
	assert.deepEqual([constant.owner.log, mutable.owner.log, constant.binding.change, mutable.binding.change], [['observe', 'unobserve'], ['observe', 'unobserve'], 'never', 'possible']);
	const { isThisFree, change, ...unwatched } = mutable.binding.unwatched();
	assert.deepEqual([unwatched.read(), unwatched.peek(), unwatched.observe(() => {}), isThisFree, change], [1, 1, null, false, 'possible']);
	assert.equal(mutable.owner.log.length, 2, 'and nobody is told of it');
});

const external = (bindings: LoadedExternal['bindings'], host: Partial<Host> = {}): SyntheticModuleRecord => new SyntheticModuleRecord({ kind: 'external', id: 'lib', url: 'lib', attributes: {}, bindings }, host as Host);

test('an export of what is not hot is read once it is known, and is constant once it is evaluated and never changes', () => {
	for (const bindings of ['static', 'live', 'builtin'] as const) {
		const record = external(bindings);
		const binding = new ExternalBinding(record, 'a');
		assert.deepEqual([binding.read(), binding.peek(), binding.change, binding.observe()], [UNINITIALIZED, UNINITIALIZED, 'possible', null], bindings);
		record.link({ a: 1 });
		assert.deepEqual([binding.read(), binding.peek(), binding.change], [1, UNINITIALIZED, 'possible']);
		record.evaluate({ a: 2 });
		assert.deepEqual([binding.read(), binding.peek(), binding.change], [2, 2, bindings === 'static' ? 'never' : 'possible']);
	}
	const inDeadZone = external('static');
	inDeadZone.link(Object.defineProperty({}, 'a', { get() { throw deadZone(); } }));
	assert.equal(new ExternalBinding(inDeadZone, 'a').read(), UNINITIALIZED);
});

test('an external goes from unlinked to evaluated, begun or not, and what it threw stays', () => {
	const record = external('static');
	record.link({ a: 1 });
	const { namespace } = record;
	record.link({ a: 2 });
	assert.equal(record.namespace, namespace, 'it is linked once');
	record.begin();
	assert.deepEqual([record.isEvaluatingAsync, record.isEvaluated, record.namespace === namespace], [true, false, true]);
	record.reject('thrown');
	assert.deepEqual([record.evaluationError?.error, record.isEvaluatingAsync, record.namespace === namespace], ['thrown', false, true]);
	const other = external('static');
	other.begin();
	assert.equal(other.namespace, null);
	other.evaluate({});
	assert.deepEqual([other.isEvaluated, other.evaluationError], [true, null]);
});

test('a cell that is read often of what is not hot gets the engine\'s own reader, once', () => {
	const asked: string[] = [];
	const record = external('live', { createMemberReader: (namespace, name) => { asked.push(name); return () => [Reflect.get(namespace, name), 'quick']; } });
	const lib = { a: 1 };
	record.evaluate(lib);
	const cell = new ImportCell(entryOf('binding', 'a'), { binding: new ExternalBinding(record, 'a'), namespace: noNamespace });
	for (let i = 0; i < 16; i++) assert.equal(cell.$, 1);
	assert.deepEqual([cell.$, asked], [[1, 'quick'], ['a']]);
	lib.a = 2;
	assert.deepEqual(cell.$, [2, 'quick']);
});

test('a namespace and a member that is lacking never change, and are nobody\'s to tell of', () => {
	let namespace: object | null = null;
	const binding = new NamespaceBinding(() => namespace);
	assert.deepEqual([binding.read(), binding.peek()], [UNINITIALIZED, UNINITIALIZED]);
	namespace = {};
	assert.deepEqual([binding.read() === namespace, binding.observe(), binding.unwatched() === binding, binding.change], [true, null, true, 'never']);
	assert.deepEqual([ABSENT.read(), ABSENT.peek(), ABSENT.observe(() => {}), ABSENT.unwatched() === ABSENT, ABSENT.change, ABSENT.isThisFree], [undefined, undefined, null, true, 'never', true]);
});

const cellOf = (binding: Binding, access: ImportEntry['access'] = 'binding', namespace: () => object | null = noNamespace): ImportCell => new ImportCell(entryOf(access), { binding, namespace });

test('the dead zone is told with the importer\'s own name, and that of a member with the member\'s', () => {
	for (const [access, name] of [['binding', 'local'], ['callee', 'local'], ['member', 'x'], ['method', 'x']] as const) {
		const { binding, owner } = local();
		owner.value = deadZone();
		assert.throws(() => cellOf(binding, access).$, { name: 'ReferenceError', message: `Cannot access '${name}' before initialization` }, access);
	}
});

test('what is called and is no function can be read, and throws V8\'s words when it is called', () => {
	for (const [access, words] of [['callee', 'local is not a function'], ['method', 'local.x is not a function']] as const) {
		const { binding } = local();
		const called = cellOf(binding, access).$ as () => unknown;
		assert.throws(() => called(), { name: 'TypeError', message: words });
	}
	assert.equal(cellOf(local().binding, 'member').$, 1);
});

test('a method sees its namespace as its this, unless it may be called with any; another value is bound anew', () => {
	const self = { self: true };
	const method = function (this: unknown): unknown { return this; };
	const bound = local({ isMutable: true });
	bound.owner.value = method;
	const cell = cellOf(bound.binding, 'method', () => self);
	assert.equal((cell.$ as () => unknown)(), self);
	readInlined(cell, () => bound.owner.value);
	const first = cell.$;
	assert.deepEqual([(first as () => unknown)(), cell.$ === first], [self, true], 'bound once for each value');
	bound.owner.value = (): string => 'another';
	assert.equal((cell.$ as () => unknown)(), 'another');
	const free = local({ isThisFree: true });
	free.owner.value = method;
	assert.equal(cellOf(free.binding, 'method', () => assert.fail('the namespace is made')).$, method);
	const unknown = local();
	unknown.owner.value = method;
	assert.equal(cellOf(unknown.binding, 'method').$, method, 'while it has no namespace');
});

test('a constant takes the place of another in the cell; what may change, or is not there, is asked for again', () => {
	const [one, two, late, mutable] = [local(), local(), local(), local({ isMutable: true })];
	two.owner.value = 2;
	late.owner.value = deadZone();
	const cell = cellOf(one.binding);
	assert.deepEqual([cell.$, Object.hasOwn(cell, '$')], [1, true]);
	bindCell(cell, { binding: two.binding, namespace: noNamespace });
	assert.deepEqual([Object.getOwnPropertyDescriptor(cell, '$')?.value, one.owner.log], [2, ['forget']]);
	bindCell(cell, { binding: late.binding, namespace: noNamespace });
	assert.throws(() => cell.$, ReferenceError);
	late.owner.value = 3;
	assert.deepEqual([cell.$, Object.hasOwn(cell, '$')], [3, true]);
	bindCell(cell, { binding: mutable.binding, namespace: noNamespace });
	assert.equal(Object.hasOwn(cell, '$'), false);
	assert.equal(cell.$, 1);
	mutable.owner.value = 4;
	assert.deepEqual([cell.$, mutable.owner.log], [4, ['wasRead', 'wasRead']]);
});

test('a value that is kept is read until it is set anew, and code of a module that is gone reads past it', () => {
	const { binding, owner } = local({ isMutable: true });
	const cell = cellOf(binding);
	keepValue(cell, 'kept');
	assert.equal(cell.$, 'kept');
	setKeptValue(cell, 'set');
	assert.deepEqual([cell.$, owner.log], ['set', []]);
	readAnew(cell);
	assert.equal(cell.$, 1);
	keepValue(cell, 'kept');
	closeCell(cell);
	owner.value = 'now';
	assert.deepEqual([cell.$, owner.log], ['now', ['wasRead', 'forget']], 'and tells nobody of it');
	const constant = cellOf(local().binding);
	closeCell(constant);
	assert.equal(constant.$, 1);
});

interface Clock { now: number; readonly delays: { readonly ms: number; readonly task: () => void; undone: boolean }[]; readonly host: Host }

function clock(): Clock {
	const state: Clock = { now: 0, delays: [], host: {} as Host };
	return Object.assign(state, { host: { now: () => state.now, delay: (ms: number, task: () => void) => { const delay = { ms, task, undone: false }; state.delays.push(delay); return () => { delay.undone = true; }; } } as unknown as Host });
}

test('values are kept while writes are seldom; written often, they are read through getters, and longer each time', () => {
	const time = clock();
	const kept = new KeptValues(time.host);
	const { binding, owner } = local({ isMutable: true });
	const cell = cellOf(binding);
	const write = (count: number, ms: number): void => {
		for (let i = 0; i < count; i++) {
			time.now += ms;
			owner.value = Number(owner.value) + 1;
			kept.written();
		}
	};
	assert.equal(kept.isWatching, false);
	kept.wasRead(cell, binding);
	assert.deepEqual([kept.isWatching, cell.$], [true, 1]);
	write(3000, 1);
	assert.deepEqual([cell.$, time.delays.length], [3001, 0], '1024 in more than 100 milliseconds are seldom');
	write(1024, 0.01);
	write(1024, 0.01);
	assert.deepEqual([kept.isWatching, time.delays.map(({ ms }) => ms)], [false, [2000]]);
	owner.value = 'not told';
	assert.equal(cell.$, 'not told');
	time.delays[0]?.task();
	assert.deepEqual([kept.isWatching, owner.log], [false, []]);
	assert.equal(cell.$, 'not told');
	assert.deepEqual(owner.log, ['wasRead'], 'the next read may be kept again');
	for (let round = 1; round < 8; round++) {
		owner.value = 0;
		kept.wasRead(cell, binding);
		write(2048, 0.01);
		time.delays.at(-1)?.task();
	}
	assert.deepEqual(time.delays.map(({ ms }) => ms), [2000, 4000, 8000, 16_000, 32_000, 64_000, 64_000, 64_000]);
});

test('a cell that was forgotten, or whose module was closed, is set by no write', () => {
	const time = clock();
	const kept = new KeptValues(time.host);
	const { binding, owner } = local({ isMutable: true });
	const [one, two] = [cellOf(binding), cellOf(binding)];
	kept.wasRead(one, binding);
	kept.wasRead(two, binding);
	kept.forget(one);
	owner.value = 2;
	kept.written();
	assert.deepEqual([one.$, two.$], [1, 2]);
	for (let i = 0; i < 2048; i++) kept.written();
	kept.close();
	assert.deepEqual([time.delays.map(({ undone }) => undone), kept.isWatching, two.$, owner.log], [[true], false, 2, ['wasRead']]);
	const early = local({ isMutable: true });
	early.owner.value = deadZone();
	const cell = cellOf(early.binding);
	kept.wasRead(cell, early.binding);
	assert.throws(() => cell.$, ReferenceError, 'what is not there is not kept');
});

test('while importers read through getters a write costs nothing, though somebody else hears of each', async () => {
	const program = await start({
		'main.js': 'export { count, increment } from "./counter.js"; import { count } from "./counter.js"; export const read = () => count;', 'counter.js': 'export let count = 0; export const increment = (n) => { for (let i = 0; i < n; i++) count++; };',
	});
	const { read, increment } = program.exports('main.js') as { read: () => number; increment: (n: number) => void };
	let told = 0;
	program.runtime.readExports('main.js', () => void (told += 1));
	assert.equal(read(), 0);
	increment(100_000);
	assert.deepEqual([told, read(), program.host.timers], [100_000, 100_000, 1]);
});
