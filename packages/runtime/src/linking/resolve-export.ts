// GetExportedNames and ResolveExport: which binding an exported name stands for. Pure; iterative, because chains of re-exports may be long.
import type { ModuleId } from '@hot-runtime/types';
import { recordOf, type View } from '../graph/view.js';
import { ownKeys } from '../intrinsics.js';
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
}

export function isFailure(resolution: Resolution): resolution is ResolutionFailure {
	return resolution.type === 'missing' || resolution.type === 'ambiguous' || resolution.type === 'circular';
}

/** Resolves names in one view. Remembers what it found: use one for one linking, in which the view does not change. */
export class ExportResolver {
	readonly view: View;
	readonly #resolved = new Map<ModuleRecord, Map<string, ResolvedBinding>>();

	constructor(view: View) {
		this.view = view;
	}

	/**
	 * [ResolveExport](https://tc39.es/ecma262/#sec-resolveexport), called from outside a resolution.
	 * `specifier`: by which the module was requested.
	 */
	resolveExport(module: ModuleRecord, name: string, specifier: string): Resolution {
		const known = this.#resolved.get(module)?.get(name);
		if (known !== undefined) return known;
		const search: Search = { module, specifier, name, mustResolve: true };
		const resolution = new ExportSearch(this.view).run(search) ?? failure('missing', search);
		if (!isFailure(resolution)) this.#remember(module, name, resolution);
		return resolution;
	}

	#remember(module: ModuleRecord, name: string, resolution: ResolvedBinding): void {
		const names = this.#resolved.get(module);
		if (names === undefined) this.#resolved.set(module, new Map([[name, resolution]]));
		else names.set(name, resolution);
	}
}

/** [GetImportedModule](https://tc39.es/ecma262/#sec-GetImportedModule) */
export function getImportedModule(view: View, record: SourceTextModuleRecord, request: number): ModuleRecord {
	const id: ModuleId | undefined = record.resolved[request];
	if (id === undefined) throw new Error(`no request ${request} in ${record.id}`);
	return recordOf(view, id);
}

/** One resolution: [ResolveExport](https://tc39.es/ecma262/#sec-resolveexport) with its resolveSet. */
class ExportSearch {
	readonly #view: View;
	readonly #resolveSet = new Map<ModuleRecord, Set<string>>();
	readonly #stars: StarSearch[] = [];

	constructor(view: View) {
		this.#view = view;
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
		// 2. Append the Record { [[Module]]: module, [[ExportName]]: exportName } to resolveSet.
		if (!this.#append(module, name)) return done(search.mustResolve ? failure('circular', search) : null);
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
		if (name === 'default' || module.loaded.source.starExports.length === 0) return done(search.mustResolve ? failure('missing', search) : null);
		// 6. Let starResolution be null.
		const star: StarSearch = { ...search, module, next: 0, found: null };
		this.#stars.push(star);
		return this.#nextStar(star);
	}

	/** Back in the innermost `export *` with what one of them gave. */
	#return(result: Resolution | null): SearchStep {
		const star = this.#stars[this.#stars.length - 1];
		if (star === undefined) throw new Error('no search to return to');
		// 7.c. If resolution is ambiguous, return ambiguous.
		if (result !== null && isFailure(result)) return this.#leave(result);
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
		if (request === undefined) return this.#leave(star.found ?? (star.mustResolve ? failure('missing', star) : null));
		//   a. Let importedModule be GetImportedModule(module, e.[[ModuleRequest]]).
		//   b. Let resolution be importedModule.ResolveExport(exportName, resolveSet).
		const module = getImportedModule(this.#view, star.module, request);
		return { type: 'search', search: { module, specifier: specifierOf(star.module, request), name: star.name, mustResolve: false } };
	}

	#leave(result: Resolution | null): SearchStep {
		this.#stars.pop();
		return done(result);
	}

	#append(module: ModuleRecord, name: string): boolean {
		const names = this.#resolveSet.get(module);
		if (names === undefined) this.#resolveSet.set(module, new Set([name]));
		else if (names.has(name)) return false;
		else names.add(name);
		return true;
	}
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
	return search.mustResolve ? failure('missing', search) : null;
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
	if (module.kind === 'synthetic') return new Set(externalNames(module));
	const names = new Set<string>();
	const exportStarSet = new Set<ModuleRecord>([module]);
	const todo: SourceTextModuleRecord[] = [module];
	for (let record = todo.pop(); record !== undefined; record = todo.pop()) {
		const isStar = record !== module;
		for (const name of record.exportNames()) if (!isStar || name !== 'default') names.add(name);
		for (const request of record.loaded.source.starExports) {
			const target = getImportedModule(view, record, request);
			if (exportStarSet.has(target)) continue;
			exportStarSet.add(target);
			if (target.kind === 'source-text') todo.push(target);
			else for (const name of externalNames(target)) if (name !== 'default') names.add(name);
		}
	}
	return names;
}

function externalNames(module: SyntheticModuleRecord): readonly string[] {
	if (module.namespace === null) return [];
	return ownKeys(module.namespace).filter((key) => typeof key === 'string');
}
