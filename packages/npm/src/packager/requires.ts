// What a file asks for, found in its syntax tree.
import { parse } from '@babel/parser';

export interface FileRequires {
	/** It has the syntax of an ES module. */
	readonly isModule: boolean;
	readonly requires: readonly FileRequest[];
}

export interface FileRequest {
	readonly specifier: string;
	/** Which conditions of `exports` it is resolved with. */
	readonly kind: 'import' | 'require';
}

/** Null for a text that no parser understands. Throws nothing. */
export function findRequires(text: string): FileRequires | null {
	const program = parseAny(text);
	if (program === null) return null;
	const found = new Map<string, FileRequest>();
	let isModule = false;
	for (const node of nodes(program)) {
		isModule ||= /^(?:Import|Export)\w*Declaration$/.test(node.type);
		const request = requestOf(node);
		if (request !== null) found.set(`${request.kind} ${request.specifier}`, request);
	}
	return { isModule, requires: [...found.values()] };
}

interface SyntaxNode {
	readonly type: string;
	readonly [key: string]: unknown;
}

function parseAny(text: string): SyntaxNode | null {
	for (const plugins of [[], ['jsx'], ['flow', 'jsx']] as const) {
		try {
			return toNode(parse(text, {
				sourceType: 'unambiguous', plugins: [...plugins], allowReturnOutsideFunction: true, allowAwaitOutsideFunction: true,
				allowSuperOutsideMethod: true, allowUndeclaredExports: true, allowNewTargetOutsideFunction: true, errorRecovery: true, attachComment: false,
			}).program);
		} catch {
			continue;
		}
	}
	return null;
}

function toNode(value: unknown): SyntaxNode | null {
	return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' ? value as SyntaxNode : null;
}

/** Every node of the tree. */
function* nodes(program: SyntaxNode): Generator<SyntaxNode> {
	const stack = [program];
	for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
		yield node;
		for (const key in node) {
			if (key === 'loc' || key === 'extra') continue;
			const child = node[key];
			for (const each of Array.isArray(child) ? child : [child]) {
				const next = toNode(each);
				if (next !== null) stack.push(next);
			}
		}
	}
}

function requestOf(node: SyntaxNode): FileRequest | null {
	switch (node.type) {
		case 'ImportDeclaration': case 'ExportNamedDeclaration': case 'ExportAllDeclaration':
			return requestFor('import', node['source']);
		case 'ImportExpression':
			return requestFor('import', node['source']);
		case 'CallExpression': {
			const callee = toNode(node['callee']);
			const first = Array.isArray(node['arguments']) ? node['arguments'][0] : null;
			if (callee?.type === 'Import') return requestFor('import', first);
			return callee !== null && isRequire(callee) ? requestFor('require', first) : null;
		}
		default: return null;
	}
}

/** `require`, `require.resolve`, `module.require`. */
function isRequire(callee: SyntaxNode): boolean {
	if (callee.type === 'Identifier') return callee['name'] === 'require';
	if (callee.type !== 'MemberExpression') return false;
	const [object, property] = [toNode(callee['object']), toNode(callee['property'])];
	if (object?.type !== 'Identifier' || property?.type !== 'Identifier') return false;
	return object['name'] === 'require' ? property['name'] === 'resolve' : object['name'] === 'module' && property['name'] === 'require';
}

function requestFor(kind: FileRequest['kind'], source: unknown): FileRequest | null {
	const node = toNode(source);
	if (node?.type === 'StringLiteral' && typeof node['value'] === 'string') return { kind, specifier: node['value'] };
	const quasi = node?.type === 'TemplateLiteral' && Array.isArray(node['quasis']) && node['quasis'].length === 1 ? toNode(node['quasis'][0]) : null;
	const value = quasi?.['value'];
	return typeof value === 'object' && value !== null && 'cooked' in value && typeof value.cooked === 'string' ? { kind, specifier: value.cooked } : null;
}
