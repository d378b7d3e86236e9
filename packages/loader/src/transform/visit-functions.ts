import type * as t from '@babel/types';
import { bindPattern } from './patterns.js';
import type { Visitors, Walk } from './walk.js';

type NonArrow = t.FunctionDeclaration | t.FunctionExpression | t.ObjectMethod | t.ClassMethod | t.ClassPrivateMethod;

const parameter = { kind: 'let', value: null } as const;

export const functionVisitors: Visitors = {
	FunctionDeclaration(walk, node) {
		if (node.id) walk.declare(walk.scope, node.id.name, { kind: 'function', value: node });
		visitFunction(walk, node);
	},
	FunctionExpression(walk, node) {
		const { id } = node;
		if (!id) return visitFunction(walk, node);
		walk.inScope(false, () => {
			walk.declare(walk.scope, id.name, parameter);
			visitFunction(walk, node);
		});
	},
	ArrowFunctionExpression(walk, node) {
		walk.functionDepth++;
		visitParametersAndBody(walk, node);
		walk.functionDepth--;
	},
	ObjectMethod(walk, node) {
		if (node.computed) walk.visit(node.key);
		visitFunction(walk, node);
	},
	ClassDeclaration(walk, node) {
		if (node.id) walk.declare(walk.scope, node.id.name, { kind: 'class', value: node });
		visitClass(walk, node);
	},
	ClassExpression: visitClass,
	ClassBody: (walk, node) => walk.visitAll(node.body),
	ClassMethod(walk, node) {
		if (node.computed) walk.visit(node.key);
		visitFunction(walk, node);
	},
	ClassPrivateMethod: visitFunction,
	ClassProperty(walk, node) {
		if (node.computed) walk.visit(node.key);
		walk.inFrame(() => walk.visitTerminated(node, node.value));
	},
	ClassPrivateProperty: (walk, node) => { walk.inFrame(() => walk.visitTerminated(node, node.value)); },
	StaticBlock(walk, node) {
		walk.inFrame(() => walk.inScope(true, () => walk.visitStatements([], node.body)));
	},
};

function visitFunction(walk: Walk, node: NonArrow): void {
	if (walk.inFrame(() => visitParametersAndBody(walk, node))) walk.thisUsers.add(node);
}

function visitParametersAndBody(walk: Walk, node: NonArrow | t.ArrowFunctionExpression): void {
	walk.inScope(true, () => {
		for (const pattern of node.params) bindPattern(walk, pattern, walk.scope, parameter);
		const { body } = node;
		if (body.type !== 'BlockStatement') return walk.visit(body);
		walk.inScope(true, () => walk.visitStatements(body.directives, body.body));
	});
}

function visitClass(walk: Walk, node: t.ClassDeclaration | t.ClassExpression): void {
	walk.inScope(false, () => {
		if (node.id) walk.declare(walk.scope, node.id.name, parameter);
		walk.visit(node.superClass);
		walk.visit(node.body);
	});
}
