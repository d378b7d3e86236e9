import { Script } from 'node:vm';
import type * as babel from '@babel/parser';
import type * as t from '@babel/types';
import { requireOwnPackage } from '../own-package.js';
import { ModuleSyntaxError } from './syntax-error.js';

let parser: typeof babel | undefined;

/** Loaded with the first text that no cache has. */
function loadParser(): typeof babel {
	return requireOwnPackage('@babel/parser') as typeof babel;
}

/** Parses a module. Throws a ModuleSyntaxError. */
export function parseModule(text: string, url: string): t.Program {
	parser ??= loadParser();
	try {
		return parser.parse(text, {
			sourceType: 'module',
			attachComment: false,
			createParenthesizedExpressions: true,
		}).program;
	} catch (error) {
		throw toModuleSyntaxError(error, url);
	}
}

/** Parses what we emitted. */
export function parseScript(code: string): t.Program {
	parser ??= loadParser();
	return parser.parse(code, { sourceType: 'script', attachComment: false, createParenthesizedExpressions: true }).program;
}

interface BabelError {
	readonly message: string;
	readonly loc: { readonly line: number; readonly column: number };
}

function isBabelError(error: unknown): error is BabelError {
	return error instanceof SyntaxError && 'loc' in error;
}

function toModuleSyntaxError(error: unknown, url: string): unknown {
	if (isBabelError(error)) {
		return new ModuleSyntaxError(error.message.replace(/ \(\d+:\d+\)$/, ''), url, error.loc);
	}
	// The parser recurses: a text nested deeper than the stack is V8's to judge.
	if (error instanceof RangeError) return new ModuleSyntaxError(error.message, url, { line: 1, column: 0 });
	return error;
}

let acceptsUsing: boolean | undefined;

/** What Babel accepts and the running V8 may not. */
export function requireUsing(node: t.Node, url: string): void {
	acceptsUsing ??= isScript('{ using x = null }');
	if (!acceptsUsing) throw new ModuleSyntaxError('Unexpected identifier', url, startOf(node));
}

/** V8 knows which patterns and flags it accepts; Babel reads neither patterns nor all flags. */
export function requireRegExp(node: t.RegExpLiteral, url: string): void {
	try {
		new RegExp(node.pattern, node.flags);
	} catch (error) {
		throw new ModuleSyntaxError(error instanceof Error ? error.message : String(error), url, startOf(node));
	}
}

/** By the specification `a<!--b` is `a < !(--b)` in a module; V8 rejects it. In a script it is a comment. */
export function requireNoHtmlComment(node: t.UnaryExpression, text: string, url: string): void {
	const start = (node.start ?? 0) - 1;
	if (text.startsWith('<!--', start) && text[start - 1] !== '<') {
		throw new ModuleSyntaxError('HTML comments are not allowed in modules', url, startOf(node));
	}
}

function isScript(text: string): boolean {
	try {
		new Script(text);
		return true;
	} catch {
		return false;
	}
}

function startOf(node: t.Node): { line: number; column: number } {
	return node.loc?.start ?? { line: 1, column: 0 };
}
