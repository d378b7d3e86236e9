import type * as t from '@babel/types';
import type { ImportEntry } from '@hot-runtime/types';
import type { Analysis } from './analyze.js';
import { EditList, type Edit } from './edits.js';
import { anonymousDefault } from './module-interface.js';
import type { EmittedNames } from './names.js';
import { withoutParentheses } from './patterns.js';
import { rewriteImports } from './rewrite-imports.js';
import type { WritePlace } from './uses.js';
import { rangeOf } from './walk.js';

/** The cells that the edited text reads, and their entries. */
export interface CellPlan {
	readonly cell: string;
	readonly entry: ImportEntry;
}

export interface Rewrite {
	readonly edits: readonly Edit[];
	readonly cells: readonly CellPlan[];
}

/** The edits that make a module's text the text of a body. They keep every line. */
export function rewrite(analysis: Analysis, names: EmittedNames): Rewrite {
	const edits = new EditList(analysis.text);
	if (analysis.text.startsWith('#!')) edits.replace(0, 2, '//');
	for (const statement of analysis.program.body) rewriteDeclaration(edits, statement, names);
	const cells = rewriteImports(edits, analysis, names);
	rewriteWrites(edits, analysis, names);
	rewriteContext(edits, analysis, names);
	edits.terminate(analysis.walk.unterminated);
	return { edits: edits.sorted(), cells };
}

function rewriteDeclaration(edits: EditList, statement: t.Statement, names: EmittedNames): void {
	const { start, end } = rangeOf(statement);
	switch (statement.type) {
		case 'ImportDeclaration':
		case 'ExportAllDeclaration': edits.blank(start, end, ';'); break;
		case 'ExportNamedDeclaration':
			if (statement.declaration) edits.blank(start, rangeOf(statement.declaration).start);
			else edits.blank(start, end, ';');
			break;
		case 'ExportDefaultDeclaration': rewriteDefault(edits, statement, names); break;
	}
}

function rewriteDefault(edits: EditList, statement: t.ExportDefaultDeclaration, names: EmittedNames): void {
	const { declaration } = statement;
	const { start } = rangeOf(statement);
	const value = rangeOf(declaration);
	switch (declaration.type) {
		case 'FunctionDeclaration':
			if (declaration.id) edits.blank(start, value.start);
			else makeDefault(edits, start, value, names);
			break;
		case 'ClassDeclaration':
			if (declaration.id) edits.blank(start, value.start);
			else nameDefault(edits, start, value, names);
			break;
		default:
			if (isAnonymousFunction(declaration)) nameDefault(edits, start, value, names);
			else edits.replaceLines(start, value.start, `const ${names.defaultExport}=`);
	}
}

/** A property definition names an anonymous function or class: that is how it gets the name `default`. */
function nameDefault(edits: EditList, start: number, value: { start: number; end: number }, names: EmittedNames): void {
	edits.replaceLines(start, value.start, `const ${names.defaultExport}={default:`);
	edits.close(start, value.end, '}.default;');
}

/** The same in a hoisted function: a declaration cannot have the name `default`. */
function makeDefault(edits: EditList, start: number, value: { start: number; end: number }, names: EmittedNames): void {
	edits.replaceLines(start, value.start, `function ${names.makeDefault}(){return{default:`);
	edits.close(start, value.end, '}.default}');
}

function isAnonymousFunction(node: t.Node): boolean {
	const inner = withoutParentheses(node);
	switch (inner.type) {
		case 'ArrowFunctionExpression': return true;
		case 'FunctionExpression':
		case 'ClassExpression': return !inner.id;
		default: return false;
	}
}

function rewriteWrites(edits: EditList, { exportWrites, walk, localExports }: Analysis, names: EmittedNames): void {
	const places = new Set<WritePlace>(exportWrites.map(({ place }) => place));
	for (const place of places) notifyWrite(edits, place, names);
	if (!localExports.some(({ isMutable, localName }) => isMutable && localName !== anonymousDefault)) return;
	for (const { start, end } of walk.evals) edits.wrap(start, end, `${names.context}.wrote(`, ')');
}

function notifyWrite(edits: EditList, place: WritePlace, { context, ignored }: EmittedNames): void {
	switch (place.kind) {
		case 'expression': edits.wrap(place.start, place.end, `${context}.wrote(`, ')'); break;
		case 'declarator': edits.close(place.start, place.end, `,${ignored}=${context}.wrote()`); break;
		case 'loop':
			if (place.isBlock) edits.close(place.bodyStart, place.bodyStart + 1, `${context}.wrote();`);
			else edits.wrapAround(place.bodyStart, place.bodyEnd, `{${context}.wrote();`, '}');
	}
}

function rewriteContext(edits: EditList, { walk }: Analysis, names: EmittedNames): void {
	for (const { start, end } of walk.metas) edits.replaceLines(start, end, `${names.context}.meta`);
	for (const { start, end } of walk.dynamicImports) edits.replace(start, end, `${names.context}.import`);
	for (const { start, end } of walk.moduleEvals) edits.wrapAround(start, end, `${names.checkEval}(`, ')');
	for (const { kind, start, end, isHazard } of walk.argumentsUses) {
		switch (kind) {
			case 'read': edits.replace(start, end, `${isHazard ? ';' : ''}(${names.arguments}())`); break;
			case 'shorthand': edits.close(start, end, `:${names.arguments}()`); break;
			case 'typeof': edits.replaceLines(start, end, `${names.typeofArguments}()`); break;
		}
	}
}
