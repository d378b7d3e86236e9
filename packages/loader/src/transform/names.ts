/** Every name that emitted code adds to the user's, in one place. None of them occurs in the user's text. */
export interface EmittedNames {
	/** The body's first parameter. */
	readonly context: string;
	readonly defaultExport: string;
	/** A hoisted function that makes an anonymous default function. */
	readonly makeDefault: string;
	/** What a notice in a list of declarators is assigned to. */
	readonly ignored: string;
	readonly arguments: string;
	readonly typeofArguments: string;
	/** What the text of a direct eval goes through. */
	readonly checkEval: string;
	/** The cell of an import that keeps its name from a direct `eval`. */
	hidden(localName: string): string;
	member(namespace: string, property: string, isCallee: boolean): string;
}

export function chooseNames(text: string): EmittedNames {
	const searched = text.includes('\\u') ? text + withoutEscapes(text) : text;
	const context = unusedName('hot$', searched);
	const members = new Map<string, string>();
	const taken = new Set<string>();
	const hasPrefix = new Map<string, boolean>();
	const member = (namespace: string, property: string, isCallee: boolean): string => {
		const key = `${namespace}.${property}${isCallee ? '()' : ''}`;
		const known = members.get(key);
		if (known !== undefined) return known;
		const prefix = `${namespace}$`;
		// One search for each namespace, not for each of its members.
		if (!hasPrefix.has(prefix)) hasPrefix.set(prefix, searched.includes(prefix));
		const name = unusedName(`${prefix}${property}${isCallee ? '$call' : ''}`, hasPrefix.get(prefix) ? searched : '', taken);
		members.set(key, name);
		taken.add(name);
		return name;
	};
	return {
		context,
		defaultExport: `${context}default`,
		makeDefault: `${context}makeDefault`,
		ignored: `${context}ignored`,
		arguments: `${context}arguments`,
		typeofArguments: `${context}typeofArguments`,
		checkEval: `${context}checkEval`,
		hidden: (localName) => `${context}$${localName}`,
		member,
	};
}

function unusedName(wanted: string, text: string, taken: ReadonlySet<string> = new Set()): string {
	let name = wanted;
	for (let i = 1; text.includes(name) || taken.has(name); i++) name = `${wanted}${i}`;
	return name;
}

function withoutEscapes(text: string): string {
	return text.replace(/\\u(?:\{([\da-f]{1,6})\}|([\da-f]{4}))/gi, (_, braced: string | undefined, four: string | undefined) => {
		const codePoint = Number.parseInt(braced ?? four ?? '', 16);
		return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : '';
	});
}
