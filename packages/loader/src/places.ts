// Packages that are imported by their name from another place than Node would look in: those whose version is chosen while the program runs.
// Such an import stands for a module of our own, which keeps its identity and re-exports whatever version is in place.
import { existsSync, realpathSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ModuleId } from '@hot-runtime/types';

/** Data only: it goes through threads. */
export interface PackagePlaces {
	/** By the name they are imported by: the URL of a file that need not exist, from which Node finds the version by the package's own `name`. */
	readonly packages: Readonly<Record<string, { readonly from: string; readonly name: string }>>;
	/** URLs of folders, with a slash at the end, whose modules are hot though they lie in `node_modules`. */
	readonly hotFolders: readonly string[];
	/** URLs of folders whose packages find their own dependencies beside them: only a peer dependency of theirs is imported from its place. */
	readonly storeFolders: readonly string[];
}

const scheme = 'hot-npm:';

export class Places {
	#places: PackagePlaces = { packages: {}, hotFolders: [], storeFolders: [] };
	/** Whether a package of a store has a dependency of its own, by folder and name. */
	readonly #own = new Map<string, boolean>();

	set(places: PackagePlaces): void {
		this.#places = places;
		this.#own.clear();
	}

	isHot(url: string): boolean {
		if (url.startsWith(scheme)) return true;
		// Asked while the program runs, which may have replaced the methods of arrays.
		const { hotFolders } = this.#places;
		for (let i = 0; i < hotFolders.length; i++) if (url.startsWith(hotFolders[i] ?? scheme)) return true;
		return false;
	}

	/** The module that `specifier` stands for in `parentURL`; null if it is nothing of ours. */
	identify(specifier: string, parentURL: string | undefined): ModuleId | null {
		if (/^[./#]/.test(specifier) || specifier.includes(':')) return null;
		const name = nameOf(specifier);
		if (this.#places.packages[name] === undefined) return null;
		if (parentURL !== undefined && this.#findsItself(name, parentURL)) return null;
		return scheme + specifier;
	}

	/** What `id` imports, and from where. Null for a module that has no place. */
	requestOf(id: ModuleId): { readonly specifier: string; readonly from: string } | null {
		if (!id.startsWith(scheme)) return null;
		const specifier = id.slice(scheme.length);
		const name = nameOf(specifier);
		const place = this.#places.packages[name];
		return place === undefined ? null : { specifier: place.name + specifier.slice(name.length), from: place.from };
	}

	/** A package means itself by its own name, and one of a store means the dependency that lies beside it. */
	#findsItself(name: string, parentURL: string): boolean {
		if (parentURL.includes(`/node_modules/${name}/`)) return true;
		const store = this.#places.storeFolders.find(folder => parentURL.startsWith(folder));
		if (store === undefined) return false;
		const home = /^[^/]+\//.exec(parentURL.slice(store.length))?.[0];
		if (home === undefined) return false;
		const link = `${store}${home}node_modules/${name}`;
		const known = this.#own.get(link);
		if (known !== undefined) return known;
		const isOwn = this.#isOwn(link, store);
		this.#own.set(link, isOwn);
		return isOwn;
	}

	#isOwn(link: string, store: string): boolean {
		const path = fileURLToPath(link);
		return existsSync(path) && pathToFileURL(realpathSync(path)).href.startsWith(store);
	}
}

function nameOf(specifier: string): string {
	return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
