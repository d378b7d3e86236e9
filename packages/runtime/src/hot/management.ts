// webpack's management functions, and ours beside them. Functions without `this`: they may be taken apart.
import type { HotManagement, HotStatus, StatusHandler } from '@hot-runtime/types';
import type { UpdateEngine } from './engine.js';
import { explain, graphOf } from './graph-report.js';
import type { ManualUpdates } from './manual-updates.js';
import { insideEach, outsideOptions } from './sheltered.js';

export function createManagement(engine: UpdateEngine, manual: ManualUpdates): HotManagement {
	const { inside, outside, run } = engine.core.shelter;
	let pauses = 0;
	const status = (handler?: StatusHandler): HotStatus => {
		if (handler !== undefined) engine.status.add(handler, null);
		return engine.status.current;
	};
	return insideEach<HotManagement>({
		on: (event, handler) => engine.events.on(event, handler, null),
		off: (event, handler) => engine.events.off(event, handler, null),
		check: (autoApply) => run(manual.check(typeof autoApply === 'object' ? outsideOptions(autoApply, outside) : autoApply)),
		apply: (options) => run(manual.apply(outsideOptions(options ?? {}, outside))),
		status,
		addStatusHandler: (handler) => engine.status.add(handler, null),
		removeStatusHandler: (handler) => engine.status.remove(handler),
		graph: () => graphOf(engine.core.map, engine.identities, engine.pending),
		explain: (file) => explain(engine.core.map, engine.options.identify?.(file) ?? file, file),
		history: () => engine.history.entries(),
		pause() {
			pauses += 1;
			engine.queue.hold();
		},
		resume() {
			if (pauses === 0) return;
			pauses -= 1;
			engine.queue.release();
		},
	}, inside);
}
