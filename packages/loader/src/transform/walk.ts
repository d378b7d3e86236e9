import type * as t from '@babel/types';
import { Scope } from './scope.js';
import type { ArgumentsUse, ExportWrite, ImportUse, WritePlace } from './uses.js';

export type Visitors = { readonly [Type in t.Node['type']]?: (walk: Walk, node: Extract<t.Node, { type: Type }>) => void };

/** How a binding of the module's own was declared. */
export interface ModuleBinding {
	readonly kind: 'var' | 'let' | 'const' | 'function' | 'class';
	/** The function or class, or the initializer, where the whole of it is the value. */
	readonly value: t.Node | null;
}

/** Something with a `this` of its own. */
export interface Frame {
	readonly isModule: boolean;
	usesThis: boolean;
}

/**
 * One pass over the tree. It keeps only what may concern an import or an export by its name; whether a name is shadowed is
 * decided after the pass, because declarations hoist.
 */
export class Walk {
	readonly text: string;
	readonly url: string;
	readonly imports: ReadonlySet<string>;
	readonly exports: ReadonlySet<string>;
	readonly #visitors: Visitors;

	scope = new Scope(null, true);
	frame: Frame = { isModule: true, usesThis: false };
	/** Functions of any kind around the current node. */
	functionDepth = 0;
	/** Blocks and loops around the current node, in this function. */
	isTopLevelStatement = true;
	/** Where an expression statement starts whose predecessor ends without a semicolon. */
	hazard = -1;

	readonly importUses: ImportUse[] = [];
	readonly exportWrites: ExportWrite[] = [];
	readonly argumentsUses: ArgumentsUse[] = [];
	readonly moduleBindings = new Map<string, ModuleBinding>();
	readonly thisUsers = new Set<t.Node>();
	readonly dynamicImports: { readonly start: number; readonly end: number }[] = [];
	readonly metas: { readonly start: number; readonly end: number }[] = [];
	readonly evals: { readonly start: number; readonly end: number }[] = [];
	/** The texts of direct evals outside of functions. */
	readonly moduleEvals: { readonly start: number; readonly end: number }[] = [];
	/** Where statements and fields end that have no semicolon, with where they start. */
	readonly unterminated = new Map<number, number>();
	hasTLA = false;

	constructor(text: string, url: string, names: { imports: ReadonlySet<string>; exports: ReadonlySet<string> }, visitors: Visitors) {
		this.text = text;
		this.url = url;
		this.imports = names.imports;
		this.exports = names.exports;
		this.#visitors = visitors;
	}

	visit(node: t.Node | null | undefined): void {
		if (node === null || node === undefined) return;
		const visitor = this.#visitors[node.type] as ((walk: Walk, node: t.Node) => void) | undefined;
		if (visitor === undefined) throw new TypeError(`No visitor for ${node.type}`);
		visitor(this, node);
	}

	visitAll(nodes: readonly (t.Node | null)[]): void {
		for (const node of nodes) this.visit(node);
	}

	/** A statement list. */
	visitStatements(directives: readonly t.Directive[], statements: readonly t.Statement[]): void {
		let previousEnd = directives.at(-1)?.end ?? -1;
		for (const statement of statements) {
			const { start, end } = rangeOf(statement);
			if (statement.type === 'ExpressionStatement' && previousEnd > 0 && this.text[previousEnd - 1] !== ';') this.hazard = start;
			this.visit(statement);
			previousEnd = end;
		}
	}

	/** Visits a part of a statement or a field that a line break may end. */
	visitTerminated(node: t.Node, part: t.Node | null | undefined): void {
		const { start, end } = rangeOf(node);
		if (this.text[end - 1] !== ';') this.unterminated.set(end, start);
		this.visit(part);
	}

	/** Runs `inside` with a new scope. */
	inScope(isFunction: boolean, inside: () => void): void {
		const outer = this.scope;
		this.scope = new Scope(outer, isFunction);
		inside();
		this.scope = outer;
	}

	/** Runs `inside` as a body with a `this` of its own; answers whether it reads it. */
	inFrame(inside: () => void): boolean {
		const outer = this.frame;
		const frame = { isModule: false, usesThis: false };
		this.frame = frame;
		this.functionDepth++;
		inside();
		this.functionDepth--;
		this.frame = outer;
		return frame.usesThis;
	}

	/** Runs `inside` as a nested statement. */
	nested(inside: () => void): void {
		const outer = this.isTopLevelStatement;
		this.isTopLevelStatement = false;
		inside();
		this.isTopLevelStatement = outer;
	}

	declare(scope: Scope, name: string, binding: ModuleBinding): void {
		if (!this.imports.has(name) && !this.exports.has(name)) return;
		if (scope.parent !== null) scope.declare(name);
		else if (!this.moduleBindings.has(name)) this.moduleBindings.set(name, binding);
	}

	/** An identifier that is an expression, read as it stands. */
	read(node: t.Identifier, kind: 'read' | 'shorthand'): void {
		const { name } = node;
		const { start, end } = rangeOf(node);
		if (this.imports.has(name)) {
			this.importUses.push({ kind, name, start, end, scope: this.scope, isHazard: start === this.hazard });
		} else if (name === 'arguments' && this.frame.isModule) {
			this.argumentsUses.push({ kind, start, end, isHazard: start === this.hazard });
		}
	}

	/** An identifier that is called. */
	call(node: t.Identifier, isOptional: boolean): void {
		const { name } = node;
		if (!this.imports.has(name)) return this.read(node, 'read');
		const { start, end } = rangeOf(node);
		this.importUses.push({ kind: 'call', isOptional, name, start, end, scope: this.scope, isHazard: start === this.hazard });
	}

	useMember(node: t.MemberExpression, object: t.Identifier, property: t.Identifier, isCallee: boolean): void {
		const { start, end } = rangeOf(object);
		const memberEnd = rangeOf(node).end;
		const { name } = object;
		this.importUses.push({
			kind: 'member', property: property.name, propertyStart: rangeOf(property).start, memberEnd, isCallee, name, start, end, scope: this.scope, isHazard: start === this.hazard,
		});
	}

	/** An identifier that is written to in a pattern or a loop's head. */
	target(node: t.Identifier, isShorthand: boolean, place: WritePlace): void {
		const { start, end } = rangeOf(node);
		const { name } = node;
		if (this.imports.has(name)) {
			this.importUses.push({ kind: 'target', isShorthand, name, start, end, scope: this.scope, isHazard: false });
		}
		this.write(name, place);
	}

	write(name: string, place: WritePlace): void {
		if (this.exports.has(name)) this.exportWrites.push({ name, scope: this.scope, place });
	}
}

/** Babel's types say a node may lack its place, which is true of made nodes only. */
export function rangeOf(node: t.Node): { readonly start: number; readonly end: number } {
	return { start: node.start ?? 0, end: node.end ?? 0 };
}
