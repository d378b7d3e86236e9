// A running program of texts in memory: edit it, and look at what happened.
import assert from 'node:assert/strict';
import type { HotGraph, UpdateOutcome } from '@hot-runtime/types';
import { createRuntime } from '@hot-runtime/runtime';
import type { HotOptions, Runtime } from '@hot-runtime/runtime';
import { MemoryHost } from './memory-host.js';
import type { Files } from './memory-host.js';

export interface ProgramOptions extends HotOptions {
	readonly externals?: Readonly<Record<string, object>>;
	readonly entry?: string;
}

export class Program {
	readonly host: MemoryHost;
	readonly runtime: Runtime;
	/** Of the entry's evaluation. */
	evaluation: Promise<void> = Promise.resolve();

	constructor(files: Files, { externals = {}, ...options }: ProgramOptions) {
		this.host = new MemoryHost(files, externals);
		this.runtime = createRuntime(this.host, options);
	}

	/** What the program said by `import.meta.log(…)`, since it was last asked. */
	takeLog(): unknown[] {
		return this.host.log.splice(0);
	}

	/** Loads and begins to evaluate an entry. */
	async begin(entry: string): Promise<void> {
		const result = await this.host.load([{ id: entry }], (id) => this.runtime.has(id));
		if (!result.ok) throw result.failure.error;
		this.runtime.add(result.modules);
		const evaluation = this.runtime.start(entry, this.host.externals);
		for (const { id } of result.modules) if (this.host.externals.has(id)) evaluation.evaluated(id);
		this.evaluation = evaluation.finish() ?? Promise.resolve();
	}

	/** Writes files (null deletes), and tells of them. */
	change(files: Readonly<Record<string, string | null>>): Promise<UpdateOutcome | null> {
		for (const [name, text] of Object.entries(files)) {
			if (text === null) this.host.files.delete(name);
			else this.host.files.set(name, text);
		}
		return this.runtime.changed(Object.keys(files).map((id) => ({ id })));
	}

	/** The outcome of saving `files`. The structure of the module map is checked after it. */
	async edit(files: Readonly<Record<string, string | null>>): Promise<UpdateOutcome> {
		const outcome = await this.change(files);
		checkStructure(this.graph());
		assert.ok(outcome !== null, 'the change was nobody\'s');
		return outcome;
	}

	/** The program saves a file whose text is as it was. */
	async touch(...ids: readonly string[]): Promise<UpdateOutcome> {
		const outcome = await this.runtime.changed(ids.map((id) => ({ id })));
		checkStructure(this.graph());
		assert.ok(outcome !== null, 'the change was nobody\'s');
		return outcome;
	}

	async updated(files: Readonly<Record<string, string | null>>): Promise<Extract<UpdateOutcome, { type: 'updated' }>> {
		const outcome = await this.edit(files);
		if (outcome.type === 'updated') return outcome;
		throw new Error(`the update was refused: ${outcome.type} ${'error' in outcome ? String(outcome.error) : ''}`, { cause: outcome });
	}

	exports(id: string): Record<string, unknown> {
		return this.runtime.readExports(id, () => undefined) as Record<string, unknown>;
	}

	graph(): HotGraph {
		return this.runtime.hot.graph();
	}
}

export async function start(files: Files, options: ProgramOptions = {}): Promise<Program> {
	const program = new Program(files, options);
	await program.begin(options.entry ?? 'main.js');
	await program.evaluation;
	checkStructure(program.graph());
	return program;
}

/** Edges and their reverse agree, every import is a module of the program, and every module is reached from an entry. */
export function checkStructure({ modules, entries }: HotGraph): void {
	const byId = new Map(modules.map((module) => [module.id, module]));
	assert.equal(byId.size, modules.length);
	for (const { id, imports, dynamicImports, importers } of modules) {
		for (const imported of [...imports, ...dynamicImports]) {
			assert.ok(byId.get(imported)?.importers.includes(id), `${imported} does not know that ${id} imports it`);
		}
		for (const importer of importers) {
			const other = byId.get(importer);
			assert.ok(other?.imports.includes(id) === true || other?.dynamicImports.includes(id) === true, `${importer} is not an importer of ${id}`);
		}
	}
	const reached = new Set(entries);
	for (const id of reached) {
		const module = byId.get(id);
		assert.ok(module !== undefined, `${id} is missing`);
		for (const imported of [...module.imports, ...module.dynamicImports]) reached.add(imported);
	}
	assert.deepEqual(modules.map(({ id }) => id).filter((id) => !reached.has(id)), [], 'modules that nothing reaches');
}

/** A promise and its functions. */
export function deferred<Value = void>(): { readonly promise: Promise<Value>; readonly resolve: (value: Value) => void; readonly reject: (error: unknown) => void } {
	let resolve: (value: Value) => void = () => undefined;
	let reject: (error: unknown) => void = () => undefined;
	const promise = new Promise<Value>((res, rej) => {
		resolve = res;
		reject = rej;
	});
	return { promise, resolve, reject };
}
