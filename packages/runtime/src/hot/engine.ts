// The update engine: takes changes, runs updates one after the other, and gives modules their `import.meta.hot`.
import type {
	ApplyOptions, Hot, HotEvent, HotEventArguments, HotManagement, ModuleId, ReportedError, SourceChange, UpdateCause, UpdateOutcome,
} from '@hot-runtime/types';
import type { Core } from '../core.js';
import { acceptedSpecifierNotFound, handlerIsSlow, noSuchEvent } from '../messages.js';
import type { SourceTextModuleRecord } from '../records/source-text-module-record.js';
import { type Steps, waitFor } from '../steps.js';
import type { EngineContext } from './engine-context.js';
import { EvaluationsUnderway } from './evaluations-underway.js';
import { Events } from './events.js';
import { HandlerWatch, type HandlerResult } from './handler-watch.js';
import { History } from './history.js';
import { createHot } from './hot-context.js';
import { Identities } from './identities.js';
import { createManagement } from './management.js';
import { ManualUpdates } from './manual-updates.js';
import { ProgramOrder } from './module-order.js';
import { dropOld } from './news.js';
import type { HotOptions } from './options.js';
import { PendingChanges } from './pending.js';
import { ReportQueue } from './report-queue.js';
import { Status } from './status.js';
import { runUpdate } from './update.js';
import { UnsettledTexts } from './unsettled-texts.js';
import { UpdateQueue, type Batch } from './update-queue.js';
import { UpdateRun, noDurations } from './update-run.js';
import { WantedModules } from './wanted.js';

export class UpdateEngine implements EngineContext {
	readonly core: Core;
	readonly options: HotOptions;
	readonly identities = new Identities();
	readonly events = new Events((event, owner) => void this.report({ id: owner ?? '', handler: 'event', error: new Error(noSuchEvent(event)), wasTold: true }));
	readonly pending = new PendingChanges();
	readonly order: ProgramOrder;
	readonly watch: HandlerWatch;
	readonly wanted: WantedModules;
	readonly status: Status;
	readonly queue: UpdateQueue;
	readonly history: History;
	/** For code outside of modules. */
	readonly hot: HotManagement;
	readonly #reports: ReportQueue;
	readonly #manual: ManualUpdates;
	readonly #started: number;
	#run: UpdateRun | null = null;
	#updates = 0;
	/** True if nothing of the program has changed, but something that waiting changes want. */
	#isRetry = false;
	#toldError: string | null = null;
	readonly #evaluations = new EvaluationsUnderway();
	readonly #unsettled = new UnsettledTexts((task) => this.core.host.delay(this.#settleTime, task), (ids) => this.#retry(ids));

	constructor(core: Core, options: HotOptions) {
		this.core = core;
		this.options = options;
		this.order = new ProgramOrder(core.map);
		this.wanted = new WantedModules({ track: (id) => options.track?.(id), untrack: (id) => options.untrack?.(id) });
		this.#started = core.host.now();
		this.history = new History(options.historyLength ?? 100);
		this.watch = new HandlerWatch(core.host, options.handlerTime ?? 10_000, () => this.queue.isWaiting);
		this.#reports = new ReportQueue((ms, task) => core.host.delay(ms, task), (outcome) => this.#tell(outcome));
		this.status = new Status(
			this.rest,
			(owner, call) => this.call(owner ?? '', 'event', call),
			(status, previous) => this.#emitIfHeard('status', () => [{ ...this.base([]), status, previous }]),
		);
		this.queue = new UpdateQueue(core.shelter.run, (batch) => this.#update(batch));
		if (!this.#isWatching) this.queue.hold();
		this.#manual = new ManualUpdates(this);
		this.hot = createManagement(this, this.#manual);
	}

	get run(): UpdateRun | null {
		return this.#run;
	}

	/** The state between updates. */
	get rest(): 'watch' | 'idle' {
		return this.#isWatching ? 'watch' : 'idle';
	}

	get #isWatching(): boolean {
		return this.options.isWatching !== false;
	}

	/** The outcome of the update that these changes become part of; null if none of them concerns the program. */
	changed(changes: readonly SourceChange[], cause: UpdateCause = 'change'): Promise<UpdateOutcome | null> {
		this.#unsettled.stop();
		this.#reports.somethingChanged(this.options.quietTime ?? 0);
		const outcome = this.queue.push(changes, cause);
		this.watch.somethingWaits();
		return outcome;
	}

	/** The sources take changes back that could not be applied: they are not tried again. */
	withdraw(ids: Iterable<ModuleId>): void {
		for (const id of ids) this.pending.delete(id);
	}

	createHot(record: SourceTextModuleRecord): Hot {
		return createHot(record, {
			events: this.events,
			management: this.hot,
			shelter: this.core.shelter,
			identity: (id) => this.identities.get(id),
			kept: () => this.options.kept?.(),
			resolve: (referrer, specifier) => this.#resolve(referrer, specifier),
			invalidate: (referrer, message) => this.#invalidate(referrer, message),
			isGone: (version) => this.#isGone(version),
			disposeLate: ({ id }, handler) => void this.call(id, 'dispose', () => handler(this.core.map.has(id) ? this.identities.get(id).data : {})),
			status: this.status,
		});
	}

	/** An evaluation began: updates of what it evaluates wait for its end. Returns what to call then. */
	evaluationStarted(): () => void {
		const { shelter: { inside }, host } = this.core;
		const ended = inside(() => this.#evaluations.add(host.now()));
		return () => inside(ended);
	}

	/** Closes what modules keep, and forgets what waits. */
	*close(): Steps<void> {
		this.queue.close();
		this.#unsettled.stop();
		this.#reports.close();
		yield* this.closeKept();
	}

	/** The process ends: closes what modules keep, the last made first. */
	*closeKept(): Steps<void> {
		for (const { id, close } of this.identities.takeKept()) yield this.call(id, 'keep', close);
	}

	/** The same where nothing can be awaited any more: each is begun. */
	closeKeptNow(): void {
		for (const { id, close } of this.identities.takeKept()) void this.call(id, 'keep', close);
	}

	readonly evaluationEnded = (): Promise<boolean> => this.#evaluations.nextEnd(this.core.host, this.watch.limit);

	readonly call: EngineContext['call'] = (id, handler, call) => this.core.shelter.run(this.#call(id, handler, call));

	*#call(id: ModuleId, handler: ReportedError['handler'], call: () => unknown): Steps<HandlerResult> {
		const slow = (): void => void this.report({ id, handler, error: new Error(handlerIsSlow(handler, this.watch.limit / 1000)), wasTold: true });
		const result = yield* waitFor(this.watch.run(call, slow));
		if (result.type === 'threw') yield this.report({ id, handler, error: result.error });
		return result;
	}

	readonly report: EngineContext['report'] = (error) => this.core.shelter.run(this.#report(error));

	*#report(error: ReportedError): Steps<void> {
		if (this.#run === null || error.wasTold === true) this.message(this.options.reportError?.(error), [error.id]);
		this.#run?.reported.push(error);
		// An event handler's own error is not told to event handlers: they might throw again.
		if (error.handler === 'event') return;
		yield* this.#emitIfHeard('error', () => [{ ...this.base([error.id]), ...error }]);
	}

	/** A text for a person that is no update's outcome. */
	message(text: string | null | void, modules: readonly ModuleId[] = []): void {
		if (typeof text === 'string') this.#tellIfHeard('message', () => [text, this.base(modules)]);
	}

	base(modules: readonly ModuleId[]) {
		const isAtRest = this.#run === null && (this.status.current === 'watch' || this.status.current === 'idle');
		return { update: isAtRest ? 0 : this.#updates, modules, outcome: null, durations: this.#run?.durations ?? noDurations };
	}

	/** Runs `act` as one update, and tells its outcome. */
	*asUpdate(cause: UpdateCause, apply: ApplyOptions, act: (run: UpdateRun) => Steps<UpdateOutcome>, isSettled = false): Steps<UpdateOutcome> {
		this.#updates += 1;
		const run = new UpdateRun(this.#updates, cause, apply, () => this.core.host.now());
		this.#run = run;
		let outcome: UpdateOutcome;
		try {
			outcome = yield* act(run);
		} catch (error) {
			outcome = this.#brokenOff(run, error);
		} finally {
			this.core.overlay = null;
			this.#run = null;
		}
		yield* this.#ended(run, outcome, isSettled);
		return outcome;
	}

	/** Something of ours or of the host's threw. It must not end the process, and the changes must not be lost. */
	#brokenOff(run: UpdateRun, error: unknown): UpdateOutcome {
		for (const id of run.changed) {
			if (this.core.map.has(id) && this.pending.get(id) === undefined) this.pending.set({ id, location: undefined }, 'evaluation-error', [id]);
		}
		for (const id of run.released) this.core.orphans.add(id);
		run.end({ type: 'evaluation-error', id: null, error, chain: [] });
		return run.outcome(this.pending.list());
	}

	*#update(batch: Batch, isSettled = false): Steps<UpdateOutcome | null> {
		const changes = yield* dropOld(batch, this.options.isNews);
		if (changes.size === 0 && batch.changes.size > 0) return null;
		const known = new Map([...changes].filter(([id]) => this.core.map.has(id)));
		this.#isRetry = known.size === 0;
		const others = [...changes.keys()].filter((id) => !known.has(id));
		for (const id of this.wanted.ownersOf(others)) if (this.pending.get(id) !== undefined && !known.has(id)) known.set(id, undefined);
		if (known.size === 0 && this.pending.size === 0) return null;
		yield* this.status.set('check');
		return yield* this.asUpdate(batch.cause, {}, (run) => runUpdate(this, run, this.pending.with(known), isSettled), isSettled);
	}

	*#ended(run: UpdateRun, outcome: UpdateOutcome, isSettled: boolean): Steps<void> {
		this.wanted.settle((id) => this.core.map.has(id), (id) => this.pending.get(id) !== undefined);
		this.history.add(outcome, run.cause, run.started - this.#started);
		const { update, durations } = outcome;
		const modules = [...outcome.loaded, ...outcome.reevaluated];
		if (outcome.type !== 'updated') yield* this.status.set(outcome.type === 'evaluation-error' || modules.length > 0 ? 'fail' : 'abort');
		this.options.ended?.();
		yield* this.#emitIfHeard('afterUpdate', () => [{ update, modules, outcome, durations }]);
		const isUnfinished = run.isUnfinished && !isSettled && this.#settleTime > 0;
		if (isUnfinished && 'id' in outcome && outcome.id !== null) this.#unsettled.add(this.#waitingFor(outcome.id));
		const isWaiting = this.#unsettled.wait((id) => this.pending.get(id)?.reason === 'load-error');
		yield* this.status.set(isWaiting ? 'watch-delay' : this.rest);
		if (!isUnfinished && !this.#wasTold(outcome)) this.#reports.add(outcome, this.options.quietTime ?? 0);
		for (const id of [...run.passedOn.keys(), ...run.cameBack]) void this.changed([{ id }], 'invalidate');
	}

	/** The changes that wait for the text of `id`: its own, or those of who would bring it into the program. */
	#waitingFor(id: ModuleId): Iterable<ModuleId> {
		return this.core.map.has(id) ? [id] : this.wanted.ownersOf([id]);
	}

	/** What waits was tried again because something it wants changed, and is refused as before. */
	#wasTold(outcome: UpdateOutcome): boolean {
		const told = this.#toldError;
		this.#toldError = 'error' in outcome ? String(outcome.error) : null;
		return this.#isRetry && told !== null && told === this.#toldError;
	}

	get #settleTime(): number {
		return this.options.settleTime ?? 0;
	}

	#retry(ids: readonly ModuleId[]): void {
		// In a pause they wait with the others.
		if (this.queue.isHeld) void this.queue.push(ids.map((id) => ({ id })), 'change');
		else void this.queue.exclusively(() => this.#update({ changes: new Map(ids.map((id) => [id, undefined])), changedAt: new Map(), cause: 'change' }, true));
	}

	#tell(outcome: UpdateOutcome): void {
		const { update, durations } = outcome;
		const modules = [...outcome.loaded, ...outcome.reevaluated];
		let text: string = outcome.type;
		try {
			text = this.options.report?.(outcome) ?? text;
		} catch (error) {
			void this.report({ id: '', handler: 'event', error });
		}
		this.#tellIfHeard('message', () => [text, { update, modules, outcome, durations }]);
	}

	*#emitIfHeard<Event extends HotEvent>(event: Event, args: () => HotEventArguments[Event]): Steps<void> {
		if (this.events.has(event)) yield* this.events.emit(event, args(), (owner, call) => this.call(owner ?? '', 'event', call));
	}

	/** Waits for nobody. */
	#tellIfHeard<Event extends HotEvent>(event: Event, args: () => HotEventArguments[Event]): void {
		void this.core.shelter.run(this.#emitIfHeard(event, args));
	}

	/** As the module's own import of it, or as an import of it would be. */
	#resolve(record: SourceTextModuleRecord, specifier: string): ModuleId | null {
		const { source, resolved } = record.loaded;
		const request = source.requests.findIndex((other) => other.specifier === specifier);
		const own = resolved[request];
		if (own !== undefined) return own;
		try {
			return this.core.host.resolveSync(specifier, record.id, {});
		} catch (error) {
			const problem = error instanceof Error ? error.message : String(error);
			void this.report({ id: record.id, handler: 'specifier', error: new Error(acceptedSpecifierNotFound(specifier, problem), { cause: error }) });
			return null;
		}
	}

	#isGone(record: SourceTextModuleRecord): boolean {
		const { map, overlay } = this.core;
		return map.get(record.id) !== record && overlay?.get(record.id) !== record;
	}

	#invalidate(record: SourceTextModuleRecord, message: string | undefined): void {
		const { id } = record;
		const run = this.#run;
		if (this.#isGone(record) && run?.replaced.has(record) !== true) return;
		this.#tellIfHeard('invalidate', () => [{ ...this.base([id]), id, message }]);
		if (run === null) this.#manual.invalidated(id);
		else run.passedOn.set(id, { from: null, retry: [id] });
	}
}
