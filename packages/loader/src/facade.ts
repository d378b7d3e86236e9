// The modules Node is given in an entry's place. Their texts are written here and nowhere else.
//
//   facade    under the entry's own URL: re-exports it, live
//   inner     imports what is not hot, in the order of evaluation, with segments in between; hands on the namespaces
//   segment   lets the runtime evaluate hot modules as far as the next external
//   mark      runs when an external that may be asynchronous was evaluated to its end
//   stars     re-exports what `export *` takes from modules that are not hot
//
// Where the program imports with `import()`, inner, segments and marks have texts that their URLs tell: see sequence.ts.
import type { LoadedExternal, ModuleId } from '@hot-runtime/types';
import { type EvaluationPlan, mayWait } from './evaluation-plan.js';
import type { ExportNames } from './export-names.js';

export const SCHEME = 'hot-runtime:';

/** What stacks, debuggers and coverage call a facade: under the entry's own URL it would pass for a place in the entry's text. */
const STACK_NAME = `${SCHEME}entry`;

export interface FacadeRequest {
	readonly entry: ModuleId;
	readonly plan: EvaluationPlan;
	readonly exports: ExportNames;
	/** URL of the module that connects generated modules with the runtime. */
	readonly enterURL: string;
	/** Tells this entry's modules from others'. */
	readonly serial: number;
	readonly starExternals: readonly LoadedExternal[];
	/** Node starts with this module. Its facade can ask Node, but segments run before. */
	readonly isMain: boolean;
}

export interface GeneratedModules {
	readonly facade: string;
	/** The others, by URL. */
	readonly others: ReadonlyMap<string, string>;
}

export function generateModules(request: FacadeRequest): GeneratedModules {
	const others = new Map<string, string>();
	const innerURL = `${SCHEME}inner?${request.serial}`;
	const starsURL = `${SCHEME}stars?${request.serial}`;
	const externals = externalsOf(request.plan);
	if (externals.length > 0) {
		const links = request.plan.steps.map((_, index) => linkFor(request, index, others, innerURL));
		others.set(innerURL, innerText(request.plan, links));
	}
	if (request.starExternals.length > 0) others.set(starsURL, request.starExternals.map(external => `export*from${target(external)};`).join(''));
	return { facade: facadeText(request, externals.length > 0 ? innerURL : null, request.starExternals.length > 0 ? starsURL : null), others };
}

function externalsOf(plan: EvaluationPlan): readonly LoadedExternal[] {
	return [...plan.builtins, ...plan.steps.flatMap(step => step.type === 'external' ? [step.external] : [])];
}

/** The import declarations of the inner module for one step. */
function linkFor(request: FacadeRequest, index: number, others: Map<string, string>, innerURL: string): string {
	const step = request.plan.steps[index];
	if (step === undefined) return '';
	const url = `${SCHEME}${step.type === 'segment' ? 'segment' : 'mark'}?${request.serial}.${index}`;
	const { entry, enterURL, plan, isMain } = request;
	if (step.type === 'segment') {
		const done = evaluatedBefore(plan, index);
		const begun = begunBefore(plan, index);
		const first = isMain && plan.steps.findIndex(({ type }) => type === 'segment') === index;
		others.set(url, `import{segment${first ? ',main' : ''}}from${text(enterURL)};import{externals}from${text(innerURL)};${first ? `main(${text(entry)});` : ''}segment(${text(entry)},externals,${text(done)},${text(begun)});`);
		return `import${text(url)};`;
	}
	const link = `import*as e${externalsOf(plan).indexOf(step.external)} from${target(step.external)};`;
	if (!mayWait(step.external)) return link;
	others.set(url, `import${target(step.external)};import{mark}from${text(enterURL)};mark(${text(entry)},${text(step.external.id)});`);
	return `${link}import${text(url)};`;
}

/** What Node has evaluated, without asking, since the segment before `index`: CommonJS, which cannot be asynchronous. */
function evaluatedBefore(plan: EvaluationPlan, index: number): readonly ModuleId[] {
	const start = plan.steps.slice(0, index).findLastIndex(step => step.type === 'segment') + 1;
	return plan.steps.slice(start, index).flatMap(step => step.type === 'external' && !mayWait(step.external) ? [step.external.id] : []);
}

/** What Node has begun before the segment at `index`, and may not have evaluated to its end. */
function begunBefore(plan: EvaluationPlan, index: number): readonly ModuleId[] {
	return plan.steps.slice(0, index).flatMap(step => step.type === 'external' && mayWait(step.external) ? [step.external.id] : []);
}

function innerText(plan: EvaluationPlan, links: readonly string[]): string {
	const builtins = plan.builtins.map((external, index) => `import*as e${index} from${target(external)};`);
	const pairs = externalsOf(plan).map((external, index) => `[${text(external.id)},e${index}]`);
	// A hoisted function: segments call it before this module's own turn comes.
	return `${builtins.join('')}${links.join('')}export function externals(){return[${pairs.join()}]}`;
}

function facadeText(request: FacadeRequest, innerURL: string | null, starsURL: string | null): string {
	const { entry, enterURL, exports, plan } = request;
	const names = exports.names;
	const imports = `import{enter}from${text(enterURL)};${innerURL === null ? '' : `import{externals}from${text(innerURL)};`}`;
	const stars = starsURL === null ? '' : `export*from${text(starsURL)};`;
	const bindings = names.length === 0 ? '' : `let ${names.map((_, index) => `e${index}`).join()};export{${names.map((name, index) => `e${index} as ${text(name)}`).join()}};`;
	const done = evaluatedBefore(plan, plan.steps.length);
	const open = `const entry=enter(${text(entry)},import.meta,${innerURL === null ? '()=>[]' : 'externals'},${text(done)});`;
	const publish = `entry.publish(${text(names)},[${names.map((_, index) => `v=>{e${index}=v}`).join()}]);`;
	return `${imports}${stars}${bindings}${open}${plan.hasTLA ? 'await ' : ''}entry.finish();${publish}\n//# sourceURL=${STACK_NAME}`;
}

export function target(external: Pick<LoadedExternal, 'url' | 'attributes'>): string {
	const keys = Object.keys(external.attributes);
	return keys.length === 0 ? text(external.url) : `${text(external.url)}with${text(external.attributes)}`;
}

export function text(value: unknown): string {
	return JSON.stringify(value);
}
