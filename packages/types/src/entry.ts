import type { LoadedModule } from './loading.js';
import type { ModuleId } from './module-source.js';

/**
 * One entry on its way through evaluation. The modules that Node is given in an entry's place drive it: Node itself evaluates
 * what is not hot, each in its place, and between two of those the hot modules run.
 */
export interface EntryEvaluation {
	/**
	 * Evaluates hot modules in the specification's order until the next one to be evaluated is an external whose `evaluated` was not called.
	 * Throws what a synchronous module throws. After it threw, every later call throws the same.
	 */
	advance(): void;
	/** Node evaluated the external `id` to its end; hot modules that waited for an asynchronous one run now. */
	evaluated(id: ModuleId): void;
	/** Node has begun these, and goes on: those that it has not evaluated yet wait for something. Only what imports them waits for that. */
	begun(ids: readonly ModuleId[]): void;
	/** Evaluates what is left. A promise if a module of the graph is asynchronous: of its evaluation, and it rejects as that does. */
	finish(): Promise<void> | null;
}

/** What the wiring uses of the runtime to bring up an entry. */
export interface EntryRuntime {
	/** True for a module in the map; it needs no load. */
	has(id: ModuleId): boolean;
	/** Makes records of what a walk found. What is in the map already stays as it is. */
	add(modules: readonly LoadedModule[]): void;
	/**
	 * Makes `entry` a root and links its graph; throws V8's SyntaxError, and then nothing was evaluated. `namespaces`: the namespace
	 * objects of the graph's externals by id. Their keys can be read at once, their values once they are evaluated. Built-ins count as evaluated.
	 * May be called while another entry's evaluation stands at an external: that external may import a hot module.
	 */
	start(entry: ModuleId, namespaces: ReadonlyMap<ModuleId, object>): EntryEvaluation;
	/**
	 * Node has begun to evaluate `module` by itself: it becomes part of the program, or if an update is about to evaluate it, that version of it
	 * does. Linked and run at once. Throws nothing of the program's.
	 */
	adopt(module: LoadedModule): void;
	/** `importer` was seen to use `id`, named in its text like `name`. An unknown module is no importer. `isOnly`: nobody outside of the program was seen to. */
	required(importer: ModuleId, id: ModuleId, name: string, isOnly: boolean): void;
	/** Reachable without an importer. */
	addRoot(id: ModuleId): void;
	/**
	 * The current namespace of `entry`; `changed` is called whenever one of its exports may have another value, or the module another namespace.
	 */
	readExports(entry: ModuleId, changed: () => void): object;
}
