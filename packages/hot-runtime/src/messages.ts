// Every text that a person reads. Each function is one message: what, why, where, how to mend. Lines after the first are indented.
import type { UpdateOutcome } from '@hot-runtime/types';

const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`;

export interface Counts {
	readonly loaded: number;
	readonly reevaluated: number;
	readonly pruned: number;
	/** Milliseconds. */
	readonly duration: number;
}

/** `Loaded 1 new module, reevaluated 2 existing modules in 4ms.` */
export function updated({ loaded, reevaluated, pruned, duration }: Counts): string {
	const parts = [
		...loaded > 0 ? [`loaded ${count(loaded, 'new module')}`] : [],
		...reevaluated > 0 ? [`reevaluated ${count(reevaluated, 'existing module')}`] : [],
		...pruned > 0 ? [`pruned ${count(pruned, 'module')}`] : [],
	];
	const sentence = parts.length === 0 ? 'nothing to run' : parts.join(', ');
	return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)} in ${Math.max(1, Math.round(duration))}ms.`;
}

export const notApplied = (files: readonly string[]): string => `${files.join(', ')}: not applied, the old version keeps running.`;

export const stopped = (files: readonly string[]): string => `${files.join(', ')}: the update stopped half-way; importers keep the old version.`;

/** It was applied, and then a handler refused it or its module was invalidated. */
export const notTaken = (files: readonly string[]): string => `${files.join(', ')}: the new version runs, but was not accepted after all.`;

/** From the module an error is about to an entry. */
export const importedBy = (chain: readonly string[]): string => `Imported on this path: ${chain.join(' ← ')}.`;

/** `from` is the changed file, first; each next one imports the one before it. */
export function nobodyAccepts(chain: readonly string[]): readonly string[] {
	if (chain.length < 2) return [`${chain[0] ?? 'It'} is the entry itself, and does not accept its own updates.`];
	return ['Nobody accepts it on this path:', ...chain.map((file, index) => `${'  '.repeat(index + 1)}${index === 0 ? '' : '← '}${file}`)];
}

/** How a module says what may be done with it: as an ES module, as CommonJS. */
export type HotObject = 'import.meta.hot' | 'module.hot';

export const acceptItself = (hot: HotObject): string => `${hot}?.accept();`;

export function acceptDependency(hot: HotObject, specifier: string): string {
	return `${hot}?.accept('${specifier}', ${hot === 'module.hot' ? '() => { /* require it anew */ }' : 'module => { /* use the new one */ }'});`;
}

export const addTo = (file: string, line: string): string => `Add to ${file}:  ${line}`;

export const orAddTo = (file: string, line: string): string => `or to ${file}:  ${line}`;

/** What nobody accepts cannot be taught to accept while it runs. */
export const restartOnce = (): string => 'Then restart the program once: what an update may replace, the version that runs has said.';

export const declined = (file: string, hot: HotObject): string => `${file} declines updates (${hot}.decline()). Restart the program to run the new version.`;

export const missingExport = (importer: string, name: string, exporter: string, suggestion: string | null): string =>
	`${importer} imports '${name}', which ${exporter} does not export.${suggestion === null ? '' : ` Did you mean '${suggestion}'?`}`;

export const savesAreTried = (): string => 'The next save is tried again.';

export const stillWaits = (file: string, reason: string): string => `${file} still waits to be applied (${reason}).`;

export const passedOnInCircle = (files: readonly string[]): string =>
	`${files.join(' → ')} pass the update on to each other (import.meta.hot.invalidate()). One of them must take it.`;

const handlerNames: Readonly<Record<string, string>> = {
	accept: 'An accept handler',
	dispose: 'A dispose handler',
	prune: 'A prune handler',
	event: 'An event handler',
	keep: 'What was kept with import.meta.hot.keep()',
	evaluation: 'The evaluation',
};

/** `file` is null for code outside of modules. */
export const handlerFailed = (handler: string, file: string | null): string =>
	`${handlerNames[handler] ?? 'A handler'}${file === null ? '' : ` of ${file}`} failed; the update went on.`;

export function watchesExhausted(code: string, interval: number): string {
	const limit = code === 'EMFILE' || code === 'ENFILE' ? 'open files (ulimit -n) or fs.inotify.max_user_instances' : 'fs.inotify.max_user_watches';
	return `The system gives no more file watches (${code}), so files are looked at every ${interval}ms from now on. Raise ${limit} to be told at once.`;
}

/** The text of a TypeError for an option of the wrong kind. */
export const wrongOption = (name: string, takes: string, given: string): string => `hot-runtime: the option '${name}' takes ${takes}, not ${given}.`;

export function unknownOption(name: string, known: readonly string[], suggestion: string | null): string {
	const hint = suggestion === null ? `There are: ${known.join(', ')}.` : `Did you mean '${suggestion}'?`;
	return `hot-runtime: there is no option '${name}'. ${hint}`;
}

/** The same update is told by each thread that has the module. */
export const inThread = (text: string, thread: number): string => text.replace('[hot]', `[hot, thread ${thread}]`);

const inMs = (duration: number): string => `${duration.toFixed(1)}ms`;

/** A line for each state an update passes through. */
export function tracedState({ update, previous, status, duration }: { update: number; previous: string; status: string; duration: number }): string {
	const after = previous === 'watch' || previous === 'idle' ? '' : ` after ${inMs(duration)}`;
	return `[hot] trace${update === 0 ? '' : ` #${update}`}: ${previous}${after} → ${status}`;
}

export function tracedUpdate({ update, type, changed, duration, durations, loaded, reevaluated, boundaries, pending }: UpdateOutcome): string {
	const steps = Object.entries(durations).map(([step, spent]) => `${step} ${inMs(spent)}`).join(', ');
	const lists = Object.entries({ changed, loaded, reevaluated, boundaries, pending: pending.map(({ id, reason }) => `${id} (${reason})`) })
		.filter(([, ids]) => ids.length > 0).map(([what, ids]) => `\n  ${what}: ${ids.join(', ')}`).join('');
	return `[hot] trace #${update}: ${type} in ${inMs(duration)} (${steps})${lists}`;
}

/** Node's words. `names`: the names of the import in braces, as they would be destructured; null if it goes over several lines. */
export function commonJSExportNotFound(name: string, specifier: string, names: string | null): string {
	return `Named export '${name}' not found. The requested module '${specifier}' is a CommonJS module, which may not support all module.exports as named exports.\n`
		+ 'CommonJS modules can always be imported via the default export, for example using:\n'
		+ `\nimport pkg from '${specifier}';\n${names === null ? '' : `const ${names} = pkg;\n`}`;
}

export const commonJSIsLeft = (file: string): string =>
	`${file} is CommonJS, which is not hot here: the hooks of this Node do not see require. It runs as in plain Node; Node 22.15 and later update it.`;

export const isPassedBy = (file: string): string =>
	`${file} is not hot: hooks that lie above hot-runtime's loaded it by themselves. Preload hot-runtime after all others: --import hot-runtime/register.`;

export const hooksInThreadPassBy = (): string =>
	`The hooks of module.registerHooks, module mocks of node:test among them, do not reach hot modules: hot-runtime/loader was registered by hand, and its hooks lie in another thread. Preload hot-runtime/register instead.`;

export const coverageOfItself = (): string =>
	'Nothing is hot in this process: it reports the coverage of itself (--experimental-test-coverage), before positions can be put right. With --test the tests run in processes of their own, and are hot.';

export const coverageNotMended = (error: unknown): string =>
	`The coverage that Node wrote (NODE_V8_COVERAGE) could not be put right, so its positions are not those of the texts: ${error instanceof Error ? error.message : String(error)}`;

export const notRegistered = (file: string): string => `${file}: hot-runtime is not registered.`;

export const nothingIsRegistered = (): string =>
	'--import hot-runtime registers nothing, so nothing is hot in this process. Write --import hot-runtime/register instead.';

export const threadsAreDenied = (): string =>
	'Nothing is hot in this process: its permissions allow no threads, and the hooks of this Node need one. Add --allow-worker, or use Node 22.15 or later.';
