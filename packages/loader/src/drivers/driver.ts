import type { ImportAttributes, LoadResult, LoadRoot, ModuleId } from '@hot-runtime/types';
import type { PackagePlaces } from '../places.js';

/** What the thread of the program asks of the hooks after its entries were loaded, wherever they run. */
export interface LoaderDriver {
	load(roots: readonly LoadRoot[], isKnown: (id: ModuleId) => boolean): Promise<LoadResult>;
	resolve(specifier: string, parent: ModuleId, attributes: ImportAttributes): Promise<ModuleId>;
	/** True if other hooks may be asked: the same request may stand for another module the next time. */
	resolvesAnew(): boolean;
	resolveSync(specifier: string, parent: ModuleId, attributes: ImportAttributes): ModuleId;
	/** Packages that are imported from another place from now on. Fulfilled when it is so. */
	place(places: PackagePlaces): Promise<void>;
	/** What was loaded last under this id is part of the program from now on. */
	inForce(id: ModuleId): void;
	/** The module is no longer part of the program, or never was. */
	forget(id: ModuleId): void;
}
