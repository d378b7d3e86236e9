/** Declared names, of those that matter: the ones the module imports or exports. */
export class Scope {
	readonly parent: Scope | null;
	/** `var` declarations below belong here. */
	readonly isFunction: boolean;
	#names: Set<string> | null = null;

	constructor(parent: Scope | null, isFunction: boolean) {
		this.parent = parent;
		this.isFunction = isFunction;
	}

	declare(name: string): void {
		(this.#names ??= new Set()).add(name);
	}

	functionScope(): Scope {
		let scope: Scope = this;
		while (!scope.isFunction && scope.parent !== null) scope = scope.parent;
		return scope;
	}

	/** Whether `name`, read here, is the module's own. To ask once the whole text was seen, since declarations hoist. */
	seesModule(name: string): boolean {
		for (let scope: Scope = this; scope.parent !== null; scope = scope.parent) {
			if (scope.#names?.has(name)) return false;
		}
		return true;
	}
}
