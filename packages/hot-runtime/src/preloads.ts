// What the flags of the process say: whether other hooks may lie below ours, those of modules that are preloaded as well, and who counts.

const preload = /^(?:--import|--require|-r|--loader|--experimental-loader|--experimental-config-file|--experimental-default-config-file)(?:=|$)/;

/** True if the test runner may put hooks of its own above ours, of which nothing is told. */
export function mayMockModules(execArgv: readonly string[], nodeOptions: string): boolean {
	return execArgv.includes('--experimental-test-module-mocks') || nodeOptions.includes('--experimental-test-module-mocks');
}

/** True where the test runner, in a process that was started with this flag, reads what V8 counted by itself. */
export function reportsItself(execArgv: readonly string[]): boolean {
	return execArgv.includes('--experimental-test-coverage');
}

/** True if the program is, or begins with, a text of the command line or of a terminal. */
export function evaluatesText(execArgv: readonly string[]): boolean {
	return execArgv.some(flag => /^(?:-[a-z]*[epi]|--eval|--print|--interactive)\b/.test(flag));
}

/** True if nothing but hot-runtime itself is preloaded. */
export function isOnlyPreload(execArgv: readonly string[], nodeOptions: string): boolean {
	return [...execArgv, ...nodeOptions.split(/[\s"]+/)].filter(argument => preload.test(argument)).length <= 1;
}

/** True for `--import hot-runtime`, which registers nothing: a program may import that too, and must not become hot by it. */
export function isPreloadedBare(execArgv: readonly string[], nodeOptions: string): boolean {
	const words = [...execArgv, ...nodeOptions.split(/[\s"]+/)].flatMap(argument => argument.split('='));
	const preloaded = words.filter((_, index) => /^(?:--import|--require|-r)$/.test(words[index - 1] ?? ''));
	return preloaded.includes('hot-runtime') && !preloaded.some(name => name.startsWith('hot-runtime/'));
}

/** What the flags say of where modules are and what they are: conditions, links, and whatever is an experiment. */
export function resolverFlags(execArgv: readonly string[], nodeOptions: string): readonly string[] {
	const words = [...execArgv, ...nodeOptions.split(/[\s"]+/)].flatMap(argument => argument.startsWith('--') ? argument.split('=') : [argument]);
	return words.filter((word, index) => /^(?:-C|--conditions|--preserve-symlinks|--(?:no-)?experimental-)/.test(word) || /^(?:-C|--conditions)$/.test(words[index - 1] ?? ''));
}
