// A hot module: what was loaded, and the slots of the specification's algorithms. Each group of slots says which file writes it.
import type { IndirectExportEntry, LoadedSourceText, ModuleId, ModuleSource } from '@hot-runtime/types';
import { SafeMap, SafeWeakMap } from '../collections.js';
import type { HotState } from '../hot/hot-state.js';
import { forEach } from '../lists.js';
import type { Evaluation } from '../evaluation/evaluate.js';
import type { ResolvedBinding } from '../linking/resolve-export.js';
import type { ModuleEnvironment } from './module-environment.js';

/** [[Status]]; there is no `new`: a record is made of what was loaded, so nothing is left to load. */
export type ModuleStatus = 'unlinked' | 'linked' | 'evaluating' | 'evaluating-async' | 'evaluated';

/** A [PromiseCapability Record](https://tc39.es/ecma262/#sec-promisecapability-records). */
export interface PromiseCapability {
	readonly promise: Promise<void>;
	readonly resolve: () => void;
	readonly reject: (error: unknown) => void;
}

export type NamedExport =
	| { readonly type: 'local'; readonly index: number }
	| { readonly type: 'indirect'; readonly entry: IndirectExportEntry };

const exportTables = new SafeWeakMap<ModuleSource, ReadonlyMap<string, NamedExport>>();

function exportTable(source: ModuleSource): ReadonlyMap<string, NamedExport> {
	const known = exportTables.get(source);
	if (known !== undefined) return known;
	const table = new SafeMap<string, NamedExport>();
	forEach(source.localExports, (entry, index) => void table.set(entry.exportName, { type: 'local', index }));
	forEach(source.indirectExports, (entry) => void table.set(entry.exportName, { type: 'indirect', entry }));
	exportTables.set(source, table);
	return table;
}

/** What no text calls a module whose specifier was put together. */
export const UNNAMED = '';

/** [Source Text Module Record](https://tc39.es/ecma262/#sec-source-text-module-records) */
export class SourceTextModuleRecord {
	readonly kind = 'source-text';
	readonly id: ModuleId;
	readonly loaded: LoadedSourceText;
	/** The [[Environment]]: compiled body, cells, readers of exports. */
	readonly environment: ModuleEnvironment;

	/** [[Namespace]]; written by linking/module-namespace.ts. */
	namespace: object | null = null;

	/** [[Status]]; `linked` is written by linking/link.ts, the rest by evaluation/. */
	status: ModuleStatus = 'unlinked';
	/** It imports from externals whose exports were not known when it was linked: it must be linked once more before it runs. */
	isUncertain = false;
	/** [[EvaluationError]]; written by evaluation/, as all that follow. */
	evaluationError: { readonly value: unknown } | null = null;
	dfsIndex = -1;
	dfsAncestorIndex = -1;
	/** Which evaluation has it on its stack. */
	evaluation: Evaluation | null = null;
	/** The others of the asynchronous cycle it is the root of. */
	cycleMembers: SourceTextModuleRecord[] = [];
	/** What a module that it waits for threw while its own requests were still being evaluated. */
	rejection: { readonly value: unknown } | null = null;
	/** [[CycleRoot]]; null for a module that is its own. Let go when the root has been evaluated, so that nothing holds a replaced one. */
	cycleRoot: SourceTextModuleRecord | null = null;
	/** [[AsyncEvaluationOrder]]; -1 is unset, Infinity is done. */
	asyncEvaluationOrder = -1;
	topLevelCapability: PromiseCapability | null = null;
	asyncParentModules: SourceTextModuleRecord[] = [];
	pendingAsyncDependencies = 0;

	/**
	 * What its `import()` calls have evaluated: edges of the graph like requests. With each goes what its text calls it, or UNNAMED. Written by
	 * graph/view.ts.
	 */
	readonly dynamicImports: Map<ModuleId, string> = new SafeMap();

	/** What the specifiers of its `import()` calls were resolved to. Written by dynamic-import.ts. */
	readonly dynamicRequests: Map<string, ModuleId> = new SafeMap();

	/** Called when the body, which is asynchronous, has come to its end. Written by hot/. */
	bodyEnded: (() => void) | null = null;
	/** What the module wrote into `import.meta.hot`; null until it reads that. Written by hot/. */
	hot: HotState | null = null;

	readonly #localExports: ResolvedBinding[] = [];

	constructor(loaded: LoadedSourceText, environment: ModuleEnvironment) {
		this.id = loaded.id;
		this.loaded = loaded;
		this.environment = environment;
	}

	get hasTLA(): boolean {
		return this.loaded.source.hasTLA;
	}

	/** The module each request stands for, index by index. */
	get resolved(): readonly ModuleId[] {
		return this.loaded.resolved;
	}

	/** The resolution of the name of a local export: one object for all who ask. Null if it is none. */
	localExport(name: string): ResolvedBinding | null {
		const entry = exportTable(this.loaded.source).get(name);
		if (entry?.type !== 'local') return null;
		return this.#localExports[entry.index] ??= { type: 'local', module: this, index: entry.index };
	}

	/** The local or indirect export of that name. */
	exportNamed(name: string): NamedExport | undefined {
		return exportTable(this.loaded.source).get(name);
	}

	/** Of local and indirect exports. */
	forEachExportName(visit: (name: string) => void): void {
		exportTable(this.loaded.source).forEach((_, name) => visit(name));
	}
}
