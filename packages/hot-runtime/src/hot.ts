// `import { hot } from 'hot-runtime'`: the management of updates for code outside of modules. Where hot-runtime is not registered it does nothing,
// so a program may use it in production too.
import type { HotExplanation, HotManagement } from '@hot-runtime/types';
import { notRegistered } from './messages.js';
import { registeredProgram } from './registration.js';

const nothing: HotManagement = {
	on: () => () => {},
	off: () => {},
	check: async () => null,
	apply: async () => [],
	status: () => 'idle',
	addStatusHandler: () => {},
	removeStatusHandler: () => {},
	graph: () => ({ modules: [], entries: [], pending: [] }),
	explain: (file): HotExplanation => ({
		id: null, type: 'unknown', stale: [], boundaries: [], chains: [], declinedBy: null, text: notRegistered(file),
	}),
	history: () => [],
	pause: () => {},
	resume: () => {},
};

function current(): HotManagement {
	return registeredProgram()?.runtime.hot ?? nothing;
}

export const hot: HotManagement = Object.freeze<HotManagement>({
	on: (event, handler) => current().on(event, handler),
	off: (event, handler) => current().off(event, handler),
	check: autoApply => current().check(autoApply),
	apply: options => current().apply(options),
	status: handler => (handler === undefined ? current().status() : current().status(handler)),
	addStatusHandler: handler => current().addStatusHandler(handler),
	removeStatusHandler: handler => current().removeStatusHandler(handler),
	graph: () => current().graph(),
	explain: file => current().explain(file),
	history: () => current().history(),
	pause: () => current().pause(),
	resume: () => current().resume(),
});
