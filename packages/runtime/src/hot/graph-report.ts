// The program as data, and what a change would do to it, for a person. Reads, and changes nothing.
import type { HotExplanation, HotGraph, HotGraphModule, ModuleId } from '@hot-runtime/types';
import type { ModuleMap } from '../graph/view.js';
import { explainAccepted, explainDeclined, explainUnaccepted, explainUnknown } from '../messages.js';
import type { ModuleRecord } from '../records/module-record.js';
import type { Identities } from './identities.js';
import type { PendingChanges } from './pending.js';
import { propagate } from './propagate.js';
import { acceptanceOf, propagationView } from './propagation-view.js';

export function graphOf(map: ModuleMap, identities: Identities, pending: PendingChanges): HotGraph {
	const modules = [...map.records()].map((record) => graphModule(map, identities, pending, record));
	return { modules, entries: [...map.roots], pending: pending.list() };
}

function graphModule(map: ModuleMap, identities: Identities, pending: PendingChanges, record: ModuleRecord): HotGraphModule {
	const { id } = record;
	const acceptance = acceptanceOf(record);
	return {
		id,
		kind: record.kind === 'synthetic' ? 'external' : 'source-text',
		location: record.kind === 'synthetic' ? record.loaded.url : record.loaded.location,
		hash: record.kind === 'synthetic' ? null : record.loaded.hash,
		version: identities.version(id),
		status: graphStatus(record),
		isEntry: map.roots.has(id),
		imports: record.kind === 'synthetic' ? [] : [...new Set(record.resolved)],
		dynamicImports: record.kind === 'synthetic' ? [] : [...record.dynamicImports.keys()],
		importers: [...map.importers(id)],
		isSelfAccepting: acceptance.isSelfAccepting,
		acceptedExports: acceptance.acceptedExports === null ? null : [...acceptance.acceptedExports],
		acceptedDependencies: [...acceptance.acceptedDependencies],
		isDeclined: acceptance.isDeclined,
		declinedDependencies: [...acceptance.declinedDependencies],
		pending: pending.get(id)?.reason ?? null,
	};
}

function graphStatus(record: ModuleRecord): HotGraphModule['status'] {
	if (record.kind === 'synthetic') return record.isEvaluated ? 'evaluated' : 'linked';
	switch (record.status) {
		case 'unlinked':
		case 'linked': return 'linked';
		case 'evaluating':
		case 'evaluating-async': return 'evaluating';
		case 'evaluated': return record.evaluationError === null ? 'evaluated' : 'errored';
	}
}

export function explain(map: ModuleMap, id: ModuleId, file: string): HotExplanation {
	if (!map.has(id)) {
		return { id: null, type: 'unknown', stale: [], boundaries: [], chains: [], declinedBy: null, text: explainUnknown(file) };
	}
	const { refused, stale, boundaries } = propagate(propagationView(map), [{ id, from: 'module' }]);
	const [refusal] = refused;
	if (refusal?.type === 'declined') {
		const { by, chain } = refusal;
		return { id, type: 'declined', stale: [], boundaries: [], chains: [chain], declinedBy: by, text: explainDeclined(id, by) };
	}
	if (refusal !== undefined) {
		return { id, type: 'unaccepted', stale: [], boundaries: [], chains: refusal.chains, declinedBy: null, text: explainUnaccepted(refusal.chains) };
	}
	const accepting = [...new Set(boundaries.map((boundary) => boundary.id))];
	return { id, type: 'accepted', stale: [...stale], boundaries, chains: [], declinedBy: null, text: explainAccepted(id, [...stale], accepting) };
}
