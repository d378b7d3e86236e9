// Makes one script of the module that every start needs: see packages/hot-runtime/src/core-shell.ts, which runs it. The lines stay as they are.
import { createHash } from 'node:crypto';
import { parseAst } from 'rolldown/parseAst';

const coreName = 'shared-core.js';
/** What imported the core imports the shell. It has the name of an entry that every program imports anyway. */
const shellName = 'enter.js';
/** Entries that only hand on what the core has. */
const handOn = [shellName, 'own-code.js'];

/** Of the files of a bundle the core becomes a script, and `shell` a module that runs it and exports what the core exported. */
export function withCoreAsScript(texts, shell) {
	const ast = parseAst(texts.get(coreName));
	const named = new Map(exportsOf(ast).map(([local, exported]) => [exported, local]));
	// Entries import names of rolldown's, programs those of the entries.
	for (const name of handOn) for (const [given, exported] of exportsOf(parseAst(texts.get(name)))) named.set(exported, named.get(given));
	const script = toScript(texts.get(coreName), ast, named);
	const others = [...texts].filter(([name]) => name !== coreName && !handOn.includes(name));
	return new Map([
		...others.map(([name, text]) => [name, text.replaceAll(`/${coreName}"`, `/${shellName}"`)]),
		['core.js', script],
		[shellName, shell.replace(/^export \{.*\};$/m, '') + shellEnd([...named.keys()], createHash('sha256').update(script).digest('hex').slice(0, 16))],
	]);
}

function shellEnd(names, build) {
	return `import * as nodeModule from "node:module";
const core = runCore({ meta: import.meta, importModule: (specifier, options) => import(specifier, options), namespaces: { "node:module": nodeModule }, build: "${build}" });
const { ${names.map(name => `${name}: core$${name}`).join(', ')} } = core;
export { ${names.map(name => `core$${name} as ${name}`).join(', ')} };
`;
}

function toScript(text, ast, named) {
	refuseMutable(ast, new Set(named.values()));
	const edits = [];
	visit(ast, node => {
		switch (node.type) {
			case 'ImportDeclaration': return edits.push({ ...node, text: fromNamespace(node) });
			case 'ExportNamedDeclaration': return edits.push({ ...node, text: `return { ${[...named].map(([name, local]) => `${name}: ${local}`).join(', ')} };` });
			case 'MetaProperty': return edits.push({ ...node, text: 'hot$meta' });
			case 'ImportExpression': return edits.push({ start: node.start, end: node.start + 'import'.length, text: 'hot$import' });
		}
	});
	const edited = edits.sort((left, right) => right.start - left.start).reduce((result, { start, end, text: by }) => result.slice(0, start) + by + result.slice(end), text);
	const escaped = edited.replaceAll(/[^\0-\x7f]/g, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
	return `(function (hot$meta, hot$import, hot$namespaces) { "use strict"; ${escaped}})`;
}

/** The plugin for built-ins leaves only imports whose names belong to a namespace object. */
function fromNamespace({ source, specifiers }) {
	const namespace = `hot$namespaces["${source.value}"]`;
	return specifiers.map(({ type, local, imported }) => {
		const value = type === 'ImportNamespaceSpecifier' ? namespace : `${namespace}.${type === 'ImportDefaultSpecifier' ? 'default' : imported.name}`;
		return `const ${local.name} = ${value};`;
	}).join(' ');
}

/** Those who import the shell have the values of when it ran. */
function refuseMutable({ body }, exported) {
	for (const { type, kind, declarations } of body) {
		if (type !== 'VariableDeclaration' || kind === 'const') continue;
		const found = declarations.find(({ id, init }) => exported.has(id.name) && init?.type !== 'ClassExpression');
		if (found !== undefined) throw new Error(`${found.id.name} is exported by the core and may change`);
	}
}

/** Pairs of what is exported and its name. */
const exportsOf = ({ body }) => body.flatMap(({ type, specifiers }) =>
	type === 'ExportNamedDeclaration' ? specifiers.map(({ local, exported }) => [local.name, exported.name]) : []);

function visit(node, see) {
	if (typeof node.type === 'string') see(node);
	for (const value of Object.values(node)) if (typeof value === 'object' && value !== null) visit(value, see);
}
