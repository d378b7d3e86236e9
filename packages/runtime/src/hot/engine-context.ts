// What the phases of an update share.
import type { ModuleId, ReportedError } from '@hot-runtime/types';
import type { Core } from '../core.js';
import type { Events } from './events.js';
import type { HandlerResult, HandlerWatch } from './handler-watch.js';
import type { Identities } from './identities.js';
import type { ProgramOrder } from './module-order.js';
import type { HotOptions } from './options.js';
import type { PendingChanges } from './pending.js';
import type { WantedModules } from './wanted.js';
import type { Status } from './status.js';
import type { UpdateRun } from './update-run.js';

export interface EngineContext {
	readonly core: Core;
	readonly options: HotOptions;
	readonly identities: Identities;
	readonly events: Events;
	readonly status: Status;
	readonly watch: HandlerWatch;
	readonly wanted: WantedModules;
	readonly pending: PendingChanges;
	readonly order: ProgramOrder;
	/** The update that runs. */
	readonly run: UpdateRun | null;
	/** Waits until an evaluation that is under way has ended. False if there is none, or none that may still be expected to end. */
	readonly evaluationEnded: () => Promise<boolean>;
	/** Calls a handler to its end; what it throws is reported, and answered. */
	readonly call: (id: ModuleId, handler: ReportedError['handler'], call: () => unknown) => Promise<HandlerResult>;
	/** What a person must hear of, and what does not end the update. */
	readonly report: (error: ReportedError) => Promise<void>;
}
