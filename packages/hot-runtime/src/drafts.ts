// Texts of files that were just saved, transformed while it is waited for the save to be over. An update that reads the same text takes what was
// made of it; any other text is transformed as ever.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { clock } from '@hot-runtime/loader';
import type { LoadedModule, ModuleId, ModuleSource } from '@hot-runtime/types';

type Make = (text: string, url: string) => ModuleSource;

interface Draft {
	readonly text: string;
	readonly source: ModuleSource;
}

export interface DraftSurroundings {
	/** Throws for a text that is no module. */
	readonly make: Make;
	/** The text of a file that is an ES module of the program; null for any other. */
	readonly read: (id: ModuleId) => string | null;
}

/** A larger burst is a branch switch, for which waiting is short beside its work. */
const mostDrafts = 200;
/** Who saves without a pause is not followed. */
const mostOfOne = 2;
/** Then texts do not come from files alone: other hooks have a say. */
const mostMisses = 5;
/** An update that waits for something else finds nothing here. */
const keptMs = 1000;

export class Drafts {
	readonly #surroundings: DraftSurroundings;
	readonly #drafts = new Map<ModuleId, Draft>();
	/** How often each was begun since all were forgotten. */
	readonly #begun = new Map<ModuleId, number>();
	readonly #queue = new Set<ModuleId>();
	#isExpiring = false;
	/** Texts that were other than what lay ready, since one was not. */
	#misses = 0;

	constructor(surroundings: DraftSurroundings) {
		this.#surroundings = surroundings;
	}

	/** Something happened to the file of a module. */
	begin(id: ModuleId): void {
		const times = this.#begun.get(id) ?? 0;
		if (this.#misses >= mostMisses || times >= mostOfOne || this.#begun.size >= mostDrafts) return;
		this.#begun.set(id, times + 1);
		this.#expire();
		if (this.#queue.size === 0) clock.afterEvents(() => this.#next());
		this.#queue.add(id);
	}

	/** The update begins: what is not ready is made when it is asked for. */
	stop(): void {
		this.#queue.clear();
	}

	/** As `make`. */
	take(text: string, url: string): ModuleSource {
		const draft = this.#drafts.get(url);
		if (draft === undefined) return this.#surroundings.make(text, url);
		this.#drafts.delete(url);
		this.#misses = draft.text === text ? 0 : this.#misses + 1;
		return draft.text === text ? draft.source : this.#surroundings.make(text, url);
	}

	/** One in each turn of the event loop: more events may be waiting. */
	#next(): void {
		for (const id of this.#queue) {
			this.#queue.delete(id);
			this.#make(id);
			break;
		}
		if (this.#queue.size > 0) clock.afterEvents(() => this.#next());
	}

	#make(id: ModuleId): void {
		try {
			const text = this.#surroundings.read(id);
			if (text !== null) this.#drafts.set(id, { text, source: this.#surroundings.make(text, id) });
		} catch {
			// The update says what is wrong with the text, if that is still so then.
			this.#drafts.delete(id);
		}
	}

	#expire(): void {
		if (this.#isExpiring) return;
		this.#isExpiring = true;
		clock.delay(keptMs, () => {
			this.#isExpiring = false;
			this.#queue.clear();
			this.#drafts.clear();
			this.#begun.clear();
		});
	}
}

/** The text of a file that is JavaScript as it lies there. */
export function draftText(module: LoadedModule | undefined): string | null {
	if (module?.kind !== 'source-text' || module.format === 'commonjs' || module.location !== module.id || !/^file:[^?#]*\.m?js$/.test(module.id)) return null;
	return readFileSync(fileURLToPath(module.id), 'utf8');
}
