// Every text of the runtime that a person may read. Each function is one message.
import type { HotEvent, HotStatus, ImporterChain, ModuleId } from '@hot-runtime/types';

export function handlerIsSlow(handler: string, seconds: number): string {
	return `The ${handler} handler has not settled for ${seconds} s. The update waits for it, until there is another change to apply.`;
}

export function evaluationIsSlow(seconds: number): string {
	return `The module has not finished its evaluation for ${seconds} s. The update waits for it, until there is another change to apply.`;
}

export function evaluationWasAbandoned(seconds: number): string {
	return `The module did not finish its evaluation in ${seconds} s, and something has changed since. The old version keeps running.`;
}

export function invalidatedAgain(ids: ImporterChain): string {
	return `import.meta.hot.invalidate() was called more than once in one update: ${ids.join(' → ')}. An invalidated module must not invalidate what invalidates it.`;
}

export function acceptNeedsHandler(): string {
	return 'import.meta.hot.accept() takes a handler, a specifier, or a list of specifiers.';
}

export function acceptedSpecifierNotFound(specifier: string, problem: string): string {
	return `import.meta.hot was given '${specifier}', which cannot be resolved, and so never accepts or declines anything: ${problem}`;
}

export function checkNeedsRest(status: HotStatus): string {
	return `hot.check() is only allowed in idle or watch status (state: ${status}).`;
}

export function applyNeedsReady(status: HotStatus): string {
	return `hot.apply() is only allowed in ready status (state: ${status}).`;
}

export function abortedUnaccepted(chain: ImporterChain): string {
	return `Aborted because ${chain[0] ?? ''} is not accepted\nUpdate propagation: ${chain.join(' → ')}`;
}

export function abortedDeclined(chain: ImporterChain, by: ModuleId): string {
	return `Aborted because of a declined dependency: ${by}\nUpdate propagation: ${chain.join(' → ')}`;
}

export function explainUnknown(file: string): string {
	return `${file} is not a module of this program: a change of it does nothing.`;
}

export function explainAccepted(id: ModuleId, stale: readonly ModuleId[], boundaries: readonly string[]): string {
	const replaced = stale.filter((other) => other !== id);
	const again = replaced.length === 0 ? '' : ` and run ${replaced.join(', ')} again`;
	return `A change of ${id} would load it anew${again}. Accepted by ${boundaries.length === 0 ? 'nobody: nothing uses it' : boundaries.join(', ')}.`;
}

export function explainUnaccepted(chains: readonly ImporterChain[]): string {
	const paths = chains.map((chain) => `\n  ${chain.join(' → ')}`).join('');
	return `A change would not be applied: on these paths nobody accepts it.${paths}\nOne module of each path must accept: import.meta.hot.accept().`;
}

export function explainDeclined(id: ModuleId, by: ModuleId): string {
	return `A change of ${id} would be refused: ${by} declines it.`;
}

/** V8's wording, as the two that follow. */
export function missingExport(specifier: string, name: string): string {
	return `The requested module '${specifier}' does not provide an export named '${name}'`;
}

export function ambiguousExport(specifier: string, name: string): string {
	return `The requested module '${specifier}' contains conflicting star exports for name '${name}'`;
}

export function circularExport(specifier: string, name: string): string {
	return `Detected cycle while resolving name '${name}' in '${specifier}'`;
}

/** V8's wordings for the arguments of `import()`. */
export function optionsMustBeObject(): string {
	return 'The second argument to import() must be an object';
}

export function attributesMustBeObject(): string {
	return "The 'with' option must be an object";
}

export function attributeMustBeString(): string {
	return 'Import attribute value must be a string';
}

/** V8's wordings for reads of a binding that is not initialised yet. */
export function deadZone(name: string): string {
	return `Cannot access '${name}' before initialization`;
}

export function notDefined(name: string): string {
	return `${name} is not defined`;
}

export function notCallable(name: string): string {
	return `${name} is not a function`;
}

export function assignmentToConstant(): string {
	return 'Assignment to constant variable.';
}

export function noSuchEvent(event: string): string {
	return `There is no hot event '${event}': its handlers are never called. There are ${eventNames.join(', ')}.`;
}

const eventNames: readonly HotEvent[] = ['message', 'status', 'beforeUpdate', 'afterUpdate', 'beforePrune', 'invalidate', 'unaccepted', 'error'];
