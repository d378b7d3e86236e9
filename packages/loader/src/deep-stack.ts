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
