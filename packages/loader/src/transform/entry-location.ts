// Where V8 points for an import or a re-export that does not link. Asked only once something has failed, so the text is parsed again.
import type * as t from '@babel/types';
import type { ImportEntry, IndirectExportEntry, ModuleRequest } from '@hot-runtime/types';
import { parseModule } from './parse.js';

/** `line` counts from 1, `column` and `length` are of UTF-16 code units. */
export interface EntryLocation {
	readonly line: number;
	readonly column: number;
	readonly length: number;
}

/** Null if the text is not the one that was transformed: a transpiler may stand between. */
export function locateEntry(text: string, url: string, request: ModuleRequest, entry: ImportEntry | IndirectExportEntry): EntryLocation | null {
	let program: t.Program;
	try {
		program = parseModule(text, url);
	} catch {
		return null;
	}
	for (const statement of program.body) {
		if (!isOfRequest(statement, request)) continue;
		const node = findNode(statement, entry);
		if (node?.loc) return { line: node.loc.start.line, column: node.loc.start.column, length: (node.end ?? 0) - (node.start ?? 0) };
	}
	return null;
}

type OfRequest = t.ImportDeclaration | t.ExportNamedDeclaration;

function isOfRequest(statement: t.Statement, { specifier }: ModuleRequest): statement is OfRequest {
	return (statement.type === 'ImportDeclaration' || statement.type === 'ExportNamedDeclaration') && statement.source?.value === specifier;
}

/** V8 points at the imported name of an import, and at the whole of a re-export. */
function findNode(statement: OfRequest, entry: ImportEntry | IndirectExportEntry): t.Node | null {
	if (statement.type === 'ExportNamedDeclaration') {
		if (!('exportName' in entry)) return null;
		return statement.specifiers.find((specifier) => specifier.type === 'ExportSpecifier' && nameOf(specifier.exported) === entry.exportName) ?? null;
	}
	for (const specifier of statement.specifiers) {
		const isEntry = 'localName' in entry ? specifier.local.name === entry.localName : importedName(specifier) === entry.importName;
		if (isEntry) return specifier.type === 'ImportSpecifier' ? specifier.imported : specifier.local;
	}
	return null;
}

function importedName(specifier: t.ImportDeclaration['specifiers'][number]): string | null {
	switch (specifier.type) {
		case 'ImportSpecifier': return nameOf(specifier.imported);
		case 'ImportDefaultSpecifier': return 'default';
		case 'ImportNamespaceSpecifier': return null;
	}
}

function nameOf(node: t.Identifier | t.StringLiteral): string {
	return node.type === 'Identifier' ? node.name : node.value;
}
