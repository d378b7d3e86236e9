// Runs in each Node, plain or hot: imports one file after the other, and writes down what comes of it.
// Arguments: a JSON file with a list of paths, and the file to write to: a line when one begins, another when it ends.
import { openSync, readFileSync, writeSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [ , , listFile = '', results = '' ] = process.argv;
const files = JSON.parse(readFileSync(listFile, 'utf8')) as readonly string[];
// What is imported may be a program, which looks for its arguments.
process.argv.length = 2;

// It may also change every built-in.
const { stringify } = JSON;
const { setTimeout, clearTimeout, Promise } = globalThis;
const limit = 10_000;
const target = openSync(results, 'a');
const write = (line: object): void => { writeSync(target, `${stringify(line)}\n`); };

function describeValue(value: unknown): string {
	switch (typeof value) {
		case 'function': return `function ${value.name} ${value.length}`;
		case 'object': return value === null ? 'null' : `${Object.prototype.toString.call(value)} of ${Object.keys(value).length}`;
		case 'symbol': return String(value);
		default: return `${typeof value} ${String(value).slice(0, 100)}`;
	}
}

function describeExport(namespace: object, key: string): string {
	try {
		return `${key}: ${describeValue(Reflect.get(namespace, key))}`;
	} catch (error) {
		return `${key}: ${describeError(error)}`;
	}
}

function describeError(error: unknown): string {
	try {
		return `${(error as Error).name}: ${(error as Error).message}`;
	} catch {
		return 'something that cannot be described';
	}
}

async function describeFile(path: string): Promise<string> {
	try {
		const namespace: object = await import(pathToFileURL(path).href);
		return Object.keys(namespace).map(key => describeExport(namespace, key)).join('\n');
	} catch (error) {
		return `throws ${describeError(error)}`;
	}
}

// What a module does later is no matter of its import.
process.on('uncaughtException', () => { /* goes on */ });
process.on('unhandledRejection', () => { /* goes on */ });

for (const [ index, path ] of files.entries()) {
	write({ starts: index });
	const told = await new Promise<string>(resolve => {
		const timer = setTimeout(resolve, limit, 'did not end');
		void describeFile(path).then(text => {
			clearTimeout(timer);
			resolve(text);
		});
	});
	write({ ends: index, told });
}
process.exit(0);
