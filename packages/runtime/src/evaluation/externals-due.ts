// What is not hot and stands in the way of an evaluation, found ahead of it.
import { forEachInRequestOrder } from '../graph/request-order.js';
import type { View } from '../graph/view.js';
import { rebind } from '../linking/link.js';
import { append } from '../lists.js';
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

/** What has not been evaluated: hot or not. */
function forEachToEvaluate(view: View, root: SourceTextModuleRecord, visit: (record: ModuleRecord) => void): void {
	const isToEvaluate = (record: ModuleRecord): boolean => record.kind === 'synthetic' ? isDue(record) : record.status === 'linked';
	forEachInRequestOrder(view, root, isToEvaluate, visit);
}

function isDue({ isEvaluated, isEvaluatingAsync, evaluationError }: SyntheticModuleRecord): boolean {
	return !isEvaluated && !isEvaluatingAsync && evaluationError === null;
}
