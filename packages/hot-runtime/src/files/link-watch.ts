// A path with symbolic links in it stands for several places: each link on the way, which may be pointed elsewhere, and
// the file at its end. Whatever happens to one of them happened to the path.
import { lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, parse, resolve, sep } from 'node:path';
import type { FileWatch, FileWatchEvents, OpenFileWatch } from './file-watch.js';

/** As many links as Linux follows. */
const mostLinks = 40;

export class LinkWatch implements FileWatch {
	readonly #events: FileWatchEvents;
	readonly #inner: FileWatch;
	/** For each added path the places it stands for. */
	readonly #places = new Map<string, readonly string[]>();
	/** For each place the added paths that go through it. */
	readonly #pathsOf = new Map<string, Set<string>>();
	/** Whether a folder is its own real path; asked once, as folders have many files. */
	readonly #isReal = new Map<string, boolean>();

	constructor(events: FileWatchEvents, openInner: OpenFileWatch) {
		this.#events = events;
		this.#inner = openInner({ touched: place => this.#touched(place), missed: () => events.missed(), failed: error => events.failed(error) });
	}

	add(path: string): void {
		this.#set(path, this.#hasLinks(path) ? placesOf(path) : [path]);
	}

	delete(path: string): void {
		this.#set(path, []);
		this.#places.delete(path);
	}

	close(): void {
		this.#inner.close();
	}

	#hasLinks(path: string): boolean {
		const folder = dirname(path);
		let isReal = this.#isReal.get(folder);
		if (isReal === undefined) this.#isReal.set(folder, isReal = isRealFolder(folder));
		return !isReal || linkTarget(path) !== null;
	}

	#touched(place: string): void {
		for (const path of this.#pathsOf.get(place) ?? []) {
			const places = this.#places.get(path) ?? [];
			if (places.length > 1 || linkTarget(path) !== null) this.#set(path, placesOf(path));
			this.#events.touched(path);
		}
	}

	#set(path: string, places: readonly string[]): void {
		const before = this.#places.get(path) ?? [];
		this.#places.set(path, places);
		for (const place of places) if (!before.includes(place)) this.#enter(place, path);
		for (const place of before) if (!places.includes(place)) this.#leave(place, path);
	}

	#enter(place: string, path: string): void {
		const paths = this.#pathsOf.get(place);
		if (paths !== undefined) {
			paths.add(path);
			return;
		}
		this.#pathsOf.set(place, new Set([path]));
		this.#inner.add(place);
	}

	#leave(place: string, path: string): void {
		const paths = this.#pathsOf.get(place);
		if (paths === undefined || !paths.delete(path) || paths.size > 0) return;
		this.#pathsOf.delete(place);
		this.#inner.delete(place);
	}
}

/** Each symbolic link on the way along `path`, and what is at its end, there or not. */
function placesOf(path: string): string[] {
	const places: string[] = [];
	const { root } = parse(path);
	let reached = root;
	let ahead = path.slice(root.length).split(sep);
	while (ahead.length > 0) {
		const [name = '', ...rest] = ahead;
		const next = resolve(reached, name);
		const target = places.length < mostLinks ? linkTarget(next) : null;
		if (target === null) {
			reached = next;
			ahead = rest;
			continue;
		}
		places.push(next);
		const absolute = resolve(reached, target);
		reached = parse(absolute).root;
		ahead = [...absolute.slice(reached.length).split(sep), ...rest];
	}
	return [...places, reached];
}

function linkTarget(path: string): string | null {
	try {
		return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true ? readlinkSync(path) : null;
	} catch {
		return null;
	}
}

function isRealFolder(folder: string): boolean {
	try {
		return realpathSync.native(folder) === folder;
	} catch {
		return false;
	}
}
