// A program of about 200 modules as data: it is edited at random, says the text of each of its files, and what the program must show that runs them.
import type { Random } from './random.js';

/** Slots for modules. Some are empty: modules come and go. */
const slotCount = 220;
const startCount = 200;
const fewest = 180;
/** Who imports at most this many slots further has depth, not only width. */
const reach = 20;
const modulus = 1_000_003;

/** `handler-throws`, `invalidates`: it accepts itself, and its handler does that: in a cycle nobody takes the update then. */
export type Fault = 'syntax' | 'link' | 'throw' | 'deleted' | 'handler-throws' | 'invalidates';

export interface Module {
	/** Part of the file's name: a renamed module gets the next one. */
	readonly generation: number;
	readonly value: number;
	readonly imports: readonly number[];
	/** What it imports by `import()` when it is asked to. */
	readonly lazy: number | null;
	readonly accepts: boolean;
	readonly awaits: boolean;
	readonly fault: Fault | null;
}

/** What a program shows that runs these files. */
export interface Shown {
	readonly sum: number;
	/** The modules that have run and were not disposed of, in order. */
	readonly alive: readonly number[];
	/** What each `import()` shows. */
	readonly lazy: Readonly<Record<string, number>>;
}

/** The modules that main imports. They always exist. */
const tops = [1, 50, 100, 150];

export class Modules {
	readonly #random: Random;
	readonly #modules = new Map<number, Module>();

	constructor(random: Random) {
		this.#random = random;
		const others = Array.from({ length: slotCount - 1 }, (_, index) => index + 1).filter(slot => !tops.includes(slot));
		while (others.length > startCount - tops.length) others.splice(random.below(others.length), 1);
		for (const slot of [...tops, ...others].sort((a, b) => b - a)) this.#modules.set(slot, this.#create(slot));
	}

	/** The name of each file that is part of the program, and its text; null for one that is deleted. */
	files(): Map<string, string | null> {
		return new Map([...this.#modules.keys()].map(slot => [this.#name(slot), this.#text(slot)]));
	}

	/** Changes something. Answers the files that are other than before: their texts, or null where there is to be none. */
	edit(): Map<string, string | null> {
		const slot = this.#random.of([...this.#modules.keys()]) ?? 1;
		switch (this.#random.below(18)) {
			case 0: return this.#add();
			case 1: return this.#remove(slot);
			case 2: return this.#rename(slot);
			case 3: return this.#change(slot, { imports: this.#imports(slot) });
			case 4: return this.#change(slot, { lazy: this.#random.once(2) ? null : this.#anyOther(slot) });
			case 5: return this.#change(slot, { accepts: this.#random.once(2) });
			case 6: return this.#change(slot, { awaits: this.#random.once(4) });
			case 7: return this.#change(slot, { fault: 'syntax' });
			case 8: return this.#change(slot, { fault: 'throw' });
			case 9: return this.#change(slot, { fault: 'deleted' });
			case 10: return this.#change(slot, { fault: 'link' });
			case 11: return this.#change(slot, { fault: 'handler-throws' });
			case 12: return this.#change(slot, { fault: 'invalidates' });
			default: return this.#change(slot, {});
		}
	}

	/** Makes everything whole. Answers what was not. */
	heal(): Map<string, string | null> {
		const faulty = [...this.#modules].flatMap(([slot, { fault }]) => (fault === null ? [] : [slot]));
		for (const slot of faulty) this.#set(slot, { fault: null });
		return this.#textsOf(faulty);
	}

	/** The whole program, when it has no faults. */
	shown(): Shown {
		const alive = new Set<number>();
		const lazy: Record<string, number> = {};
		for (const top of tops) this.#reach(top, alive);
		for (const slot of alive) {
			const target = this.#modules.get(slot)?.lazy ?? null;
			if (target === null) continue;
			this.#reach(target, alive);
			lazy[slot] = this.#sum(target, new Set());
		}
		const seen = new Set<number>();
		const sum = tops.reduce((total, top) => total + this.#sum(top, seen), 0);
		return { sum, alive: [...alive].sort((a, b) => a - b), lazy };
	}

	/** What it shows is one line for each `look` it reads; with `--once` it shows it and ends. */
	main(): string {
		return `${this.#show()}
			process.on('unhandledRejection', error => program.unhandled.push(String(error?.stack ?? error)));
			if (process.argv.includes('--once')) console.log('shown', JSON.stringify(await show()) + ';');
			else {
				import.meta.hot.accept(${JSON.stringify(tops.map(top => `../${this.#name(top)}`))});
				process.stdin.setEncoding('utf8').on('data', async asked => {
					const pending = import.meta.hot.graph().pending;
					if (asked === 'calm\\n') console.log('calm', import.meta.hot.status(), (import.meta.hot.history().at(-1)?.update ?? 0) + ';');
					else if (asked === 'look\\n') console.log('shown', JSON.stringify({ ...await show(), pending, unhandled: program.unhandled }) + ';');
					else {
						// The last resort: V8 keeps the compiled text of functions that were not called lately for some collections more.
						for (let i = 0; i < 3; i++) { gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }); await new Promise(resolve => setTimeout(resolve)); }
						const { heapUsed, rss } = process.memoryUsage();
						console.log('memory', JSON.stringify({ heapUsed, rss, handles: process.getActiveResourcesInfo().length, history: import.meta.hot.history().slice(-3).map(({ type, changed, loaded, reevaluated, pruned, error }) => JSON.stringify({ type, changed, loaded, reevaluated, pruned, error: String(error) })) }) + ';');
					}
				});
				console.log('runs');
			}`;
	}

	/** The same for a program without a process: it exports `show`. */
	mainInMemory(): string {
		return `${this.#show()}
			export { show };
			import.meta.hot.accept(${JSON.stringify(tops.map(top => `../${this.#name(top)}`))});`;
	}

	#show(): string {
		return `${tops.map(top => `import { sum as s${top} } from '../${this.#name(top)}';`).join('\n')}
			const program = globalThis.program ??= { alive: new Map(), lazy: new Map(), unhandled: [] };
			async function show() {
				const lazy = {};
				// Each may bring others that have one.
				for (let count = -1; count < program.lazy.size;) {
					count = program.lazy.size;
					for (const [slot, [load]] of program.lazy) if (load) lazy[slot] = await load().catch(error => String(error));
				}
				for (const slot of Object.keys(lazy)) if (program.lazy.get(Number(slot)).length === 0) delete lazy[slot];
				const seen = new Set();
				const sum = ${tops.map(top => `s${top}(seen)`).join(' + ')};
				const alive = [...program.alive].flatMap(([slot, count]) => count === 0 ? [] : count === 1 ? [slot] : [slot + ' x ' + count]).sort((a, b) => a - b);
				return { sum, alive, lazy };
			}`;
	}

	#create(slot: number): Module {
		const { below, once } = { below: (limit: number) => this.#random.below(limit), once: (times: number) => this.#random.once(times) };
		return {
			generation: 0, value: below(100_000), imports: this.#imports(slot), lazy: once(12) ? this.#anyOther(slot) : null,
			accepts: once(6), awaits: once(20), fault: null,
		};
	}

	/** Mostly a tree that points to higher slots, with some edges back: cycles. */
	#imports(slot: number): readonly number[] {
		const after = [...this.#modules.keys()].filter(other => other > slot && other <= slot + reach);
		const before = [...this.#modules.keys()].filter(other => other < slot);
		const forward = Array.from({ length: this.#random.below(4) }, () => this.#random.of(after));
		const back = this.#random.once(12) ? [this.#random.of(before)] : [];
		return [...new Set([...forward, ...back].flatMap(other => other ?? []))];
	}

	#anyOther(slot: number): number | null {
		return this.#random.of([...this.#modules.keys()].filter(other => other !== slot)) ?? null;
	}

	#set(slot: number, change: Partial<Module>): void {
		const module = this.#modules.get(slot);
		if (module !== undefined) this.#modules.set(slot, { ...module, ...change });
	}

	#change(slot: number, change: Partial<Module>): Map<string, string | null> {
		this.#set(slot, { fault: null, value: this.#random.below(100_000), ...change });
		return this.#textsOf([slot]);
	}

	/** A new module, and one that imports it. */
	#add(): Map<string, string | null> {
		const empty = Array.from({ length: slotCount - 2 }, (_, index) => index + 2).filter(slot => !this.#modules.has(slot));
		const slot = this.#random.of(empty);
		if (slot === undefined) return new Map();
		const importer = this.#random.of([...this.#modules.keys()].filter(other => other < slot && other >= slot - reach)) ?? 1;
		this.#modules.set(slot, this.#create(slot));
		this.#set(importer, { fault: null, imports: [...this.#modules.get(importer)?.imports ?? [], slot] });
		return this.#textsOf([slot, importer]);
	}

	/** A module's file goes, and nobody imports it any more. */
	#remove(slot: number): Map<string, string | null> {
		if (tops.includes(slot) || this.#modules.size <= fewest) return this.#change(slot, {});
		const name = this.#name(slot);
		const importers = this.#importers(slot);
		this.#modules.delete(slot);
		for (const importer of importers) {
			const { imports = [], lazy = null } = this.#modules.get(importer) ?? {};
			this.#set(importer, { imports: imports.filter(other => other !== slot), lazy: lazy === slot ? null : lazy });
		}
		return new Map([[name, null], ...this.#textsOf(importers)]);
	}

	#rename(slot: number): Map<string, string | null> {
		if (tops.includes(slot)) return this.#change(slot, {});
		const name = this.#name(slot);
		this.#set(slot, { generation: (this.#modules.get(slot)?.generation ?? 0) + 1 });
		return new Map([[name, null], ...this.#textsOf([slot, ...this.#importers(slot)])]);
	}

	#importers(slot: number): readonly number[] {
		return [...this.#modules].flatMap(([other, { imports, lazy }]) => (other !== slot && (imports.includes(slot) || lazy === slot) ? [other] : []));
	}

	#textsOf(slots: readonly number[]): Map<string, string | null> {
		return new Map(slots.map(slot => [this.#name(slot), this.#text(slot)]));
	}

	/** In one of a few folders. */
	#name(slot: number): string {
		return `part${slot % 4}/m${slot}-${this.#modules.get(slot)?.generation ?? 0}.js`;
	}

	#text(slot: number): string | null {
		const module = this.#modules.get(slot);
		if (module === undefined || module.fault === 'deleted') return null;
		const { value, imports, lazy, accepts, awaits, fault } = module;
		if (fault === 'syntax') return `export const value = ${value} syntax\n`;
		return `${imports.map(other => `import { sum as s${other} } from '../${this.#name(other)}';`).join('\n')}
			${fault === 'link' ? 'import { nothing } from "./../main/nothing.js";' : ''}
			export const value = ${value};
			export function sum(seen) {
				if (seen.has(${slot})) return 0;
				seen.add(${slot});
				return (value${imports.map(other => ` + s${other}(seen)`).join('')}) % ${modulus};
			}
			${awaits ? 'await new Promise(resolve => setTimeout(resolve));' : ''}
			${fault === 'throw' ? 'throw new Error("fault");' : ''}
			const { alive, lazy } = globalThis.program ??= { alive: new Map(), lazy: new Map(), unhandled: [] };
			alive.set(${slot}, (alive.get(${slot}) ?? 0) + 1);
			${lazy === null ? '' : `const load = () => import('../${this.#name(lazy)}').then(({ sum }) => sum(new Set()));\nlazy.set(${slot}, [...lazy.get(${slot}) ?? [], load]);`}
			import.meta.hot?.dispose(() => {
				alive.set(${slot}, alive.get(${slot}) - 1);
				${lazy === null ? '' : `lazy.set(${slot}, lazy.get(${slot}).filter(other => other !== load));`}
			});
			${acceptance(accepts, fault)}\n`;
	}

	#reach(slot: number, reached: Set<number>): void {
		const queue = [slot];
		for (const next of queue) {
			if (reached.has(next)) continue;
			reached.add(next);
			queue.push(...this.#modules.get(next)?.imports ?? []);
		}
	}

	#sum(slot: number, seen: Set<number>): number {
		const module = this.#modules.get(slot);
		if (module === undefined || seen.has(slot)) return 0;
		seen.add(slot);
		return module.imports.reduce((total, other) => total + this.#sum(other, seen), module.value) % modulus;
	}
}

function acceptance(accepts: boolean, fault: Fault | null): string {
	switch (fault) {
		case 'handler-throws': return 'import.meta.hot?.accept(() => { throw new Error("not accepted after all"); });';
		case 'invalidates': return 'import.meta.hot?.accept(() => import.meta.hot.invalidate());';
		default: return accepts ? 'import.meta.hot?.accept();' : '';
	}
}
