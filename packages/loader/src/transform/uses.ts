import type { Scope } from './scope.js';

/** Where the text says the name of an import, and what it does there. */
export type ImportUse = UseBase & UseKind;

interface UseBase {
	readonly name: string;
	readonly start: number;
	readonly end: number;
	readonly scope: Scope;
	/** An edit here that begins with `(` would go on with the statement before. */
	readonly isHazard: boolean;
}

type UseKind =
	| { readonly kind: 'read' }
	/** The callee of a call, or a template's tag: `this` is undefined. */
	| { readonly kind: 'call'; readonly isOptional: boolean }
	/** `{ name }` in an object literal. */
	| { readonly kind: 'shorthand' }
	/** `name.property`, read only. */
	| { readonly kind: 'member'; readonly property: string; readonly propertyStart: number; readonly memberEnd: number; readonly isCallee: boolean }
	/** In an assignment pattern or the head of a loop. */
	| { readonly kind: 'target'; readonly isShorthand: boolean }
	| { readonly kind: 'assign'; readonly operator: string; readonly from: number; readonly valueStart: number; readonly to: number }
	| { readonly kind: 'update'; readonly from: number; readonly to: number };

/** Where a notice about a write goes. */
export type WritePlace =
	| { readonly kind: 'expression'; readonly start: number; readonly end: number }
	| { readonly kind: 'declarator'; readonly start: number; readonly end: number }
	| { readonly kind: 'loop'; readonly bodyStart: number; readonly bodyEnd: number; readonly isBlock: boolean };

/** Where the text writes to a binding that has the name of an export. */
export interface ExportWrite {
	readonly name: string;
	readonly scope: Scope;
	readonly place: WritePlace;
}

/** The free `arguments` of module code. */
export interface ArgumentsUse {
	readonly kind: 'read' | 'shorthand' | 'typeof';
	readonly start: number;
	readonly end: number;
	readonly isHazard: boolean;
}
