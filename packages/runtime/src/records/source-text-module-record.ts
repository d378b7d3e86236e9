// A hot module: what was loaded, and the slots of the specification's algorithms. Each group of slots says which file writes it.
import type { LoadedSourceText, ModuleId } from '@hot-runtime/types';
import type { HotState } from '../hot/hot-state.js';
import type { ModuleEnvironment } from './module-environment.js';

/** [[Status]]; there is no `new`: a record is made of what was loaded, so nothing is left to load. */
export type ModuleStatus = 'unlinked' | 'linked' | 'evaluating' | 'evaluating-async' | 'evaluated';

/** A [PromiseCapability Record](https://tc39.es/ecma262/#sec-promisecapability-records). */
export interface PromiseCapability {
	readonly promise: Promise<void>;
	readonly resolve: () => void;
	readonly reject: (error: unknown) => void;
}

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
	/** [[EvaluationError]]; written by evaluation/, as all that follow. */
	evaluationError: { readonly value: unknown } | null = null;
	dfsIndex = -1;
	dfsAncestorIndex = -1;
	/** [[CycleRoot]]; null for a module that is its own. Let go when the root has been evaluated, so that nothing holds a replaced one. */
	cycleRoot: SourceTextModuleRecord | null = null;
	/** [[AsyncEvaluationOrder]]; -1 is unset, Infinity is done. */
	asyncEvaluationOrder = -1;
	topLevelCapability: PromiseCapability | null = null;
	asyncParentModules: SourceTextModuleRecord[] = [];
	pendingAsyncDependencies = 0;

	/** What its `import()` calls have evaluated: edges of the graph like requests. Written by graph/view.ts. */
	readonly dynamicImports: Set<ModuleId> = new Set();

	/** What the module wrote into `import.meta.hot`; null until it reads that. Written by hot/. */
	hot: HotState | null = null;

	constructor(loaded: LoadedSourceText, environment: ModuleEnvironment) {
		this.id = loaded.id;
		this.loaded = loaded;
		this.environment = environment;
	}

	/** The module each request stands for, index by index. */
	get resolved(): readonly ModuleId[] {
		return this.loaded.resolved;
	}
}
