// The body of an asynchronous module as a generator, for a module that somebody in its cycle reads before its turn: an async function that has
// been called can wait for its turn, but only goes on in a microtask, and then what comes after it has begun before it.
// It is made from the emitted code, when it is needed, which is rare.
import type * as t from '@babel/types';
import { applyEdits, EditList } from './edits.js';
import { parseScript } from './parse.js';
import { rangeOf } from './walk.js';

/**
 * `code` of a ModuleSource with top-level await, as the code of a generator function that yields what it awaits. The first value is the gate.
 * Every line stays. Null for `for await` and `await using`, which await what no text names.
 */
export function makeResumable(code: string): string | null {
	const body = findBody(parseScript(code));
	if (body === null) return null;
	const awaits: Await[] = [];
	if (!collect(body.body, awaits)) return null;
	const edits = new EditList(code);
	const { start } = rangeOf(body);
	edits.replace(start, code.indexOf('(', start), 'function*');
	for (const each of awaits) rewriteAwait(edits, each);
	return applyEdits(code, edits.sorted());
}

interface Await {
	readonly start: number;
	readonly end: number;
	/** Begins a statement, which a line break may set apart from the one before it; `yield` and a number do so too, a parenthesis does not. */
	readonly place: 'statement' | 'start' | 'inside';
}

function rewriteAwait(edits: EditList, { start, end, place }: Await): void {
	const keywordEnd = start + 'await'.length;
	// A line break may follow `await`, but not `yield`.
	if (place === 'statement') edits.replace(start, keywordEnd, 'yield(');
	else edits.replace(start, keywordEnd, `${place === 'start' ? '0,' : ''}(yield(`);
	edits.close(start, end, place === 'statement' ? ')' : '))');
}

/** The first async function from outside. */
function findBody(root: t.Node): t.FunctionExpression | null {
	const queue: t.Node[] = [root];
	for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
		if (node.type === 'FunctionExpression' && node.async) return node;
		queue.push(...childrenOf(node));
	}
	return null;
}

/** The awaits of the body itself, not those of functions in it. False if one has no text. */
function collect(body: t.Node, awaits: Await[]): boolean {
	const stack: t.Node[] = [body];
	const placeOf = new Map<number, 'statement' | 'start'>();
	for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
		if (node.type === 'ForOfStatement' && node.await) return false;
		if (node.type === 'VariableDeclaration' && node.kind === 'await using') return false;
		if (node.type === 'ExpressionStatement') {
			const { start } = rangeOf(node);
			placeOf.set(start, node.expression.type === 'AwaitExpression' ? 'statement' : 'start');
		}
		if (node.type === 'AwaitExpression') {
			const { start, end } = rangeOf(node);
			const place = placeOf.get(start);
			placeOf.delete(start);
			awaits.push({ start, end, place: place ?? 'inside' });
		}
		for (const child of childrenOf(node).reverse()) if (!isFunction(child)) stack.push(child);
	}
	return true;
}

/** Of methods, keys that are computed belong to what is around them. */
function isFunction(node: t.Node): boolean {
	switch (node.type) {
		case 'FunctionDeclaration':
		case 'FunctionExpression':
		case 'ArrowFunctionExpression': return true;
		default: return false;
	}
}

/** In the order of the text, nearly. */
function childrenOf(node: t.Node): t.Node[] {
	const children: t.Node[] = [];
	for (const [key, value] of Object.entries(node)) {
		if (key === 'loc' || key === 'extra') continue;
		// A method is a function: only its key is evaluated outside of it.
		if (isMethod(node) && key !== 'key' && key !== 'decorators') continue;
		for (const each of Array.isArray(value) ? value : [value]) if (isNode(each)) children.push(each);
	}
	return children;
}

function isMethod(node: t.Node): boolean {
	return node.type === 'ObjectMethod' || node.type === 'ClassMethod' || node.type === 'ClassPrivateMethod';
}

function isNode(value: unknown): value is t.Node {
	return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
