// Which modules are hot is decided by the resolved URL, and then by the format of what is there.

import { Places } from './places.js';

export const DEFAULT_IGNORE = /\/node_modules\//;

/** Answers for our own files, which must never become part of the program's graph. */
export class HotPolicy {
	readonly places = new Places();
	readonly #ignore: RegExp;
	readonly #ownRoots: readonly string[];
	/** What our own files import, when nothing is ignored. */
	readonly #ownImports = new Set<string>();
	/** Texts that are handed to Node as they are, for it to say what is wrong with them. */
	readonly #native = new Set<string>();

	constructor(ignore: RegExp, ownRoots: readonly string[]) {
		this.#ignore = withoutState(ignore);
		this.#ownRoots = ownRoots;
	}

	isOwn(url: string): boolean {
		return this.#ownImports.has(url) || this.isOwnFile(url);
	}

	/** Not one of a library of ours. */
	isOwnFile(url: string): boolean {
		// Asked while the program runs, which may have replaced the methods of arrays.
		for (let i = 0; i < this.#ownRoots.length; i++) if (url.startsWith(this.#ownRoots[i] ?? 'none:')) return true;
		return false;
	}

	addOwn(url: string): void {
		if (!url.startsWith('node:')) this.#ownImports.add(url);
	}

	leaveToNode(url: string): void {
		this.#native.add(url);
	}

	isLeftToNode(url: string): boolean {
		return this.#native.has(url);
	}

	/** Its text is tried again the next time. */
	takeBack(url: string): void {
		this.#native.delete(url);
	}

	/**
	 * As `mayBeHot`, for CommonJS. Not in a package under version control: each version has files of its own, which Node runs once and whose
	 * exports are read anew.
	 */
	mayBeHotCommonJS(url: string): boolean {
		return this.mayBeHot(url) && !this.places.isHot(url);
	}

	/** False for what is never hot, whatever its format. */
	mayBeHot(url: string): boolean {
		return !/^(?:node|data|blob|hot-runtime):/.test(url) && (this.places.isHot(url) || !this.#ignore.test(url)) && !this.#native.has(url) && !this.isOwn(url);
	}
}

// A `g` or `y` expression remembers where it matched and would answer differently the next time.
function withoutState(expression: RegExp): RegExp {
	return new RegExp(expression.source, expression.flags.replace(/[gy]/g, ''));
}

export function isHotFormat(format: string | null | undefined): format is 'module' | 'module-typescript' | 'json' {
	return format === 'module' || format === 'module-typescript' || format === 'json';
}
