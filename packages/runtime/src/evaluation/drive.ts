// Drives an evaluation where Node does not: for `import()` and for updates. What is not hot is evaluated by the host: in its place, where the
// host can do that without waiting in between, else one after the other.
import type { Host } from '@hot-runtime/types';
import { NativePromise, whenSettled } from '../intrinsics.js';
import { forEach, map } from '../lists.js';
import type { SyntheticModuleRecord } from '../records/synthetic-module-record.js';
import { externalFulfilled, externalRejected } from './async-evaluation.js';
import type { Evaluation } from './evaluate.js';

/** Settles as the evaluation does. With no external to evaluate, it has run what it can when this returns. */
export async function drive(evaluation: Evaluation, host: Host): Promise<void> {
	const due = evaluation.externalsDue;
	if (due.length > 0 && host.importInPlace !== undefined) await advanceInPlace(evaluation, due, host);
	for (let step = evaluation.advance(); step.type !== 'done'; step = evaluation.advance()) {
		if (step.type === 'blocked') await over(step.by, host);
		else await evaluateExternal(evaluation, host);
	}
	const { promise, waitsForExternal } = evaluation;
	if (promise !== null) await promise;
	if (waitsForExternal !== null) await host.importExternal(waitsForExternal.loaded);
}

/**
 * Fulfilled when all of `due` were evaluated, or when something has thrown, whoever still waits then. An `await` each, and promises that are resolved by
 * one another, so that a stack tells who has imported.
 */
async function advanceInPlace(evaluation: Evaluation, due: readonly SyntheticModuleRecord[], host: Host): Promise<void> {
	try {
		await new NativePromise<unknown>((resolve, reject) => {
			const end = (): void => resolve(undefined);
			const imported = host.importInPlace?.(map(due, ({ loaded }) => loaded), {
				linked(namespaces) {
					forEach(due, (record, index) => linkTo(record, namespaces[index]));
					evaluation.linkUncertain();
				},
				advance(count) {
					for (let i = 0; i < count; i++) begun(due[i], host);
					if (!evaluation.isOver) evaluation.advance();
					if (evaluation.isOver) whenRejected(evaluation, end);
				},
				evaluated(index) {
					const record = due[index];
					if (record !== undefined && record.namespace !== null) externalFulfilled(record, record.namespace);
				},
			});
			if (imported === undefined) end();
			else whenSettled(imported, resolve, reject);
		});
	} catch (error) {
		if (!evaluation.isOver) evaluation.fail(error);
	}
}

function whenRejected({ promise }: Evaluation, rejected: () => void): void {
	if (promise !== null) whenSettled(promise, () => undefined, rejected);
}

function linkTo(record: SyntheticModuleRecord, namespace: object | undefined): void {
	if (namespace !== undefined) record.link(namespace);
}

/** The host has begun to evaluate `record`, and goes on: what has not been evaluated by now waits for something. */
export function begun(record: SyntheticModuleRecord | undefined, host: Host): void {
	if (record === undefined || record.isEvaluated || record.isEvaluatingAsync || record.evaluationError !== null) return;
	record.begin();
	whenSettled(
		host.importExternal(record.loaded),
		(namespace) => externalFulfilled(record, namespace),
		(error) => externalRejected(record, error),
	);
}

async function evaluateExternal(evaluation: Evaluation, host: Host): Promise<void> {
	const { step } = evaluation;
	if (step.type !== 'external') return;
	try {
		externalFulfilled(step.record, await host.importExternal(step.record.loaded));
	} catch (error) {
		evaluation.fail(error);
	}
}

/** Waits for an evaluation of others. Where Node drives it, nobody tells when its external has thrown; the host knows. */
async function over(by: Evaluation, host: Host): Promise<void> {
	const { step } = by;
	const isOver = new NativePromise<void>((resolve) => by.whenOver(resolve));
	if (step.type === 'external') {
		try {
			await host.importExternal(step.record.loaded);
		} catch (error) {
			if (by.step === step) by.fail(error);
		}
	}
	await isOver;
}
