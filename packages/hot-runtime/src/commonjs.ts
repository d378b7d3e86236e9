// CommonJS modules of the program. Node runs them, with its own objects; here is known which of Node's modules is the current version of
// which file, and what is left behind when a version goes.
import Module from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { clock, inside, outside, ownRequire, withoutCompilationCache, type CommonJSMeta } from '@hot-runtime/loader';
import type { Runtime } from '@hot-runtime/runtime';
import type { Hot, LoadedModule, ModuleId } from '@hot-runtime/types';
import { createModuleHot, type ModuleHot } from './module-hot.js';

type Load = (request: string, parent: NodeModule | undefined, isMain: boolean) => unknown;

/** What the hooks know of files that were required. */
export interface RequireHooks {
	/** The module of a file that was required past the hooks; null if it is none of the program's. `exports`: what it exported, if it has run. */
	read(this: void, id: ModuleId, exports?: unknown): LoadedModule | null;
	/** True if nobody but CommonJS files of the program was seen to ask for it. */
	isOnlyRequired(this: void, id: ModuleId): boolean;
}

const { cache } = ownRequire();

// What an importer reads is read outside, among what the program has made of its built-ins.
const { apply, get: reflectGet } = Reflect;
const toObject: (value: unknown) => object = Object;
const createObject: (prototype: null) => Record<string, unknown> = Object.create;
const nullPrototype = (): Record<string, unknown> => createObject(null);

/** Not documented, but what every instrumentation of `require` builds on; `createRequire` would make itself the parent. */
function load(path: string, parent: NodeModule | undefined, isMain: boolean): void {
	const candidate: unknown = Reflect.get(Module, '_load');
	outside(() => apply(candidate as Load, Module, [path, parent, isMain]));
}

export class CommonJSProgram {
	readonly #runtime: () => Runtime;
	readonly #versions = new Map<ModuleId, CommonJSVersion>();
	/** Loaded, and not run as far as is known. */
	readonly #expected = new Map<ModuleId, LoadedModule>();
	/** Asked for by `require`; it may be that no hook sees more of them. */
	readonly #required = new Set<ModuleId>();
	/** By file, who asked for it lately: what threw is no child of theirs, and would be nobody's. */
	readonly #askedBy = new Map<ModuleId, Set<ModuleId>>();
	readonly #hooks: RequireHooks;
	/** Of a module that is run again: who required it first. */
	readonly #parents = new Map<ModuleId, ModuleId>();

	constructor(runtime: () => Runtime, hooks: RequireHooks) {
		this.#runtime = runtime;
		this.#hooks = hooks;
		const versionOf = (module: NodeModule): CommonJSVersion | undefined => this.#versionOf(module);
		Object.defineProperty(Module.prototype, 'hot', {
			get(this: NodeModule): ModuleHot | undefined {
				return inside(() => versionOf(this)?.moduleHot);
			},
			configurable: true,
			enumerable: false,
		});
	}

	/** Node is about to run the file of `loaded`. */
	runs(loaded: LoadedModule): void {
		this.#expected.set(loaded.id, loaded);
		// An `import` loads the text before Node makes a module of it.
		if (!this.#adopt(loaded.id)) clock.soon(() => this.#adopt(loaded.id));
	}

	/** The file was asked for by `require`. A loader of `require` may compile it by itself, so no hook would see its text. */
	requires(id: ModuleId): void {
		if (this.#required.size === 0) clock.soon(() => this.#adoptRequired());
		this.#required.add(id);
	}

	requiresFrom(id: ModuleId, parent: ModuleId): void {
		const parents = this.#askedBy.get(id);
		if (parents === undefined) this.#askedBy.set(id, new Set([parent]));
		else parents.add(parent);
	}

	#adoptRequired(): void {
		for (const id of this.#required) this.#adoptUnseen(id);
	}

	#adoptUnseen(id: ModuleId): void {
		if (!this.#required.delete(id)) return;
		const module = cache[fileURLToPath(id)];
		if (module === undefined || this.#versions.has(id) || this.#expected.has(id)) return;
		const exports: unknown = module.exports;
		const loaded = this.#hooks.read(id, module.loaded ? exports ?? null : undefined);
		if (loaded === null) return;
		this.#expected.set(id, loaded);
		this.#adopt(id);
	}

	#adopt(id: ModuleId): boolean {
		const loaded = this.#expected.get(id);
		const module = cache[fileURLToPath(id)];
		if (loaded === undefined || module === undefined) return false;
		this.#expected.delete(id);
		this.#runtime().adopt(loaded);
		this.#versions.get(id)?.attach(module);
		return true;
	}

	/** What a new version's body finds as its `hot$.meta`. */
	createVersion(id: ModuleId): CommonJSMeta {
		const version: CommonJSVersion = new CommonJSVersion(id, {
			parent: () => this.#parentOf(id),
			isMain: () => this.#versions.get(id)?.isMain ?? false,
			started: () => void this.#versions.set(id, version),
			left: path => this.#forgetChild(id, path),
		});
		if (!this.#versions.has(id)) this.#versions.set(id, version);
		return version;
	}

	/** Tells the runtime what has been required since. Node says so nowhere: a second `require` passes no hook. */
	noteRequires(): void {
		const runtime = this.#runtime();
		this.#adoptRequired();
		for (const id of this.#expected.keys()) this.#adopt(id);
		const required = new Set<ModuleId>();
		const note = (id: ModuleId, child: ModuleId): void => {
			required.add(child);
			if (!this.#parents.has(child)) this.#parents.set(child, id);
			runtime.required(id, child, nameOf(fileURLToPath(child)), this.#hooks.isOnlyRequired(child));
		};
		for (const [id, version] of this.#versions) for (const path of version.children()) note(id, pathToFileURL(path).href);
		for (const [child, parents] of this.#askedBy) {
			if (cache[fileURLToPath(child)] === undefined) for (const id of parents) note(id, child);
		}
		this.#askedBy.clear();
		for (const id of this.#versions.keys()) if (!required.has(id) && runtime.map.importers(id).size === 0) runtime.addRoot(id);
	}

	forget(id: ModuleId): void {
		this.#versions.get(id)?.leave();
		this.#versions.delete(id);
		this.#parents.delete(id);
	}

	#versionOf(module: NodeModule): CommonJSVersion | undefined {
		if (typeof module.filename !== 'string') return undefined;
		const id = pathToFileURL(module.filename).href;
		this.#adopt(id);
		this.#adoptUnseen(id);
		const version = this.#versions.get(id);
		if (cache[module.filename] === module) version?.renew(module);
		return version?.isOf(module) === true ? version : undefined;
	}

	#parentOf(id: ModuleId): NodeModule | undefined {
		const parent = this.#parents.get(id);
		return parent === undefined ? undefined : this.#versions.get(parent)?.module ?? undefined;
	}

	/** Node's modules list what they required, and would keep it. */
	#forgetChild(id: ModuleId, path: string): void {
		for (const importer of this.#runtime().map.importers(id)) this.#versions.get(importer)?.removeChild(path);
	}
}

/** What a text that requires the file is likely to call it. */
function nameOf(path: string): string {
	const [, folder, name] = /([^\\/]*)[\\/]([^\\/]*?)(?:\.[^.\\/]*)?$/.exec(path) ?? [];
	return name === 'index' ? folder ?? '' : name ?? '';
}

interface Surroundings {
	parent(): NodeModule | undefined;
	isMain(): boolean;
	/** The version takes the place of the one before it. */
	started(): void;
	left(path: string): void;
}

/** One version of a CommonJS module. */
class CommonJSVersion implements CommonJSMeta {
	/** Made by the runtime when it is first asked for. */
	declare readonly hot: Hot;
	readonly #id: ModuleId;
	readonly #path: string;
	readonly #surroundings: Surroundings;
	module: NodeModule | null = null;
	#exports: { readonly whole: unknown; readonly names: Record<string, unknown> } | null = null;
	#moduleHot: ModuleHot | null = null;
	#seenChildren = 0;

	constructor(id: ModuleId, surroundings: Surroundings) {
		this.#id = id;
		this.#path = fileURLToPath(id);
		this.#surroundings = surroundings;
	}

	get isMain(): boolean {
		return this.module !== null && process.mainModule === this.module;
	}

	get moduleHot(): ModuleHot {
		return this.#moduleHot ??= createModuleHot(this.hot, this.#id, () => cache[this.#path] ?? this.module);
	}

	isOf(module: NodeModule): boolean {
		return this.module === module;
	}

	/** Runs the file, unless Node has begun to by itself. */
	run(): void {
		inside(() => this.#run());
	}

	#run(): void {
		const isMain = this.#surroundings.isMain();
		const parent = this.#surroundings.parent();
		this.#surroundings.started();
		// Registered first, so it is called last: the module's own handlers still find it in place.
		this.hot.dispose(() => inside(() => this.leave()));
		if (cache[this.#path] === undefined) this.#load(parent, isMain);
		const module = cache[this.#path];
		if (module !== undefined) this.attach(module);
	}

	/** Node compiles it as well. */
	#load(parent: NodeModule | undefined, isMain: boolean): void {
		if (this.hot.version === 1) load(this.#path, parent, isMain);
		else withoutCompilationCache(() => load(this.#path, parent, isMain));
	}

	attach(module: NodeModule): void {
		this.module ??= module;
	}

	/** A program may take the module out of the cache itself, and require it once more: what Node knows by its name now is the version's, too. */
	renew(module: NodeModule): void {
		if (this.module === module) return;
		this.module = module;
		this.#seenChildren = 0;
	}

	/** As importers of an ES module graph see it: what it exported when it had run to its end. */
	read(name: string | null): unknown {
		if (this.module === null) return undefined;
		const found = this.#exports;
		const whole: unknown = found === null ? this.module.exports : found.whole;
		if (found === null && this.module.loaded) this.#exports = { whole, names: nullPrototype() };
		if (name === null) return whole;
		return this.#readName(whole, name);
	}

	#readName(whole: unknown, name: string): unknown {
		const names = this.#exports?.names;
		if (names !== undefined && name in names) return names[name];
		const value: unknown = whole === null || whole === undefined ? undefined : outside(() => reflectGet(toObject(whole), name, whole));
		if (names !== undefined) names[name] = value;
		return value;
	}

	/** Paths of what it has required since the last call. */
	*children(): Generator<string, void, void> {
		const children = this.module?.children ?? [];
		for (; this.#seenChildren < children.length; this.#seenChildren++) {
			const path = children[this.#seenChildren]?.filename;
			if (typeof path === 'string') yield path;
		}
	}

	removeChild(path: string): void {
		const children = this.module?.children ?? [];
		for (let i = children.length - 1; i >= 0; i--) if (children[i]?.filename === path) children.splice(i, 1);
		this.#seenChildren = 0;
	}

	/** Takes the version out of Node's cache: the next `require` gives the new one. */
	leave(): void {
		if (this.module === null) return;
		// Perhaps another than `module`: see `renew`.
		delete cache[this.#path];
		this.#surroundings.left(this.#path);
	}
}
