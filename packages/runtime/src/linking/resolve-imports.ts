// The half of InitializeEnvironment that can fail, kept apart from the half that binds: link, trial link and rebinding ask it alike.
// Pure: a record is only read.
import type { ImportEntry } from '@hot-runtime/types';
import { ambiguousExport, circularExport, missingExport } from '../messages.js';
import type { ModuleRecord } from '../records/module-record.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import { type ExportResolver, getImportedModule, isFailure, type ResolutionFailure, type ResolvedBinding, specifierOf } from './resolve-export.js';

/** What an entry of `source.imports` stands for. A null `binding` is a member that the namespace lacks: it reads as undefined. */
export interface ResolvedImport {
	readonly entry: ImportEntry;
	readonly importedModule: ModuleRecord;
	readonly binding: ResolvedBinding | null;
}

/**
 * [InitializeEnvironment](https://tc39.es/ecma262/#sec-source-text-module-record-initialize-environment), the steps that can throw: the
 * SyntaxError as V8 words it. V8 looks at imports first, by their local names, then at indirect exports; so do we.
 */
export function resolveImports(resolver: ExportResolver, record: SourceTextModuleRecord): readonly ResolvedImport[] {
	const { imports } = record.loaded.source;
	// 7. For each ImportEntry Record in of module.[[ImportEntries]], do
	let firstFailure: { readonly localName: string; readonly failure: ResolutionFailure } | null = null;
	const resolved: ResolvedImport[] = [];
	for (const entry of imports) {
		const importOrFailure = resolveImport(resolver, record, entry);
		if (!('type' in importOrFailure)) resolved.push(importOrFailure);
		else if (firstFailure === null || entry.localName < firstFailure.localName) firstFailure = { localName: entry.localName, failure: importOrFailure };
	}
	if (firstFailure !== null) throw linkError(firstFailure.failure);
	resolveIndirectExports(resolver, record);
	return resolved;
}

function resolveImport(resolver: ExportResolver, record: SourceTextModuleRecord, entry: ImportEntry): ResolvedImport | ResolutionFailure {
	// a. Let importedModule be GetImportedModule(module, in.[[ModuleRequest]]).
	const importedModule = getImportedModule(resolver.view, record, entry.request);
	// b. If in.[[ImportName]] is namespace-object, then the binding is the namespace.
	if (entry.importName === null) return { entry, importedModule, binding: { type: 'namespace', module: importedModule } };
	// c.i. Let resolution be importedModule.ResolveExport(in.[[ImportName]]).
	const resolution = resolver.resolveExport(importedModule, entry.importName, specifierOf(record, entry.request));
	if (!isFailure(resolution)) return { entry, importedModule, binding: resolution };
	// c.ii. If resolution is either null or ambiguous, throw a SyntaxError exception. Not so for a member: its namespace has no such key.
	return entry.access === 'binding' ? resolution : { entry, importedModule, binding: null };
}

function resolveIndirectExports(resolver: ExportResolver, record: SourceTextModuleRecord): void {
	// 1. For each ExportEntry Record e of module.[[IndirectExportEntries]], do
	for (const entry of record.loaded.source.indirectExports) {
		// a. Assert: e.[[ExportName]] is not null.
		// b. Let resolution be module.ResolveExport(e.[[ExportName]]).
		const resolution = resolver.resolveExport(record, entry.exportName, specifierOf(record, entry.request));
		// c. If resolution is either null or ambiguous, throw a SyntaxError exception.
		if (isFailure(resolution)) throw linkError(resolution);
	}
}

function linkError(failure: ResolutionFailure): SyntaxError {
	switch (failure.type) {
		case 'missing': return new SyntaxError(missingExport(failure.specifier, failure.name));
		case 'ambiguous': return new SyntaxError(ambiguousExport(failure.specifier, failure.name));
		case 'circular': return new SyntaxError(circularExport(failure.specifier, failure.name));
	}
}
