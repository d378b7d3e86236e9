// V8's own error for a text that is not a module.

/** Nothing is there; so a module that imports it is parsed and never evaluated. */
const nothing = 'hot-runtime:nothing';

/** Null if V8 accepts the text as a module. */
export async function syntaxErrorOf(text: string, url: string): Promise<SyntaxError | null> {
	const withoutHashbang = text.startsWith('#!') ? `//${text}` : text;
	const probe = `import ${JSON.stringify(nothing)};${withoutHashbang}\n//# sourceURL=${url}`;
	try {
		await import(`data:text/javascript;base64,${Buffer.from(probe).toString('base64')}`);
		return null;
	} catch (error) {
		return error instanceof SyntaxError ? error : null;
	}
}
