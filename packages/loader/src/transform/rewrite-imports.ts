import { isBuiltin } from 'node:module';
import type { ImportEntry } from '@hot-runtime/types';
import type { Analysis } from './analyze.js';
import type { EditList } from './edits.js';
import type { ImportedName } from './module-interface.js';
import type { EmittedNames } from './names.js';
import type { CellPlan } from './rewrite.js';
import type { ImportUse } from './uses.js';

type Use<Kind extends ImportUse['kind']> = Extract<ImportUse, { kind: Kind }>;

/** Lets each use of an import read its cell; answers the cells. */
export function rewriteImports(edits: EditList, analysis: Analysis, names: EmittedNames): readonly CellPlan[] {
	const rewriter = new ImportRewriter(edits, analysis, names);
	for (const use of analysis.importUses) rewriter.rewrite(use);
	return rewriter.cells();
}

class ImportRewriter {
	readonly #edits: EditList;
	readonly #analysis: Analysis;
	readonly #names: EmittedNames;
	readonly #called = new Set<string>();
	/** For more than a call. */
	readonly #read = new Set<string>();
	readonly #members = new Map<string, CellPlan>();
	/** What the body is given as it is. */
	readonly #values: ReadonlySet<string>;

	constructor(edits: EditList, analysis: Analysis, names: EmittedNames) {
		this.#edits = edits;
		this.#analysis = analysis;
		this.#names = names;
		this.#values = valuesOf(analysis);
	}

	/**
	 * Bindings first, ordered as V8 resolves them, which is by local name: the first that is missing is what its error names. One that nobody
	 * reads is there for that error only; a namespace can not be missing, and a mere re-export is found missing as such.
	 */
	cells(): readonly CellPlan[] {
		const reexported = new Set(this.#analysis.interface.exports.map(({ localName }) => localName));
		const bindings = [...this.#analysis.interface.imports.values()]
			.filter(({ localName, importName }) => this.#analysis.hasDirectEval || this.#read.has(localName) || this.#called.has(localName) || importName !== null && !reexported.has(localName))
			.sort((a, b) => (a.localName < b.localName ? -1 : 1))
			.map(({ request, importName, localName }): CellPlan => ({
				cell: this.#cell(localName), entry: { request, importName, localName, access: this.#accessOf(localName) },
			}));
		return [...bindings, ...this.#members.values()];
	}

	rewrite(use: ImportUse): void {
		if (this.#values.has(use.name) && !isWrite(use)) {
			this.#read.add(use.name);
			return;
		}
		switch (use.kind) {
			case 'read': this.#readAt(use); break;
			case 'call': this.#call(use); break;
			case 'shorthand': this.#shorthand(use); break;
			case 'member': this.#member(use); break;
			case 'target': this.#target(use); break;
			case 'assign': this.#assign(use); break;
			case 'update': this.#update(use); break;
		}
	}

	#cell(localName: string): string {
		return this.#analysis.hasDirectEval ? this.#names.hidden(localName) : localName;
	}

	#accessOf(localName: string): ImportEntry['access'] {
		if (this.#values.has(localName)) return 'value';
		return this.#called.has(localName) && !this.#read.has(localName) && !this.#analysis.hasDirectEval ? 'callee' : 'binding';
	}

	#valueOf(name: string): string {
		return this.#values.has(name) ? name : `${this.#cell(name)}.$`;
	}

	/** The name stays where it is, if it is also the cell's: a source map then knows it. */
	#readAt({ name, start, end }: ImportUse): void {
		this.#read.add(name);
		if (this.#analysis.hasDirectEval) this.#edits.replace(start, end, `${this.#cell(name)}.$`);
		else this.#edits.close(start, end, '.$');
	}

	#call(use: Use<'call'>): void {
		const { name, start, end } = use;
		(use.isOptional ? this.#read : this.#called).add(name);
		const before = `${semicolon(use)}(0,`;
		if (this.#analysis.hasDirectEval) this.#edits.replace(start, end, `${before}${this.#cell(name)}.$)`, start);
		else this.#edits.wrapCallee(start, end, before, '.$)');
	}

	/** `{ __proto__ }` makes a property, `{ __proto__: x }` does not. */
	#shorthand({ name, start, end }: Use<'shorthand'>): void {
		this.#read.add(name);
		if (name === '__proto__') this.#edits.wrap(start, end, "['", `']:${this.#cell(name)}.$`);
		else this.#edits.close(start, end, `:${this.#cell(name)}.$`);
	}

	#member(use: Use<'member'>): void {
		const imported = this.#analysis.interface.imports.get(use.name);
		if (imported === undefined || imported.importName !== null) return this.#readAt(use);
		const cell = this.#memberCell(imported, use);
		const [before, after] = use.isCallee ? [`${semicolon(use)}(0,`, '.$)'] : ['', '.$'];
		this.#edits.replaceLines(use.start, use.memberEnd, before + cell + after, use.isCallee ? use.propertyStart : undefined);
	}

	#memberCell({ request }: ImportedName, { name, property, isCallee }: Use<'member'>): string {
		const cell = this.#names.member(name, property, isCallee);
		this.#members.set(cell, { cell, entry: { request, importName: property, localName: name, access: isCallee ? 'method' : 'member' } });
		return cell;
	}

	/** A setter throws where the assignment happens, after all that comes before it in the pattern. */
	#target({ start, end, isShorthand }: Use<'target'>): void {
		const target = `({set _(v){${this.#names.context}.constant(v)}})._`;
		if (isShorthand) this.#edits.close(start, end, `:${target}`);
		else this.#edits.replace(start, end, target);
	}

	#assign(use: Use<'assign'>): void {
		const { context } = this.#names;
		const operator = use.operator.slice(0, -1);
		const old = this.#valueOf(use.name);
		if (operator === '') {
			this.#edits.replaceLines(use.from, use.valueStart, `${context}.constant(`);
			return this.#edits.close(use.from, use.to, ')');
		}
		this.#read.add(use.name);
		const isLogical = operator === '||' || operator === '&&' || operator === '??';
		const before = isLogical ? `${semicolon(use)}(${old}${operator}${context}.constant(` : `${context}.constant(${old}${operator}(`;
		this.#edits.replaceLines(use.from, use.valueStart, before);
		this.#edits.close(use.from, use.to, '))');
	}

	/** Unary minus converts as `++` does, and accepts a BigInt. */
	#update({ name, from, to }: Use<'update'>): void {
		this.#read.add(name);
		this.#edits.replaceLines(from, to, `${this.#names.context}.constant(-${this.#valueOf(name)})`);
	}
}

/** A direct `eval` could assign to a parameter. */
function valuesOf({ interface: { imports, requests }, hasDirectEval, hasCellsOnly }: Analysis): ReadonlySet<string> {
	if (hasDirectEval || hasCellsOnly) return new Set();
	const values = [...imports.values()].filter(({ request, importName }) => {
		const specifier = requests[request]?.specifier ?? '';
		const isLasting = importName === null || importName === 'default' || quotesItsCaller.test(specifier);
		return isLasting && isBuiltin(specifier);
	});
	return new Set(values.map(({ localName }) => localName));
}

/**
 * What tells its users where it was called, and how the call was written.
 * Deviation: `syncBuiltinESMExports` may give other exports than the default new values, and does so to these without effect.
 */
const quotesItsCaller = /^(?:node:)?(?:assert(?:\/strict)?|test)$/;

function isWrite({ kind }: ImportUse): boolean {
	return kind === 'target' || kind === 'assign' || kind === 'update';
}

function semicolon({ isHazard }: ImportUse): string {
	return isHazard ? ';' : '';
}
