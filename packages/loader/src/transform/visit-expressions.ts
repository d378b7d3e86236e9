import type * as t from '@babel/types';
import { requireNoHtmlComment, requireRegExp } from './parse.js';
import { assignPattern, visitReference, withoutParentheses } from './patterns.js';
import { rangeOf, type Visitors, type Walk } from './walk.js';

const nothing = (): void => {};

function visitArgument(walk: Walk, node: { argument?: t.Node | null }): void {
	walk.visit(node.argument);
}

export const expressionVisitors: Visitors = {
	Identifier: (walk, node) => walk.read(node, 'read'),
	StringLiteral: nothing,
	NumericLiteral: nothing,
	BigIntLiteral: nothing,
	BooleanLiteral: nothing,
	NullLiteral: nothing,
	Super: nothing,
	PrivateName: nothing,
	RegExpLiteral: (walk, node) => requireRegExp(node, walk.url),
	ThisExpression: (walk) => { walk.frame.usesThis = true; },
	TemplateLiteral: (walk, node) => walk.visitAll(node.expressions),
	TaggedTemplateExpression(walk, node) {
		visitCallee(walk, node.tag, false);
		walk.visit(node.quasi);
	},
	ArrayExpression: (walk, node) => walk.visitAll(node.elements),
	ObjectExpression: (walk, node) => walk.visitAll(node.properties),
	ObjectProperty: visitObjectProperty,
	SpreadElement: visitArgument,
	YieldExpression: visitArgument,
	AwaitExpression(walk, node) {
		if (walk.functionDepth === 0) walk.hasTLA = true;
		walk.visit(node.argument);
	},
	UnaryExpression: visitUnary,
	UpdateExpression: visitUpdate,
	BinaryExpression: visitBinary,
	LogicalExpression: visitBinary,
	AssignmentExpression: visitAssignment,
	ConditionalExpression(walk, node) {
		walk.visit(node.test);
		walk.visit(node.consequent);
		walk.visit(node.alternate);
	},
	CallExpression: visitCall,
	OptionalCallExpression: visitCall,
	NewExpression(walk, node) {
		walk.visit(node.callee);
		walk.visitAll(node.arguments);
	},
	MemberExpression: (walk, node) => visitMember(walk, node, false),
	OptionalMemberExpression: visitReference,
	SequenceExpression: (walk, node) => walk.visitAll(node.expressions),
	ParenthesizedExpression: (walk, node) => walk.visit(node.expression),
	Import: (walk, node) => { walk.dynamicImports.push(rangeOf(node)); },
	MetaProperty: (walk, node) => { if (node.meta.name === 'import') walk.metas.push(rangeOf(node)); },
};

function visitObjectProperty(walk: Walk, node: t.ObjectProperty): void {
	if (node.computed) walk.visit(node.key);
	if (node.shorthand && node.value.type === 'Identifier') walk.read(node.value, 'shorthand');
	else walk.visit(node.value);
}

function visitUnary(walk: Walk, node: t.UnaryExpression): void {
	const argument = withoutParentheses(node.argument);
	const { start, end } = rangeOf(node);
	if (node.operator === '!') requireNoHtmlComment(node, walk.text, walk.url);
	if (node.operator === 'delete') return visitReference(walk, node.argument);
	if (node.operator === 'typeof' && argument.type === 'Identifier' && argument.name === 'arguments' && walk.frame.isModule) {
		walk.argumentsUses.push({ kind: 'typeof', start, end, isHazard: false });
		return;
	}
	walk.visit(node.argument);
}

function visitUpdate(walk: Walk, node: t.UpdateExpression): void {
	const argument = withoutParentheses(node.argument);
	if (argument.type !== 'Identifier') return visitReference(walk, argument);
	const { start: from, end: to } = rangeOf(node);
	const { name } = argument;
	if (walk.imports.has(name)) {
		walk.importUses.push({ kind: 'update', from, to, name, ...rangeOf(argument), scope: walk.scope, isHazard: false });
	}
	walk.write(name, { kind: 'expression', start: from, end: to });
}

/** Chains such as `a + b + …` are deep to the left: no recursion there. */
function visitBinary(walk: Walk, node: t.BinaryExpression | t.LogicalExpression): void {
	const rights: t.Node[] = [];
	let left: t.Node = node;
	while (left.type === 'BinaryExpression' || left.type === 'LogicalExpression') {
		rights.push(left.right);
		left = left.left;
	}
	walk.visit(left);
	for (let i = rights.length - 1; i >= 0; i--) walk.visit(rights[i]);
}

function visitAssignment(walk: Walk, node: t.AssignmentExpression): void {
	const { start, end } = rangeOf(node);
	const left = withoutParentheses(node.left);
	const place = { kind: 'expression', start, end } as const;
	if (left.type === 'Identifier') {
		if (walk.imports.has(left.name)) {
			walk.importUses.push({
				kind: 'assign', operator: node.operator, from: start, valueStart: rangeOf(node.right).start, to: end,
				name: left.name, ...rangeOf(left), scope: walk.scope, isHazard: start === walk.hazard,
			});
		}
		walk.write(left.name, place);
	} else {
		assignPattern(walk, left, place);
	}
	walk.visit(node.right);
}

function visitCall(walk: Walk, node: t.CallExpression | t.OptionalCallExpression): void {
	const callee = withoutParentheses(node.callee);
	if (node.type === 'CallExpression' && callee.type === 'Identifier' && callee.name === 'eval') {
		walk.evals.push(rangeOf(node));
		const [text] = node.arguments;
		if (walk.frame.isModule && text && text.type !== 'SpreadElement') walk.moduleEvals.push(rangeOf(text));
		walk.frame.usesThis = true;
	}
	visitCallee(walk, callee, node.type === 'OptionalCallExpression' && node.optional);
	walk.visitAll(node.arguments);
}

function visitCallee(walk: Walk, node: t.Node, isOptional: boolean): void {
	const callee = withoutParentheses(node);
	if (callee.type === 'Identifier') walk.call(callee, isOptional);
	else if (callee.type === 'MemberExpression' && isOptional) visitReference(walk, callee);
	else if (callee.type === 'MemberExpression') visitMember(walk, callee, true);
	else walk.visit(callee);
}

function visitMember(walk: Walk, node: t.MemberExpression, isCallee: boolean): void {
	const { object, property } = node;
	if (!node.computed && object.type === 'Identifier' && property.type === 'Identifier' && walk.imports.has(object.name)) {
		return walk.useMember(node, object, property, isCallee);
	}
	walk.visit(object);
	if (node.computed) walk.visit(property);
}
