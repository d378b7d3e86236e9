// Who called: read off the stack, where the engine can tell. Nothing of it is left behind, and no code of the program runs.
import { dataDescriptor, defineProperty, deleteProperty, getOwnPropertyDescriptor, hideFrames, NativeError, nullPrototype } from './intrinsics.js';

export interface Caller {
	/** Null for a built-in. */
	readonly file: string | null;
	/** Of the function. */
	readonly name: string | null;
	/** Of its receiver. */
	readonly type: string | null;
	readonly isEval: boolean;
}

interface CallSite {
	getFileName(): string | null | undefined;
	getFunctionName(): string | null;
	getTypeName(): string | null;
	isEval(): boolean;
}

/** The caller of `above`; null if the engine does not tell. */
export function callerOf(above: (...args: never) => unknown): Caller | null {
	let site: CallSite | undefined;
	const undo = [
		replace('stackTraceLimit', 1),
		replace('prepareStackTrace', (_: unknown, sites: readonly CallSite[]) => { site = sites[0]; }),
	] as const;
	try {
		const holder: { readonly stack?: unknown } = hideFrames(nullPrototype() as Error, above);
		void holder.stack;
		return site === undefined ? null : describe(site);
	} catch {
		return null;
	} finally {
		undo[0]();
		undo[1]();
	}
}

function describe(site: CallSite): Caller {
	return { file: site.getFileName() ?? null, name: site.getFunctionName(), type: site.getTypeName(), isEval: site.isEval() };
}

/** Gives `Error` a property for a moment. Returns the undo. */
function replace(name: string, value: unknown): () => void {
	const before = getOwnPropertyDescriptor(NativeError, name);
	const isReplaced = defineProperty(NativeError, name, dataDescriptor(value, true));
	return () => {
		if (!isReplaced) return;
		if (before === undefined) deleteProperty(NativeError, name);
		else defineProperty(NativeError, name, before);
	};
}
