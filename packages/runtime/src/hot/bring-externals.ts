// What new modules that are not hot export, found out before an update touches anything.
import type { Host, LoadedExternal } from '@hot-runtime/types';
import type { Core } from '../core.js';
import type { SyntheticModuleRecord } from '../records/synthetic-module-record.js';
import { type Steps, waitFor } from '../steps.js';
import type { EngineContext } from './engine-context.js';
import type { Plan } from './plan.js';
import { chainToEntry } from './reachability.js';
import type { Ending } from './update-run.js';

/** Answers how the update ends, if one of them cannot be linked. What a name is imported of that it lacks, the trial link finds then. */
export function* bringExternals({ core }: EngineContext, { overlay, importers }: Plan): Steps<Ending | null> {
	const { host, linkedExternals } = core;
	const records: SyntheticModuleRecord[] = [];
	for (const record of overlay.records()) if (record.kind === 'synthetic' && record.namespace === null) records.push(record);
	for (const record of records.filter(isBuiltin)) yield* bringBuiltin(host, record);
	const others = records.filter((record) => !isBuiltin(record) && !isKnown(linkedExternals, record));
	if (others.length === 0 || (yield* linkOnly(core, others)) === null) return null;
	for (const record of others) {
		const failed = yield* linkOnly(core, [record]);
		if (failed !== null) return { type: 'load-error', id: record.id, error: failed.error, chain: chainToEntry(importers, record.id) };
	}
	return null;
}

const isBuiltin = ({ loaded: { bindings } }: { readonly loaded: LoadedExternal }): boolean => bindings === 'builtin';

/** Nobody could tell that it was evaluated. */
function* bringBuiltin(host: Host, record: SyntheticModuleRecord): Steps<void> {
	try {
		record.evaluate(yield* waitFor(host.importExternal(record.loaded)));
	} catch {
		// It throws again in its place, where that is an outcome.
	}
}

/** Node keeps what it has linked, and each sequence of modules that it is asked for: once is enough. */
function isKnown(linkedExternals: ReadonlyMap<string, object>, record: SyntheticModuleRecord): boolean {
	const namespace = linkedExternals.get(keyOf(record));
	if (namespace !== undefined) record.link(namespace);
	return namespace !== undefined;
}

const keyOf = ({ loaded: { url, attributes } }: SyntheticModuleRecord): string => `${url} ${JSON.stringify(attributes)}`;

/** All are linked before the first could be evaluated, and then it ends: they run in their place, if the update comes so far. Null if they were linked. */
function* linkOnly({ host, shelter, linkedExternals }: Core, records: readonly SyntheticModuleRecord[]): Steps<{ readonly error: unknown } | null> {
	let isLinked = false;
	const linked = (namespaces: readonly object[]): never => {
		records.forEach((record, index) => {
			const namespace = namespaces[index] ?? {};
			record.link(namespace);
			linkedExternals.set(keyOf(record), namespace);
		});
		isLinked = true;
		throw new Error('linked');
	};
	try {
		const importing = host.importInPlace?.(records.map(({ loaded }) => loaded), {
			linked: (namespaces) => shelter.inside(() => linked(namespaces)),
			advance: () => undefined,
			evaluated: () => undefined,
		});
		if (importing !== undefined) yield importing;
	} catch (error) {
		if (!isLinked) return { error };
	}
	return null;
}
