// Each program runs in a process of its own: what it does to built-ins must not reach other tests.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const shelter = new URL('../dist/shelter/index.js', import.meta.url).href;

/** What a program prints that has what the shelter gives. */
function printed(text: string): string {
	const program = `import { inside, outside, programRuns, programWaits, run } from ${JSON.stringify(shelter)}; const print = console.log.bind(console);\n${text}`;
	const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
	return stdout + stderr;
}

test('what a program has replaced, deleted and added is away inside, and there outside', () => {
	assert.equal(printed(`
		Array.prototype.map = () => 'replaced'; delete Array.prototype.filter; Object.prototype.kind = 'added'; globalThis.Map = class { };
		Object.defineProperty(String.prototype, 'slice', { get() { return () => 'got'; }, configurable: true });
		const say = () => print(typeof [1].map(n => n), typeof [].filter, {}.kind, new Map().size, 'abc'.slice(1));
		say(); inside(say); say(); inside(() => outside(say)); inside(() => { outside(() => { }); say(); });
	`), `string undefined added undefined got
object function undefined 0 bc
string undefined added undefined got
string undefined added undefined got
object function undefined 0 bc
`);
});

test('properties keep their attributes and their order', () => {
	assert.equal(printed(`
		Object.prototype.one = 1; Object.defineProperty(Object.prototype, 'two', { get() { return 2; }, configurable: true, enumerable: true });
		Object.defineProperty(Array.prototype, 'map', { value: 1, writable: false, configurable: true, enumerable: true }); delete Map.prototype.get;
		const { stringify } = JSON;
		const state = () => [Object.keys(Object.prototype), Object.getOwnPropertyDescriptor(Array.prototype, 'map'), Object.keys(Array.prototype), 'get' in Map.prototype, typeof Object.getOwnPropertyDescriptor(Object.prototype, 'two').get];
		const before = stringify(state()); inside(() => { }); inside(() => outside(() => { })); print(before === stringify(state()), before);
	`), 'true [["one","two"],{"value":1,"writable":false,"enumerable":true,"configurable":true},["map"],false,"function"]\n');
});

test('what cannot be put back stays as it is, and nothing throws', () => {
	assert.equal(printed(`
		Object.prototype.kind = 'added'; Array.prototype.map = () => 'replaced'; delete Set.prototype.has; Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.preventExtensions(Set.prototype);
		Map.prototype.get = () => 'replaced'; Object.seal(Map.prototype); Object.freeze(globalThis);
		inside(() => print({}.kind, [].map(), typeof new Set().has, new Map().get(1)));
		print({}.kind, [].map(), typeof new Set().has, new Map().get(1));
	`), 'added replaced undefined undefined\nadded replaced undefined replaced\n');
});

test('an error passes both ways, and leaves each side with its own', () => {
	assert.equal(printed(`
		Array.prototype.map = () => 'replaced';
		const map = () => typeof [1].map(n => n);
		try { inside(() => { try { outside(() => { throw map(); }); } catch (error) { throw [error, map()].join(); } }); } catch (error) { print(error, map()); }
	`), 'string,object string\n');
});

test('what the program changes while it is called, or between two calls, is seen', () => {
	assert.equal(printed(`
		const map = () => typeof [1].map(n => n);
		const { map: original } = Array.prototype;
		inside(() => { outside(() => { Array.prototype.map = () => 'replaced'; }); print(map()); outside(() => print(map())); });
		Array.prototype.map = original; inside(() => print(map())); print(map());
		for (let i = 0; i < 300; i++) inside(() => { });
		Array.prototype.map = () => 1; inside(() => print(map())); print(map());
	`), 'object\nstring\nobject\nobject\nobject\nnumber\n');
});

test('code that waits is inside each time it goes on, and nobody else is', () => {
	assert.equal(printed(`
		const realThen = Promise.prototype.then;
		Array.prototype.map = () => 'replaced'; Promise.prototype.then = () => { throw new Error('then was called'); };
		Object.defineProperty(Promise, Symbol.species, { get() { throw new Error('species was read'); } });
		const map = () => typeof [1].map(n => n);
		const wait = async () => { for (let i = 0; i < 6; i++) { if (map() !== 'string') print('inside by mistake'); await null; } };
		void wait();
		const result = run((function* () {
			const seen = [map(), yield Promise.resolve(1), map()];
			try { yield Promise.reject(new Error('rejected')); } catch (error) { seen.push(error.message, map()); }
			return seen.join();
		})());
		print(map()); print(await result); print(map());
		try { await run((function* () { throw new Error('thrown'); })()); } catch (error) { print(error.message, map()); }
	`), 'string\nobject,1,object,rejected,object\nstring\nthrown string\n');
});

test('it takes as many turns as an async function', () => {
	assert.equal(printed(`
		const order = [];
		const turns = async () => { for (let i = 0; i < 8; i++) { await null; order.push(i); } };
		const of = async (name, promise) => { await promise; order.push(name); };
		const ours = run((function* () { yield Promise.resolve(); yield run((function* () { return 1; })()); return 2; })());
		const native = (async () => { await Promise.resolve(); await (async () => 1)(); return 2; })();
		await Promise.all([of('ours', ours), of('native', native), turns()]);
		print(order.join());
	`), '0,1,ours,native,2,3,4,5,6,7\n');
});

test('what was not changed is not touched, and nothing is looked for before the program runs', () => {
	assert.equal(printed(`
		const state = () => [globalThis, Promise, Array.prototype, Object.prototype].map(object => Object.entries(Object.getOwnPropertyDescriptors(object)).map(([key, { get, writable, enumerable }]) => [key, typeof get, writable, enumerable].join()).join(';')).join();
		programWaits(); Map.prototype.get = () => 'replaced'; const before = state();
		inside(() => print(new Map([[1, 2]]).get(1)));
		programRuns(); inside(() => print(new Map([[1, 2]]).get(1), state() === before)); print(new Map().get(1), state() === before);
	`), 'replaced\n2 true\nreplaced true\n');
});
