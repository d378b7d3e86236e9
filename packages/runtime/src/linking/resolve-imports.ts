// The half of InitializeEnvironment that can fail, kept apart from the half that binds: link, trial link and rebinding ask it alike.
// Pure: a record is only read.
import type { ImportEntry, IndirectExportEntry, LoadedExternal, ModuleId } from '@hot-runtime/types';
import { append, forEach, some } from '../lists.js';
import { ambiguousExport, circularExport, missingExport } from '../messages.js';
import type { ModuleRecord } from '../records/module-record.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import { type ExportResolver, getImportedModule, isFailure, isUncertain, type ResolutionFailure, type ResolvedBinding, specifierOf } from './resolve-export.js';

/** What an entry of `source.imports` stands for. A null `binding` is a member that the namespace lacks: it reads as undefined. */
export interface ResolvedImport {
	readonly entry: ImportEntry;
	readonly importedModule: ModuleRecord;
	readonly binding: ResolvedBinding | null;
}

/**
 * [InitializeEnvironment](https://tc39.es/ecma262/#sec-source-text-module-record-initialize-environment), the steps that can throw: the
 * SyntaxError as V8 words it. V8 looks at imports first, by their local names, then at indirect exports; so do we.
 * `sources`: if given, only what is imported of these modules, because the rest is known to resolve as it did. In the order of the entries.
 */
export function resolveImports(resolver: ExportResolver, record: SourceTextModuleRecord, sources?: ReadonlySet<ModuleId>): readonly ResolvedImport[] {
	const { imports } = record.loaded.source;
	// 7. For each ImportEntry Record in of module.[[ImportEntries]], do
	const resolved: ResolvedImport[] = [];
	const failures: FailedImport[] = [];
	const { requests } = record.loaded.source;
	const importedModules: ModuleRecord[] = [];
	forEach(imports, (entry) => {
		if (!isFrom(sources, record, entry.request)) return;
		// a. Let importedModule be GetImportedModule(module, in.[[ModuleRequest]]).
		const importedModule = importedModules[entry.request] ??= getImportedModule(resolver.view, record, entry.request);
		const specifier = requests[entry.request]?.specifier;
		if (specifier === undefined) throw new Error(`no request ${entry.request} in ${record.id}`);
		const result = resolveImport(resolver, importedModule, specifier, entry);
		if ('failure' in result) append(failures, result);
		else append(resolved, result);
	});
	const first = firstOf(failures);
	if (first !== null) throw linkError(record, first.failure, first.entry);
	resolveIndirectExports(resolver, record, sources);
	return resolved;
}

function isFrom(sources: ReadonlySet<ModuleId> | undefined, { resolved }: SourceTextModuleRecord, request: number): boolean {
	return sources === undefined || sources.has(resolved[request] ?? '');
}

interface FailedImport {
	readonly entry: ImportEntry;
	readonly failure: ResolutionFailure;
}

function firstOf(failures: readonly FailedImport[]): FailedImport | null {
	let first: FailedImport | null = null;
	for (let i = 0; i < failures.length; i++) {
		const failure = failures[i];
		if (failure !== undefined && (first === null || failure.entry.localName < first.entry.localName)) first = failure;
	}
	return first;
}

function resolveImport(resolver: ExportResolver, importedModule: ModuleRecord, specifier: string, entry: ImportEntry): ResolvedImport | FailedImport {
	// b. If in.[[ImportName]] is namespace-object, then the binding is the namespace.
	if (entry.importName === null) return { entry, importedModule, binding: { type: 'namespace', module: importedModule } };
	// A member is a key of the namespace, which may lack it.
	if (entry.access === 'member' || entry.access === 'method') return { entry, importedModule, binding: resolver.resolveMember(importedModule, entry.importName) };
	// c.i. Let resolution be importedModule.ResolveExport(in.[[ImportName]]).
	const resolution = resolver.resolveExport(importedModule, entry.importName, specifier);
	// c.ii. If resolution is either null or ambiguous, throw a SyntaxError exception.
	return isFailure(resolution) ? { entry, failure: resolution } : { entry, importedModule, binding: resolution };
}

function resolveIndirectExports(resolver: ExportResolver, record: SourceTextModuleRecord, sources: ReadonlySet<ModuleId> | undefined): void {
	// 1. For each ExportEntry Record e of module.[[IndirectExportEntries]], do
	forEach(record.loaded.source.indirectExports, (entry) => {
		if (!isFrom(sources, record, entry.request)) return;
		// a. Assert: e.[[ExportName]] is not null.
		// b. Let resolution be module.ResolveExport(e.[[ExportName]]).
		const resolution = resolver.resolveExport(record, entry.exportName, specifierOf(record, entry.request));
		// c. If resolution is either null or ambiguous, throw a SyntaxError exception.
		if (isFailure(resolution)) throw linkError(record, resolution, entry);
	});
}

/** True if one of its re-exports is taken to exist: see `isUncertain`. */
export function hasUncertainExports(resolver: ExportResolver, record: SourceTextModuleRecord): boolean {
	return some(record.loaded.source.indirectExports, ({ exportName, request }) => {
		const resolution = resolver.resolveExport(record, exportName, specifierOf(record, request));
		return !isFailure(resolution) && isUncertain(resolution);
	});
}

function linkError({ environment, loaded }: SourceTextModuleRecord, failure: ResolutionFailure, entry: ImportEntry | IndirectExportEntry): Error {
	const { target, name } = failure;
	return environment.createLinkError({ message: messageOf(failure), importer: loaded, entry, external: externalOf(target), name });
}

/** What Node words its own error for. */
function externalOf(target: ModuleRecord): LoadedExternal | null {
	if (target.kind === 'synthetic') return target.loaded;
	const { id, location, format } = target.loaded;
	return format === 'commonjs' ? { kind: 'external', id, url: location, attributes: {}, bindings: 'static' } : null;
}

function messageOf({ type, specifier, name }: ResolutionFailure): string {
	switch (type) {
		case 'missing': return missingExport(specifier, name);
		case 'ambiguous': return ambiguousExport(specifier, name);
		case 'circular': return circularExport(specifier, name);
	}
}
