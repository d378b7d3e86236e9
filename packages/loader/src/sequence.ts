// The modules Node is given to evaluate modules that are not hot as it evaluates the imports of one module, for `import()` and for updates:
//
//   sequence  imports a step, what is not hot, its mark, the next step …; hands on the namespaces
//   step      lets the runtime evaluate hot modules as far as the next
//   mark      runs when the one in front of it was evaluated to its end
//
// A URL tells the whole text, so that hooks need not be told of it, in whichever thread they run.
import type { LoadedExternal } from '@hot-runtime/types';
import { SCHEME, target, text } from './facade.js';

type Imported = Pick<LoadedExternal, 'url' | 'attributes'>;

const SEQUENCE = `${SCHEME}sequence?`;
const STEP = `${SCHEME}step?`;
const MARK = `${SCHEME}mark-in-sequence?`;

/** `serial`: no two have the same. */
export function sequenceURL(serial: number, externals: readonly Imported[]): string {
	return SEQUENCE + encode<Sequence>({ serial, externals: externals.map(({ url, attributes }) => ({ url, attributes })) });
}

export function isOfSequence(url: string): boolean {
	return url.startsWith(SEQUENCE) || url.startsWith(STEP) || url.startsWith(MARK);
}

export function textOfSequence(url: string, enterURL: string): string {
	if (url.startsWith(SEQUENCE)) return sequenceText(url, decode(url, SEQUENCE));
	return url.startsWith(STEP) ? stepText(decode(url, STEP), enterURL) : markText(decode(url, MARK), enterURL);
}

function sequenceText(url: string, { serial, externals }: Sequence): string {
	const step = (index: number): string => `import${text(STEP + encode<Step>({ serial, index, ...index === 0 && { sequence: url } }))};`;
	const links = externals.map((external, index) => `${step(index)}import*as e${index} from${target(external)};import${text(MARK + encode<Mark>({ serial, index, external }))};`);
	// A hoisted function: the first step calls it before this module's own turn comes.
	return `${links.join('')}${step(externals.length)}export function externals(){return[${externals.map((_, index) => `e${index}`).join()}]}`;
}

function stepText({ serial, index, sequence }: Step, enterURL: string): string {
	const externals = sequence === undefined ? '' : `import{externals}from${text(sequence)};`;
	return `import{step}from${text(enterURL)};${externals}step(${serial},${index}${sequence === undefined ? '' : ',externals()'});`;
}

function markText({ serial, index, external }: Mark, enterURL: string): string {
	return `import${target(external)};import{stepMark}from${text(enterURL)};stepMark(${serial},${index});`;
}

interface Sequence {
	readonly serial: number;
	readonly externals: readonly Imported[];
}

interface Step {
	readonly serial: number;
	readonly index: number;
	/** Of the first step: its URL, for the namespaces. */
	readonly sequence?: string;
}

interface Mark {
	readonly serial: number;
	readonly index: number;
	readonly external: Imported;
}

function encode<T>(value: T): string {
	return encodeURIComponent(JSON.stringify(value));
}

function decode<T>(url: string, prefix: string): T {
	return JSON.parse(decodeURIComponent(url.slice(prefix.length)));
}
