// The lines of the program's files, and what V8 ran of them. Asked when the process is about to end, so each text is transformed once more.
import { readFileSync } from 'node:fs';
import { originalLines, pathOf, type OriginalLine, type OriginalLines } from '@hot-runtime/loader';
import type { Runtime } from '@hot-runtime/runtime';
import type { ModuleId } from '@hot-runtime/types';
import { ownFolders } from './hooks-state.js';

type ModuleRecord = ReturnType<Runtime['map']['get']>;

export class ProgramLines {
	readonly #recordOf: (id: ModuleId) => ModuleRecord;
	readonly #texts = new Map<string, OriginalLines | null>();

	constructor(recordOf: (id: ModuleId) => ModuleRecord) {
		this.#recordOf = recordOf;
	}

	lineOf(url: string, line: number): OriginalLine | null {
		let text = this.#texts.get(url);
		if (text === undefined) this.#texts.set(url, text = this.#read(url));
		return text?.at(line) ?? null;
	}

	/** The longest first: `ns.$` ends no other. */
	wordsOf(url: string): ReadonlyMap<string, string> {
		const record = this.#recordOf(url);
		if (record?.kind !== 'source-text') return new Map();
		const words = record.loaded.source.imports.map(({ access, localName, importName }): readonly [string, string] => {
			if (access !== 'member' && access !== 'method') return [`${localName}.$`, localName];
			return [`${localName}$${importName}${access === 'method' ? '$call' : ''}.$`, `${localName}.${importName}`];
		});
		return new Map(words.sort(([a], [b]) => b.length - a.length));
	}

	isOwn(frame: string): boolean {
		return /[ (]hot-runtime:/.test(frame) || ownFolders.some(folder => frame.includes(folder));
	}

	/** Null if V8 ran something else: the file was changed meanwhile, or another loader made it. */
	#read(url: string): OriginalLines | null {
		const record = this.#recordOf(url);
		if (record?.kind !== 'source-text' || record.loaded.format !== undefined || record.loaded.location !== url) return null;
		const { hash, source } = record.loaded;
		try {
			const lines = originalLines(readFileSync(pathOf(url) ?? url, 'utf8').replace(/^\uFEFF/, ''), url, hash);
			return lines.code === source.code ? lines : null;
		} catch {
			return null;
		}
	}
}
