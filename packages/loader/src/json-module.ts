// A JSON module: one default export. Its text is parsed where the body runs, so that each evaluation makes a fresh value.
import { fileURLToPath } from 'node:url';
import type { ModuleSource } from '@hot-runtime/types';

/** Throws the SyntaxError that Node throws for the same text at the same place. */
export function jsonModuleSource(text: string, url: string): ModuleSource {
	checkJSON(text, url);
	const prefix = '(function*(hot$){"use strict";\nconst hot$default=JSON.parse(';
	return {
		requests: [],
		imports: [],
		// Before its turn a module that is no source text exports undefined, and has no dead zone.
		localExports: [{ exportName: 'default', localName: '*default*', isMutable: true, hoisted: 'var', isThisFree: false }],
		indirectExports: [],
		starExports: [],
		hasTLA: false,
		usesImportMeta: false,
		code: `${prefix}${JSON.stringify(text)});hot$.declare([()=>hot$default]);yield})`,
		prefixLength: prefix.length,
	};
}

function checkJSON(text: string, url: string): void {
	try {
		JSON.parse(text);
	} catch (error) {
		if (error instanceof Error) error.message = `${pathOf(url)}: ${error.message}`;
		throw error;
	}
}

function pathOf(url: string): string {
	return url.startsWith('file:') ? fileURLToPath(url) : url;
}
