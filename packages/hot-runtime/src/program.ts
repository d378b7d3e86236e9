// The wiring: one program for each thread, made when hot-runtime is registered in it.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Catalogue, DEFAULT_IGNORE, HookChain, HotPolicy, inThreadDriver, installInThread, LoaderHooks, registerHooksCapability, transform } from '@hot-runtime/loader';
import type { LoaderDriver, WalkState } from '@hot-runtime/loader';
import { createRuntime } from '@hot-runtime/runtime';
import type { Runtime } from '@hot-runtime/runtime';
import type { EntryEvaluation, ModuleId, UpdateOutcome } from '@hot-runtime/types';
import { openFileSource } from './file-source.js';
import type { FileSource } from './file-source.js';
import { NodeHost } from './node-host.js';
import { watchesExhausted } from './messages.js';
import { checkOptions } from './options.js';
import type { RegisterOptions } from './options.js';
import { notice, reportOutcome } from './report.js';

/** A refusal that a further save heals within this time is not told. */
const quietMs = 100;

export class Program {
	readonly runtime: Runtime;
	readonly #catalogue: Catalogue;
	readonly #host: NodeHost;
	readonly #files: FileSource | null;
	readonly #isSilent: boolean;
	readonly #evaluations = new Map<ModuleId, EntryEvaluation>();

	constructor(options: RegisterOptions, catalogue: Catalogue, driver: LoaderDriver) {
		this.#catalogue = catalogue;
		this.#host = new NodeHost(driver, catalogue);
		this.#isSilent = options.silent ?? false;
		const { watch = true } = options;
		const open = openFileSource({
			polling: typeof watch === 'object' ? watch.polling : undefined,
			onExhausted: (error, interval) => this.#say(notice(watchesExhausted(error.code ?? '', interval))),
		});
		this.#files = watch === false ? null : open(changes => void this.runtime.changed(changes).then(() => this.#files?.verify()));
		this.runtime = createRuntime(this.#host, {
			isWatching: watch !== false,
			identify: file => (/^[a-z]+:/.test(file) ? file : pathToFileURL(file).href),
			track: id => this.#files?.track(id),
			untrack: id => {
				this.#files?.untrack(id);
				this.#host.forget(id);
			},
			report: outcome => this.#report(outcome),
			quietTime: quietMs,
		});
	}

	/** The evaluation of an entry, begun when the first of its generated modules asks. */
	evaluation(entry: ModuleId, namespaces: Iterable<readonly [ModuleId, object]>): EntryEvaluation {
		const known = this.#evaluations.get(entry);
		if (known !== undefined) return known;
		this.runtime.add(this.#catalogue.reachable(entry));
		const evaluation = this.runtime.start(entry, new Map(namespaces));
		this.#evaluations.set(entry, evaluation);
		return evaluation;
	}

	isMain(entry: ModuleId): void {
		this.#host.main = entry;
	}

	#report(outcome: UpdateOutcome): void {
		const text = reportOutcome(outcome, {
			root: process.cwd(),
			hasColor: process.stderr.isTTY === true && !process.env['NO_COLOR'],
			readText,
		});
		if (text !== null) this.#say(text);
	}

	#say(text: string): void {
		if (!this.#isSilent) process.stderr.write(`${text}\n`);
	}
}

function readText(path: string): string | null {
	try {
		return readFileSync(path, 'utf8');
	} catch {
		return null;
	}
}

let program: Program | null = null;

export function currentProgram(): Program {
	if (program === null) throw new Error('hot-runtime is not registered in this thread');
	return program;
}

export function registerProgram(given: unknown): Program {
	const options = checkOptions(given);
	if (program !== null) return program;
	const registerHooks = registerHooksCapability();
	if (registerHooks === null) throw new Error('not yet on this Node');
	const catalogue = new Catalogue();
	const own = new URL('./', import.meta.url).href;
	const state: WalkState = {
		chain: new HookChain(),
		policy: new HotPolicy(options.ignore ?? DEFAULT_IGNORE, [own, new URL('./', import.meta.resolve('@hot-runtime/runtime')).href, new URL('./', import.meta.resolve('@hot-runtime/loader')).href]),
		toModuleSource: (text, url) => transform(text, { url }),
		resolutions: new Map(),
		onSyntaxError: 'leave-to-node',
	};
	installInThread(registerHooks, new LoaderHooks({ state, catalogue, enterURL: new URL('./enter.js', import.meta.url).href, found: () => {} }));
	return program = new Program(options, catalogue, inThreadDriver(state));
}

