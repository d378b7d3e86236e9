// Runs one module natively and transformed, with the same imported modules, and answers what can be seen of each.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { BodyContext, Cell, ImportEntry, ModuleSource } from '@hot-runtime/types';
import { compileBody } from '../../dist/compile.js';
import { transform } from '../../dist/transform/index.js';

export interface Observation {
	/** The exports, inspected, in the order of their names; a dead zone as its error. */
	readonly exports: Readonly<Record<string, string>>;
	readonly error: string | null;
}

/** Texts by the name that the module under test imports them with. */
export type Modules = Readonly<Record<string, string>>;

let runs = 0;

/** Asserts that the transformed module does what the native one does, and answers what that is. */
export async function same(text: string, modules: Modules = {}): Promise<Observation> {
	const expected = await native(text, modules);
	assert.deepEqual(await transformed(text, modules), expected);
	return expected;
}

export async function native(text: string, modules: Modules = {}): Promise<Observation> {
	runs++;
	try {
		const namespace: object = await import(dataUrl(linked(text, modules)));
		return { exports: inspectExports(Object.keys(namespace), (name) => Reflect.get(namespace, name)), error: null };
	} catch (error) {
		return { exports: {}, error: String(error) };
	}
}

export async function transformed(text: string, modules: Modules = {}): Promise<Observation> {
	try {
		const run = await execute(text, modules);
		return { exports: inspectExports(run.exportNames, run.read), error: null };
	} catch (error) {
		return { exports: {}, error: String(error) };
	}
}

export interface Run {
	readonly source: ModuleSource;
	/** Local and indirect ones. */
	readonly exportNames: readonly string[];
	read(exportName: string): unknown;
	/** How often an exported mutable binding may have been written. */
	readonly writes: number;
}

export async function execute(text: string, modules: Modules = {}): Promise<Run> {
	runs++;
	const source = transform(text, { url: 'file:///module.js' });
	const namespaces: object[] = [];
	for (const { specifier } of source.requests) namespaces.push(await import(moduleUrl(modules[specifier] ?? '')));
	const { body } = compileBody({ ...source, filename: 'file:///module.js', isUpdate: true });
	const run = { writes: 0, readers: new Array<() => unknown>() };
	const context: BodyContext = {
		declare: (readers) => { run.readers = [...readers]; },
		meta: { url: 'file:///module.js' },
		import: async (specifier, options) => ({ specifier: String(specifier), options }),
		constant: () => { throw new TypeError('Assignment to constant variable.'); },
		wrote: (value) => (run.writes++, value) as never,
	};
	const running = body(context, ...source.imports.map((entry) => cellOf(entry, namespaces[entry.request] ?? {})));
	if ('next' in running) {
		running.next();
		running.next();
	} else {
		await running;
	}
	return {
		source,
		exportNames: [...source.localExports, ...source.indirectExports].map(({ exportName }) => exportName),
		get writes() { return run.writes; },
		read(exportName) {
			const indirect = source.indirectExports.find((entry) => entry.exportName === exportName);
			if (indirect) return indirect.importName === null ? namespaces[indirect.request] : Reflect.get(namespaces[indirect.request] ?? {}, indirect.importName);
			return run.readers[source.localExports.findIndex((entry) => entry.exportName === exportName)]?.();
		},
	};
}

function cellOf({ importName, access }: ImportEntry, namespace: object): Cell {
	return {
		get $() {
			if (importName === null) return namespace;
			const value: unknown = Reflect.get(namespace, importName);
			return access === 'method' && typeof value === 'function' ? value.bind(namespace) : value;
		},
	};
}

function inspectExports(names: readonly string[], read: (name: string) => unknown): Record<string, string> {
	return Object.fromEntries([...names].sort().map((name) => {
		try {
			return [name, inspect(read(name), { depth: 5 })];
		} catch (error) {
			return [name, String(error)];
		}
	}));
}

/** The text with its specifiers replaced. */
function linked(text: string, modules: Modules): string {
	const withUrls = Object.entries(modules).reduce((result, [name, module]) => result.replaceAll(`'${name}'`, `'${moduleUrl(module)}'`), text);
	return `${withUrls}\n//${runs}`;
}

/** Another one for each run: modules have state. */
function moduleUrl(text: string): string {
	return dataUrl(`${text}\n//${runs}`);
}

function dataUrl(text: string): string {
	return `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`;
}

/** The user's part of the emitted code. */
export function bodyText(text: string): string {
	const { code, prefixLength } = transform(text, { url: 'file:///module.js' });
	return code.slice(prefixLength, code.lastIndexOf('\n'));
}
