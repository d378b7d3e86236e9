// The runtime: one for a process or thread. It holds the program, brings up entries, and runs updates.
import type { EntryEvaluation, EntryRuntime, HotManagement, Host, LoadedModule, ModuleId, SourceChange, UpdateOutcome } from '@hot-runtime/types';
import { SafeMap } from './collections.js';
import { Core } from './core.js';
import { DynamicImports } from './dynamic-import.js';
import { NodeDrivenEvaluation } from './entry-evaluation.js';
import { Evaluation } from './evaluation/evaluate.js';
import { type ModuleMap, Overlay, recordOf, type View } from './graph/view.js';
import { UpdateEngine } from './hot/engine.js';
import type { HotOptions } from './hot/options.js';
import { learnFromNamespace } from './linking/native-namespace.js';
import { append, forEach } from './lists.js';
import { defineProperty, getterDescriptor } from './intrinsics.js';
import type { ModuleRecord } from './records/module-record.js';
import type { SourceTextModuleRecord } from './records/source-text-module-record.js';

export interface Runtime extends EntryRuntime {
	/** A source noticed changes. The outcome of the update they become part of; null if none of them concerns the program. Never rejects. */
	changed(changes: readonly SourceChange[]): Promise<UpdateOutcome | null>;
	/** A source takes changes back that could not be applied: they are not tried again. */
	withdraw(ids: Iterable<ModuleId>): void;
	/** True if a change of the module could not be applied yet. */
	waits(id: ModuleId): boolean;
	/** For code outside of modules. */
	readonly hot: HotManagement;
	/** A text for a person that is no update's outcome: who listens to `message` gets it. */
	message(text: string): void;
	/** The program. */
	readonly map: ModuleMap;
	/** Closes what modules keep, the last made first, each awaited. */
	closeKept(): Promise<void>;
	/** The same in a process that is exiting: each is begun. */
	closeKeptNow(): void;
	/** No more updates; closes what modules keep. */
	close(): Promise<void>;
}

export function createRuntime(host: Host, options: HotOptions = {}): Runtime {
	return new ProgramRuntime(host, options);
}

class ProgramRuntime implements Runtime {
	readonly #host: Host;
	readonly #core: Core;
	readonly #engine: UpdateEngine;
	readonly #imports: DynamicImports;
	/** What was added and is not part of the program yet. */
	readonly #added = new SafeMap<ModuleId, ModuleRecord>();

	constructor(host: Host, options: HotOptions) {
		this.#host = host;
		if (host.nativeNamespace !== undefined) learnFromNamespace(host.nativeNamespace);
		this.#core = new Core(host, {
			createMeta: (record) => this.#createMeta(record),
			importDynamically: (referrer, specifier, importOptions) => this.#imports.import(referrer, specifier, importOptions),
		}, (id) => options.track?.(id));
		this.#engine = new UpdateEngine(this.#core, options);
		this.#imports = new DynamicImports(this.#core, () => this.#engine.evaluationStarted());
	}

	get hot(): HotManagement {
		return this.#engine.hot;
	}

	get map(): ModuleMap {
		return this.#core.map;
	}

	changed(changes: readonly SourceChange[]): Promise<UpdateOutcome | null> {
		return this.#core.shelter.inside(() => this.#engine.changed(changes));
	}

	withdraw(ids: Iterable<ModuleId>): void {
		this.#core.shelter.inside(() => this.#engine.withdraw(ids));
	}

	message(text: string): void {
		this.#core.shelter.inside(() => this.#engine.message(text));
	}

	waits(id: ModuleId): boolean {
		return this.#core.shelter.inside(() => this.#engine.pending.get(id) !== undefined);
	}

	has(id: ModuleId): boolean {
		return this.map.has(id) || this.#added.has(id);
	}

	add(modules: readonly LoadedModule[]): void {
		forEach(modules, (loaded) => {
			if (!this.has(loaded.id)) this.#added.set(loaded.id, this.#core.createRecord(loaded));
		});
	}

	start(entry: ModuleId, namespaces: ReadonlyMap<ModuleId, object>): EntryEvaluation {
		const overlay = this.#takeAdded(entry);
		namespaces.forEach((namespace, id) => {
			const record = overlay.get(id);
			if (record?.kind !== 'synthetic') return;
			record.link(namespace);
			if (record.loaded.bindings === 'builtin') record.evaluate(namespace);
		});
		this.#core.link(overlay, recordOf(overlay, entry));
		this.map.commit(overlay);
		this.map.addRoot(entry);
		const evaluation = new Evaluation(this.map, recordOf(this.map, entry), false);
		return new NodeDrivenEvaluation(evaluation, this.map, this.#host, this.#engine.evaluationStarted());
	}

	adopt(loaded: LoadedModule): void {
		const view = this.#core.overlay ?? this.map;
		const known = view.get(loaded.id);
		if (known !== undefined) return this.#evaluateAdopted(view, known);
		const record = this.#core.createRecord(loaded);
		const overlay = new Overlay(this.map);
		overlay.add(record);
		this.#core.link(overlay, record);
		this.map.commit(overlay);
		this.#evaluateAdopted(this.map, record);
	}

	#evaluateAdopted(view: View, record: ModuleRecord): void {
		if (record.kind === 'source-text' && record.status === 'linked') new Evaluation(view, record, false).advance();
	}

	required(importer: ModuleId, id: ModuleId, name: string, isOnly: boolean): void {
		const record = this.map.get(importer);
		if (record?.kind !== 'source-text' || !this.map.has(id)) return;
		this.map.addDynamicImport(record, id, name);
		this.map.setRequired(id, isOnly);
	}

	addRoot(id: ModuleId): void {
		this.map.addRoot(id);
	}

	readExports(entry: ModuleId, changed: () => void): object {
		return this.#core.entryExports.read(entry, changed);
	}

	closeKept(): Promise<void> {
		return this.#core.shelter.run(this.#engine.closeKept());
	}

	closeKeptNow(): void {
		this.#core.shelter.inside(() => this.#engine.closeKeptNow());
	}

	close(): Promise<void> {
		this.#core.entryExports.close();
		return this.#core.shelter.run(this.#engine.close());
	}

	/** What was added for the entry. Should it not link, it is forgotten: the next attempt loads it anew. */
	#takeAdded(entry: ModuleId): Overlay {
		const overlay = new Overlay(this.map);
		const todo = [entry];
		for (let next = 0; next < todo.length; next++) {
			const id = todo[next];
			const record = id === undefined ? undefined : this.#added.get(id);
			if (record === undefined || overlay.owns(record)) continue;
			overlay.add(record);
			if (record.kind === 'source-text') forEach(record.resolved, (requested) => append(todo, requested));
		}
		overlay.forEach(({ id }) => this.#added.delete(id));
		return overlay;
	}

	/** `import.meta`, with a `hot` that is made when it is first asked for, and that a listing of its keys does not show. */
	#createMeta(record: SourceTextModuleRecord): object {
		const meta = this.#host.createMeta(record.id);
		let hot: object | null = null;
		const get = (): object => hot ??= this.#core.shelter.inside(() => this.#engine.createHot(record));
		defineProperty(meta, 'hot', getterDescriptor(get));
		return meta;
	}
}
