// Runs a program of texts in memory, and answers what it printed: `print(…)` is a global of every test program.
import { inspect } from 'node:util';
import { Program } from '../hot/support/program.js';
import type { Files } from '../hot/support/memory-host.js';

declare global {
	// oxlint-disable-next-line no-var
	var print: (...values: unknown[]) => void;
}

export interface Run {
	readonly program: Program;
	readonly lines: string[];
	/** What the entry's evaluation ended with, if it threw. */
	readonly error: unknown;
}

const { isArray } = Array;

function line(values: readonly unknown[]): string {
	let text = '';
	for (let i = 0; i < values.length; i++) {
		const value = values[i];
		text += `${i === 0 ? '' : ' '}${typeof value === 'string' ? value : isArray(value) || typeof value === 'object' ? inspect(value) : String(value)}`;
	}
	return text;
}

export async function begin(files: Files, entry = 'main.js'): Promise<Run> {
	const lines: string[] = [];
	globalThis.print = (...values) => void (lines[lines.length] = line(values));
	const program = new Program(files, {});
	let error: unknown = null;
	try {
		await program.begin(entry);
		await program.evaluation;
	} catch (thrown) {
		error = thrown;
	}
	return { program, lines, error };
}

/** What a program printed that ended well. */
export async function run(files: Files): Promise<string[]> {
	const { lines, error } = await begin(files);
	if (error !== null) throw error;
	return lines;
}

/** `tell(f)` prints what `f` gives, or what it throws. */
export const tell = 'function tell(f) { try { print(f()); } catch (error) { print(error.name + ": " + error.message); } }';

/** The same for a promise. */
export const tellAsync = 'async function tellAsync(f) { try { print(await f()); } catch (error) { print(error && error.name + ": " + error.message); } }';
