/** A text that is not a module, or that this transform leaves to Node. Node's own error for it comes from importing the untouched text. */
export class ModuleSyntaxError extends SyntaxError {
	readonly url: string;
	/** From 1. */
	readonly line: number;
	/** From 0, in UTF-16 code units. */
	readonly column: number;

	constructor(message: string, url: string, position: { readonly line: number; readonly column: number }) {
		super(message);
		this.url = url;
		this.line = position.line;
		this.column = position.column;
	}
}
