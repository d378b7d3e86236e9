import type * as t from '@babel/types';
import type { LocalExportEntry } from '@hot-runtime/types';
import { anonymousDefault, readInterface, type ModuleInterface } from './module-interface.js';
import { parseModule } from './parse.js';
import { withoutParentheses } from './patterns.js';
import type { ExportWrite, ImportUse } from './uses.js';
import { expressionVisitors } from './visit-expressions.js';
import { functionVisitors } from './visit-functions.js';
import { statementVisitors } from './visit-statements.js';
import { Walk, type ModuleBinding, type Visitors } from './walk.js';

/** What the transform knows about a text before it changes any of it. */
export interface Analysis {
	readonly text: string;
	readonly program: t.Program;
	readonly interface: ModuleInterface;
	readonly localExports: readonly LocalExportEntry[];
	/** Not shadowed. */
	readonly importUses: readonly ImportUse[];
	/** Not shadowed, of mutable bindings. */
	readonly exportWrites: readonly ExportWrite[];
	readonly hasDirectEval: boolean;
	/** See TransformOptions. */
	readonly hasCellsOnly: boolean;
	readonly walk: Walk;
}

const visitors: Visitors = { ...expressionVisitors, ...functionVisitors, ...statementVisitors };

/** Throws a ModuleSyntaxError. */
export function analyze(text: string, url: string, hasCellsOnly = false): Analysis {
	const program = parseModule(text, url);
	const moduleInterface = readInterface(program.body);
	const imports = new Set(moduleInterface.imports.keys());
	const exports = new Set(moduleInterface.exports.map(({ localName }) => localName).filter((name) => !imports.has(name)));
	const walk = new Walk(text, url, { imports, exports }, visitors);
	walk.visit(program);
	const exportWrites = walk.exportWrites.filter(({ name, scope }) => scope.seesModule(name));
	const written = new Set(exportWrites.map(({ name }) => name));
	const localExports = moduleInterface.exports
		.filter(({ localName }) => !imports.has(localName))
		.map(({ exportName, localName }) => {
			const binding = localName === anonymousDefault ? defaultBinding(program) : walk.moduleBindings.get(localName);
			return localExportEntry(exportName, localName, { binding, walk, isWritten: written.has(localName) });
		});
	const mutable = new Set(localExports.filter(({ isMutable }) => isMutable).map(({ localName }) => localName));
	return {
		text,
		program,
		interface: moduleInterface,
		localExports,
		importUses: walk.importUses.filter(({ name, scope }) => scope.seesModule(name)),
		exportWrites: exportWrites.filter(({ name }) => mutable.has(name)),
		hasDirectEval: walk.evals.length > 0,
		hasCellsOnly,
		walk,
	};
}

interface Binding {
	readonly binding: ModuleBinding | undefined;
	readonly walk: Walk;
	readonly isWritten: boolean;
}

function localExportEntry(exportName: string, localName: string, { binding, walk, isWritten }: Binding): LocalExportEntry {
	const kind = binding?.kind ?? 'const';
	const mayBeWritten = isWritten || walk.evals.length > 0;
	const isMutable = kind === 'var' || kind !== 'const' && localName !== anonymousDefault && mayBeWritten;
	return {
		exportName,
		localName,
		isMutable,
		hoisted: kind === 'function' || kind === 'var' ? kind : null,
		isThisFree: !isMutable && isThisFree(binding?.value ?? null, walk.thisUsers),
	};
}

function isThisFree(value: t.Node | null, thisUsers: ReadonlySet<t.Node>): boolean {
	if (value === null) return false;
	const inner = withoutParentheses(value);
	switch (inner.type) {
		case 'FunctionDeclaration':
		case 'FunctionExpression': return !thisUsers.has(inner);
		case 'ArrowFunctionExpression':
		// A class called without `new` throws, whatever its `this`.
		case 'ClassDeclaration':
		case 'ClassExpression': return true;
		default: return false;
	}
}

function defaultBinding(program: t.Program): ModuleBinding | undefined {
	for (const statement of program.body) {
		if (statement.type !== 'ExportDefaultDeclaration') continue;
		const { declaration } = statement;
		return { kind: declaration.type === 'FunctionDeclaration' ? 'function' : 'const', value: declaration };
	}
	return undefined;
}
