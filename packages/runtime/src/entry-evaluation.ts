// An entry whose evaluation Node drives: see EntryEvaluation in packages/types/src/entry.ts.
import type { EntryEvaluation, Host, ModuleId } from '@hot-runtime/types';
import type { ModuleMap } from './graph/view.js';
import { drive } from './evaluation/drive.js';
import type { Evaluation } from './evaluation/evaluate.js';
import { whenSettled } from './intrinsics.js';

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
		if (record?.kind === 'synthetic' && record.namespace !== null) record.evaluate(record.namespace);
		const { step } = this.#evaluation;
		if (step.type === 'external' && step.record.isEvaluated) this.advance();
	}

	finish(): Promise<void> | null {
		try {
			this.#evaluation.advance();
		} catch (error) {
			this.#ended();
			throw error;
		}
		// What still stands at something was left to us: another evaluation has to end first.
		const promise = this.#evaluation.step.type === 'done' ? this.#evaluation.promise : drive(this.#evaluation, this.#host);
		if (promise === null) this.#ended();
		else whenSettled(promise, this.#ended, this.#ended);
		return promise;
	}
}
