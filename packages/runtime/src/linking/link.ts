// Link: resolves what every unlinked record imports, and only if all of it resolves, binds their cells. Nothing of the program runs. Old
// records are only read, so linking the records of an overlay is the trial link of an update: to drop the overlay undoes it.
import type { ModuleId } from '@hot-runtime/types';
import { forEachInRequestOrder } from '../graph/request-order.js';
import type { View } from '../graph/view.js';
import { append, forEach, map, some } from '../lists.js';
import { ABSENT } from '../records/binding.js';
import { bindCell, type CellTarget, ImportCell } from '../records/import-cell.js';
import type { ModuleRecord } from '../records/module-record.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import { bindingOf, getModuleNamespace, rebindNamespace } from './module-namespace.js';
import { ExportResolver, isUncertain } from './resolve-export.js';
import { hasUncertainExports, type ResolvedImport, resolveImports } from './resolve-imports.js';

/** Bodies are compiled as part of linking: an error V8 finds in a text stops everything before anything has run. */
export interface LinkOptions {
	/** The bodies replace older ones. */
	readonly isUpdate: boolean;
}

/**
 * [Link](https://tc39.es/ecma262/#sec-moduledeclarationlinking) `root` and every unlinked record it reaches by requests. Throws the
 * SyntaxError, and then no record was changed.
 */
export function link(view: View, root: ModuleRecord, { isUpdate }: LinkOptions): void {
	const records = unlinkedRecords(view, root);
	if (records.length === 0) return;
	forEach(records, (record) => record.environment.compile(isUpdate));
	const resolver = new ExportResolver(view);
	const resolved = map(records, (record) => resolveImports(resolver, record));
	forEach(records, (record, index) => {
		initializeEnvironment(view, record, resolved[index] ?? []);
		record.isUncertain ||= hasUncertainExports(resolver, record);
	});
}

/** What [InnerModuleLinking](https://tc39.es/ecma262/#sec-InnerModuleLinking) goes through, each after what it requests. */
function unlinkedRecords(view: View, root: ModuleRecord): readonly SourceTextModuleRecord[] {
	const order: SourceTextModuleRecord[] = [];
	const isUnlinked = (record: ModuleRecord): boolean => record.kind === 'source-text' && record.status === 'unlinked';
	forEachInRequestOrder(view, root, isUnlinked, (record) => {
		if (record.kind === 'source-text') append(order, record);
	});
	return order;
}

/** The half of InitializeEnvironment that binds. */
function initializeEnvironment(view: View, record: SourceTextModuleRecord, resolved: readonly ResolvedImport[]): void {
	record.environment.cells = map(resolved, (resolvedImport) => new ImportCell(resolvedImport.entry, cellTarget(view.lasting, resolvedImport)));
	record.isUncertain = some(resolved, ({ binding }) => binding !== null && isUncertain(binding));
	record.status = 'linked';
}

/** Throws the SyntaxError if what `record`, which stays, imports of `sources` cannot be resolved. */
export function checkImports(resolver: ExportResolver, record: SourceTextModuleRecord, sources: ReadonlySet<ModuleId>): void {
	resolveImports(resolver, record, sources);
}

export interface RebindOptions {
	/** One for all that are rebound together. */
	readonly resolver?: ExportResolver;
	/** Only what is imported of these modules. */
	readonly sources?: ReadonlySet<ModuleId>;
}

/** Gives `record`, which stays, the bindings it has in `view`: cells and namespace are set anew in place, the body is not touched. */
export function rebind(view: View, record: SourceTextModuleRecord, { resolver = new ExportResolver(view), sources }: RebindOptions = {}): void {
	const resolved = resolveImports(resolver, record, sources);
	const { cells } = record.environment;
	let next = 0;
	forEach(record.loaded.source.imports, (entry, index) => {
		const resolvedImport = resolved[next];
		const cell = cells[index];
		if (resolvedImport?.entry !== entry || cell === undefined) return;
		next += 1;
		bindCell(cell, cellTarget(view.lasting, resolvedImport));
	});
	rebindNamespace(view, record);
}

/** Only a method must see it. */
function noNamespace(): null {
	return null;
}

function cellTarget(view: View, { entry, binding, importedModule }: ResolvedImport): CellTarget {
	return {
		binding: binding === null ? ABSENT : bindingOf(view, binding),
		namespace: entry.access === 'method' ? () => getModuleNamespace(view, importedModule) : noNamespace,
	};
}
