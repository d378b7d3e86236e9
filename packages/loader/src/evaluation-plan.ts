// In which order Node has to evaluate what is not hot, and where hot modules run in between.
import type { LoadedExternal, ModuleId } from '@hot-runtime/types';
import type { Graph } from './export-names.js';

export type EvaluationStep =
	/** Node evaluates it. */
	| { readonly type: 'external'; readonly external: LoadedExternal }
	/** The runtime evaluates hot modules, as far as the next external. */
	| { readonly type: 'segment' };

export interface EvaluationPlan {
	readonly builtins: readonly LoadedExternal[];
	/**
	 * Begins with a segment if there is any external. After the last external the facade is the segment, unless an external may wait for
	 * something: the facade waits for that, and the hot modules behind it must not.
	 */
	readonly steps: readonly EvaluationStep[];
	readonly hasTLA: boolean;
}

/** The depth-first order of [InnerModuleEvaluation](https://tc39.es/ecma262/#sec-innermoduleevaluation), with an explicit stack. */
export function planEvaluation(graph: Graph, entry: ModuleId): EvaluationPlan {
	const builtins: LoadedExternal[] = [];
	const steps: EvaluationStep[] = [];
	let hasTLA = false;
	// The first step links the graph, before Node evaluates anything of it.
	let segmentIsDue = true;
	const seen = new Set<ModuleId>([entry]);
	const stack = [{ id: entry, next: 0 }];
	for (let frame = stack.at(-1); frame !== undefined; frame = stack.at(-1)) {
		const module = graph.get(frame.id);
		const target = module?.kind === 'source-text' ? module.resolved[frame.next++] : undefined;
		if (target === undefined) {
			stack.pop();
			if (module?.kind === 'source-text') {
				segmentIsDue = true;
				hasTLA ||= module.source.hasTLA;
			}
			continue;
		}
		if (seen.has(target)) continue;
		seen.add(target);
		const external = graph.get(target);
		if (external?.kind !== 'external') {
			stack.push({ id: target, next: 0 });
			continue;
		}
		if (external.bindings === 'builtin') {
			builtins.push(external);
			continue;
		}
		if (segmentIsDue) steps.push({ type: 'segment' });
		segmentIsDue = false;
		steps.push({ type: 'external', external });
	}
	if (segmentIsDue && steps.some(step => step.type === 'external' && mayWait(step.external))) steps.push({ type: 'segment' });
	return { builtins, steps, hasTLA };
}

/** Of CommonJS it is known that it does not. */
export function mayWait({ bindings }: LoadedExternal): boolean {
	return bindings === 'live';
}
