// What hooks throw need be no Error, and one from another thread may be an object without any methods.
import { util } from './late-builtins.js';

export function toError(thrown: unknown): Error {
	if (thrown instanceof Error) return thrown;
	if (typeof thrown !== 'object' || thrown === null) return new Error(String(thrown));
	return new Error('message' in thrown && typeof thrown.message === 'string' ? thrown.message : util().inspect(thrown));
}
