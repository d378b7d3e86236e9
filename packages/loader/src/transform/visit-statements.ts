import type * as t from '@babel/types';
import { boundNames } from './bound-names.js';
import { requireUsing } from './parse.js';
import { assignPattern, bindPattern } from './patterns.js';
import type { WritePlace } from './uses.js';
import { rangeOf, type ModuleBinding, type Visitors, type Walk } from './walk.js';

const nothing = (): void => {};

export const statementVisitors: Visitors = {
	Program: (walk, node) => walk.visitStatements(node.directives, node.body),
	EmptyStatement: nothing,
	DebuggerStatement: nothing,
	BreakStatement: nothing,
	ContinueStatement: nothing,
	ImportDeclaration: nothing,
	ExportAllDeclaration: nothing,
	ExportNamedDeclaration: (walk, node) => walk.visit(node.declaration),
	ExportDefaultDeclaration: (walk, node) => walk.visitTerminated(node, node.declaration),
	ExpressionStatement: (walk, node) => walk.visitTerminated(node, node.expression),
	ReturnStatement: (walk, node) => walk.visitTerminated(node, node.argument),
	ThrowStatement: (walk, node) => walk.visitTerminated(node, node.argument),
	LabeledStatement: (walk, node) => walk.nested(() => walk.visit(node.body)),
	BlockStatement(walk, node) {
		walk.nested(() => walk.inScope(false, () => walk.visitStatements(node.directives, node.body)));
	},
	IfStatement(walk, node) {
		walk.visit(node.test);
		walk.nested(() => {
			walk.visit(node.consequent);
			walk.visit(node.alternate);
		});
	},
	WhileStatement: visitWhile,
	DoWhileStatement: visitWhile,
	ForStatement(walk, node) {
		walk.nested(() => walk.inScope(false, () => {
			if (node.init?.type === 'VariableDeclaration') visitDeclarators(walk, node.init);
			else walk.visit(node.init);
			walk.visitAll([node.test ?? null, node.update ?? null, node.body]);
		}));
	},
	ForInStatement: visitForIn,
	ForOfStatement(walk, node) {
		if (node.await && walk.functionDepth === 0) walk.hasTLA = true;
		visitForIn(walk, node);
	},
	SwitchStatement(walk, node) {
		walk.visit(node.discriminant);
		walk.nested(() => walk.inScope(false, () => walk.visitAll(node.cases)));
	},
	SwitchCase(walk, node) {
		walk.visit(node.test);
		walk.visitStatements([], node.consequent);
	},
	TryStatement(walk, node) {
		walk.visit(node.block);
		walk.visit(node.handler);
		walk.visit(node.finalizer);
	},
	CatchClause(walk, node) {
		walk.inScope(false, () => {
			if (node.param) bindPattern(walk, node.param, walk.scope, { kind: 'let', value: null });
			walk.visit(node.body);
		});
	},
	VariableDeclaration(walk, node) {
		walk.visitTerminated(node, null);
		visitDeclarators(walk, node);
	},
};

function visitDeclarators(walk: Walk, node: t.VariableDeclaration): void {
	for (const declarator of node.declarations) visitDeclarator(walk, node, declarator);
}

function visitWhile(walk: Walk, node: t.WhileStatement | t.DoWhileStatement): void {
	walk.visit(node.test);
	walk.nested(() => walk.visit(node.body));
}

function visitForIn(walk: Walk, node: t.ForInStatement | t.ForOfStatement): void {
	const { start: bodyStart, end: bodyEnd } = rangeOf(node.body);
	const place: WritePlace = { kind: 'loop', bodyStart, bodyEnd, isBlock: node.body.type === 'BlockStatement' };
	walk.nested(() => walk.inScope(false, () => {
		if (node.left.type === 'VariableDeclaration') {
			visitDeclarators(walk, node.left);
			if (node.left.kind === 'var') writeDeclared(walk, node.left.declarations, place);
		} else {
			assignPattern(walk, node.left, place);
		}
		walk.visit(node.right);
		walk.visit(node.body);
	}));
}

function visitDeclarator(walk: Walk, node: t.VariableDeclaration, declarator: t.VariableDeclarator): void {
	const { kind } = node;
	if (kind === 'using' || kind === 'await using') requireUsing(node, walk.url);
	if (kind === 'await using' && walk.functionDepth === 0) walk.hasTLA = true;
	const scope = kind === 'var' ? walk.scope.functionScope() : walk.scope;
	const value = declarator.init ?? null;
	bindPattern(walk, declarator.id, scope, { kind: bindingKind(kind), value });
	walk.visit(value);
	// At the top level it runs once, while the module is evaluated: nobody else has seen the binding.
	if (kind === 'var' && value !== null && !walk.isTopLevelStatement) {
		writeDeclared(walk, [declarator], { kind: 'declarator', ...rangeOf(declarator) });
	}
}

function bindingKind(kind: t.VariableDeclaration['kind']): ModuleBinding['kind'] {
	return kind === 'var' || kind === 'let' ? kind : 'const';
}

function writeDeclared(walk: Walk, declarators: readonly t.VariableDeclarator[], place: WritePlace): void {
	if (walk.exports.size === 0) return;
	for (const { id } of declarators) for (const name of boundNames(id)) walk.write(name, place);
}
