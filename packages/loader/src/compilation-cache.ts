import { v8 } from './late-builtins.js';

/** V8's own cache would keep each old version's text. While it is off, V8 takes no code cache either. */
export function withoutCompilationCache<Result>(compile: () => Result): Result {
	const { setFlagsFromString } = v8();
	setFlagsFromString('--no-compilation-cache');
	try {
		return compile();
	} finally {
		setFlagsFromString('--compilation-cache');
	}
}
