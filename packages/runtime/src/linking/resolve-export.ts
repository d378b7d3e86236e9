// GetExportedNames and ResolveExport: which binding an exported name stands for. Pure; iterative, because chains of re-exports may be long.
import type { ModuleId } from '@hot-runtime/types';
import { SafeMap, SafeSet } from '../collections.js';
import { recordOf, type View } from '../graph/view.js';
import { ownKeys } from '../intrinsics.js';
import { append, forEach, removeLast } from '../lists.js';
import type { ModuleRecord } from '../records/module-record.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import type { SyntheticModuleRecord } from '../records/synthetic-module-record.js';

/** [ResolvedBinding Record](https://tc39.es/ecma262/#resolvedbinding-record) */
export type ResolvedBinding =
	| { readonly type: 'local'; readonly module: SourceTextModuleRecord; readonly index: number }
	| { readonly type: 'external'; readonly module: SyntheticModuleRecord; readonly name: string }
	| { readonly type: 'namespace'; readonly module: ModuleRecord };

/**
 * Why a name stands for nothing. The specifier and the name are those of the request where the resolution ended, which V8 names in its
 * error: behind re-exports that need not be the importer's.
 */
export interface ResolutionFailure {
	readonly type: 'missing' | 'ambiguous' | 'circular';
	readonly specifier: string;
	readonly name: string;
	readonly target: ModuleRecord;
}

export type Resolution = ResolvedBinding | ResolutionFailure;

/** A name looked for in a module, and the specifier by which that was requested. */
interface Search {
	readonly module: ModuleRecord;
	readonly specifier: string;
	readonly name: string;
	/** False below `export *`, where a name may be missing. */
	readonly mustResolve: boolean;
}

/** A search that goes through the `export *` of a module, one after the other. */
interface StarSearch extends Search {
	readonly module: SourceTextModuleRecord;
	next: number;
	found: ResolvedBinding | null;
	/** How many searches were open when it began, itself among them. */
	readonly depth: number;
}

export function isFailure(resolution: Resolution): resolution is ResolutionFailure {
	return resolution.type === 'missing' || resolution.type === 'ambiguous' || resolution.type === 'circular';
}

/** Resolves names in one view. Remembers what it found: use one for one linking, in which the view does not change. */
export class ExportResolver {
	readonly view: View;
	readonly #resolved = new SafeMap<ModuleRecord, Map<string, ResolvedBinding>>();

	constructor(view: View) {
		this.view = view;
	}

	/**
	 * [ResolveExport](https://tc39.es/ecma262/#sec-resolveexport), called from outside a resolution.
	 * `specifier`: by which the module was requested.
	 */
	resolveExport(module: ModuleRecord, name: string, specifier: string): Resolution {
		// Nearly all names are bindings of the module itself: what follows is then not needed.
		const own = module.kind === 'source-text' ? module.localExport(name) : null;
		if (own !== null) return own;
		const known = this.#resolved.get(module)?.get(name);
		if (known !== undefined) return known;
		const search: Search = { module, specifier, name, mustResolve: true };
		const resolution = new ExportSearch(this.view, false).run(search) ?? failure('missing', search);
		if (!isFailure(resolution)) this.#remember(module, name, resolution);
		return resolution;
	}

	/**
	 * The same for a key of the module's namespace. Deviation: V8 puts a namespace together from those below it, of which one lacks what is ambiguous
	 * there. So what another `export *` gives is a key, though the name is ambiguous to who imports it.
	 */
	resolveMember(module: ModuleRecord, name: string): ResolvedBinding | null {
		const resolution = this.resolveExport(module, name, '');
		if (!isFailure(resolution)) return resolution;
		if (resolution.type !== 'ambiguous') return null;
		const found = new ExportSearch(this.view, true).run({ module, specifier: '', name, mustResolve: false });
		return found === null || isFailure(found) ? null : found;
	}

	#remember(module: ModuleRecord, name: string, resolution: ResolvedBinding): void {
		const names = this.#resolved.get(module);
		if (names !== undefined) names.set(name, resolution);
		else this.#resolved.set(module, new SafeMap<string, ResolvedBinding>().set(name, resolution));
	}
}

/** [GetImportedModule](https://tc39.es/ecma262/#sec-GetImportedModule) */
export function getImportedModule(view: View, record: SourceTextModuleRecord, request: number): ModuleRecord {
	const id: ModuleId | undefined = record.resolved[request];
	if (id === undefined) throw new Error(`no request ${request} in ${record.id}`);
	return recordOf(view, id);
}

/**
 * One resolution: [ResolveExport](https://tc39.es/ecma262/#sec-resolveexport) with its resolveSet. The set also holds what was found: a name that
 * is reached a second time is a circle only while its search is open.
 */
class ExportSearch {
	readonly #view: View;
	/** Whether a name that is ambiguous below an `export *` is only missing there. */
	readonly #passesOverAmbiguous: boolean;
	readonly #resolveSet = new SafeMap<ModuleRecord, Map<string, Resolution | null | 'open'>>();
	readonly #open: Search[] = [];
	readonly #stars: StarSearch[] = [];

	constructor(view: View, passesOverAmbiguous: boolean) {
		this.#view = view;
		this.#passesOverAmbiguous = passesOverAmbiguous;
	}

	/** Null: not found, and it need not be. */
	run(first: Search): Resolution | null {
		let step = this.#enter(first);
		for (;;) {
			if (step.type === 'search') step = this.#enter(step.search);
			else if (this.#stars.length > 0) step = this.#return(step.result);
			else return step.result;
		}
	}

	#enter(search: Search): SearchStep {
		const { module, name } = search;
		if (module.kind === 'synthetic') return done(resolveExternal(module, search));
		// 1. For each Record { [[Module]], [[ExportName]] } r of resolveSet, do
		//   a. If module and r.[[Module]] are the same Module Record and exportName is r.[[ExportName]], then
		//     i. Assert: This is a circular import request.
		//     ii. Return null.
		const known = this.#resolveSet.get(module)?.get(name);
		if (known !== undefined) return done(known === 'open' ? orNull(failure('circular', search), search) : known ?? orNull(failure('missing', search), search));
		// 2. Append the Record { [[Module]]: module, [[ExportName]]: exportName } to resolveSet.
		this.#append(search, 'open');
		append(this.#open, search);
		const entry = module.exportNamed(name);
		// 3. For each ExportEntry Record e of module.[[LocalExportEntries]], do
		//   a. If e.[[ExportName]] is exportName, return ResolvedBinding Record { module, e.[[LocalName]] }.
		if (entry?.type === 'local') return done({ type: 'local', module, index: entry.index });
		// 4. For each ExportEntry Record e of module.[[IndirectExportEntries]], do
		//   a. If e.[[ExportName]] is exportName, then
		if (entry?.type === 'indirect') {
			// i. Let importedModule be GetImportedModule(module, e.[[ModuleRequest]]).
			const { request, importName } = entry.entry;
			const target = getImportedModule(this.#view, module, request);
			// ii. If e.[[ImportName]] is all, return ResolvedBinding Record { importedModule, namespace }.
			if (importName === null) return done({ type: 'namespace', module: target });
			// iii. Else, return importedModule.ResolveExport(e.[[ImportName]], resolveSet).
			return { type: 'search', search: { module: target, specifier: specifierOf(module, request), name: importName, mustResolve: search.mustResolve } };
		}
		// 5. If exportName is "default", return null: a default export cannot be provided by an `export *`.
		if (name === 'default' || module.loaded.source.starExports.length === 0) return done(orNull(failure('missing', search), search));
		// 6. Let starResolution be null.
		const star: StarSearch = { ...search, module, next: 0, found: null, depth: this.#open.length };
		append(this.#stars, star);
		return this.#nextStar(star);
	}

	/** Back in the innermost `export *` with what one of them gave. */
	#return(result: Resolution | null): SearchStep {
		const star = this.#stars[this.#stars.length - 1];
		if (star === undefined) throw new Error('no search to return to');
		while (this.#open.length > star.depth) {
			const closed = removeLast(this.#open);
			if (closed !== undefined) this.#append(closed, result);
		}
		// 7.c. If resolution is ambiguous, return ambiguous.
		if (result !== null && isFailure(result)) return this.#passesOverAmbiguous ? this.#nextStar(star) : this.#leave(result);
		// 7.d. If resolution is not null, then
		if (result !== null) {
			// ii. If starResolution is null, set starResolution to resolution.
			// iii. Else, if they are not the same module and binding, return ambiguous.
			if (star.found === null || isUncertain(star.found)) star.found = result;
			else if (!isUncertain(result) && !isSameBinding(star.found, result)) return this.#leave(failure('ambiguous', star));
		}
		return this.#nextStar(star);
	}

	#nextStar(star: StarSearch): SearchStep {
		// 7. For each ExportEntry Record e of module.[[StarExportEntries]], do
		const request = star.module.loaded.source.starExports[star.next++];
		// 8. Return starResolution.
		if (request === undefined) return this.#leave(star.found ?? orNull(failure('missing', star), star));
		//   a. Let importedModule be GetImportedModule(module, e.[[ModuleRequest]]).
		//   b. Let resolution be importedModule.ResolveExport(exportName, resolveSet).
		const module = getImportedModule(this.#view, star.module, request);
		return { type: 'search', search: { module, specifier: specifierOf(star.module, request), name: star.name, mustResolve: false } };
	}

	#leave(result: Resolution | null): SearchStep {
		removeLast(this.#stars);
		return done(result);
	}

	#append({ module, name }: Search, result: Resolution | null | 'open'): void {
		const names = this.#resolveSet.get(module);
		if (names !== undefined) names.set(name, result);
		else this.#resolveSet.set(module, new SafeMap<string, Resolution | null | 'open'>().set(name, result));
	}
}

/** Below `export *` a name may be missing. */
function orNull(resolution: ResolutionFailure, { mustResolve }: Search): ResolutionFailure | null {
	return mustResolve ? resolution : null;
}

type SearchStep =
	| { readonly type: 'search'; readonly search: Search }
	| { readonly type: 'done'; readonly result: Resolution | null };

function done(result: Resolution | null): SearchStep {
	return { type: 'done', result };
}

function failure(type: ResolutionFailure['type'], { specifier, name, module }: Search): ResolutionFailure {
	return { type, specifier, name, target: module };
}

/**
 * Deviation: as long as the host has not told the names of an external, it is taken to export what is asked of it; importers are linked once
 * more before they run. A program sees the SyntaxError later than in Node.
 */
function resolveExternal(module: SyntheticModuleRecord, search: Search): Resolution | null {
	if (module.namespace === null || search.name in module.namespace) return { type: 'external', module, name: search.name };
	return orNull(failure('missing', search), search);
}

/** The host has not told yet whether it exists. */
export function isUncertain(binding: ResolvedBinding): boolean {
	return binding.type === 'external' && binding.module.namespace === null;
}

export function specifierOf(record: SourceTextModuleRecord, request: number): string {
	return record.loaded.source.requests[request]?.specifier ?? '';
}

function isSameBinding(a: ResolvedBinding, b: ResolvedBinding): boolean {
	if (a.module !== b.module) return false;
	switch (a.type) {
		case 'local': return b.type === 'local' && localName(a) === localName(b);
		case 'external': return b.type === 'external' && a.name === b.name;
		case 'namespace': return b.type === 'namespace';
	}
}

/** [[BindingName]]: one binding may be exported under several names. */
function localName({ module, index }: ResolvedBinding & { type: 'local' }): string | undefined {
	return module.loaded.source.localExports[index]?.localName;
}

/** [GetExportedNames](https://tc39.es/ecma262/#sec-getexportednames), in no particular order. */
export function getExportedNames(view: View, module: ModuleRecord): ReadonlySet<string> {
	const names = new SafeSet<string>();
	if (module.kind === 'synthetic') {
		forEach(externalNames(module), (name) => names.add(name));
		return names;
	}
	const exportStarSet = new SafeSet<ModuleRecord>();
	exportStarSet.add(module);
	const todo: SourceTextModuleRecord[] = [module];
	for (let i = 0; i < todo.length; i++) {
		const record = todo[i];
		if (record === undefined) continue;
		record.forEachExportName((name) => {
			if (record === module || name !== 'default') names.add(name);
		});
		forEach(record.loaded.source.starExports, (request) => {
			const target = getImportedModule(view, record, request);
			if (exportStarSet.has(target)) return;
			exportStarSet.add(target);
			if (target.kind === 'source-text') append(todo, target);
			else forEach(externalNames(target), (name) => void (name === 'default' || names.add(name)));
		});
	}
	return names;
}

function externalNames(module: SyntheticModuleRecord): readonly string[] {
	if (module.namespace === null) return [];
	const names: string[] = [];
	forEach(ownKeys(module.namespace), (key) => {
		if (typeof key === 'string') append(names, key);
	});
	return names;
}
