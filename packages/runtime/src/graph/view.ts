// Answers which record a module id stands for: the module map is the running program; an overlay is new records over it that nobody
// sees until `commit`. The map also knows the reverse edges. It does not know what a record means: linking and evaluation do.
import type { ModuleId } from '@hot-runtime/types';
import { SafeMap, SafeSet } from '../collections.js';
import { forEach } from '../lists.js';
import type { ModuleRecord } from '../records/module-record.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';

/** Linking and evaluating take a view. */
export interface View {
	get(id: ModuleId): ModuleRecord | undefined;
	/** The same view for what outlives it: once an overlay was committed, it asks the view below, and holds no record. */
	readonly lasting: View;
}

/** What becomes of records as the map changes. */
export interface MapObserver {
	/** The record is in the map now. */
	placed(record: ModuleRecord): void;
	/** The module was not in the map before. */
	added(record: ModuleRecord): void;
	/** The record is not in the map any more, replaced by another version or removed. */
	removed(record: ModuleRecord): void;
}

const NONE: ReadonlySet<ModuleId> = new SafeSet();

/** The record of a module that the loaded graph is known to hold. */
export function recordOf(view: View, id: ModuleId): ModuleRecord {
	const record = view.get(id);
	if (record === undefined) throw new Error(`no module record: ${id}`);
	return record;
}

/** The current program. */
export class ModuleMap implements View {
	readonly #records = new SafeMap<ModuleId, ModuleRecord>();
	readonly #importers = new SafeMap<ModuleId, Set<ModuleId>>();
	readonly #roots = new SafeSet<ModuleId>();
	/** Of the entries, those that only modules of the program ask for. */
	readonly #required = new SafeSet<ModuleId>();
	readonly #observer: MapObserver;
	#structure = 0;

	constructor(observer: MapObserver) {
		this.#observer = observer;
	}

	get lasting(): View {
		return this;
	}

	get(id: ModuleId): ModuleRecord | undefined {
		return this.#records.get(id);
	}

	has(id: ModuleId): boolean {
		return this.#records.has(id);
	}

	get size(): number {
		return this.#records.size;
	}

	/** In the order in which the modules first came into the program. */
	records(): IterableIterator<ModuleRecord> {
		return this.#records.values();
	}

	/** Modules that import `id`, by a request or an `import()` that ran. */
	importers(id: ModuleId): ReadonlySet<ModuleId> {
		return this.#importers.get(id) ?? NONE;
	}

	/** Entries: reachable without an importer. */
	get roots(): ReadonlySet<ModuleId> {
		return this.#roots;
	}

	/** Another number whenever a module, an edge or an entry comes or goes: what was computed from them holds as long as it stays. */
	get structure(): number {
		return this.#structure;
	}

	addRoot(id: ModuleId): void {
		this.#structure += 1;
		this.#roots.add(id);
	}

	/** `isOnly`: nobody else asks for the entry `id` than modules of the program, so they decide on its updates. */
	setRequired(id: ModuleId, isOnly: boolean): void {
		if (this.#required.has(id) === isOnly) return;
		this.#structure += 1;
		if (isOnly) this.#required.add(id);
		else this.#required.delete(id);
	}

	/** True if somebody uses `id` who is not in the program. */
	isUsedOutside(id: ModuleId): boolean {
		return this.#roots.has(id) && !(this.#required.has(id) && this.importers(id).size > 0);
	}

	/** Puts the overlay's records in the place of those with the same ids. Linear in the overlay, not in the map. */
	commit(overlay: Overlay): void {
		overlay.forEach((record) => {
			const old = this.#records.get(record.id);
			if (old === record) return;
			this.#records.set(record.id, record);
			if (old === undefined || !hasSameEdges(old, record)) this.#replaceEdges(old, record);
			this.#observer.placed(record);
			if (old === undefined) this.#observer.added(record);
			else this.#observer.removed(old);
		});
		overlay.settle();
	}

	/** Takes a module out of the program. Its importers must be gone, or be gone next. */
	delete(id: ModuleId): void {
		const record = this.#records.get(id);
		if (record === undefined) return;
		this.#structure += 1;
		this.#removeEdges(record);
		this.#records.delete(id);
		this.#roots.delete(id);
		this.#required.delete(id);
		this.#observer.removed(record);
	}

	/** `importer` has imported `id` by `import()`. An importer that is not in the map (yet) keeps the edge until it is. */
	addDynamicImport(importer: SourceTextModuleRecord, id: ModuleId, specifier: string): void {
		if (importer.dynamicImports.get(id) === specifier) return;
		importer.dynamicImports.set(id, specifier);
		if (this.#records.get(importer.id) !== importer) return;
		this.#structure += 1;
		this.#addImporter(id, importer.id);
	}

	#replaceEdges(old: ModuleRecord | undefined, record: ModuleRecord): void {
		this.#structure += 1;
		if (old !== undefined) this.#removeEdges(old);
		this.#addEdges(record);
	}

	#addEdges(record: ModuleRecord): void {
		forEachImport(record, (id) => this.#addImporter(id, record.id));
	}

	#removeEdges(record: ModuleRecord): void {
		forEachImport(record, (id) => {
			const importers = this.#importers.get(id);
			importers?.delete(record.id);
			if (importers?.size === 0) this.#importers.delete(id);
		});
	}

	#addImporter(id: ModuleId, importer: ModuleId): void {
		const importers = this.#importers.get(id);
		if (importers === undefined) this.#importers.set(id, new SafeSet<ModuleId>().add(importer));
		else importers.add(importer);
	}
}

/** New records over a view. The view below is not touched. */
export class Overlay implements View {
	readonly #base: View;
	readonly #records = new SafeMap<ModuleId, ModuleRecord>();
	readonly lasting: LastingView;

	constructor(base: View) {
		this.#base = base;
		this.lasting = new LastingView(base.lasting, this.#records);
	}

	get(id: ModuleId): ModuleRecord | undefined {
		return this.#records.get(id) ?? this.#base.get(id);
	}

	/** Its records are those of the view below now. */
	settle(): void {
		this.lasting.settle();
	}

	/** True if this very record is one of the overlay's own. */
	owns(record: ModuleRecord): boolean {
		return this.#records.get(record.id) === record;
	}

	add(record: ModuleRecord): void {
		this.#records.set(record.id, record);
	}

	/** The view below answers for `id` again. */
	delete(id: ModuleId): void {
		this.#records.delete(id);
	}

	get size(): number {
		return this.#records.size;
	}

	/** The overlay's own records. */
	records(): IterableIterator<ModuleRecord> {
		return this.#records.values();
	}

	forEach(visit: (record: ModuleRecord) => void): void {
		this.#records.forEach(visit);
	}
}

/** What an overlay answers, and after its commit the view below. */
class LastingView implements View {
	readonly #base: View;
	#records: ReadonlyMap<ModuleId, ModuleRecord> | null;

	constructor(base: View, records: ReadonlyMap<ModuleId, ModuleRecord>) {
		this.#base = base;
		this.#records = records;
	}

	get lasting(): View {
		return this;
	}

	get(id: ModuleId): ModuleRecord | undefined {
		return this.#records?.get(id) ?? this.#base.get(id);
	}

	settle(): void {
		this.#records = null;
	}
}

/** True if both import the same, in the same order. */
export function hasSameEdges(one: ModuleRecord, other: ModuleRecord): boolean {
	if (one.kind === 'synthetic' || other.kind === 'synthetic') return one.kind === other.kind;
	const { resolved, dynamicImports } = one;
	if (resolved.length !== other.resolved.length || dynamicImports.size !== other.dynamicImports.size) return false;
	for (let i = 0; i < resolved.length; i++) if (resolved[i] !== other.resolved[i]) return false;
	for (const id of dynamicImports.keys()) if (!other.dynamicImports.has(id)) return false;
	return true;
}

/** The same as `importedIds`, with no iterator that a program may have changed. */
function forEachImport(record: ModuleRecord, visit: (id: ModuleId) => void): void {
	if (record.kind === 'synthetic') return;
	forEach(record.resolved, visit);
	record.dynamicImports.forEach((_, id) => visit(id));
}

/** What a record imports: its requests first, then what its `import()` calls reached. May name an id twice. */
export function* importedIds(record: ModuleRecord): Generator<ModuleId, void, void> {
	if (record.kind === 'synthetic') return;
	for (let i = 0; i < record.resolved.length; i++) {
		const id = record.resolved[i];
		if (id !== undefined) yield id;
	}
	yield* record.dynamicImports.keys();
}
