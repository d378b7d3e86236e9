// What V8 gets wrong, another thing in each order of import: a name that is ambiguous in a cycle of `export *`. See "Known differences" in the README.
import type { Graph } from './graphs.js';

const starsOf = (modules: Graph, index: number): readonly number[] => {
	const own = modules[index];
	return own?.format === 'esm' ? own.uses.filter(use => use.kind === 'star').map(use => use.to) : [];
};

/** The names of `export { … as r0 }` and `export * as s0` are counted as names of their module: too much is left out, not too little. */
function ownNames(modules: Graph, index: number): readonly string[] {
	const own = modules[index];
	if (own === undefined || own.format === 'json') {
		return [];
	}
	const passedOn = own.uses.flatMap((use, at) => use.kind === 're-export' ? [ `r${at}` ] : use.kind === 'star-as' ? [ `s${at}` ] : []);
	return [ ...own.declares.map(each => each.name), ...passedOn ].filter(name => name !== 'default');
}

/** All modules that `export *` leads to from those `from` names, but not behind one that `stops`. */
function reach(modules: Graph, from: readonly number[], stops: (index: number) => boolean): ReadonlySet<number> {
	const reached = new Set(from);
	for (const index of reached) {
		if (!stops(index)) {
			starsOf(modules, index).forEach(to => reached.add(to));
		}
	}
	return reached;
}

const isAmbiguous = (modules: Graph, index: number, name: string): boolean => {
	const has = (at: number): boolean => ownNames(modules, at).includes(name);
	return [ ...reach(modules, [ index ], has) ].filter(has).length > 1;
};

export function hasAmbiguityInStarCycle(modules: Graph): boolean {
	const inCycle = modules.map((_, index) => index).filter(index => reach(modules, starsOf(modules, index), () => false).has(index));
	const names = new Set(modules.flatMap((_, index) => ownNames(modules, index)));
	return inCycle.some(index => [ ...names ].some(name => isAmbiguous(modules, index, name)));
}
