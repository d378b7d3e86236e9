// What is handed to the program, and what the program hands to us: each runs on its own side of the shelter.
import type { ApplyOptions, Shelter } from '@hot-runtime/types';
import { apply } from '../intrinsics.js';

type Call = (...args: readonly unknown[]) => unknown;

/** The same functions, inside. So are the functions that they answer, such as an undo. */
export function insideEach<Functions extends object>(functions: Functions, inside: Shelter['inside']): Functions;
export function insideEach(functions: Readonly<Record<string, unknown>>, inside: Shelter['inside']): object {
	const sheltered: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(functions)) sheltered[name] = isFunction(value) ? asInside(value, inside) : value;
	return sheltered;
}

function asInside(call: Call, inside: Shelter['inside']): Call {
	return (...args) => {
		const result = inside(() => apply(call, undefined, args));
		return isFunction(result) ? asInside(result, inside) : result;
	};
}

const isFunction = (value: unknown): value is Call => typeof value === 'function';

/** The same options, whose functions run outside. */
export function outsideOptions(options: ApplyOptions, outside: Shelter['outside']): ApplyOptions {
	const { onAccepted, onUnaccepted, onDeclined, onErrored, onDisposed } = options;
	return {
		...options,
		...onAccepted && { onAccepted: asOutside(onAccepted, outside) },
		...onUnaccepted && { onUnaccepted: asOutside(onUnaccepted, outside) },
		...onDeclined && { onDeclined: asOutside(onDeclined, outside) },
		...onErrored && { onErrored: asOutside(onErrored, outside) },
		...onDisposed && { onDisposed: asOutside(onDisposed, outside) },
	};
}

function asOutside<Event>(handler: (event: Event) => void, outside: Shelter['outside']): (event: Event) => void {
	return (event) => outside(() => handler(event));
}
