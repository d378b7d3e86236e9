// What one round of an update would do: new records in an overlay, which of them to evaluate first, what leaves the program. It only makes
// unlinked records; dropping the plan undoes everything.
import type { LoadedModule, ModuleId } from '@hot-runtime/types';
import type { Core } from '../core.js';
import { Overlay, importedIds } from '../graph/view.js';
import { reexportedIds } from '../linking/affected-importers.js';
import type { Affected } from '../linking/affected-importers.js';
import type { ModuleRecord } from '../records/module-record.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import { postorder } from './module-order.js';
import type { Propagation } from './propagate.js';
import { isReachable } from './reachability.js';
import type { ImporterView } from './reachability.js';

export interface Plan {
	readonly propagation: Propagation;
	/** The new records that the program will still reach. */
	readonly overlay: Overlay;
	/** Stale modules, and those that cannot be loaded any more; importers before what they import. */
	readonly disposeOrder: readonly ModuleId[];
	/** Stale modules that nothing will import any more, and what only they would have imported. */
	readonly gone: ReadonlySet<ModuleId>;
	/** Modules that a replaced one imported and its new version does not: they may have to be pruned. */
	readonly released: ReadonlySet<ModuleId>;
	/** The program as it will be. */
	readonly importers: ImporterView;
}

export function planRound(
	core: Core, propagation: Propagation, texts: ReadonlyMap<ModuleId, LoadedModule>, missing: Iterable<ModuleId> = [],
): Plan {
	const { map } = core;
	const overlay = new Overlay(map);
	for (const id of propagation.stale) {
		const record = map.get(id);
		if (record !== undefined) overlay.add(newVersion(core, record, texts.get(id)));
	}
	addNewModules(core, overlay, texts);
	const released = releasedBy(core, overlay);
	const importers = importersWith(core, overlay);
	const gone = released.size === 0 ? new Set<ModuleId>() : unreachableIn(overlay, importers);
	for (const id of gone) overlay.delete(id);
	const disposed = new Set([...propagation.stale, ...missing]);
	const disposeOrder = postorder(map, disposed, (id) => disposed.has(id)).reverse();
	return { propagation, overlay, disposeOrder, gone, released, importers };
}

/** An unchanged text is run again from its compiled body. */
function newVersion(core: Core, old: ModuleRecord, text: LoadedModule | undefined): ModuleRecord {
	if (old.kind === 'synthetic') return core.createRecord(text ?? old.loaded);
	const record = text === undefined || isSameText(old.loaded, text) ? core.recreateRecord(old) : core.createRecord(text);
	if (record.kind === 'source-text') inheritImports(old, record);
	return record;
}

/**
 * What a version imported by `import()` the next one may import again, as long as its text still names it: until then the module keeps its state.
 * One that no text named, but that was put together, stays for as long as its importer does.
 */
function inheritImports(old: SourceTextModuleRecord, record: SourceTextModuleRecord): void {
	const isSame = isSameText(old.loaded, record.loaded);
	for (const [id, name] of old.dynamicImports) {
		if (isSame || record.loaded.source.code.includes(name)) record.dynamicImports.set(id, name);
	}
}

/** The old versions ran on while the update was being applied, and may have imported more. Answers what nobody holds on to any more. */
export function inheritLateImports(core: Core, overlay: Overlay): ReadonlySet<ModuleId> {
	for (const record of overlay.records()) {
		const old = core.map.get(record.id);
		if (old?.kind === 'source-text' && record.kind === 'source-text') inheritImports(old, record);
	}
	return releasedBy(core, overlay);
}

export function isSameText(old: LoadedModule, text: LoadedModule): boolean {
	return old.kind === 'source-text' && text.kind === 'source-text' && old.hash === text.hash && old.location === text.location
		&& old.resolved.length === text.resolved.length && old.resolved.every((id, index) => id === text.resolved[index]);
}

/**
 * What the new records request and nobody has evaluated yet: what was loaded for a change that goes on (what only a refused one wants stays
 * out), and modules that wait for an `import()` or whose evaluation threw. Those are evaluated as new ones: should that fail, they are as they were.
 */
function addNewModules(core: Core, overlay: Overlay, texts: ReadonlyMap<ModuleId, LoadedModule>): void {
	const queue = [...overlay.records()];
	for (const record of queue) {
		if (record.kind === 'synthetic') continue;
		for (const id of record.resolved) {
			if (isOwn(overlay, id)) continue;
			const added = newModule(core, core.map.get(id), texts.get(id));
			if (added === null) continue;
			overlay.add(added);
			queue.push(added);
		}
	}
}

function newModule(core: Core, existing: ModuleRecord | undefined, text: LoadedModule | undefined): ModuleRecord | null {
	if (existing === undefined) return text === undefined ? null : core.createRecord(text);
	if (existing.kind === 'synthetic') return null;
	return existing.status === 'linked' || existing.evaluationError !== null ? newVersion(core, existing, undefined) : null;
}

function releasedBy(core: Core, overlay: Overlay): Set<ModuleId> {
	const released = new Set<ModuleId>();
	for (const record of overlay.records()) {
		const old = core.map.get(record.id);
		if (old === undefined) continue;
		const imported = new Set(importedIds(record));
		for (const id of importedIds(old)) if (!imported.has(id)) released.add(id);
	}
	return released;
}

function unreachableIn(overlay: Overlay, importers: ImporterView): Set<ModuleId> {
	const unreachable = new Set<ModuleId>();
	return new Set([...overlay.records()].map(({ id }) => id).filter((id) => !isReachable(importers, id, unreachable)));
}

/** Importers as they will be once `overlay` is committed. */
function importersWith({ map }: Core, overlay: Overlay): ImporterView {
	const added = new Map<ModuleId, Set<ModuleId>>();
	for (const record of overlay.records()) {
		for (const id of importedIds(record)) {
			const set = added.get(id) ?? new Set();
			added.set(id, set.add(record.id));
		}
	}
	const replaced = new Set([...overlay.records()].map(({ id }) => id));
	return {
		isEntry: (id) => map.roots.has(id),
		importers: (id) => [...[...map.importers(id)].filter((importer) => !replaced.has(importer)), ...added.get(id) ?? []],
	};
}

/**
 * Those that stay and will see another binding, as far as the program will still reach them: what is about to be pruned may lack what it imports.
 * Asked anew when records were given up: who holds on to what depends on that.
 */
export function affectedThatStay(core: Core, overlay: Overlay): Affected & { readonly leaving: readonly SourceTextModuleRecord[] } {
	const { importers, sources } = core.affectedImporters(overlay);
	if (releasedBy(core, overlay).size === 0) return { importers, sources, leaving: [] };
	const view = importersWith(core, overlay);
	const unreachable = new Set<ModuleId>();
	const staying = importers.filter(({ id }) => isReachable(view, id, unreachable));
	return { importers: staying, sources, leaving: importers.filter((importer) => !staying.includes(importer)) };
}

/** True if `id` stands for a new record. */
export function isOwn(overlay: Overlay, id: ModuleId): boolean {
	const record = overlay.get(id);
	return record !== undefined && overlay.owns(record);
}

/** The modules whose evaluation was promised to somebody: those that accept themselves, and what the acceptors accepted. */
export function evaluationRoots({ propagation, overlay }: Plan): Set<ModuleId> {
	const roots = new Set<ModuleId>();
	for (const { id, dependency } of propagation.boundaries) {
		const root = dependency ?? id;
		if (isOwn(overlay, root)) roots.add(root);
	}
	return roots;
}

/** The new records whose bindings an import of `imported` may give: itself, or those that it re-exports, if it stays. */
function ownThrough(overlay: Overlay, imported: ModuleId): readonly ModuleId[] {
	const own: ModuleId[] = [];
	const seen = new Set([imported]);
	for (const id of seen) {
		const record = overlay.get(id);
		if (isOwn(overlay, id)) own.push(id);
		else if (record?.kind === 'source-text') for (const other of reexportedIds(record)) seen.add(other);
	}
	return own;
}

/** The new records whose bindings `importer`, which stays, reads; and all that is connected with them. */
export function connectedWithImportsOf(core: Core, overlay: Overlay, importer: SourceTextModuleRecord): Set<ModuleId> {
	const connected = new Set<ModuleId>();
	for (const imported of importedIds(importer)) {
		for (const own of ownThrough(overlay, imported)) for (const id of connectedWith(core, overlay, own)) connected.add(id);
	}
	return connected;
}

/** The new records that are connected with `id` by imports, old or new: they are committed together or not at all. */
export function connectedWith(core: Core, overlay: Overlay, id: ModuleId): Set<ModuleId> {
	const neighbours = new Map<ModuleId, Set<ModuleId>>();
	const connect = (from: ModuleId, to: ModuleId): void => {
		const set = neighbours.get(from) ?? new Set();
		neighbours.set(from, set.add(to));
	};
	for (const record of overlay.records()) {
		const old = core.map.get(record.id);
		for (const imported of [...importedIds(record), ...old === undefined ? [] : importedIds(old)]) {
			for (const own of ownThrough(overlay, imported)) {
				connect(record.id, own);
				connect(own, record.id);
			}
		}
	}
	const connected = new Set([id]);
	for (const next of connected) for (const other of neighbours.get(next) ?? []) connected.add(other);
	return connected;
}
