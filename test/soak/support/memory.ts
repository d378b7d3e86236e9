import assert from 'node:assert/strict';
import type { Memory } from './soak.js';

/** Node's own module loader remembers what each specifier stands for in each module that asked, for as long as the process runs. */
const bytesOfResolution = 400;
/** Of all else nothing is kept. The program's own size moves with its modules. */
const mostNoise = 3 * 2 ** 20;
/** While V8 still compiles what runs often. */
const mostNoiseAtFirst = 24 * 2 ** 20;
const fewMeasurements = 20;

/** Compares the second half with the first: what leaks, leaks all the time. */
export function assertFlat(memory: readonly Memory[]): void {
	const half = Math.floor(memory.length / 2);
	const [first, second] = [memory.slice(0, half), memory.slice(half)];
	const edits = mean(second, 'edit') - mean(first, 'edit');
	const ofNode = bytesOfResolution * (mean(second, 'resolutions') - mean(first, 'resolutions'));
	const growth = mean(second, 'heapUsed') - mean(first, 'heapUsed');
	const noise = memory.length < fewMeasurements ? mostNoiseAtFirst : mostNoise;
	assert.ok(growth < noise + ofNode, `the heap grew by ${growth} bytes in ${edits} edits, of which ${ofNode} may be Node's`);
	const handles = mean(second, 'handles') - mean(first, 'handles');
	assert.ok(handles < 8, `the process has ${handles} handles more`);
}

function mean(memory: readonly Memory[], what: keyof Memory): number {
	return memory.length === 0 ? 0 : memory.reduce((sum, one) => sum + one[what], 0) / memory.length;
}
