// The files a package is entered by, and whether they exist. The order of endings is one for all fields.

/** A file that can be asked for from outside. `path` is null if it is not there; `tried` says what was looked for. */
export interface Entry {
	/** `main`, `module`, or a subpath of `exports`. */
	readonly field: string;
	readonly path: string | null;
	readonly tried: readonly string[];
}

/** Tried in this order after the name itself. */
export const endings = ['', '.js', '.cjs', '.mjs', '.json', '/index.js', '/index.cjs', '/index.mjs', '/index.json'] as const;

/** `files`: all files of the package, relative, with `/`. */
export function findEntries(manifest: Readonly<Record<string, unknown>>, files: ReadonlySet<string>, conditions: readonly string[]): readonly Entry[] {
	const entries: Entry[] = [];
	const exports = manifest['exports'];
	if (exports !== undefined && exports !== null) entries.push(...exportEntries(exports, files, conditions));
	for (const field of ['module', 'main']) {
		const target = manifest[field];
		if (typeof target === 'string') entries.push(check(field, target, files));
	}
	if (entries.length === 0) entries.push(check('main', './index.js', files));
	if (entries.every(({ path }) => path === null)) entries.push(check('index', '.', files));
	return entries;
}

function check(field: string, target: string, files: ReadonlySet<string>): Entry {
	const base = normalise(target);
	const tried = base === '' ? endings.filter(ending => ending.startsWith('/')).map(ending => ending.slice(1)) : endings.map(ending => base + ending);
	return { field, path: tried.find(path => files.has(path)) ?? null, tried };
}

/** `exports` names files exactly; nothing is tried beside them. */
function exportEntries(exports: unknown, files: ReadonlySet<string>, conditions: readonly string[]): Entry[] {
	return subpathsOf(exports).flatMap(([subpath, target]) => targetsOf(target, conditions).flatMap(path => {
		const file = normalise(path);
		if (!file.includes('*')) return [{ field: subpath, path: files.has(file) ? file : null, tried: [file] }];
		const [before = '', after = ''] = file.split('*');
		return [...files].filter(name => name.startsWith(before) && name.endsWith(after) && name.length > before.length + after.length && /\.(?:[cm]?js|json)$/.test(name))
			.map(name => ({ field: subpath.replace('*', name.slice(before.length, name.length - after.length)), path: name, tried: [name] }));
	}));
}

function subpathsOf(exports: unknown): readonly (readonly [string, unknown])[] {
	if (typeof exports !== 'object' || exports === null || Array.isArray(exports)) return [['.', exports]];
	const keys = Object.entries(exports);
	return keys.every(([key]) => key.startsWith('.')) ? keys : [['.', exports]];
}

/** The files that `import` and `require` would choose, which may be two. */
function targetsOf(target: unknown, conditions: readonly string[]): readonly string[] {
	const chosen = [['import', 'node-addons', 'node'], ['require', 'node-addons', 'node']].map(own => choose(target, new Set([...own, ...conditions, 'default', 'module-sync'])));
	return [...new Set(chosen.flatMap(path => path ?? []))];
}

/** The first target whose conditions all hold, in the order they are written. Null: that one says that there is none. Undefined: no condition holds. */
function choose(target: unknown, conditions: ReadonlySet<string>): string | null | undefined {
	if (typeof target === 'string') return target.startsWith('./') ? target : null;
	if (Array.isArray(target)) return target.map(each => choose(each, conditions)).find(path => typeof path === 'string');
	if (typeof target !== 'object' || target === null) return null;
	for (const [condition, each] of Object.entries(target)) {
		const path = conditions.has(condition) ? choose(each, conditions) : undefined;
		if (path !== undefined) return path;
	}
	return undefined;
}

/** `./lib/../a.js` → `a.js`. A path that leaves the package names nothing in it. */
export function normalise(path: string): string {
	const parts: string[] = [];
	for (const part of path.split('/')) {
		if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
		else if (part !== '.' && part !== '') parts.push(part);
	}
	return parts.join('/');
}
