// The module map as propagation sees it.
import type { ModuleId } from '@hot-runtime/types';
import type { ModuleMap } from '../graph/view.js';
import type { ModuleRecord } from '../records/module-record.js';
import { usesOnly } from './export-use.js';
import type { Acceptance } from './hot-state.js';
import { noAcceptance } from './hot-state.js';
import type { PropagationNode, PropagationView } from './propagate.js';

export function acceptanceOf(record: ModuleRecord | undefined): Acceptance {
	return record?.kind === 'source-text' && record.hot !== null ? record.hot : noAcceptance;
}

function importersStay(record: ModuleRecord): boolean {
	return record.kind === 'source-text' && record.loaded.importersStay === true;
}

export function isErrored(record: ModuleRecord | undefined): boolean {
	return record?.kind === 'source-text' && record.evaluationError !== null;
}

export function propagationView(map: ModuleMap): PropagationView {
	return {
		node(id: ModuleId): PropagationNode | undefined {
			const record = map.get(id);
			if (record === undefined) return undefined;
			return { importers: importersThatUse(map, record), isEntry: map.isUsedOutside(id), importersStay: importersStay(record), acceptance: acceptanceOf(record) };
		},
		usesOnly(importer, dependency, names) {
			const record = map.get(importer);
			return record !== undefined && usesOnly(record, dependency, names);
		},
	};
}

/** Nobody holds anything of a module whose evaluation threw: of those who imported it, only who accepts it or failed with it is concerned. */
function importersThatUse(map: ModuleMap, record: ModuleRecord): Iterable<ModuleId> {
	const importers = map.importers(record.id);
	if (!isErrored(record)) return importers;
	return [...importers].filter((id) => {
		const importer = map.get(id);
		const acceptance = acceptanceOf(importer);
		return isErrored(importer) || acceptance.acceptedDependencies.has(record.id) || acceptance.declinedDependencies.has(record.id);
	});
}
