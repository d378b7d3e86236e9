/** Every name that emitted code adds to the user's, in one place. None of them occurs in the user's text. */
export interface EmittedNames {
	/** The body's first parameter. */
	readonly context: string;
	readonly defaultExport: string;
	/** What a notice in a list of declarators is assigned to. */
	readonly ignored: string;
	readonly arguments: string;
	readonly typeofArguments: string;
	/** The cell of an import that keeps its name from a direct `eval`. */
	hidden(localName: string): string;
	member(namespace: string, property: string, isCallee: boolean): string;
}

export function chooseNames(text: string): EmittedNames {
	const searched = text.includes('\\u') ? text + withoutEscapes(text) : text;
	const context = unusedName('hot$', searched);
	const members = new Map<string, string>();
	const member = (namespace: string, property: string, isCallee: boolean): string => {
		const key = `${namespace}.${property}${isCallee ? '()' : ''}`;
		const known = members.get(key);
		if (known !== undefined) return known;
		const name = unusedName(`${namespace}$${property}${isCallee ? '$call' : ''}`, searched, [...members.values()]);
		members.set(key, name);
		return name;
	};
	return {
		context,
		defaultExport: `${context}default`,
		ignored: `${context}ignored`,
		arguments: `${context}arguments`,
		typeofArguments: `${context}typeofArguments`,
		hidden: (localName) => `${context}$${localName}`,
		member,
	};
}

function unusedName(wanted: string, text: string, taken: readonly string[] = []): string {
	let name = wanted;
	for (let i = 1; text.includes(name) || taken.includes(name); i++) name = `${wanted}${i}`;
	return name;
}

function withoutEscapes(text: string): string {
	return text.replace(/\\u(?:\{([\da-f]{1,6})\}|([\da-f]{4}))/gi, (_, braced: string | undefined, four: string | undefined) => {
		const codePoint = Number.parseInt(braced ?? four ?? '', 16);
		return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : '';
	});
}
