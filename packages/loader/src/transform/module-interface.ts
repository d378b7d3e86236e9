import type * as t from '@babel/types';
import type { ImportAttributes, IndirectExportEntry, ModuleRequest } from '@hot-runtime/types';
import { boundNames } from './bound-names.js';

export interface ImportedName {
	readonly request: number;
	/** Null is the namespace. */
	readonly importName: string | null;
	readonly localName: string;
}

/** What a module says about others, read from its top level alone. */
export interface ModuleInterface {
	readonly requests: readonly ModuleRequest[];
	readonly imports: ReadonlyMap<string, ImportedName>;
	/** Exports without `from`: of bindings of its own, and of imports. */
	readonly exports: readonly { readonly exportName: string; readonly localName: string }[];
	readonly indirectExports: readonly IndirectExportEntry[];
	readonly starExports: readonly number[];
}

/** The local name of an anonymous default export. */
export const anonymousDefault = '*default*';

export function readInterface(body: readonly t.Statement[]): ModuleInterface {
	const reader = new InterfaceReader();
	for (const statement of body) {
		switch (statement.type) {
			case 'ImportDeclaration': reader.readImport(statement); break;
			case 'ExportNamedDeclaration': reader.readExport(statement); break;
			case 'ExportDefaultDeclaration': reader.readDefault(statement); break;
			case 'ExportAllDeclaration': reader.starExports.push(reader.request(statement)); break;
		}
	}
	return reader;
}

class InterfaceReader {
	readonly requests: ModuleRequest[] = [];
	readonly imports = new Map<string, ImportedName>();
	readonly exports: { exportName: string; localName: string }[] = [];
	readonly indirectExports: IndirectExportEntry[] = [];
	readonly starExports: number[] = [];
	readonly #requestIndexes = new Map<string, number>();

	request(node: { source: t.StringLiteral; attributes?: t.ImportAttribute[] | null }): number {
		const attributes = readAttributes(node.attributes);
		const key = JSON.stringify([node.source.value, Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))]);
		const known = this.#requestIndexes.get(key);
		if (known !== undefined) return known;
		this.#requestIndexes.set(key, this.requests.length);
		return this.requests.push({ specifier: node.source.value, attributes }) - 1;
	}

	readImport(node: t.ImportDeclaration): void {
		const request = this.request(node);
		for (const specifier of node.specifiers) {
			const localName = specifier.local.name;
			this.imports.set(localName, { request, importName: importNameOf(specifier), localName });
		}
	}

	readExport(node: t.ExportNamedDeclaration): void {
		const request = node.source ? this.request({ source: node.source, attributes: node.attributes ?? null }) : null;
		for (const specifier of node.specifiers) {
			const exportName = nameOf(specifier.exported);
			if (specifier.type === 'ExportSpecifier' && request === null) {
				this.exports.push({ exportName, localName: specifier.local.name });
			} else if (request !== null) {
				const importName = specifier.type === 'ExportSpecifier' ? nameOf(specifier.local) : null;
				this.indirectExports.push({ exportName, request, importName });
			}
		}
		if (node.declaration) for (const name of declaredNames(node.declaration)) this.exports.push({ exportName: name, localName: name });
	}

	readDefault({ declaration }: t.ExportDefaultDeclaration): void {
		const isDeclaration = declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration';
		const localName = isDeclaration && declaration.id ? declaration.id.name : anonymousDefault;
		this.exports.push({ exportName: 'default', localName });
	}
}

function readAttributes(nodes: readonly t.ImportAttribute[] | null | undefined): ImportAttributes {
	return Object.fromEntries((nodes ?? []).map((node) => [nameOf(node.key), node.value.value]));
}

function importNameOf(specifier: t.ImportDeclaration['specifiers'][number]): string | null {
	switch (specifier.type) {
		case 'ImportDefaultSpecifier': return 'default';
		case 'ImportNamespaceSpecifier': return null;
		case 'ImportSpecifier': return nameOf(specifier.imported);
	}
}

/** Babel gives a string name of `export { 'a' } from` as a StringLiteral in places typed as Identifier. */
function nameOf(node: t.Identifier | t.StringLiteral): string {
	return node.type === 'StringLiteral' ? node.value : node.name;
}

function declaredNames(declaration: t.Declaration): string[] {
	switch (declaration.type) {
		case 'FunctionDeclaration':
		case 'ClassDeclaration': return declaration.id ? [declaration.id.name] : [];
		case 'VariableDeclaration': return declaration.declarations.flatMap((declarator) => boundNames(declarator.id));
		default: return [];
	}
}
