import { timedOut } from './messages.js';

/** Rejects with a timeout if `work` takes longer than `ms`. What it began goes on, and helps the next try. */
export async function within<T>(ms: number, spec: string, work: Promise<T>): Promise<T> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(timedOut(spec, ms)), ms);
	});
	try {
		return await Promise.race([work, late]);
	} finally {
		clearTimeout(timer);
	}
}
