// What a user may set, checked where it can still be said.
import { util } from '@hot-runtime/loader';
import { unknownOption, wrongOption } from './messages.js';
import { mostSimilar } from './report/similar.js';

export interface RegisterOptions {
	/** What matches a resolved URL is not hot. Default: anything in `node_modules`. */
	readonly ignore?: RegExp;
	/** Print nothing. Default false. */
	readonly silent?: boolean;
	/** False: files are not watched. `polling`: look at them every so many milliseconds. Default true. */
	readonly watch?: boolean | { readonly polling: number };
	/** False: nothing is kept on disk. A folder: where to keep it. Default `node_modules/.cache/hot-runtime`. */
	readonly cache?: boolean | string;
}

interface Option {
	readonly takes: string;
	readonly isRight: (value: unknown) => boolean;
}

const options: Readonly<Record<keyof RegisterOptions, Option>> = {
	ignore: { takes: 'a RegExp', isRight: value => value instanceof RegExp },
	silent: { takes: 'true or false', isRight: value => typeof value === 'boolean' },
	watch: { takes: 'true, false, or { polling: milliseconds }', isRight: value => typeof value === 'boolean' || isPolling(value) },
	cache: { takes: 'true, false, or the path of a folder', isRight: value => typeof value === 'boolean' || (typeof value === 'string' && value !== '') },
};

function isPolling(value: unknown): boolean {
	return typeof value === 'object' && value !== null && 'polling' in value && typeof value.polling === 'number' && value.polling > 0;
}

/** Throws a TypeError that names the option and what it takes. */
export function checkOptions(given: unknown): RegisterOptions {
	if (given === undefined || given === null) return {};
	if (typeof given !== 'object' || Array.isArray(given)) throw new TypeError(wrongOption('data', 'an object of options', describe(given)));
	for (const [name, value] of Object.entries(given)) {
		if (!isOption(name)) throw new TypeError(unknownOption(name, Object.keys(options), mostSimilar(name, Object.keys(options))));
		if (value !== undefined && !options[name].isRight(value)) throw new TypeError(wrongOption(name, options[name].takes, describe(value)));
	}
	return given;
}

function isOption(name: string): name is keyof RegisterOptions {
	return Object.hasOwn(options, name);
}

function describe(value: unknown): string {
	return typeof value === 'function' ? 'a function' : util().inspect(value, { depth: 1, breakLength: Infinity });
}

/**
 * The options of `--import hot-runtime/register`, from the environment variable HOT_RUNTIME: JSON with the names of RegisterOptions, where `ignore`
 * is the text of a regular expression. Throws a TypeError that names the variable.
 */
export function optionsOfEnvironment(text: string | undefined): RegisterOptions | undefined {
	if (text === undefined || text === '') return undefined;
	const given = parse(text);
	if (typeof given !== 'object' || given === null || !('ignore' in given)) return checkOptions(given);
	return checkOptions({ ...given, ignore: toRegExp(given.ignore) });
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new TypeError(wrongOption('HOT_RUNTIME', 'JSON, such as {"silent":true}', describe(text)));
	}
}

function toRegExp(pattern: unknown): unknown {
	if (typeof pattern !== 'string') return pattern;
	try {
		return new RegExp(pattern);
	} catch {
		throw new TypeError(wrongOption('ignore', 'the text of a regular expression', describe(pattern)));
	}
}
