// The strongly connected components that InnerModuleEvaluation finds, and who waits for whom in them.
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import type { SyntheticModuleRecord } from '../records/synthetic-module-record.js';

/** [InnerModuleEvaluation](https://tc39.es/ecma262/#sec-innermoduleevaluation), step 16: `module` is the root of what is on the stack from it on. */
export function popCycle(stack: SourceTextModuleRecord[], module: SourceTextModuleRecord): void {
	const isAsync = module.asyncEvaluationOrder >= 0 && module.asyncEvaluationOrder !== Infinity;
	// b. Repeat, while done is false,
	for (;;) {
		// i. Let requiredModule be the last element of stack. ii. Remove the last element of stack.
		const requiredModule = stack[stack.length - 1];
		if (requiredModule === undefined) throw new Error('the stack is empty');
		stack.length -= 1;
		// iv. If requiredModule.[[AsyncEvaluationOrder]] is unset, set requiredModule.[[Status]] to evaluated.
		// v. Otherwise, set requiredModule.[[Status]] to evaluating-async.
		requiredModule.status = requiredModule.asyncEvaluationOrder < 0 || requiredModule.asyncEvaluationOrder === Infinity ? 'evaluated' : 'evaluating-async';
		requiredModule.evaluation = null;
		// vi. If requiredModule and module are the same Module Record, set done to true.
		if (requiredModule === module) return;
		// vii. Set requiredModule.[[CycleRoot]] to module. Not needed once the root has been evaluated.
		if (!isAsync) continue;
		requiredModule.cycleRoot = module;
		module.cycleMembers[module.cycleMembers.length] = requiredModule;
	}
}

export function cycleRootOf(module: SourceTextModuleRecord): SourceTextModuleRecord {
	return module.cycleRoot ?? module;
}

/** Step 11.c.v. */
export function waitForAsync(module: SourceTextModuleRecord, requiredModule: SourceTextModuleRecord): void {
	// v. If requiredModule.[[AsyncEvaluationOrder]] is an integer, then
	const order = requiredModule.asyncEvaluationOrder;
	if (order < 0 || order === Infinity) return;
	// 1. Set module.[[PendingAsyncDependencies]] to module.[[PendingAsyncDependencies]] + 1.
	module.pendingAsyncDependencies += 1;
	// 2. Append module to requiredModule.[[AsyncParentModules]].
	requiredModule.asyncParentModules[requiredModule.asyncParentModules.length] = module;
}

/** The same for what is not hot. */
export function waitForExternal(module: SourceTextModuleRecord, external: SyntheticModuleRecord): void {
	if (!external.isEvaluatingAsync) return;
	module.pendingAsyncDependencies += 1;
	external.asyncParentModules[external.asyncParentModules.length] = module;
}
