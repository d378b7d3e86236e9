// CommonJS code that requires a package under version control gets a live view of it: an object whose properties are those of the version in
// place at the moment they are read. What is taken out of it stays what it was.
import module from 'node:module';
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, extname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { splitSpecifier } from './package-spec.js';
import { idOf, type Places, type Surroundings } from './surroundings.js';

type Load = (request: string, parent: { readonly filename?: string | null } | null | undefined, isMain: boolean) => unknown;

interface ModuleInternals {
	_load: Load;
	readonly _cache: Record<string, { readonly children?: { readonly filename?: string }[] } | undefined>;
}

const internals = module as unknown as ModuleInternals;

export class RequireViews {
	readonly #surroundings: Surroundings;
	readonly #views = new Map<string, object | ((...args: unknown[]) => unknown)>();
	#places: Places = { packages: {}, hotFolders: [], storeFolders: [] };
	#uninstall: (() => void) | null = null;

	constructor(surroundings: Surroundings) {
		this.#surroundings = surroundings;
	}

	place(places: Places): void {
		this.#places = places;
	}

	install(): void {
		if (this.#uninstall !== null) return;
		const before = internals._load;
		const load: Load = (request, parent, isMain) => {
			const name = this.#nameFor(request, parent?.filename ?? null);
			return name === null ? before.call(module, request, parent, isMain) : this.#view(request, name, before);
		};
		internals._load = load;
		this.#uninstall = () => {
			if (internals._load === load) internals._load = before;
		};
	}

	close(): void {
		this.#uninstall?.();
		this.#uninstall = null;
	}

	/** The mapped package that `request` in `parent` means; null if it is none. */
	#nameFor(request: string, parent: string | null): string | null {
		const name = splitSpecifier(request)?.name;
		if (name === undefined || this.#places.packages[name] === undefined) return null;
		if (parent === null) return name;
		if (parent.includes(`${sep}node_modules${sep}${name.split('/').join(sep)}${sep}`)) return null;
		return this.#findsOwn(name, parent) ? null : name;
	}

	/** A package of a store that has the dependency beside it. */
	#findsOwn(name: string, parent: string): boolean {
		const url = pathToFileURL(parent).href;
		const store = this.#places.storeFolders.find(folder => url.startsWith(folder));
		if (store === undefined) return false;
		const link = join(fileURLToPath(store), fileURLToPath(url).slice(fileURLToPath(store).length).split(sep, 1)[0] ?? '', 'node_modules', name);
		return existsSync(link) && realpathSync(link).startsWith(fileURLToPath(store));
	}

	#view(request: string, name: string, load: Load): unknown {
		const known = this.#views.get(request);
		if (known !== undefined) return known;
		const read = this.#reader(request, name, load);
		const first = read();
		if ((typeof first !== 'object' && typeof first !== 'function') || first === null) return first;
		const view = liveView(first, read);
		this.#views.set(request, view);
		return view;
	}

	/** Reads the exports of the version in place. */
	#reader(request: string, name: string, load: Load): () => unknown {
		let from = '';
		let file = '';
		return () => {
			const place = this.#places.packages[name];
			if (place === undefined) return load(request, null, false);
			if (place.from !== from) {
				from = place.from;
				file = module.createRequire(from).resolve(place.name + request.slice(name.length));
			}
			const namespace = isESModule(file) ? this.#surroundings.exportsOf(idOf(request)) : null;
			return namespace ?? load(file, null, false);
		};
	}
}

/** Forwards every operation to what `read` answers now. */
function liveView(first: object, read: () => unknown): object {
	const current = () => {
		const value = read();
		return typeof value === 'object' && value !== null || typeof value === 'function' ? value : Object(value) as object;
	};
	// A bound function can be called and constructed, and has no property that must not change.
	const target: object = typeof first === 'function' ? (function () {}).bind(null) : Array.isArray(first) ? [] : {};
	if (typeof first === 'function') for (const key of Reflect.ownKeys(target)) Reflect.deleteProperty(target, key);
	return new Proxy(target, {
		get: (_, key) => Reflect.get(current(), key),
		set: (_, key, value) => Reflect.set(current(), key, value),
		has: (_, key) => Reflect.has(current(), key),
		deleteProperty: (_, key) => Reflect.deleteProperty(current(), key),
		// The length of an array is its own for good, also where a later version has none.
		ownKeys: () => [...new Set([...Reflect.ownKeys(current()), ...Reflect.ownKeys(target)])],
		getOwnPropertyDescriptor: (_, key) => {
			const descriptor = Reflect.getOwnPropertyDescriptor(current(), key);
			const own = Reflect.getOwnPropertyDescriptor(target, key);
			if (own !== undefined) return { ...own, ...descriptor !== undefined && 'value' in descriptor ? { value: descriptor.value as unknown } : {} };
			return descriptor === undefined ? undefined : { ...descriptor, configurable: true };
		},
		defineProperty: (_, key, descriptor) => Reflect.defineProperty(current(), key, { ...descriptor, configurable: true }),
		getPrototypeOf: () => Reflect.getPrototypeOf(current()),
		apply: (_, self, args) => Reflect.apply(current() as (...all: unknown[]) => unknown, self, args),
		construct: (_, args, newTarget) => {
			const constructor = current() as new (...all: unknown[]) => object;
			return Reflect.construct(constructor, args, isView(newTarget) ? constructor : newTarget);
		},
	});

	function isView(value: unknown): boolean {
		return typeof value === 'function' && Reflect.getPrototypeOf(value) === Reflect.getPrototypeOf(current()) && Reflect.get(value, 'prototype') === Reflect.get(current(), 'prototype');
	}
}

/** As Node decides it: by ending, then by the nearest package.json. */
function isESModule(file: string): boolean {
	if (extname(file) !== '.js') return extname(file) === '.mjs';
	for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
		const path = join(folder, 'package.json');
		if (existsSync(path)) return /"type"\s*:\s*"module"/.test(readFileSync(path, 'utf8'));
	}
	return false;
}

/** What Node keeps of modules that no version in use needs. */
export function forgetRequired(folders: readonly string[]): void {
	for (const file of Object.keys(internals._cache)) {
		if (!folders.some(folder => file.startsWith(folder + sep))) continue;
		delete internals._cache[file];
	}
}
