// What new modules that are not hot export, found out before an update touches anything.
import type { Host, LoadedExternal } from '@hot-runtime/types';
import type { SyntheticModuleRecord } from '../records/synthetic-module-record.js';
import type { EngineContext } from './engine-context.js';
import type { Plan } from './plan.js';
import { chainToEntry } from './reachability.js';
import type { Ending } from './update-run.js';

/** Answers how the update ends, if one of them cannot be linked. What a name is imported of that it lacks, the trial link finds then. */
export async function bringExternals({ core: { host } }: EngineContext, { overlay, importers }: Plan): Promise<Ending | null> {
	const records: SyntheticModuleRecord[] = [];
	for (const record of overlay.records()) if (record.kind === 'synthetic' && record.namespace === null) records.push(record);
	for (const record of records.filter(isBuiltin)) await bringBuiltin(host, record);
	const others = records.filter((record) => !isBuiltin(record));
	if (others.length === 0 || await linkOnly(host, others) === null) return null;
	for (const record of others) {
		const failed = await linkOnly(host, [record]);
		if (failed !== null) return { type: 'load-error', id: record.id, error: failed.error, chain: chainToEntry(importers, record.id) };
	}
	return null;
}

const isBuiltin = ({ loaded: { bindings } }: { readonly loaded: LoadedExternal }): boolean => bindings === 'builtin';

/** Nobody could tell that it was evaluated. */
async function bringBuiltin(host: Host, record: SyntheticModuleRecord): Promise<void> {
	try {
		record.evaluate(await host.importExternal(record.loaded));
	} catch {
		// It throws again in its place, where that is an outcome.
	}
}

/** All are linked before the first could be evaluated, and then it ends: they run in their place, if the update comes so far. Null if they were linked. */
async function linkOnly(host: Host, records: readonly SyntheticModuleRecord[]): Promise<{ readonly error: unknown } | null> {
	let isLinked = false;
	try {
		await host.importInPlace?.(records.map(({ loaded }) => loaded), {
			linked(namespaces) {
				records.forEach((record, index) => record.link(namespaces[index] ?? {}));
				isLinked = true;
				throw new Error('linked');
			},
			advance: () => undefined,
			evaluated: () => undefined,
		});
	} catch (error) {
		if (!isLinked) return { error };
	}
	return null;
}
