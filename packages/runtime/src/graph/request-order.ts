// The order in which InnerModuleLinking and InnerModuleEvaluation come to modules. Without recursion: a chain may be ten thousand modules long.
import { SafeSet } from '../collections.js';
import { append, removeLast } from '../lists.js';
import type { ModuleRecord } from '../records/module-record.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import { recordOf, type View } from './view.js';

/** Visits `root` and what it reaches through records that are `included`, each after what it requests. */
export function forEachInRequestOrder(view: View, root: ModuleRecord, included: (record: ModuleRecord) => boolean, visit: (record: ModuleRecord) => void): void {
	const seen = new SafeSet<ModuleRecord>();
	const stack: { readonly record: SourceTextModuleRecord; next: number }[] = [];
	const enter = (record: ModuleRecord): void => {
		if (seen.has(record) || !included(record)) return;
		seen.add(record);
		if (record.kind === 'synthetic') visit(record);
		else append(stack, { record, next: 0 });
	};
	enter(root);
	for (let frame = stack[stack.length - 1]; frame !== undefined; frame = stack[stack.length - 1]) {
		const id = frame.record.resolved[frame.next++];
		if (id === undefined) {
			visit(frame.record);
			removeLast(stack);
		} else {
			enter(recordOf(view, id));
		}
	}
}
