// What goes between the thread of the program and the hooks thread.
import type { StoreOptions } from '../cache/module-store.js';
import type { Note } from '../cache/noting-store.js';
import type { Resolution } from '../hook-chain.js';
import type { ImportAttributes, LoadedModule, LoadRoot, ModuleId } from '@hot-runtime/types';
import type { PackagePlaces } from '../places.js';
import { toError } from '../thrown.js';

/** An error keeps only its class, message and stack on the way; the rest goes beside it. */
export interface SentError {
	readonly error: Error;
	readonly properties: Readonly<Record<string, unknown>>;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly id: ModuleId | null; readonly error: SentError; readonly isUnfinished?: boolean };

export interface Question {
	readonly specifier: string;
	readonly parent: ModuleId;
	readonly attributes: ImportAttributes;
}

export type ToHooks =
	| { readonly type: 'load'; readonly call: number; readonly roots: readonly LoadRoot[] }
	/** `signal`: the asking thread sleeps on it until it is answered. */
	| { readonly type: 'resolve'; readonly call: number; readonly question: Question; readonly signal: Int32Array | null }
	| { readonly type: 'place'; readonly call: number; readonly places: PackagePlaces }
	| { readonly type: 'inForce' | 'forget'; readonly id: ModuleId };

export interface Loads {
	readonly modules: readonly LoadedModule[];
	/** Of those that are stored for the next start. */
	readonly notes: readonly Note[];
	/** What their requests were resolved to. */
	readonly resolutions: readonly Resolution[];
}

export type FromHooks =
	/** What was given to `module.register`, to be checked where it can be said. First of all messages. */
	| { readonly type: 'options'; readonly options: unknown; readonly isAlone: boolean; readonly store: StoreOptions | null }
	/** What an entry newly reaches. `readAt`: when its reading began, in milliseconds of the epoch. */
	| { readonly type: 'found'; readonly entry: ModuleId; readonly loads: Loads; readonly readAt: number }
	/** Modules of other hooks have been loaded. */
	| { readonly type: 'met' }
	/** Whether other hooks lie above ours. */
	| { readonly type: 'probed'; readonly isOnTop: boolean }
	/** From the wiring on the one side to that on the other. */
	| { readonly type: 'told'; readonly message: object }
	| { readonly type: 'loaded'; readonly call: number; readonly answer: Answer<Loads> }
	| { readonly type: 'placed'; readonly call: number; readonly answer: Answer<null> }
	| { readonly type: 'resolved'; readonly call: number; readonly answer: Answer<ModuleId> };

export function packError(error: unknown): SentError {
	const sent = toError(error);
	const properties: Record<string, unknown> = {};
	for (const key of Object.keys(sent)) {
		const value: unknown = Reflect.get(sent, key);
		if (isPlain(value)) properties[key] = value;
	}
	const code: unknown = Reflect.get(sent, 'code');
	if (isPlain(code) && code !== undefined) properties['code'] = code;
	return { error: sent, properties };
}

function isPlain(value: unknown): boolean {
	return value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol');
}

export function unpackError({ error, properties }: SentError): Error {
	return Object.assign(error, properties);
}
