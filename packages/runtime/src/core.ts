// The operations an update is made of, in one place: what packages/runtime/src/hot/ uses of the core. Everything here takes a view, so a
// start and an update run the same code.
import type { Host, LoadedModule, ModuleId, Shelter } from '@hot-runtime/types';
import { SafeSet } from './collections.js';
import { ModuleContext } from './evaluation/body-context.js';
import { drive } from './evaluation/drive.js';
import { Evaluation } from './evaluation/evaluate.js';
import { EntryExports } from './entry-exports.js';
import { ModuleMap, type Overlay, type View } from './graph/view.js';
import { hasPart, NativePromise } from './intrinsics.js';
import { append, forEach } from './lists.js';
import { type Affected, affectedImporters } from './linking/affected-importers.js';
import { checkImports, link, rebind } from './linking/link.js';
import { ExportResolver } from './linking/resolve-export.js';
import { getModuleNamespace } from './linking/module-namespace.js';
import { ModuleEnvironment } from './records/module-environment.js';
import type { ModuleRecord } from './records/module-record.js';
import { SourceTextModuleRecord, UNNAMED } from './records/source-text-module-record.js';
import { SyntheticModuleRecord } from './records/synthetic-module-record.js';
import { unsheltered } from './unsheltered.js';
import type { Surroundings } from './surroundings.js';

export class Core {
	readonly host: Host;
	readonly shelter: Shelter;
	readonly map: ModuleMap;
	readonly entryExports: EntryExports;
	readonly #surroundings: Surroundings;
	#overlay: Overlay | null = null;
	#overlayWaiters: (() => void)[] = [];

	constructor(host: Host, surroundings: Surroundings, track: (id: ModuleId) => void) {
		this.host = host;
		this.shelter = host.shelter ?? unsheltered;
		this.#surroundings = surroundings;
		this.map = new ModuleMap({
			placed: ({ loaded }) => host.inForce?.(loaded),
			added: (record) => {
				if (record.kind === 'source-text') track(record.id);
			},
			removed: close,
		});
		this.entryExports = new EntryExports(this.map);
	}

	/**
	 * The overlay of the update that is being applied, or null: modules that it owns see it in their `import()`.
	 * Set when it is linked, and back to null at commit or when the update is given up.
	 */
	get overlay(): Overlay | null {
		return this.#overlay;
	}

	set overlay(overlay: Overlay | null) {
		this.#overlay = overlay;
		if (overlay !== null) return;
		const waiters = this.#overlayWaiters;
		this.#overlayWaiters = [];
		forEach(waiters, (waiter) => waiter());
	}

	/** Modules that only versions which are gone have imported: the next update looks whether anything reaches them. */
	readonly orphans = new SafeSet<ModuleId>();

	/** The namespaces of modules that are not hot and were linked for an update, by their URL and attributes. */
	readonly linkedExternals = new Map<string, object>();

	/** `referrer` has imported `id` by `import()`. One that is gone meanwhile has done so for the version in its place, if that may do it as well. */
	addDynamicImport(referrer: SourceTextModuleRecord, id: ModuleId, specifier: string): void {
		const current = this.map.get(referrer.id);
		const importer = current === referrer || this.#overlay?.owns(referrer) === true ? referrer : current;
		if (importer?.kind === 'source-text' && (importer === referrer || mayImport(importer, referrer, specifier))) this.#addDynamicImport(importer, id, referrer, specifier);
		else this.orphans.add(id);
	}

	#addDynamicImport(importer: SourceTextModuleRecord, id: ModuleId, { loaded }: SourceTextModuleRecord, specifier: string): void {
		const known = importer.dynamicImports.get(id);
		if (known === specifier || known === UNNAMED) return;
		this.map.addDynamicImport(importer, id, hasPart(loaded.source.code, specifier) ? specifier : UNNAMED);
	}

	/** Waits until no update is being applied. */
	async overlayClosed(): Promise<void> {
		while (this.#overlay !== null) await new NativePromise<void>((resolve) => append(this.#overlayWaiters, resolve));
	}

	/** A record of what was loaded, unlinked. Not in any view yet. */
	createRecord(loaded: LoadedModule): ModuleRecord {
		if (loaded.kind === 'external') return new SyntheticModuleRecord(loaded, this.host);
		return this.#createSourceText(new ModuleEnvironment(loaded, this.host, null), loaded);
	}

	/** A new version with the same text: it is run again from the compiled body. */
	recreateRecord({ loaded, environment }: SourceTextModuleRecord): SourceTextModuleRecord {
		return this.#createSourceText(new ModuleEnvironment(loaded, this.host, environment.body), loaded);
	}

	/** Compiles the body if it is not compiled yet. Throws V8's SyntaxError. */
	compile(record: SourceTextModuleRecord, isUpdate: boolean): void {
		record.environment.compile(isUpdate);
	}

	/**
	 * Links `root` and every unlinked record it reaches by requests. Throws the SyntaxError, and then no record was changed. Touches only
	 * unlinked records, so linking the records of an overlay *is* the trial link: dropping the overlay undoes it.
	 */
	link(view: View, root: ModuleRecord): void {
		link(view, root, { isUpdate: false });
	}

	/** Evaluates `root` and what it requests; externals are asked of the host. Rejects with what was thrown. Evaluated ones are left alone. */
	evaluate(view: View, root: ModuleRecord): Promise<void> {
		return this.shelter.outside(() => drive(new Evaluation(view, root, true), this.host));
	}

	/**
	 * Every record that stays and whose bindings may come from what the overlay replaces: importers, and through re-exports theirs.
	 * To be asked before `commit`; they are rebound after it.
	 */
	affectedImporters(overlay: Overlay): Affected {
		return affectedImporters(this.map, overlay);
	}

	/** Asks each of `importers`, which stay, whether it could still be linked in `view`. Answers the first that could not, with the SyntaxError. */
	checkImporters(view: View, { importers, sources }: Affected): { readonly importer: SourceTextModuleRecord; readonly error: unknown } | null {
		const resolver = new ExportResolver(view);
		for (const importer of importers) {
			try {
				checkImports(resolver, importer, sources);
			} catch (error) {
				return { importer, error };
			}
		}
		return null;
	}

	/** Gives those that stay the bindings they have in the program now: cells and namespaces are set anew in place, no body is touched. */
	rebind({ importers, sources }: Affected): void {
		const resolver = new ExportResolver(this.map);
		const errors: unknown[] = [];
		for (const importer of importers) {
			try {
				rebind(this.map, importer, { resolver, sources });
			} catch (error) {
				// It was asked before, so this is our mistake. The others must not be left with what is gone.
				errors.push(error);
			}
		}
		if (errors.length > 0) throw errors[0];
	}

	/** The namespace object of a linked record; for an external, of one that was evaluated. */
	namespace(view: View, record: ModuleRecord): object {
		const namespace = getModuleNamespace(view, record);
		if (namespace === null) throw new Error(`not evaluated: ${record.id}`);
		return namespace;
	}

	/** After a commit: entries tell those who watch their exports. */
	notifyEntries(): void {
		this.entryExports.rebound();
	}

	#createSourceText(environment: ModuleEnvironment, loaded: SourceTextModuleRecord['loaded']): SourceTextModuleRecord {
		const record = new SourceTextModuleRecord(loaded, environment);
		environment.context = new ModuleContext(record, this.#surroundings);
		return record;
	}
}

/** What the text of `before` names, that of `record` must name, too. Of a name that was put together nobody knows. */
function mayImport(record: SourceTextModuleRecord, before: SourceTextModuleRecord, specifier: string): boolean {
	return !hasPart(before.loaded.source.code, specifier) || hasPart(record.loaded.source.code, specifier);
}

/** The record is out of the program. */
function close(record: ModuleRecord): void {
	if (record.kind === 'source-text') record.environment.close();
}
