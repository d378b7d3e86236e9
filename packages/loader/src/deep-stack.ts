/** What `read` gives with stacks of up to `frames` lines; with those the program has set where it may not be changed (`--frozen-intrinsics`). */
export function withDeepStacks<T>(frames: number, read: () => T): T {
	const { stackTraceLimit } = Error;
	Reflect.set(Error, 'stackTraceLimit', frames);
	try {
		return read();
	} finally {
		Reflect.set(Error, 'stackTraceLimit', stackTraceLimit);
	}
}

/** The same in the engine's own words: a program may have its own for the frames of a stack, or throw. */
export function withNativeStacks<T>(frames: number, read: () => T): T {
	const prepare = Reflect.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
	if (prepare !== undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
	try {
		return withDeepStacks(frames, read);
	} finally {
		if (prepare !== undefined) Reflect.defineProperty(Error, 'prepareStackTrace', prepare);
	}
}
