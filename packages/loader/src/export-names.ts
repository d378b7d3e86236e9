// The names a facade exports, found without linking: facades are written before anything is linked.
import type { LoadedModule, ModuleId } from '@hot-runtime/types';

export type Graph = { get(id: ModuleId): LoadedModule | undefined };

export interface ExportNames {
	readonly names: readonly string[];
	/** Modules that are not hot, of which the entry exports everything: only Node knows their names. */
	readonly stars: readonly ModuleId[];
}

/** [GetExportedNames](https://tc39.es/ecma262/#sec-getexportednames), without following what is not hot. */
export function exportNames(graph: Graph, entry: ModuleId): ExportNames {
	const names = new Set<string>();
	const stars = new Set<ModuleId>();
	const seen = new Set<ModuleId>();
	const queue = [entry];
	for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
		if (seen.has(id)) continue;
		seen.add(id);
		const module = graph.get(id);
		if (module === undefined) continue;
		if (module.kind === 'external') {
			stars.add(id);
			continue;
		}
		for (const { exportName } of [...module.source.localExports, ...module.source.indirectExports]) {
			if (id === entry || exportName !== 'default') names.add(exportName);
		}
		for (const star of module.source.starExports) {
			const target = module.resolved[star];
			if (target !== undefined) queue.push(target);
		}
	}
	return { names: [...names], stars: [...stars] };
}
