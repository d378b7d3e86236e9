// Runs in each Node, plain or hot: imports one test after the other and writes a line for each.
// Arguments: a JSON file of the tests, the folder of the copy, the folder of the checkout's harness.
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import vm from 'node:vm';
import type { Test262 } from './selection.js';

const [ , , listFile = '', copy = '', harness = '' ] = process.argv;
const tests = JSON.parse(readFileSync(listFile, 'utf8')) as readonly Test262[];
const limit = 5_000;

// Tests may change every built-in: the driver keeps what it needs.
const { stringify } = JSON;
const { setTimeout, clearTimeout } = globalThis;
const { runInThisContext } = vm;
const write = (line: string): void => { writeSync(1, `${line}\n`); };

type Printer = (text: unknown) => void;
let printed: Printer = () => { /* nobody waits */ };

function createRealm(): object {
	const context = vm.createContext();
	const realm = {
		global: vm.runInContext('this', context) as object,
		createRealm,
		evalScript: (text: string): unknown => vm.runInContext(text, context),
		detachArrayBuffer: (buffer: ArrayBuffer): void => { structuredClone(buffer, { transfer: [ buffer ] }); },
		gc: (): void => { throw new Error('no gc'); },
	};
	vm.runInContext('$ => { globalThis.$262 = $; }', context)(realm);
	return realm;
}

Object.assign(globalThis, {
	print: (text: unknown) => { printed(text); },
	$262: {
		global: globalThis,
		createRealm,
		evalScript: (text: string): unknown => runInThisContext(text),
		detachArrayBuffer: (buffer: ArrayBuffer): void => { structuredClone(buffer, { transfer: [ buffer ] }); },
		gc: (): void => { throw new Error('no gc'); },
	},
});

const included = new Set<string>();
function include(name: string): void {
	if (!included.has(name)) {
		included.add(name);
		runInThisContext(readFileSync(join(harness, name), 'utf8'), { filename: name });
	}
}

function describe(error: unknown): string {
	try {
		return `${(error as Error).name}: ${(error as Error).message}`;
	} catch {
		return 'something that cannot be described';
	}
}

async function runTest(test: Test262): Promise<string> {
	for (const name of test.isRaw ? [] : [ 'assert.js', 'sta.js', ...test.isAsync ? [ 'doneprintHandle.js' ] : [], ...test.includes ]) {
		include(name);
	}
	let done: (text: string) => void = () => { /* set below */ };
	const async = new Promise<string>(resolve => { done = resolve; });
	printed = text => { done(String(text)); };
	const url = pathToFileURL(join(copy, test.path)).href;
	try {
		await import(url);
	} catch (error) {
		if (test.negative === undefined) {
			return describe(error);
		}
		const name = (error as Error | undefined)?.constructor?.name;
		return name === test.negative.type ? '' : `expected ${test.negative.type}, not ${describe(error)}`;
	}
	if (test.negative !== undefined) {
		return `expected ${test.negative.type}`;
	}
	if (!test.isAsync) {
		return '';
	}
	const text = await async;
	return text === 'Test262:AsyncTestComplete' ? '' : text;
}

/** Exceptions that a test throws out of its turn belong to the test that runs. */
let lost: (reason: string) => void = () => { /* no test runs */ };
process.on('uncaughtException', error => { lost(`uncaught ${describe(error)}`); });
process.on('unhandledRejection', error => { lost(`unhandled ${describe(error)}`); });

for (const [ index, test ] of tests.entries()) {
	write(stringify({ starts: index }));
	const problem = await new Promise<string>(resolve => {
		const timer = setTimeout(resolve, limit, 'did not end');
		lost = resolve;
		const finish = (text: string): void => {
			clearTimeout(timer);
			resolve(text);
		};
		runTest(test).then(finish, (error: unknown) => { finish(`driver: ${describe(error)}`); });
	});
	write(stringify({ ends: index, problem }));
}
process.exit(0);
