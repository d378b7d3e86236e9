// GetModuleNamespace: the namespace of a record, made when it is first asked for. It belongs to its record: a new version of a module has a
// new one. How the object behaves is in namespace-object.ts.
import { SafeMap } from '../collections.js';
import type { View } from '../graph/view.js';
import { append, forEach } from '../lists.js';
import { type Binding, ExternalBinding, NamespaceBinding } from '../records/binding.js';
import type { ModuleRecord } from '../records/module-record.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import { moduleNamespaceCreate, type NamespaceExports, rebindModuleNamespace } from './namespace-object.js';
import { ExportResolver, getExportedNames, type ResolvedBinding } from './resolve-export.js';

/**
 * [GetModuleNamespace](https://tc39.es/ecma262/#sec-getmodulenamespace). Null for an external whose namespace the host has not told yet.
 */
export function getModuleNamespace(view: View, module: ModuleRecord): object | null {
	// 1. Assert: If module is a Cyclic Module Record, then module.[[Status]] is not new or unlinked.
	// 2. Let namespace be module.[[Namespace]].
	// 3. If namespace is empty, then
	if (module.kind === 'synthetic') return module.namespace;
	// d. Set namespace to ModuleNamespaceCreate(module, unambiguousNames).
	// 4. Return namespace.
	return module.namespace ??= moduleNamespaceCreate(unambiguousExports(view, module));
}

/**
 * Gives the namespace of a module that stays the bindings its exports have in `view`. If the names are others, the module gets another
 * namespace: an object of that kind cannot change its keys.
 */
export function rebindNamespace(view: View, module: SourceTextModuleRecord): void {
	if (module.namespace === null) return;
	const exports = unambiguousExports(view, module);
	if (!rebindModuleNamespace(module.namespace, exports)) module.namespace = moduleNamespaceCreate(exports);
}

function unambiguousExports(view: View, module: SourceTextModuleRecord): NamespaceExports {
	// a. Let exportedNames be module.GetExportedNames().
	const exportedNames = getExportedNames(view, module);
	// b. Let unambiguousNames be a new empty List.
	const exports = new SafeMap<string, Binding>();
	const resolver = new ExportResolver(view);
	// c. For each element name of exportedNames, do
	exportedNames.forEach((name) => {
		// i. Let resolution be module.ResolveExport(name).
		const resolution = resolver.resolveMember(module, name);
		// ii. If resolution is a ResolvedBinding Record, append name to unambiguousNames.
		if (resolution !== null) exports.set(name, bindingOf(view, resolution));
	});
	return exports;
}

/** What reads a resolved binding. */
export function bindingOf(view: View, resolved: ResolvedBinding): Binding {
	switch (resolved.type) {
		case 'local': return resolved.module.environment.binding(resolved.index);
		case 'external': return new ExternalBinding(resolved.module, resolved.name);
		case 'namespace': {
			const { lasting } = view;
			return new NamespaceBinding(() => getModuleNamespace(lasting, resolved.module));
		}
	}
}

/** Calls back when a value of the module's exports may have changed. Returns the undo. */
export function observeExports(view: View, module: ModuleRecord, observer: () => void): () => void {
	if (module.kind === 'synthetic') return () => undefined;
	const undo: (() => void)[] = [];
	unambiguousExports(view, module).forEach((binding) => {
		const undoOne = binding.observe(observer);
		if (undoOne !== null) append(undo, undoOne);
	});
	return () => forEach(undo, (undoOne) => undoOne());
}
