// TypeScript as Node itself takes it: types are stripped in place, so that lines and columns stay.
import module from 'node:module';
import { howToRunTypeScript } from './messages.js';

type StripTypes = (code: string, options: { readonly mode: 'strip' | 'transform'; readonly sourceMap?: boolean; readonly sourceUrl?: string }) => string;

/** Absent on Node versions that do not strip types. */
function capability(): StripTypes | null {
	const candidate: unknown = Reflect.get(module, 'stripTypeScriptTypes');
	return typeof candidate === 'function' ? candidate as StripTypes : null;
}

let stripTypes: StripTypes | null | undefined;

export function stripTypeScript(code: string, url: string): string {
	stripTypes ??= capability();
	if (stripTypes === null) return code;
	const transforms = process.execArgv.includes('--experimental-transform-types');
	if (transforms) return withoutWarning(stripTypes, code, { mode: 'transform', sourceMap: true, sourceUrl: url });
	try {
		return withoutWarning(stripTypes, code, { mode: 'strip' });
	} catch {
		// The error names the file if it is told, and so would the text that comes back.
		return withoutWarning(stripTypes, code, { mode: 'strip', sourceUrl: url });
	}
}

// Node warns of the function being experimental where it would have said nothing, or something else, about the file itself.
function withoutWarning(strip: StripTypes, code: string, options: Parameters<StripTypes>[1]): string {
	const emitWarning = process.emitWarning;
	process.emitWarning = () => {};
	try {
		return strip(code, options);
	} finally {
		process.emitWarning = emitWarning;
	}
}

/** Node 20 knows no TypeScript: its error, with what helps. */
export function explainTypeScript(error: unknown, url: string): unknown {
	if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_UNKNOWN_FILE_EXTENSION') return error;
	stripTypes ??= capability();
	if (stripTypes === null && /\.[cm]?tsx?(?:[?#]|$)/.test(url)) error.message += howToRunTypeScript();
	return error;
}
