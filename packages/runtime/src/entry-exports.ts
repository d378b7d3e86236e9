// Who reads the exports of entries from outside: they are told when a value may have changed, by a write or by an update.
import type { ModuleId } from '@hot-runtime/types';
import { SafeMap, SafeSet } from './collections.js';
import { type ModuleMap, recordOf } from './graph/view.js';
import { getModuleNamespace, observeExports } from './linking/module-namespace.js';

interface Watched {
	readonly readers: Set<() => void>;
	undo: () => void;
}

export class EntryExports {
	readonly #map: ModuleMap;
	readonly #watched = new SafeMap<ModuleId, Watched>();

	constructor(map: ModuleMap) {
		this.#map = map;
	}

	/** The current namespace of `entry`; `changed` is called whenever one of its values may be another, or the namespace is. */
	read(entry: ModuleId, changed: () => void): object {
		const record = recordOf(this.#map, entry);
		let watched = this.#watched.get(entry);
		if (watched === undefined) {
			watched = { readers: new SafeSet(), undo: () => undefined };
			this.#watched.set(entry, watched);
			this.#observe(entry, watched);
		}
		watched.readers.add(changed);
		const namespace = getModuleNamespace(this.#map, record);
		if (namespace === null) throw new Error(`not evaluated: ${entry}`);
		return namespace;
	}

	/** The map was given new records. */
	rebound(): void {
		this.#watched.forEach((watched, entry) => {
			watched.undo();
			if (!this.#map.has(entry)) {
				this.#watched.delete(entry);
				return;
			}
			this.#observe(entry, watched);
			watched.readers.forEach((changed) => changed());
		});
	}

	close(): void {
		this.#watched.forEach(({ undo }) => undo());
		this.#watched.clear();
	}

	#observe(entry: ModuleId, watched: Watched): void {
		watched.undo = observeExports(this.#map, recordOf(this.#map, entry), () => watched.readers.forEach((changed) => changed()));
	}
}
