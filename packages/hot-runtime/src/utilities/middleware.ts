// A request handler that can be exchanged while the server that holds it keeps running: Express, Connect, Koa, and whatever else takes a function.

/** Makes `middleware` do what `initial` does, until `swap` gives it something else to do. It has no state but that. */
export function makeSwappableMiddleware<Middleware extends (...args: never[]) => unknown>(
	initial: Middleware,
): [swap: (next: Middleware) => void, middleware: Middleware] {
	let current = initial;
	const swap = (next: Middleware): void => {
		current = next;
	};
	// Its properties too are the current one's: a framework may ask whether it is an application, or how many parameters it has.
	const middleware = new Proxy(initial, {
		apply: (_, self, args) => Reflect.apply(current, self, args),
		get: (_, key) => Reflect.get(current, key),
		has: (_, key) => Reflect.has(current, key),
	});
	return [swap, middleware];
}
