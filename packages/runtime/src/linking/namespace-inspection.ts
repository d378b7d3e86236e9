// What a program prints of a namespace: `[Module: null prototype] { … }`, as Node's `util.inspect` prints one of its own.
// The inspector looks at the target of a proxy; so the target is a proxy too, which answers the inspector's question and no other.
import { dataDescriptor, defineProperty, deleteProperty, NativeProxy, ownKeys, reflectGet, sort } from '../intrinsics.js';
import { append, forEach } from '../lists.js';
import type { Binding } from '../records/binding.js';
import { UNINITIALIZED } from '../records/uninitialized.js';

/** The well-known key under which `util.inspect` looks for an object's own way to be shown. */
const inspectKey = Symbol.for('nodejs.util.inspect.custom');

interface InspectOptions {
	readonly showHidden?: boolean;
	readonly stylize: (text: string, style: string) => string;
}

/** An object whose constructor has the name that stands before the braces. */
class Shown {}
defineProperty(Shown, 'name', { __proto__: null, value: '[Module: null prototype]' } as PropertyDescriptor);

const uninitialized = {
	[inspectKey]: (_depth: number, { stylize }: InspectOptions): string => stylize('<uninitialized>', 'special'),
};

/** `current` answers the bindings that the namespace has now. */
export function inspectable(target: object, current: () => ReadonlyMap<string, Binding>): object {
	// One object for each namespace: the inspector finds circles by identity.
	const shown = new Shown();
	const inspect = (depth: number | null, options: InspectOptions): unknown => {
		if (depth !== null && depth < 0) return options.stylize('[Object: null prototype] [Module]', 'special');
		show(shown, current());
		if (options.showHidden === true) tag(shown);
		return current().size === 0 && options.showHidden !== true ? '[Module: null prototype] {  }' : shown;
	};
	const handler: ProxyHandler<object> & { __proto__: null } = {
		__proto__: null,
		get: (own, key) => key === inspectKey ? inspect : reflectGet(own, key),
	};
	return new NativeProxy(target, handler);
}

function show(shown: object, exports: ReadonlyMap<string, Binding>): void {
	forEach(ownKeys(shown), (key) => void deleteProperty(shown, key));
	const names: string[] = [];
	exports.forEach((_, name) => append(names, name));
	sort(names, (a, b) => a < b ? -1 : 1);
	forEach(names, (name) => {
		const value = exports.get(name)?.read();
		defineProperty(shown, name, dataDescriptor(value === UNINITIALIZED ? uninitialized : value, true));
	});
}

function tag(shown: object): void {
	defineProperty(shown, Symbol.toStringTag, { __proto__: null, value: 'Module', enumerable: false, configurable: true } as PropertyDescriptor);
}
