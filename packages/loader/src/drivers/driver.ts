import type { ImportAttributes, LoadResult, LoadRoot, ModuleId } from '@hot-runtime/types';

/** What the thread of the program asks of the hooks after its entries were loaded, wherever they run. */
export interface LoaderDriver {
	load(roots: readonly LoadRoot[], isKnown: (id: ModuleId) => boolean): Promise<LoadResult>;
	resolve(specifier: string, parent: ModuleId, attributes: ImportAttributes): Promise<ModuleId>;
	resolveSync(specifier: string, parent: ModuleId, attributes: ImportAttributes): ModuleId;
	/** The module is no longer part of the program. */
	forget(id: ModuleId): void;
}
