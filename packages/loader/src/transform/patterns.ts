import type * as t from '@babel/types';
import type { Scope } from './scope.js';
import type { WritePlace } from './uses.js';
import { type ModuleBinding, type Walk } from './walk.js';

/** A pattern that declares: its names go to `scope`, the expressions in it are read here. */
export function bindPattern(walk: Walk, pattern: t.Node, scope: Scope, binding: ModuleBinding): void {
	switch (pattern.type) {
		case 'Identifier': walk.declare(scope, pattern.name, binding); break;
		case 'ObjectPattern':
		case 'ArrayPattern': bindParts(walk, pattern, scope, { kind: binding.kind, value: null }); break;
		case 'AssignmentPattern':
			bindPattern(walk, pattern.left, scope, { kind: binding.kind, value: null });
			walk.visit(pattern.right);
			break;
		case 'RestElement': bindPattern(walk, pattern.argument, scope, binding); break;
		case 'ObjectProperty':
			if (pattern.computed) walk.visit(pattern.key);
			bindPattern(walk, pattern.value, scope, binding);
			break;
	}
}

function bindParts(walk: Walk, pattern: t.ObjectPattern | t.ArrayPattern, scope: Scope, binding: ModuleBinding): void {
	const parts = pattern.type === 'ObjectPattern' ? pattern.properties : pattern.elements;
	for (const part of parts) if (part) bindPattern(walk, part, scope, binding);
}

/** A pattern that assigns. */
export function assignPattern(walk: Walk, pattern: t.Node, place: WritePlace, isShorthand = false): void {
	switch (pattern.type) {
		case 'Identifier': walk.target(pattern, isShorthand, place); break;
		case 'ParenthesizedExpression': assignPattern(walk, pattern.expression, place); break;
		case 'ObjectPattern': for (const property of pattern.properties) assignPattern(walk, property, place); break;
		case 'ArrayPattern': for (const element of pattern.elements) if (element) assignPattern(walk, element, place); break;
		case 'AssignmentPattern':
			assignPattern(walk, pattern.left, place, isShorthand);
			walk.visit(pattern.right);
			break;
		case 'RestElement': assignPattern(walk, pattern.argument, place); break;
		case 'ObjectProperty':
			if (pattern.computed) walk.visit(pattern.key);
			assignPattern(walk, pattern.value, place, pattern.shorthand);
			break;
		default: visitReference(walk, pattern);
	}
}

/** A member expression that is not merely read: it needs its object. */
export function visitReference(walk: Walk, node: t.Node): void {
	if (node.type === 'ParenthesizedExpression') return visitReference(walk, node.expression);
	if (node.type !== 'MemberExpression' && node.type !== 'OptionalMemberExpression') return walk.visit(node);
	walk.visit(node.object);
	if (node.computed) walk.visit(node.property);
}

export function withoutParentheses(node: t.Node): t.Node {
	let inner = node;
	while (inner.type === 'ParenthesizedExpression') inner = inner.expression;
	return inner;
}
