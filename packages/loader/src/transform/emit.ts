import type { LocalExportEntry } from '@hot-runtime/types';
import { anonymousDefault } from './module-interface.js';
import type { EmittedNames } from './names.js';
import type { CellPlan } from './rewrite.js';

export interface BodyPlan {
	readonly names: EmittedNames;
	readonly cells: readonly CellPlan[];
	readonly localExports: readonly LocalExportEntry[];
	readonly hasTLA: boolean;
	readonly hasDirectEval: boolean;
	readonly usesArguments: boolean;
	/** Direct evals outside of functions. */
	readonly hasModuleEval: boolean;
}

/** What goes around the edited text to make it an expression whose value is a ModuleBody. The prefix is one line, and a comment may end the text. */
export function emitWrapper(plan: BodyPlan): { readonly prefix: string; readonly suffix: string } {
	const { context } = plan.names;
	const parameters = [context, ...plan.cells.map(({ cell }) => cell)].join(',');
	const header = plan.hasTLA ? 'async function' : 'function*';
	const body = plan.hasDirectEval
		? { prefix: `function(${parameters}){with(${evalScope(plan)}){return(${header}(){${prologue(plan)}`, suffix: '\n})()}}' }
		: { prefix: `${header}(${parameters}){${prologue(plan)}`, suffix: '\n}' };
	const given = givenToBody(plan);
	if (given.length === 0) return { prefix: `(${body.prefix}\n`, suffix: `${body.suffix})` };
	return {
		prefix: `((${given.map(({ name }) => name).join(',')})=>(${body.prefix}\n`,
		suffix: `${body.suffix}))(${given.map(({ value }) => value).join(',')})`,
	};
}

/** Lets a direct `eval` see the imports by name. Only the function inside is strict. */
function evalScope({ cells, names }: BodyPlan): string {
	const accessors = cells
		.filter(({ entry }) => entry.access === 'binding' || entry.access === 'callee')
		.map(({ cell, entry }) => `get ${entry.localName}(){return ${cell}.$},set ${entry.localName}(v){${names.context}.constant(v)}`);
	return `{${['__proto__:null', ...accessors].join(',')}}`;
}

/**
 * What is evaluated outside of the body, as arrow functions at the top level of a script. There `arguments` is a global name, and `new.target` an
 * error, as they are in a module. A direct eval is in the body, a function, where both are fine: its text is asked about `new.target` out here.
 */
function givenToBody({ names, usesArguments, hasModuleEval }: BodyPlan): readonly { readonly name: string; readonly value: string }[] {
	return [
		...(usesArguments ? [{ name: names.arguments, value: '()=>arguments' }, { name: names.typeofArguments, value: '()=>typeof arguments' }] : []),
		...(hasModuleEval ? [{ name: names.checkEval, value: checkEval }] : []),
	];
}

const checkEval = '(text)=>{if(typeof text==="string"&&/new\\s*\\.\\s*target/.test(text))(0,eval)("()=>{"+text+"\\n}");return text}';

function prologue({ names, localExports, hasTLA }: BodyPlan): string {
	const { context, defaultExport } = names;
	const readers = localExports.map(({ localName }) => `()=>${localName === anonymousDefault ? defaultExport : localName}`);
	const wait = hasTLA ? `if(${context}.gate)await ${context}.gate;` : 'yield;';
	return `"use strict";${makeDefaultFunction(names, localExports)}${context}.declare([${readers.join(',')}]);${wait}`;
}

/** `export default function () {}` is hoisted, and has the name `default`, which no declaration gives. */
function makeDefaultFunction({ makeDefault, defaultExport }: EmittedNames, localExports: readonly LocalExportEntry[]): string {
	const isNeeded = localExports.some(({ localName, hoisted }) => localName === anonymousDefault && hoisted === 'function');
	return isNeeded ? `const ${defaultExport}=${makeDefault}();` : '';
}
