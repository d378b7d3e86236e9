// The transform, loaded when the first text has to be transformed: a start from the store needs none, and the parser is large.
import type { ModuleSource } from '@hot-runtime/types';
import type * as Making from './make-module-source.js';
import { requireOwnModule } from './own-package.js';
import { stripTypeScript } from './typescript.js';

let loaded: typeof Making | undefined;

/** Throws a ModuleSyntaxError. `hasCellsOnly`: see TransformOptions. */
export function makeModuleSource(text: string, url: string, hasCellsOnly = false): ModuleSource {
	return load().makeModuleSource(text, url, hasCellsOnly);
}

/** See transform/resumable.ts. */
export function makeResumable(code: string): string | null {
	return load().makeResumable(code);
}

/** What V8 ran of a text, and the text; throws a ModuleSyntaxError. `hash`: of the module. */
export function originalLines(text: string, url: string, hash: string): Making.OriginalLines {
	const javaScript = /\.[cm]?ts(?:[?#]|$)/.test(url) ? stripTypeScript(text, url) : text;
	return new (load().OriginalLines)(javaScript, { url, hasCellsOnly: hash.endsWith(' cells') });
}

function load(): typeof Making {
	return loaded ??= requireOwnModule('./make-module-source.js') as typeof Making;
}

/** For a hooks thread, which cannot `require` a module. */
export async function makeModuleSourceLater(text: string, url: string, hasCellsOnly = false): Promise<ModuleSource> {
	loaded ??= await import('./make-module-source.js');
	return loaded.makeModuleSource(text, url, hasCellsOnly);
}
