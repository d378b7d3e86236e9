// Drives an evaluation where Node does not: for `import()` and for updates. What is not hot is asked of the host, one after the other.
import type { Host } from '@hot-runtime/types';
import { NativePromise } from '../intrinsics.js';
import type { Evaluation } from './evaluate.js';

/** Settles as the evaluation does. With no external to evaluate, it has run what it can when this returns. */
export async function drive(evaluation: Evaluation, host: Host): Promise<void> {
	for (let step = evaluation.advance(); step.type !== 'done'; step = evaluation.advance()) {
		if (step.type === 'blocked') await over(step.by, host);
		else await evaluateExternal(evaluation, host);
	}
	const { promise } = evaluation;
	if (promise !== null) await promise;
}

async function evaluateExternal(evaluation: Evaluation, host: Host): Promise<void> {
	const { step } = evaluation;
	if (step.type !== 'external') return;
	try {
		step.record.evaluate(await host.importExternal(step.record.loaded));
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
