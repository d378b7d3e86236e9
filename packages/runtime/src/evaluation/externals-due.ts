// What is not hot and stands in the way of an evaluation, found ahead of it.
import { recordOf, type View } from '../graph/view.js';
import { rebind } from '../linking/link.js';
import { append, removeLast } from '../lists.js';
import type { ModuleRecord } from '../records/module-record.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import type { SyntheticModuleRecord } from '../records/synthetic-module-record.js';

/** In the order in which [InnerModuleEvaluation](https://tc39.es/ecma262/#sec-innermoduleevaluation) of `root` comes to them. */
export function externalsDue(view: View, root: SourceTextModuleRecord): readonly SyntheticModuleRecord[] {
	const due: SyntheticModuleRecord[] = [];
	forEachToEvaluate(view, root, (record) => {
		if (record.kind === 'synthetic') append(due, record);
	});
	return due;
}

export function linkUncertain(view: View, root: SourceTextModuleRecord): void {
	forEachToEvaluate(view, root, (record) => {
		if (record.kind === 'synthetic' || !record.isUncertain) return;
		rebind(view, record);
		record.isUncertain = false;
	});
}

/** Visits what has not been evaluated: what is hot after what it requests. */
function forEachToEvaluate(view: View, root: SourceTextModuleRecord, visit: (record: ModuleRecord) => void): void {
	const seen = new Set<ModuleRecord>();
	const stack: { readonly record: SourceTextModuleRecord; next: number }[] = [];
	const enter = (record: ModuleRecord): void => {
		if (seen.has(record)) return;
		seen.add(record);
		if (record.kind === 'source-text' && record.status === 'linked') append(stack, { record, next: 0 });
		else if (record.kind === 'synthetic' && isDue(record)) visit(record);
	};
	enter(root);
	for (let frame = stack[stack.length - 1]; frame !== undefined; frame = stack[stack.length - 1]) {
		const id = frame.record.resolved[frame.next++];
		if (id !== undefined) {
			enter(recordOf(view, id));
			continue;
		}
		visit(frame.record);
		removeLast(stack);
	}
}

function isDue({ isEvaluated, isEvaluatingAsync, evaluationError }: SyntheticModuleRecord): boolean {
	return !isEvaluated && !isEvaluatingAsync && evaluationError === null;
}
