// Modules that could not take an update after all: it goes on to their importers, and may come to a module more than once, over several ways. Only what
// comes back to the module that passed it on goes in a circle, and would do so for ever.
import type { ModuleId } from '@hot-runtime/types';
import { invalidatedAgain } from '../messages.js';
import type { EngineContext } from './engine-context.js';
import { propagate } from './propagate.js';
import type { PropagationChange, PropagationView } from './propagate.js';
import type { PassedOn, UpdateRun } from './update-run.js';

/** What is to be passed on in the next round, without what goes in a circle: that ends here, and is named. */
export function takePassedOn({ pending }: EngineContext, run: UpdateRun): Map<ModuleId, PassedOn> {
	const taken = new Map<ModuleId, PassedOn>();
	for (const [id, passedOn] of run.passedOn) {
		const circle = circleOf(run, id);
		run.wasPassedOn.add(id);
		if (circle === null) {
			taken.set(id, passedOn);
			continue;
		}
		run.reported.push({ id, handler: 'invalidate', error: new Error(invalidatedAgain(circle)) });
		run.end({ type: 'unaccepted', chains: [circle] });
		for (const retry of passedOn.retry) pending.set({ id: retry, location: undefined }, 'unaccepted', circle);
	}
	run.passedOn.clear();
	return taken;
}

/** From `id` back to it; null if it has not passed on what it passes on now. One that takes no part in this round does so out of turn: once. */
function circleOf({ passedOnBy, wasPassedOn }: UpdateRun, id: ModuleId): ModuleId[] | null {
	const by = passedOnBy.get(id) ?? wasPassedOn;
	if (!by.has(id)) return null;
	const way = [...by];
	return [...way.slice(way.indexOf(id)), id];
}

/** Writes down over whom each of `changes` comes to the modules of the next round. */
export function notePassedOn(run: UpdateRun, view: PropagationView, changes: readonly PropagationChange[]): void {
	const next = new Map<ModuleId, Set<ModuleId>>();
	for (const change of changes) {
		const { stale, boundaries } = propagate(view, [change]);
		const way = [...run.passedOnBy.get(change.id) ?? [], change.id];
		for (const id of [...stale, ...boundaries.map((boundary) => boundary.id)]) {
			const by = next.get(id) ?? new Set();
			next.set(id, by);
			for (const passer of way) by.add(passer);
		}
	}
	run.passedOnBy = next;
}
