// What happens to asynchronous modules after Evaluate has returned: their bodies settle, and modules that waited for them run. A graph may
// be deep, so nothing here recurses.
import { SafeSet } from '../collections.js';
import { apply, generatorNext, NativePromise, sort, whenSettled } from '../intrinsics.js';
import type { PromiseCapability, SourceTextModuleRecord } from '../records/source-text-module-record.js';
import type { SyntheticModuleRecord } from '../records/synthetic-module-record.js';

/** [[AsyncEvaluationOrder]] done. */
const DONE = Infinity;

let moduleAsyncEvaluationCount = 0;

/** [IncrementModuleAsyncEvaluationCount](https://tc39.es/ecma262/#sec-IncrementModuleAsyncEvaluationCount) */
export function nextAsyncEvaluationOrder(): number {
	return moduleAsyncEvaluationCount++;
}

/** [NewPromiseCapability](https://tc39.es/ecma262/#sec-newpromisecapability) */
export function newPromiseCapability(): PromiseCapability {
	let resolve = (): void => undefined;
	let reject = (_error: unknown): void => undefined;
	const promise = new NativePromise<void>((resolvePromise, rejectPromise) => {
		resolve = resolvePromise;
		reject = rejectPromise;
	});
	return { promise, resolve, reject };
}

/** [ExecuteAsyncModule](https://tc39.es/ecma262/#sec-execute-async-module) */
export function executeAsyncModule(module: SourceTextModuleRecord): void {
	// 4. to 8. Perform PerformPromiseThen(capability.[[Promise]], onFulfilled, onRejected): in the asynchronous context that the body is called in.
	const inContext = module.environment.keepContext();
	const settle = (settled: () => void): void => inContext === null ? settled() : inContext(settled);
	// 3. Let capability be ! NewPromiseCapability(%Promise%). It is the promise of the body, an async function.
	// 9. Perform ! module.ExecuteModule(capability).
	const completion = module.environment.executeAsync();
	whenSettled(
		completion,
		() => settle(() => {
			module.environment.finished();
			asyncModuleExecutionFulfilled(module);
			module.bodyEnded?.();
		}),
		(error) => settle(() => {
			module.environment.finished();
			asyncModuleExecutionRejected(module, error);
			module.bodyEnded?.();
		}),
	);
}

/** A module that has not come to its end will not begin any more, if it has not begun. True if it has, and cannot be stopped. */
export function abandonEvaluation(module: SourceTextModuleRecord, error: unknown): boolean {
	if (module.status !== 'evaluating-async') return false;
	if (module.hasTLA && module.pendingAsyncDependencies === 0) return true;
	asyncModuleExecutionRejected(module, error);
	return false;
}

/** [GatherAvailableAncestors](https://tc39.es/ecma262/#sec-gather-available-ancestors) */
function gatherAvailableAncestors(module: SourceTextModuleRecord | SyntheticModuleRecord): SourceTextModuleRecord[] {
	const execList: SourceTextModuleRecord[] = [];
	const seen = new SafeSet<SourceTextModuleRecord>();
	const todo: (SourceTextModuleRecord | SyntheticModuleRecord)[] = [module];
	for (let next = 0; next < todo.length; next++) {
		const parents = todo[next]?.asyncParentModules ?? [];
		// 1. For each Cyclic Module Record m of module.[[AsyncParentModules]], do
		for (let i = 0; i < parents.length; i++) {
			const m = parents[i];
			// a. If execList does not contain m and m.[[CycleRoot]].[[EvaluationError]] is empty, then
			if (m === undefined || seen.has(m) || (m.cycleRoot ?? m).evaluationError !== null) continue;
			// vi. Set m.[[PendingAsyncDependencies]] to m.[[PendingAsyncDependencies]] - 1.
			m.pendingAsyncDependencies -= 1;
			// vii. If m.[[PendingAsyncDependencies]] = 0, then
			// An evaluation that stands at an external may not be through with m's requests: m then runs when it is.
			if (m.pendingAsyncDependencies !== 0 || m.asyncEvaluationOrder < 0) continue;
			// Not so while the evaluation stands at an external below m: it will come to m, and finds that nothing is to be waited for.
			if (isAhead(m)) continue;
			// 1. Append m to execList.
			seen.add(m);
			execList[execList.length] = m;
			// 2. If m.[[HasTLA]] is false, perform GatherAvailableAncestors(m, execList).
			if (!m.hasTLA) todo[todo.length] = m;
		}
	}
	return execList;
}

/** [AsyncModuleExecutionFulfilled](https://tc39.es/ecma262/#sec-async-module-execution-fulfilled) */
function asyncModuleExecutionFulfilled(module: SourceTextModuleRecord): void {
	// 1. If module.[[Status]] is evaluated, then
	//   a. Assert: module.[[EvaluationError]] is not empty. b. Return unused.
	if (module.status === 'evaluated') return;
	// 4. to 7.
	evaluated(module);
	executeAvailableAncestors(module);
}

/** Steps 8 to 12. */
function executeAvailableAncestors(module: SourceTextModuleRecord | SyntheticModuleRecord): void {
	// 8. Let execList be a new empty List. 9. Perform GatherAvailableAncestors(module, execList).
	const execList = gatherAvailableAncestors(module);
	module.asyncParentModules = [];
	// 11. Let sortedExecList be a List of the elements of execList, sorted by their [[AsyncEvaluationOrder]].
	sort(execList, (a, b) => a.asyncEvaluationOrder - b.asyncEvaluationOrder);
	// 12. For each Cyclic Module Record m of sortedExecList, do
	for (let i = 0; i < execList.length; i++) {
		const m = execList[i];
		// a. If m.[[Status]] is evaluated, then assert: m.[[EvaluationError]] is not empty.
		if (m === undefined || m.status === 'evaluated') continue;
		// b. Else if m.[[HasTLA]] is true, perform ExecuteAsyncModule(m).
		if (m.hasTLA) executeAsyncModule(m);
		// c. Else,
		else executeWaiting(m);
	}
}

/** What is not hot has been evaluated to its end. */
export function externalFulfilled(module: SyntheticModuleRecord, namespace: object): void {
	if (module.isEvaluated) return;
	module.evaluate(namespace);
	executeAvailableAncestors(module);
}

/** What is not hot has thrown, after others had gone on without it. */
export function externalRejected(module: SyntheticModuleRecord, error: unknown): void {
	const parents = module.asyncParentModules;
	module.asyncParentModules = [];
	module.reject(error);
	for (let i = 0; i < parents.length; i++) {
		const parent = parents[i];
		if (parent !== undefined) asyncModuleExecutionRejected(parent, error);
	}
}

/** Step 12.c. */
function executeWaiting(module: SourceTextModuleRecord): void {
	// i. Let result be m.ExecuteModule().
	const { environment } = module;
	try {
		apply(generatorNext, environment.begin(), []);
		environment.finished();
	} catch (error) {
		environment.finished();
		// ii. If result is an abrupt completion, perform AsyncModuleExecutionRejected(m, result.[[Value]]).
		asyncModuleExecutionRejected(module, error);
		return;
	}
	// iii. Else, set m.[[AsyncEvaluationOrder]] to done, m.[[Status]] to evaluated, and resolve m.[[TopLevelCapability]].
	evaluated(module);
	module.asyncParentModules = [];
}

/** True if InnerModuleEvaluation has not come to step 12 of the module yet. In the specification nothing settles before it has. */
function isAhead({ status, asyncEvaluationOrder }: SourceTextModuleRecord): boolean {
	return status === 'evaluating' && asyncEvaluationOrder < 0;
}

function evaluated(module: SourceTextModuleRecord): void {
	// Set module.[[AsyncEvaluationOrder]] to done. Set module.[[Status]] to evaluated.
	module.asyncEvaluationOrder = DONE;
	module.status = 'evaluated';
	// If module.[[TopLevelCapability]] is not empty, then
	//   a. Assert: module.[[CycleRoot]] and module are the same Module Record.
	//   b. Perform ! Call(module.[[TopLevelCapability]].[[Resolve]], undefined, « undefined »).
	module.topLevelCapability?.resolve();
	module.topLevelCapability = null;
	// Nobody asks for the root of an evaluated cycle. A member must not hold a root that an update replaces.
	for (let i = 0; i < module.cycleMembers.length; i++) {
		const member = module.cycleMembers[i];
		if (member !== undefined) member.cycleRoot = null;
	}
	module.cycleMembers = [];
}

/** [AsyncModuleExecutionRejected](https://tc39.es/ecma262/#sec-async-module-execution-rejected) */
export function asyncModuleExecutionRejected(module: SourceTextModuleRecord, error: unknown): void {
	const todo: SourceTextModuleRecord[] = [module];
	const rejected: SourceTextModuleRecord[] = [];
	while (todo.length > 0) {
		const m = todo[todo.length - 1];
		todo.length -= 1;
		// 1. If module.[[Status]] is evaluated, then
		//   a. Assert: module.[[EvaluationError]] is not empty. b. Return unused.
		if (m === undefined || m.status === 'evaluated') continue;
		// The evaluation stands at an external below m: it will come to m.
		if (isAhead(m)) {
			m.rejection ??= { value: error };
			continue;
		}
		// 4. Set module.[[EvaluationError]] to ThrowCompletion(error).
		m.evaluationError = { value: error };
		// 5. Set module.[[Status]] to evaluated.
		m.status = 'evaluated';
		// 6. Set module.[[AsyncEvaluationOrder]] to done.
		m.asyncEvaluationOrder = DONE;
		rejected[rejected.length] = m;
		// 8. For each Cyclic Module Record m of module.[[AsyncParentModules]], perform AsyncModuleExecutionRejected(m, error).
		for (let i = m.asyncParentModules.length - 1; i >= 0; i--) {
			const parent = m.asyncParentModules[i];
			if (parent !== undefined) todo[todo.length] = parent;
		}
		m.asyncParentModules = [];
	}
	// 7. If module.[[TopLevelCapability]] is not empty, call its [[Reject]] with error.
	for (let i = 0; i < rejected.length; i++) {
		const m = rejected[i];
		m?.topLevelCapability?.reject(error);
		if (m !== undefined) m.topLevelCapability = null;
	}
}
