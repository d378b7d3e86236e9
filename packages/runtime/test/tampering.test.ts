// A program may replace built-ins; it must see only its own uses of them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

/** What a program prints in a process of its own: what it does to built-ins must not reach other tests. */
function runAlone(files: Readonly<Record<string, string>>): string {
	const script = fileURLToPath(new URL('./support/alone.js', import.meta.url));
	const { stdout, stderr } = spawnSync(process.execPath, [script, JSON.stringify(files)], { encoding: 'utf8' });
	return stdout + stderr;
}

const rest = {
	'waits.js': 'import { x } from "./x.js"; print("waits", x); await 0; print("waited");',
	'x.js': 'export const x = 1; export let y = 2;',
	'later.js': 'import * as ns from "./x.js"; export * from "./star.js"; import { x } from "./x.js"; print("later", x, ns.y, ns["y"]);',
	'star.js': 'export const star = await "star"; export { y } from "./x.js";',
};
const main = 'import "./tamper.js"; import "./waits.js"; const ns = await import("./later.js"); print(ns.star, ns.y, "star" in ns); const keys = Reflect.ownKeys(ns); print(keys.length);';
const expected = 'waits 1\nwaited\nlater 1 2 2\nstar 2 true\n3\n';

for (const [what, text] of Object.entries({
	'Promise.prototype.then': 'Promise.prototype.then = function () { print("then was called"); };',
	'the constructor of promises': 'globalThis.Promise = class { constructor() { print("Promise was called"); } };',
	'the iteration of arrays': 'Array.prototype[Symbol.iterator] = function () { print("iterated"); return { next: () => ({ done: true }) }; };',
	'methods of arrays': 'for (const name of ["push", "pop", "map", "filter", "forEach", "some", "every", "sort", "includes", "indexOf", "slice"]) Array.prototype[name] = () => { print(name + " was called"); };',
	'descriptors': 'for (const name of ["get", "set", "value", "writable"]) Object.defineProperty(Object.prototype, name, { __proto__: null, value: undefined, configurable: true });',
	'Reflect and Object': 'for (const name of Object.getOwnPropertyNames(Reflect)) if (name !== "ownKeys") Reflect[name] = () => { print("Reflect." + name); }; Object.defineProperty = Object.keys = () => { print("Object"); };',
	'generators': 'Object.getPrototypeOf(function* () {}.prototype).next = () => { print("next was called"); };',
})) {
	test(`a program that replaces ${what} runs as if it had not`, () => {
		assert.equal(runAlone({ ...rest, 'main.js': main, 'tamper.js': text }), expected);
	});
}
