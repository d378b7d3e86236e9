// Hot loops over each kind of import, and realistic code over ten modules. What they print is the best of several turns:
// nanoseconds for one read or call, or turns a second.

const exporter = `export const add = (left, right) => left + right;
export function scale(value) { return value * 3 | 0; }
export const factor = 7;
export let count = 1;
export function increase() { count = count + 1 | 0; }
export class Point {
	constructor(x, y) { this.x = x; this.y = y; }
	sum() { return this.x + this.y; }
}
export default function twice(value) { return value * 2 | 0; }
`;

const bodies = {
	'function call': 'sum = add(sum, index) | 0;',
	'function declaration call': 'sum = sum + scale(index) | 0;',
	'const read': 'sum = sum + factor | 0;',
	'class construction': 'sum = sum + new Point(index, 1).sum() | 0;',
	'ns.function()': 'sum = sum + all.scale(index) | 0;',
	'ns.const': 'sum = sum + all.factor | 0;',
	'default call': 'sum = sum + twice(index) | 0;',
	're-export chain call': 'sum = sum + far(index) | 0;',
	'mutable let read': 'sum = sum + count | 0;',
	'mutable let after writes': 'increase(); sum = sum + count | 0;',
};

export const loopNames = Object.keys(bodies);

export function loopsProgram() {
	const loops = loopNames.map((name, index) => `
function loop${index}(turns) {
	let sum = 0;
	for (let index = 0; index < turns; ++index) {
		${bodies[name]}
	}
	return sum;
}`);
	const main = `import twice, { add, scale, factor, count, increase, Point } from './exporter.js';
import * as all from './exporter.js';
import { far } from './chain1.js';
${loops.join('\n')}

const results = {};
const turns = 4_000_000;
for (const [name, loop] of Object.entries({ ${loopNames.map((name, index) => `'${name}': loop${index}`).join(', ')} })) {
	let best = Infinity;
	for (let turn = 0; turn < 14; ++turn) {
		const start = performance.now();
		loop(turns);
		best = Math.min(best, performance.now() - start);
	}
	results[name] = best * 1e6 / turns;
}
console.log('@@' + JSON.stringify({ type: 'ready', total: 1, results }));
`;
	return {
		files: {
			'exporter.js': exporter,
			'chain1.js': `export { far } from './chain2.js';\n`,
			'chain2.js': `export * from './chain3.js';\n`,
			'chain3.js': `import { scale } from './exporter.js';\nexport { scale as far };\n`,
			'main.js': main,
		},
		total: 1,
	};
}

/** An expression language: characters, tokens, a tree, a cache, an evaluator; ten modules that call each other all the time. */
export const languageProgram = {
	total: 1,
	files: {
		'characters.js': `export const isDigit = code => code >= 48 && code <= 57;
export const isLetter = code => (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
export const isBlank = code => code === 32 || code === 9 || code === 10;
`,
		'kinds.js': `export const kinds = { number: 0, name: 1, sign: 2, end: 3 };
export const precedence = { '+': 1, '-': 1, '*': 2, '/': 2, '%': 2 };
`,
		'token.js': `export class Token {
	constructor(kind, text, at) { this.kind = kind; this.text = text; this.at = at; }
}
export let made = 0;
export function token(kind, text, at) { made += 1; return new Token(kind, text, at); }
`,
		'tokenizer.js': `import { isBlank, isDigit, isLetter } from './characters.js';
import { kinds } from './kinds.js';
import { token } from './token.js';
export function tokenize(text) {
	const tokens = [];
	let at = 0;
	while (at < text.length) {
		const code = text.charCodeAt(at);
		const start = at;
		if (isBlank(code)) { ++at; continue; }
		if (isDigit(code)) {
			while (at < text.length && isDigit(text.charCodeAt(at))) { ++at; }
			tokens.push(token(kinds.number, text.slice(start, at), start));
		} else if (isLetter(code)) {
			while (at < text.length && isLetter(text.charCodeAt(at))) { ++at; }
			tokens.push(token(kinds.name, text.slice(start, at), start));
		} else {
			tokens.push(token(kinds.sign, text[at++], start));
		}
	}
	tokens.push(token(kinds.end, '', at));
	return tokens;
}
`,
		'tree.js': `export const literal = value => ({ type: 'literal', value });
export const name = text => ({ type: 'name', text });
export const binary = (sign, left, right) => ({ type: 'binary', sign, left, right });
export const call = (callee, args) => ({ type: 'call', callee, args });
`,
		'parser.js': `import { kinds, precedence } from './kinds.js';
import * as tree from './tree.js';
import { tokenize } from './tokenizer.js';
export default class Parser {
	constructor(text) { this.tokens = tokenize(text); this.at = 0; }
	peek() { return this.tokens[this.at]; }
	take() { return this.tokens[this.at++]; }
	expression(least = 1) {
		let left = this.primary();
		for (;;) {
			const rank = precedence[this.peek().text] ?? 0;
			if (rank < least) { return left; }
			const sign = this.take().text;
			left = tree.binary(sign, left, this.expression(rank + 1));
		}
	}
	primary() {
		const token = this.take();
		if (token.kind === kinds.number) { return tree.literal(Number(token.text)); }
		if (token.kind === kinds.name) { return this.peek().text === '(' ? this.call(token.text) : tree.name(token.text); }
		const inner = this.expression();
		this.take();
		return inner;
	}
	call(callee) {
		const args = [];
		do { this.take(); args.push(this.expression()); } while (this.peek().text === ',');
		this.take();
		return tree.call(callee, args);
	}
}
`,
		'cache.js': `const limit = 64;
const parsed = new Map();
export let hits = 0;
export function remember(text, make) {
	const known = parsed.get(text);
	if (known !== undefined) { hits += 1; return known; }
	if (parsed.size >= limit) { parsed.delete(parsed.keys().next().value); }
	const fresh = make(text);
	parsed.set(text, fresh);
	return fresh;
}
`,
		'library.js': `export const functions = { max: Math.max, min: Math.min, abs: Math.abs, sum: (...all) => all.reduce((left, right) => left + right, 0) };
export const signs = {
	'+': (left, right) => left + right, '-': (left, right) => left - right, '*': (left, right) => left * right,
	'/': (left, right) => right === 0 ? 0 : left / right, '%': (left, right) => right === 0 ? 0 : left % right,
};
`,
		'evaluate.js': `import { functions, signs } from './library.js';
export function evaluate(node, scope) {
	switch (node.type) {
		case 'literal': return node.value;
		case 'name': return scope[node.text] ?? 0;
		case 'binary': return signs[node.sign](evaluate(node.left, scope), evaluate(node.right, scope));
		default: return functions[node.callee](...node.args.map(each => evaluate(each, scope)));
	}
}
`,
		'main.js': `import Parser from './parser.js';
import { evaluate } from './evaluate.js';
import { hits, remember } from './cache.js';
import { made } from './token.js';
const parse = text => new Parser(text).expression();
const texts = Array.from({ length: 96 }, (_, index) => \`max(a * \${index} + b, (c - \${index % 7}) * 2, sum(a, b, \${index})) % (17 + c / 3) - abs(b * \${index % 11})\`);
function turn() {
	let sum = 0;
	for (let index = 0; index < 96; ++index) {
		const text = texts[index % 3 === 0 ? index : index % 8];
		sum += evaluate(remember(text, parse), { a: index, b: 3, c: 11 });
	}
	return sum;
}
let best = 0;
for (let part = 0; part < 8; ++part) {
	const start = performance.now();
	let turns = 0;
	while (performance.now() - start < 250) { turn(); ++turns; }
	best = Math.max(best, turns / (performance.now() - start) * 1000);
}
if (!(hits > 0 && made > 0)) { throw new Error('live bindings are not live'); }
console.log('@@' + JSON.stringify({ type: 'ready', total: 1, results: { turns: best } }));
`,
	},
};

/** A server in the usual small parts; it prints its port. */
export const helloProgram = {
	files: {
		'greeting.js': `export const greeting = name => \`hello \${name}\\n\`;\nexport let served = 0;\nexport function count() { served += 1; }\n`,
		'routes.js': `import { count, greeting, served } from './greeting.js';
export default { '/': () => { count(); return greeting('world'); }, '/served': () => String(served) };
`,
		'answer.js': `import routes from './routes.js';
import * as headers from './headers.js';
export function answer(request, response) {
	const route = routes[request.url];
	response.writeHead(route === undefined ? 404 : 200, headers.plain);
	response.end(route === undefined ? 'not found' : route());
}
`,
		'headers.js': `export const plain = { 'content-type': 'text/plain' };\n`,
		'main.js': `import { createServer } from 'node:http';
import { answer } from './answer.js';
const server = createServer((request, response) => answer(request, response));
server.listen(0, '127.0.0.1', () => console.log('@@' + JSON.stringify({ type: 'ready', port: server.address().port })));
`,
	},
};
