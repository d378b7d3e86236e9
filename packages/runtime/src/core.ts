// The operations an update is made of, in one place: what packages/runtime/src/hot/ uses of the core. Everything here takes a view, so a
// start and an update run the same code. Skeleton: the signatures stand, the code behind them is being written.
import type { LoadedModule, Host } from '@hot-runtime/types';
import type { ModuleMap, Overlay, View } from './graph/view.js';
import type { ModuleRecord } from './records/module-record.js';
import type { SourceTextModuleRecord } from './records/source-text-module-record.js';

export interface Core {
	readonly host: Host;
	readonly map: ModuleMap;
	/**
	 * The overlay of the update that is being evaluated, or null: modules that it owns see it in their `import()`.
	 * Set it before the first new record is evaluated, and back to null at commit or when the update is given up.
	 */
	overlay: Overlay | null;

	/** A record of what was loaded, unlinked. Not in any view yet. A source text is compiled by `compile`. */
	createRecord(loaded: LoadedModule): ModuleRecord;
	/** A new version with the same text: it is run again from the compiled body. */
	recreateRecord(record: SourceTextModuleRecord): SourceTextModuleRecord;
	/** Compiles the body if it is not compiled yet. Throws V8's SyntaxError. */
	compile(record: SourceTextModuleRecord, isUpdate: boolean): void;
	/**
	 * Links `root` and every unlinked record it reaches by requests. Throws the SyntaxError, and then no record was changed. Touches only
	 * unlinked records, so linking the records of an overlay *is* the trial link: dropping the overlay undoes it.
	 */
	link(view: View, root: ModuleRecord): void;
	/** Evaluates `root` and what it requests; externals are asked of the host. Rejects with what was thrown. Evaluated ones are left alone. */
	evaluate(view: View, root: ModuleRecord): Promise<void>;
	/** True if what the record is bound to can be resolved in `view`: for an importer that stays. Throws the SyntaxError otherwise. */
	checkImports(view: View, record: SourceTextModuleRecord): void;
	/**
	 * Gives `record`, which stays, the bindings it has in `view`: its cells and its namespace are set anew in place, its body is not touched.
	 */
	rebind(view: View, record: SourceTextModuleRecord): void;
	/**
	 * Every record that stays and whose bindings may come from one of `replaced`: its importers, and through re-exports theirs.
	 * Ask before `commit`, with the ids that the overlay replaces; rebind after it.
	 */
	affectedImporters(overlay: Overlay): readonly SourceTextModuleRecord[];
	/** The namespace object of a linked record. */
	namespace(view: View, record: ModuleRecord): object;
	/** After a commit: entries tell those who watch their exports. */
	notifyEntries(): void;
}
