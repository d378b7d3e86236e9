// V8's own error for a text that is not a module.

import { outside, type Steps } from '@hot-runtime/loader';

/** Nothing is there; so a module that imports it is parsed and never evaluated. */
const nothing = 'hot-runtime:nothing';

/** Null if V8 accepts the text as a module. */
export function* syntaxErrorOf(text: string, url: string): Steps<SyntaxError | null> {
	const withoutHashbang = text.startsWith('#!') ? `//${text}` : text;
	// What stands in front shares the first line, so that lines stay; but V8 has other words for `-->` where no line begins.
	const lineEnd = /^(?:\s|\/\*[^]*?\*\/)*-->/.test(text) ? '\n' : '';
	const probe = `import ${JSON.stringify(nothing)};${lineEnd}${withoutHashbang}\n//# sourceURL=${url}`;
	const restore = withoutWarningsOf(url);
	try {
		const data = `data:text/javascript;base64,${Buffer.from(probe).toString('base64')}`;
		yield outside(() => import(data));
		return null;
	} catch (error) {
		return error instanceof SyntaxError ? error : null;
	} finally {
		restore();
	}
}

/** What V8 finds worth a warning, such as `assert` on Node 20, it says when Node itself parses the text. Returns the undo. */
function withoutWarningsOf(url: string): () => void {
	const { emitWarning } = process;
	let isOver = false;
	function emit(...args: readonly unknown[]): void {
		const [warning, type] = args;
		if (isOver || type !== 'V8' || !String(warning).startsWith(url)) Reflect.apply(emitWarning, process, args);
	}
	process.emitWarning = emit;
	return () => {
		isOver = true;
		if (process.emitWarning === emit) process.emitWarning = emitWarning;
	};
}
