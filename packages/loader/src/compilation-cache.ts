import { v8 } from './late-builtins.js';

let isOff = false;

/** V8's own cache would keep each old version's text. While it is off, V8 takes no code cache either. */
export function withoutCompilationCache<Result>(compile: () => Result): Result {
	if (isOff) return compile();
	const { setFlagsFromString } = v8();
	setFlagsFromString('--no-compilation-cache');
	isOff = true;
	try {
		return compile();
	} finally {
		isOff = false;
		setFlagsFromString('--compilation-cache');
	}
}
