// The long run without files and processes: in one second as much happens as there in a minute, and a seed finds the same again.
import assert from 'node:assert/strict';
import { createRuntime } from '@hot-runtime/runtime';
import type { Runtime } from '@hot-runtime/runtime';
import { MemoryDisk } from './memory-disk.js';
import { Modules } from './modules.js';
import type { Shown } from './modules.js';
import { Random } from './random.js';

const main = 'main/main.js';
/** Accepted by main, and always there. */
const top = 'part1/m1-0.js';
/** A round is over when nothing has happened for so many turns of the event loop. */
const calmTurns = 30;
const mostLooks = 40;

/** Rejects with what the program showed and what it should have. */
export async function soakInMemory({ rounds, seed }: { readonly rounds: number; readonly seed: number }): Promise<void> {
	Reflect.deleteProperty(globalThis, 'program');
	const random = new Random(seed);
	const modules = new Modules(random);
	const disk = new MemoryDisk(random);
	disk.put('main/nothing.js', 'export const something = 1;');
	disk.put(main, modules.mainInMemory());
	for (const [name, text] of modules.files()) disk.put(name, text ?? '');
	const runtime = createRuntime(disk, { track: id => disk.track(id), untrack: id => disk.untrack(id), quietTime: 5, settleTime: 10 });
	disk.changed = id => void runtime.changed([{ id }]);
	await start(runtime, disk);
	const shows = new Set<Promise<unknown>>();
	for (let round = 1; round <= rounds; round++) {
		for (let edits = 5 + random.below(15); edits > 0; edits--) await editOnce(runtime, { random, modules, disk, shows });
		await save(modules.heal(), random, disk);
		await letGo(runtime, disk, shows);
		await becomes(runtime, disk, modules.shown(), `in round ${round} with seed ${seed}`);
	}
	await runtime.close();
}

async function start(runtime: Runtime, disk: MemoryDisk): Promise<void> {
	const loaded = await disk.load([{ id: main }], () => false);
	if (!loaded.ok) throw loaded.failure.error;
	runtime.add(loaded.modules);
	await runtime.start(main, new Map()).finish();
}

/** What versions that are gone have imported stays until the next update. */
async function letGo(runtime: Runtime, disk: MemoryDisk, shows: Set<Promise<unknown>>): Promise<void> {
	if (shows.size === 0) return;
	await calms(runtime, disk);
	await Promise.all(shows);
	shows.clear();
	void runtime.changed([{ id: top }]);
}

interface Edited {
	readonly random: Random;
	readonly modules: Modules;
	readonly disk: MemoryDisk;
	/** Those that old code may still be at. */
	readonly shows: Set<Promise<unknown>>;
}

async function editOnce(runtime: Runtime, { random, modules, disk, shows }: Edited): Promise<void> {
	for (let burst = random.once(6) ? 12 : 1; burst > 0; burst--) await save(modules.edit(), random, disk);
	if (random.once(2)) await disk.turns(12);
	if (random.once(6)) shows.add(show(runtime).catch(() => {}));
	if (!random.once(30)) return;
	runtime.hot.pause();
	setTimeout(() => runtime.hot.resume(), random.below(4));
}

/** Whole, in two parts, emptied first, or removed first. */
async function save(files: ReadonlyMap<string, string | null>, random: Random, disk: MemoryDisk): Promise<void> {
	for (const [name, text] of files) {
		const way = random.below(6);
		// Never a part that runs by itself: it might lack what it cleans up with.
		if (way === 0 && text !== null) disk.save(name, text.slice(0, text.lastIndexOf('{') + 1));
		if (way === 1) disk.save(name, null);
		if (way === 2) disk.save(name, '');
		if (way < 3) await disk.turns(4);
		disk.save(name, text);
		if (random.once(8)) await disk.turns(6);
	}
}

async function show(runtime: Runtime): Promise<Shown> {
	const { show: ask } = runtime.readExports(main, () => {}) as { show(): Promise<Shown> };
	return ask();
}

async function becomes(runtime: Runtime, disk: MemoryDisk, expected: Shown, when: string): Promise<void> {
	for (let look = 1; ; look++) {
		await calms(runtime, disk);
		const shown = await show(runtime);
		const { pending } = runtime.hot.graph();
		const isRight = pending.length === 0 && JSON.stringify(shown) === JSON.stringify(expected);
		if (isRight) return;
		if (look === mostLooks) assert.deepEqual({ ...shown, pending }, { ...expected, pending: [] }, when);
	}
}

async function calms(runtime: Runtime, disk: MemoryDisk): Promise<void> {
	let last = -1;
	for (let turns = 0; turns < calmTurns; turns++) {
		await new Promise<void>(resolve => { setTimeout(resolve, 1); });
		const now = runtime.hot.history().at(-1)?.update ?? 0;
		if (now !== last || runtime.hot.status() !== 'watch' || !disk.isQuiet) turns = 0;
		last = now;
	}
}
