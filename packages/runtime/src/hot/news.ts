// Which reported changes are still changes when their turn comes.
import type { ModuleId } from '@hot-runtime/types';
import { type Steps, waitFor } from '../steps.js';
import type { HotOptions } from './options.js';
import type { Batch } from './update-queue.js';

/** Without what an update has read that was under way when it was reported. */
export function* dropOld({ changes, changedAt }: Batch, isNews: HotOptions['isNews']): Steps<Batch['changes']> {
	if (isNews === undefined) return changes;
	const news = new Map<ModuleId, string | undefined>();
	for (const [id, location] of changes) {
		const time = changedAt.get(id) ?? Infinity;
		const answer = location !== undefined || time === Infinity || isNews(id, time);
		if (typeof answer === 'boolean' ? answer : yield* waitFor(answer)) news.set(id, location);
	}
	return news;
}
