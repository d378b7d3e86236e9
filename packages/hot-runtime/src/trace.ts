// What happens in each update, step by step, with durations: for `HOT_RUNTIME_DEBUG=1` and `NODE_DEBUG=hot-runtime`.
import { debuglog } from 'node:util';
import { clock } from '@hot-runtime/loader';
import type { HotManagement } from '@hot-runtime/types';
import { tracedState, tracedUpdate } from './messages.js';

export function isTracing(): boolean {
	const own = process.env['HOT_RUNTIME_DEBUG'];
	return (own !== undefined && own !== '' && own !== '0') || debuglog('hot-runtime').enabled;
}

export function trace(hot: HotManagement, say: (text: string) => void): void {
	let since = clock.now();
	hot.on('status', ({ previous, status, update }) => {
		const now = clock.now();
		say(tracedState({ update, previous, status, duration: now - since }));
		since = now;
	});
	hot.on('afterUpdate', ({ outcome }) => say(tracedUpdate(outcome)));
}
