// An entry whose evaluation Node drives: see EntryEvaluation in packages/types/src/entry.ts.
import type { EntryEvaluation, Host, ModuleId } from '@hot-runtime/types';
import type { ModuleMap } from './graph/view.js';
import { externalFulfilled } from './evaluation/async-evaluation.js';
import { begun, drive } from './evaluation/drive.js';
import type { Evaluation } from './evaluation/evaluate.js';
import { whenSettled } from './intrinsics.js';
import { forEach } from './lists.js';

export class NodeDrivenEvaluation implements EntryEvaluation {
	readonly #evaluation: Evaluation;
	readonly #map: ModuleMap;
	readonly #host: Host;
	readonly #ended: () => void;

	constructor(evaluation: Evaluation, map: ModuleMap, host: Host, ended: () => void) {
		this.#evaluation = evaluation;
		this.#map = map;
		this.#host = host;
		this.#ended = ended;
	}

	advance(): void {
		try {
			this.#evaluation.advance();
		} catch (error) {
			this.#ended();
			throw error;
		}
	}

	evaluated(id: ModuleId): void {
		const record = this.#map.get(id);
		if (record?.kind === 'synthetic' && record.namespace !== null) externalFulfilled(record, record.namespace);
		const { step } = this.#evaluation;
		if (step.type === 'external' && step.record.isEvaluated) this.advance();
	}

	begun(ids: readonly ModuleId[]): void {
		forEach(ids, (id) => {
			const record = this.#map.get(id);
			if (record?.kind === 'synthetic') begun(record, this.#host);
		});
	}

	finish(): Promise<void> | null {
		const promise = this.#finish();
		if (promise === null) this.#ended();
		else whenSettled(promise, this.#ended, this.#ended);
		return promise;
	}

	#finish(): Promise<void> | null {
		try {
			this.#evaluation.advance();
			// What still stands at something was left to us: another evaluation has to end first.
			return this.#evaluation.step.type === 'done' ? this.#evaluation.promise : drive(this.#evaluation, this.#host);
		} catch (error) {
			this.#ended();
			throw error;
		}
	}
}
