// `import.meta` as this version of Node makes it.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModuleId } from '@hot-runtime/types';

/** Resolves a specifier in `parent`, or throws Node's own error. */
export type ResolveSync = (specifier: string, parent: ModuleId) => string;

/** `resolve` is called among the program's own built-ins. */
const NativeError = Error;
/** The keys in Node's order; whether there is a `main` depends on the version. */
const NODE_KEYS = Reflect.ownKeys(import.meta);
/** The hooks thread has none. */
const nodeResolve: unknown = Reflect.get(import.meta, 'resolve');
const RESOLVE_LENGTH = typeof nodeResolve === 'function' ? nodeResolve.length : 1;

/** `isMain`: whether Node started with this module. */
export function createMeta(id: ModuleId, isMain: boolean, resolveSync: ResolveSync): object {
	const meta: Record<PropertyKey, unknown> = Object.create(null);
	for (const key of NODE_KEYS) {
		switch (key) {
			case 'dirname': if (isFile(id)) meta[key] = dirname(fileURLToPath(id)); break;
			case 'filename': if (isFile(id)) meta[key] = fileURLToPath(id); break;
			case 'main': meta[key] = isMain; break;
			case 'resolve': meta[key] = createResolve(id, resolveSync); break;
			case 'url': meta[key] = id; break;
		}
	}
	return meta;
}

function isFile(id: ModuleId): boolean {
	return id.startsWith('file:');
}

function createResolve(id: ModuleId, resolveSync: ResolveSync): (specifier: unknown, ...parent: readonly unknown[]) => string {
	const resolve = (specifier: unknown, ...[parent]: readonly unknown[]): string => {
		try {
			return resolveSync(toText(specifier), parent !== undefined && takesParent() ? toText(parent) : id);
		} catch (error) {
			const url = urlOfMissing(error);
			if (url === null) throw error;
			return url;
		}
	};
	return Object.defineProperty(resolve, 'length', { value: RESOLVE_LENGTH });
}

const toText = (value: unknown): string => `${value}`;

let isParentTaken: boolean | undefined;

/** With `--experimental-import-meta-resolve` it does. */
function takesParent(): boolean {
	return isParentTaken ??= typeof nodeResolve === 'function' && nodeResolve('./x', 'file:///parent/') === 'file:///parent/x';
}

/** Node's `import.meta.resolve` answers the URL of a file that is not there. */
function urlOfMissing(error: unknown): string | null {
	if (!(error instanceof NativeError) || !('code' in error) || !('url' in error)) return null;
	const isMissing = error.code === 'ERR_MODULE_NOT_FOUND' || error.code === 'ERR_UNSUPPORTED_DIR_IMPORT';
	return isMissing && typeof error.url === 'string' ? error.url : null;
}
