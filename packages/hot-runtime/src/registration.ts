// Registers the hooks, and makes this thread's program: one for each thread.
import { register } from 'node:module';
import { Catalogue, hookCount, inThreadDriver, InThreadHooks, LoaderHooks, lookForHooks, makeModuleSource, ModuleStore, programWaits, registerHooksCapability, StoreKeeper, ThreadDriver } from '@hot-runtime/loader';
import type { CommonJSProgram } from './commonjs.js';
import { Drafts, draftText } from './drafts.js';
import { createWalkState, enterURL, prepareCommonJS, storeOptions } from './hooks-state.js';
import type { ThreadStart } from './loader.js';
import { InThreadLoaderHots } from './loader-hot-in-thread.js';
import type { LoaderWish } from './loader-hot.js';
import { coverageOfItself, hooksInThreadPassBy, threadsAreDenied } from './messages.js';
import { checkOptions } from './options.js';
import type { RegisterOptions } from './options.js';
import { evaluatesText, isOnlyPreload, mayMockModules, reportsItself } from './preloads.js';
import { Program } from './program.js';
import { notice } from './report.js';

let program: Program | null = null;

/** Where the hooks run in a thread of their own, the program is made when its first facade runs. */
export function currentProgram(): Program {
	return program ??= connectToThread();
}

/** Null where hot-runtime was not registered: nothing is hot. */
export function registeredProgram(): Program | null {
	return hasHooks ? currentProgram() : program;
}

/**
 * Registers the hooks, in-thread where this Node can. Once for each thread; throws a TypeError for a wrong option. `isFirst`: no code of the user
 * has run before.
 */
export function registerProgram(given: unknown, isFirst = false): void {
	const options = checkOptions(given);
	if (isRegistered) return;
	isRegistered = true;
	if (reportsItself(process.execArgv)) {
		if (options.silent !== true && !process.execArgv.includes('--test')) process.stderr.write(`${notice(coverageOfItself())}\n`);
		return;
	}
	const registerHooks = registerHooksCapability();
	hasHooks = true;
	const isAlone = isFirst && isOnlyPreload(process.execArgv, process.env['NODE_OPTIONS'] ?? '');
	if (registerHooks === null) registerThread({ options: given, isAlone });
	else program = hookInThread(registerHooks, options, isAlone);
}

/** Throws what `register` throws, but for a process that may have no threads: that one is told, and runs as in plain Node. */
function registerThread(data: ThreadStart): void {
	try {
		register(new URL('./loader.js', import.meta.url), { data });
	} catch (error) {
		if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_ACCESS_DENIED') throw error;
		process.stderr.write(`${notice(threadsAreDenied())}\n`);
	}
}

const mocksModules = (): boolean => mayMockModules(process.execArgv, process.env['NODE_OPTIONS'] ?? '');

let isRegistered = false;
let hasHooks = false;

function hookInThread(registerHooks: NonNullable<ReturnType<typeof registerHooksCapability>>, options: RegisterOptions, isAlone: boolean): Program {
	const catalogue = new Catalogue();
	const kept = storeOptions(options, isAlone);
	const store = kept && new ModuleStore(kept);
	const hots = new InThreadLoaderHots(wish => program.wish(wish));
	const state = createWalkState(options, { store, hasRequire: true, hots, make: (text, url, hasCellsOnly) => hasCellsOnly === true ? makeModuleSource(text, url, true) : drafts.take(text, url) });
	const drafts = new Drafts({ make: makeModuleSource, read: id => draftText(catalogue.get(id)) });
	let commonJS: CommonJSProgram | null = null;
	const loaderHooks = new LoaderHooks({
		state, catalogue, enterURL,
		found: () => {},
		runs: module => commonJS?.runs(module),
		requires: id => commonJS?.requires(id),
		requiresFrom: (id, parent) => commonJS?.requiresFrom(id, parent),
		builtin: url => {
			if (url === 'node:worker_threads') program.expectWorkers();
		},
	});
	// Text that is evaluated runs without any hook hearing of it.
	if (isAlone && process.argv[1] !== undefined && !evaluatesText(process.execArgv)) programWaits();
	const hooks = new InThreadHooks(registerHooks, loaderHooks, () => store?.otherHooks());
	const program: Program = new Program({ options, catalogue, driver: inThreadDriver(state, hooks, isAlone && !mocksModules()), keeper: store && new StoreKeeper(store), drafts, receive: () => {} });
	// Code that ran before may have all it needs for a worker.
	if (!isAlone) program.expectWorkers();
	commonJS = program.runCommonJS({ read: (id, exports) => loaderHooks.readRequired(id, exports), isOnlyRequired: id => loaderHooks.isOnlyRequired(id) });
	preparation = prepareCommonJS();
	return program;
}

/** Fulfilled when the hooks have all they need. */
let preparation: Promise<void> = Promise.resolve();

export const prepared = (): Promise<void> => preparation;

/** On a Node without hooks in-thread there is nothing to look for. */
function lookInThread(met: () => void): () => void {
	const registerHooks = registerHooksCapability();
	return registerHooks === null ? () => {} : lookForHooks(hookCount(registerHooks), met);
}

function connectToThread(): Program {
	const catalogue = new Catalogue();
	const lookForHooksInThread = lookInThread(() => connected.say(notice(hooksInThreadPassBy())));
	const driver = new ThreadDriver(catalogue, {
		connect: port => register(new URL('./connect.js', import.meta.url), { data: { port }, transferList: [port] }),
		raise: serial => register(new URL(`./raised.js?${serial}`, import.meta.url)),
		mayMockModules: mocksModules(),
		lookForHooksInThread,
	});
	const connected: Program = new Program({ options: checkOptions(driver.options), catalogue, driver, keeper: driver.store && new StoreKeeper(driver.store), drafts: null, receive: () => driver.receiveAll() });
	connected.expectWorkers();
	lookForHooksInThread();
	// Only the wiring's own messages come this way.
	driver.listen(message => connected.wish(message as LoaderWish));
	return connected;
}
