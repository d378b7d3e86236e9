// The module that stands for a package whose place may change: it re-exports what its specifier means there, and stays while versions come and go.
import type { LoadedSourceText, ModuleId, ModuleSource } from '@hot-runtime/types';
import { sha1 } from './digest.js';
import { toResolution, type Resolution } from './hook-chain.js';
import { readModule } from './read-module.js';
import { settled, type Steps } from './steps.js';
import type { WalkState } from './walk.js';

/** The module of ours: it re-exports what `id` stands for in the version that is found from `from`. */
export function* loadPlaced(state: WalkState, id: ModuleId, location: string | undefined): Steps<LoadedSourceText> {
	const request = state.policy.places.requestOf(id);
	if (request === null) throw new Error(`${id} has no place`);
	const { specifier } = request;
	const from = location ?? request.from;
	const target = toResolution(yield* settled(state.chain.resolve(specifier, from, {})), {});
	if (!state.resolutions.has(target.url)) state.resolutions.set(target.url, target);
	const source = reexport(specifier, yield* hasDefault(state, target));
	const hash = sha1(JSON.stringify([target.url, source.indirectExports]));
	return { kind: 'source-text', id, location: from, hash, source, resolved: [target.url], importersStay: true };
}

/** CommonJS always has one. */
function* hasDefault(state: WalkState, target: Resolution): Steps<boolean> {
	const read = yield* readModule(state, target.url, target);
	if (read.kind === 'external') return read.bindings !== 'live' || target.format !== 'module';
	return [...read.source.localExports, ...read.source.indirectExports].some(({ exportName }) => exportName === 'default');
}

function reexport(specifier: string, isDefaultThere: boolean): ModuleSource {
	const prefix = '(function*(hot$){"use strict";\n';
	return {
		requests: [{ specifier, attributes: {} }], imports: [], localExports: [],
		indirectExports: isDefaultThere ? [{ exportName: 'default', request: 0, importName: 'default' }] : [],
		starExports: [0], hasTLA: false, usesImportMeta: false,
		code: `${prefix}hot$.declare([]);yield})`, prefixLength: prefix.length,
	};
}
