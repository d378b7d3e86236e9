// Which tests of a test262 checkout say something about modules, and what each asks for.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Negative {
	readonly phase: string;
	readonly type: string;
}

export interface Test262 {
	/** From the checkout's `test` folder. */
	readonly path: string;
	readonly kind: 'module' | 'dynamic-import' | 'ordinary';
	readonly isAsync: boolean;
	readonly isRaw: boolean;
	readonly includes: readonly string[];
	readonly negative?: Negative;
}

const list = (text: string | undefined): readonly string[] =>
	text?.split(/[,\n]/).map(each => each.replace(/^\s*-?\s*/, '').trim()).filter(each => each !== '') ?? [];

/** A list of the front matter, in brackets or on lines of its own. */
function field(front: string, name: string): readonly string[] {
	const inline = new RegExp(`^${name}:\\s*\\[([^\\]]*)\\]`, 'm').exec(front);
	const block = new RegExp(`^${name}:[ \\t]*\\n((?:[ \\t]+-.*\\n?)+)`, 'm').exec(front);
	return list(inline?.[1] ?? block?.[1]);
}

function negativeOf(front: string): Negative | undefined {
	const block = /^negative:[ \t]*\n((?:[ \t]+.*\n?)+)/m.exec(front)?.[1];
	const phase = block && /phase:\s*(\w+)/.exec(block)?.[1];
	const type = block && /type:\s*(\w+)/.exec(block)?.[1];
	return phase && type ? { phase, type } : undefined;
}

function kindOf(path: string, flags: readonly string[]): Test262['kind'] {
	if (flags.includes('module')) {
		return 'module';
	}
	return path.includes('expressions/dynamic-import/') ? 'dynamic-import' : 'ordinary';
}

/** Answers nothing for what cannot run as a module: sloppy code. */
export function readTest(path: string, text: string): Test262 | undefined {
	const front = /\/\*---\r?\n?([\s\S]*?)---\*\//.exec(text)?.[1]?.replace(/\r\n?/g, '\n');
	if (front === undefined) {
		return undefined;
	}
	const flags = field(front, 'flags');
	if (flags.includes('noStrict')) {
		return undefined;
	}
	const negative = negativeOf(front);
	return {
		path,
		kind: kindOf(path, flags),
		isAsync: flags.includes('async'),
		isRaw: flags.includes('raw'),
		includes: field(front, 'includes'),
		...negative && { negative },
	};
}

const isTest = (path: string): boolean => path.endsWith('.js') && !path.endsWith('_FIXTURE.js');

/** Every test of `test/language` that can run as a module, in order of its path. */
export function selectTests(checkout: string): readonly Test262[] {
	const root = join(checkout, 'test');
	const paths = readdirSync(join(root, 'language'), { recursive: true, encoding: 'utf8' });
	return paths
		.filter(isTest)
		.map(path => `language/${path.replaceAll('\\', '/')}`)
		.sort()
		.flatMap(path => readTest(path, readFileSync(join(root, path), 'utf8')) ?? []);
}

/** All tests of modules whose number is divisible by `every`, and a tenth as many of the others. */
export function sampleOf(tests: readonly Test262[], every: number): readonly Test262[] {
	return tests.filter((test, index) => index % (test.kind === 'ordinary' ? every * 10 : every) === 0);
}
