// How the engine's own namespaces refuse: in which words, and whether what inherits from one may be given properties. A proxy can say only that it
// refuses, so what a trap throws is decided here. It is learned from a native namespace, when something is refused for the first time.
import { apply, assign, dataDescriptor, defineOrThrow, hideFrames, inheritFrom, NativeTypeError, nativeString } from '../intrinsics.js';
import { callerOf } from '../stack.js';

type Trap = (...args: never) => unknown;
export type Refusal = 'set' | 'add' | 'define';

const { indexOf, slice, startsWith } = String.prototype;

/** Every native namespace that is told of has it. */
const KNOWN = 'default';
const UNKNOWN = 'hot-runtime:none';

/** What stands around the key. */
interface Words {
	readonly before: string;
	readonly after: string;
}

let native: object | null = null;
let words: { readonly [Kind in Refusal]: Words | null } | null = null;
let heirsAreFree: boolean | null = null;

/** `namespace` is one of the engine's own, with a default export. */
export function learnFromNamespace(namespace: object): void {
	native ??= namespace;
}

/**
 * Throws as the engine does where code of this kind refuses a write to a namespace; answers false where the one who asks is content with that, as
 * `Reflect.set` is, or where that is not known.
 */
export function refuse(kind: Refusal, key: PropertyKey, trap: Trap): false {
	const template = isStrictCaller(trap) ? wordsFor(kind) : null;
	if (template === null) return false;
	const { before, after } = template;
	throw hideFrames(new NativeTypeError(before + nativeString(key) + after), trap);
}

/** Deviation: the specification's [[Set]] is always false. V8 up to that of Node 24 looks at the receiver, and gives an heir a property of its own. */
export function mayHeirsBeWritten(): boolean {
	if (heirsAreFree !== null) return heirsAreFree;
	if (native === null) return true;
	const heir = inheritFrom(native);
	return heirsAreFree = messageOf(() => assign(heir, { [KNOWN]: 1 })) === null;
}

/** Whether V8 asks for a property in order to list keys: then it words a dead zone as it does for a read. */
export function isListingKeys(trap: Trap): boolean {
	const caller = callerOf(trap);
	return caller !== null && caller.file === null && (caller.name === 'keys' || caller.name === 'stringify');
}

/** Module code is strict, and what has a URL for its file is module code; of built-ins, only those of `Reflect` put up with a refusal. */
function isStrictCaller(trap: Trap): boolean {
	const caller = callerOf(trap);
	if (caller === null || caller.isEval) return false;
	if (caller.file !== null) return apply(startsWith, caller.file, ['file:']);
	return caller.name !== null && caller.name !== 'set' && (caller.name !== 'defineProperty' || caller.type === 'Function' || caller.type === 'Object');
}

function wordsFor(kind: Refusal): Words | null {
	const namespace = native;
	if (namespace === null) return null;
	words ??= {
		set: wordsAround(KNOWN, () => assign(namespace, { [KNOWN]: 1 })),
		add: wordsAround(UNKNOWN, () => assign(namespace, { [UNKNOWN]: 1 })),
		define: wordsAround(UNKNOWN, () => defineOrThrow(namespace, UNKNOWN, dataDescriptor(1, false))),
	};
	return words[kind];
}

function wordsAround(key: string, refused: () => unknown): Words | null {
	const message = messageOf(refused);
	const at = message === null ? -1 : apply(indexOf, message, [key]);
	return message === null || at < 0 ? null : { before: apply(slice, message, [0, at]), after: apply(slice, message, [at + key.length]) };
}

function messageOf(refused: () => unknown): string | null {
	try {
		refused();
		return null;
	} catch (error) {
		return error instanceof NativeTypeError ? error.message : null;
	}
}
