// Evaluate and InnerModuleEvaluation, as a stepper: it stops where a module must be evaluated that is not ours, and is resumed when the
// surroundings have done that. The recursion of the specification is an explicit stack, so a chain of imports may be as long as it
// likes. A graph without top-level await is evaluated with no microtask in between.
import { recordOf, type View } from '../graph/view.js';
import { apply, generatorNext } from '../intrinsics.js';
import { rebind } from '../linking/link.js';
import type { ModuleEnvironment } from '../records/module-environment.js';
import type { ModuleRecord } from '../records/module-record.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import type { SyntheticModuleRecord } from '../records/synthetic-module-record.js';
import { asyncModuleExecutionRejected, executeAsyncModule, newPromiseCapability, nextAsyncEvaluationOrder } from './async-evaluation.js';
import { externalsDue, linkUncertain } from './externals-due.js';
import { cycleRootOf, popCycle, waitForAsync, waitForExternal } from './cycles.js';

/** Where an evaluation stands. */
export type EvaluationStep =
	/** All that can run now has run; `promise` tells of the rest. */
	| { readonly type: 'done' }
	/** This one must be evaluated, or `fail` called, before `advance` can go on. */
	| { readonly type: 'external'; readonly record: SyntheticModuleRecord }
	/** Another evaluation stands at an external, in the middle of a module that this one needs. */
	| { readonly type: 'blocked'; readonly by: Evaluation };

/** By what a step never has, not even from a prototype that the program has changed. */
const isRecord = (body: SourceTextModuleRecord | EvaluationStep): body is SourceTextModuleRecord => 'kind' in body && body.kind === 'source-text';

/** The activation of InnerModuleEvaluation for one module. */
interface Frame {
	readonly module: SourceTextModuleRecord;
	/** Index of the request that is looked at. */
	request: number;
}

const NO_ARGUMENTS: readonly [] = [];
const DONE: EvaluationStep = { type: 'done' };

/** [Evaluate](https://tc39.es/ecma262/#sec-moduleevaluation) of one module in a view in which it is linked. */
export class Evaluation {
	readonly #view: View;
	readonly #root: ModuleRecord;
	/** An evaluation by others of a module this one needs: true to wait for its end, false to take the module as part of a cycle. */
	readonly #waitsForOthers: boolean;
	readonly #frames: Frame[] = [];
	/** The specification's `stack`. */
	readonly #stack: SourceTextModuleRecord[] = [];
	#index = 0;
	#isStarted = false;
	#error: { readonly value: unknown } | null = null;
	#step: EvaluationStep = DONE;
	#waiters: (() => void)[] = [];

	constructor(view: View, root: ModuleRecord, waitsForOthers: boolean) {
		this.#view = view;
		this.#root = root;
		this.#waitsForOthers = waitsForOthers;
	}

	/** What must still be evaluated that is not hot, in its order, to come to the end. Nothing is evaluated by this. */
	get externalsDue(): readonly SyntheticModuleRecord[] {
		return this.#error === null && this.#root.kind === 'source-text' ? externalsDue(this.#view, this.#root) : [];
	}

	/** The names of what is not hot are known now: links what could not be linked for certain. Throws the SyntaxError; nothing of it has run. */
	linkUncertain(): void {
		if (this.#root.kind === 'source-text') linkUncertain(this.#view, this.#root);
	}

	/** What it is an evaluation of, if that is not hot and waits for something itself. */
	get waitsForExternal(): SyntheticModuleRecord | null {
		return this.#root.kind === 'synthetic' && this.#root.isEvaluatingAsync ? this.#root : null;
	}

	/** Where it stood when it was last left. */
	get step(): EvaluationStep {
		return this.#step;
	}

	/** True once it has thrown, or has run what could run. */
	get isOver(): boolean {
		return this.#error !== null || this.#isStarted && this.#step.type === 'done';
	}

	/**
	 * Runs on. Throws what a module throws; every later call then throws the same.
	 *
	 * Bodies are run right here: each function between this one and a body would stand in every stack trace of a program.
	 */
	advance(): EvaluationStep {
		if (this.#error !== null) throw this.#error.value;
		if (this.isOver) return this.#step;
		let running: ModuleEnvironment | null = null;
		try {
			for (let body = this.#next(); ; body = this.#next()) {
				if (!isRecord(body)) {
					this.#step = body;
					break;
				}
				// 13. Else, perform ? module.ExecuteModule().
				running = body.environment;
				apply(generatorNext, running.begin(), NO_ARGUMENTS);
				running.finished();
				running = null;
				this.#executed(body);
			}
		} catch (error) {
			running?.finished();
			this.fail(error);
			throw error;
		}
		if (this.isOver) this.#wake();
		return this.#step;
	}

	/** What the evaluation stands at has thrown `error`: so do the modules that are being evaluated. */
	fail(error: unknown): void {
		// [Evaluate] 9. If result is an abrupt completion, then
		//   a. For each Cyclic Module Record m of stack, do
		for (let i = 0; i < this.#stack.length; i++) {
			const module = this.#stack[i];
			if (module === undefined) continue;
			//   ii. Set m.[[Status]] to evaluated. iii. Set m.[[EvaluationError]] to result.
			module.status = 'evaluated';
			module.evaluationError = { value: error };
			module.evaluation = null;
			module.topLevelCapability?.reject(error);
		}
		this.#stack.length = 0;
		this.#frames.length = 0;
		this.#error = { value: error };
		this.#wake();
	}

	/**
	 * Of an asynchronous evaluation, once `advance` is done. Null if there is nothing left to wait for. Throws what was thrown meanwhile.
	 */
	get promise(): Promise<void> | null {
		if (this.#root.kind === 'synthetic') return null;
		const module = asEvaluated(this.#root);
		if (module.evaluationError !== null) throw module.evaluationError.value;
		if (module.status !== 'evaluating-async') return null;
		// [Evaluate] 4. If module.[[TopLevelCapability]] is not empty, return module.[[TopLevelCapability]].[[Promise]].
		// 6. Let capability be ! NewPromiseCapability(%Promise%). 7. Set module.[[TopLevelCapability]] to capability.
		module.topLevelCapability ??= newPromiseCapability();
		return module.topLevelCapability.promise;
	}

	/** Calls back once, when the evaluation is over. */
	whenOver(callback: () => void): void {
		if (this.isOver) callback();
		else this.#waiters[this.#waiters.length] = callback;
	}

	#wake(): void {
		const waiters = this.#waiters;
		this.#waiters = [];
		for (let i = 0; i < waiters.length; i++) waiters[i]?.();
	}

	/** Goes on up to the next module whose body is to be run, or to where the evaluation must stop. */
	#next(): EvaluationStep | SourceTextModuleRecord {
		if (!this.#isStarted) {
			// [Evaluate] 3. If module.[[Status]] is either evaluating-async or evaluated, set module to module.[[CycleRoot]].
			const module = this.#root.kind === 'synthetic' ? this.#root : asEvaluated(this.#root);
			const step = this.#innerModuleEvaluation(module);
			if (step.type !== 'done') return step;
			this.#isStarted = true;
		}
		for (let frame = this.#top(); frame !== null; frame = this.#top()) {
			const step = this.#requestedModules(frame);
			if (step !== null) {
				if (step.type !== 'done') return step;
				continue;
			}
			if (!this.#executesAsync(frame.module)) return frame.module;
			this.#executed(frame.module);
		}
		return DONE;
	}

	#top(): Frame | null {
		return this.#frames[this.#frames.length - 1] ?? null;
	}

	/**
	 * [InnerModuleEvaluation](https://tc39.es/ecma262/#sec-innermoduleevaluation), steps 1 to 10. `done`: the module needs no more, or its
	 * frame is on the stack now.
	 */
	#innerModuleEvaluation(module: ModuleRecord): EvaluationStep {
		// 1. If module is not a Cyclic Module Record, then
		//   a. Let promise be ! module.Evaluate().
		if (module.kind === 'synthetic') {
			if (module.evaluationError !== null) throw module.evaluationError.error;
			return module.isEvaluated || module.isEvaluatingAsync ? DONE : { type: 'external', record: module };
		}
		// 2. If module.[[Status]] is either evaluating-async or evaluated, then
		if (module.status === 'evaluating-async' || module.status === 'evaluated') {
			// a. If module.[[EvaluationError]] is empty, return index. b. Otherwise, return ? module.[[EvaluationError]].
			if (module.evaluationError !== null) throw module.evaluationError.value;
			return DONE;
		}
		// 3. If module.[[Status]] is evaluating, return index.
		if (module.status === 'evaluating') return this.#beingEvaluated(module);
		// 4. Assert: module.[[Status]] is linked.
		if (module.status !== 'linked') throw new Error(`evaluated before it was linked: ${module.id}`);
		// 5. Set module.[[Status]] to evaluating.
		module.status = 'evaluating';
		module.evaluation = this;
		// 6. Set module.[[DFSIndex]] to index. 7. Set module.[[DFSAncestorIndex]] to index.
		module.dfsIndex = this.#index;
		module.dfsAncestorIndex = this.#index;
		// 8. Set module.[[PendingAsyncDependencies]] to 0.
		module.pendingAsyncDependencies = 0;
		// 9. Set index to index + 1.
		this.#index += 1;
		// 10. Append module to stack.
		this.#stack[this.#stack.length] = module;
		this.#frames[this.#frames.length] = { module, request: 0 };
		return DONE;
	}

	/**
	 * Deviation: another evaluation may stand at an external meanwhile. Where Node drives both, that external has imported this graph, and to
	 * wait for it would be for ever: the module then counts as one of a cycle, and its bindings are in their dead zone.
	 */
	#beingEvaluated(module: SourceTextModuleRecord): EvaluationStep {
		const by = module.evaluation;
		if (by === null || by === this || !this.#waitsForOthers) return DONE;
		return { type: 'blocked', by };
	}

	/** Step 11 for the next request. Null when all are through. */
	#requestedModules(frame: Frame): EvaluationStep | null {
		const { module, request } = frame;
		// 11. For each ModuleRequest Record required of module.[[RequestedModules]], do
		const id = module.resolved[request];
		if (id === undefined) return null;
		// a. Let requiredModule be GetImportedModule(module, required).
		const requiredModule = recordOf(this.#view, id);
		// b. Set index to ? InnerModuleEvaluation(requiredModule, stack, index).
		const depth = this.#frames.length;
		const step = this.#innerModuleEvaluation(requiredModule);
		// A frame was pushed: #return goes on with this request when it is through.
		if (step.type === 'done' && this.#frames.length === depth) this.#return();
		return step;
	}

	/** Step 11.c, in the frame that is on top now, for the request that has been evaluated. */
	#return(): void {
		const frame = this.#top();
		if (frame === null) return;
		const { module } = frame;
		const id = module.resolved[frame.request];
		frame.request += 1;
		const requiredModule = id === undefined ? undefined : this.#view.get(id);
		// c. If requiredModule is a Cyclic Module Record, then
		if (requiredModule === undefined) return;
		if (requiredModule.kind === 'synthetic') return waitForExternal(module, requiredModule);
		// iii. If requiredModule.[[Status]] is evaluating, then
		if (requiredModule.status === 'evaluating') {
			// 1. Set module.[[DFSAncestorIndex]] to min(module.[[DFSAncestorIndex]], requiredModule.[[DFSAncestorIndex]]).
			const isOurs = requiredModule.evaluation === this;
			if (isOurs && requiredModule.dfsAncestorIndex < module.dfsAncestorIndex) module.dfsAncestorIndex = requiredModule.dfsAncestorIndex;
			if (isOurs) waitForAsync(module, requiredModule);
			return;
		}
		// iv. Else,
		// 1. Set requiredModule to requiredModule.[[CycleRoot]].
		const cycleRoot = cycleRootOf(requiredModule);
		// 3. If requiredModule.[[EvaluationError]] is not empty, return ? requiredModule.[[EvaluationError]].
		if (cycleRoot.evaluationError !== null) throw cycleRoot.evaluationError.value;
		waitForAsync(module, cycleRoot);
	}

	/** Step 12. False for a module whose body is to be run at once: step 13. */
	#executesAsync(module: SourceTextModuleRecord): boolean {
		if (module.isUncertain && module.rejection === null) rebind(this.#view, module);
		// 12. If module.[[PendingAsyncDependencies]] > 0 or module.[[HasTLA]] is true, then
		if (module.pendingAsyncDependencies === 0 && !module.hasTLA && module.rejection === null) return false;
		// b. Set module.[[AsyncEvaluationOrder]] to IncrementModuleAsyncEvaluationCount().
		module.asyncEvaluationOrder = nextAsyncEvaluationOrder();
		// c. If module.[[PendingAsyncDependencies]] = 0, perform ExecuteAsyncModule(module).
		if (module.pendingAsyncDependencies === 0 && module.rejection === null) executeAsyncModule(module);
		return true;
	}

	/** Steps 14 to 17, and back in the frame below. */
	#executed(module: SourceTextModuleRecord): void {
		// 16. If module.[[DFSAncestorIndex]] = module.[[DFSIndex]], then
		if (module.dfsAncestorIndex === module.dfsIndex) popCycle(this.#stack, module);
		if (module.rejection !== null) asyncModuleExecutionRejected(module, module.rejection.value);
		// 17. Return index.
		this.#frames.length -= 1;
		this.#return();
	}
}

/** Deviation: of a module that threw V8 rethrows that, whatever the root of its cycle threw before: a member that waited longer has an error of its own. */
function asEvaluated(module: SourceTextModuleRecord): SourceTextModuleRecord {
	return module.evaluationError === null ? cycleRootOf(module) : module;
}
