// What happens in each update, step by step, with durations: for `HOT_RUNTIME_DEBUG=1` and `NODE_DEBUG=hot-runtime`.
import { clock, inside, util } from '@hot-runtime/loader';
import type { HotManagement } from '@hot-runtime/types';
import { tracedState, tracedUpdate } from './messages.js';

export function isTracing(): boolean {
	const own = process.env['HOT_RUNTIME_DEBUG'];
	if (own !== undefined && own !== '' && own !== '0') return true;
	return Boolean(process.env['NODE_DEBUG']) && util().debuglog('hot-runtime').enabled;
}

export function trace(hot: HotManagement, say: (text: string) => void): void {
	let since = clock.now();
	hot.on('status', ({ previous, status, update }) => inside(() => {
		const now = clock.now();
		say(tracedState({ update, previous, status, duration: now - since }));
		since = now;
	}));
	hot.on('afterUpdate', ({ outcome }) => inside(() => say(tracedUpdate(outcome))));
}
