// The format of a store on disk: a header, an index, texts of bodies, V8's code cache. Index and texts are read and checked at once, and
// what is damaged or was written by another version is as good as none. The data is read by the window while bodies are compiled, in the
// order in which they were compiled the last time, so that it never lies in memory whole.
//
//   header  magic and version, four lengths, a checksum of index and texts
//   index   JSON: everything but texts and buffers
//   texts   those that are Latin-1 one after the other, then the others as UTF-16
//   data    V8's code cache, one after the other, each with a checksum in the index
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ModuleSource } from '@hot-runtime/types';
import type { Resolution } from '../hook-chain.js';
import type { FileStamp } from './file-stamp.js';
import type { PackageLookup } from './package-lookups.js';
import { packRow, unpackRow, type PackedRow } from './store-rows.js';

/** Where something lies: texts in characters of their kind, data in bytes. */
export type Span = readonly [offset: number, length: number];

/** What decided what a request stands for: one of these, or an index into `lookups` after the last of them. */
export type Decision = number;

export const DECIDED_BY = {
	/** Nobody but Node's resolver knows how. */
	resolver: 0,
	/** The specifier is just that URL relative to the module's own. */
	specifier: 1,
	/** The same for now: what it read may have been changed meanwhile. */
	resolverForNow: 2,
	/** The first of `lookups`. */
	lookup: 3,
} as const;

export interface StoredModule {
	readonly id: string;
	/** Of its file, without query. */
	readonly path: string;
	readonly hash: string;
	/** Null if a later write could have left the same: then the text tells. */
	readonly stamp: FileStamp | null;
	readonly format: string;
	readonly source: Omit<ModuleSource, 'code'>;
	/** For each request an index into `resolutions`, and what decided it. */
	readonly resolved: readonly (readonly [resolution: number, decision: Decision])[];
	readonly text: Span;
	readonly isLatin1: boolean;
	/** V8's code cache; an empty span if there is none. */
	readonly data: Span;
	readonly dataSum: number;
}

export interface StoreIndex {
	/** What decided the format of files: each `package.json` that was looked for, and null where there was none. */
	readonly scopes: readonly (readonly [path: string, stamp: FileStamp | null])[];
	readonly resolutions: readonly Resolution[];
	readonly lookups: readonly PackageLookup[];
	readonly modules: readonly StoredModule[];
}

interface PackedIndex extends Omit<StoreIndex, 'modules'> {
	readonly modules: readonly PackedRow[];
}

const magic = 'hotmods4';
const headerLength = 28;

/** V8 copies data that does not lie so. */
const alignment = 8;
/** How much of the data is read at a time. */
const windowBytes = 512 * 1024;

/**
 * Against a damaged disk, not against people. Eight words at a time, as it runs before V8 compiles anything: 1.5 ms for 350 KB, and for 6 MB.
 * `from` is a multiple of four.
 */
function checksum(bytes: Buffer, from = 0, length = bytes.length - from): number {
	const { imul } = Math;
	const words = new Int32Array(bytes.buffer, bytes.byteOffset + from, length >> 2);
	const end = words.length & ~7;
	let sum = length;
	for (let at = 0; at < end; at += 8) {
		const left = (words[at] ?? 0) ^ (words[at + 1] ?? 0) ^ (words[at + 2] ?? 0) ^ (words[at + 3] ?? 0);
		const right = (words[at + 4] ?? 0) ^ (words[at + 5] ?? 0) ^ (words[at + 6] ?? 0) ^ (words[at + 7] ?? 0);
		sum = imul(sum, 31) + (left ^ right) | 0;
	}
	for (let at = from + end * 4; at < from + length; ++at) sum = imul(sum, 31) + (bytes[at] ?? 0) | 0;
	return sum >>> 0;
}

const padding = (length: number): number => (alignment - length % alignment) % alignment;

/** Which file it is: another one may come into its place. */
interface Identity {
	readonly ino: number;
	readonly size: number;
	readonly mtimeMs: number;
}

export class StoreFile {
	readonly index: StoreIndex;
	readonly #path: string;
	readonly #identity: Identity;
	readonly #latin1: string;
	readonly #utf16: string;
	readonly #dataAt: number;
	#window: Buffer | null = null;
	/** Where in the data the window begins, and how much of it is filled. */
	#windowAt = 0;
	#windowLength = 0;

	/** Throws if there is none, or none that can be used. */
	constructor(path: string) {
		const opened = openSync(path, 'r');
		try {
			const identity = fstatSync(opened);
			const header = read(opened, Buffer.alloc(headerLength), 0, headerLength);
			if (header.toString('latin1', 0, magic.length) !== magic) throw new Error('another version');
			const [indexLength = 0, latin1Length = 0, utf16Length = 0, dataLength = 0, sum = 0] = [8, 12, 16, 20, 24].map(at => header.readUInt32LE(at));
			const latin1At = indexLength + padding(indexLength);
			const utf16At = latin1At + latin1Length + padding(latin1Length);
			const length = utf16At + utf16Length + padding(utf16Length);
			if (identity.size !== headerLength + length + dataLength) throw new Error('it is not whole');
			const head = read(opened, Buffer.allocUnsafeSlow(length), headerLength, length);
			if (checksum(head) !== sum) throw new Error('it is damaged');
			const index = JSON.parse(head.toString('utf8', 0, indexLength)) as PackedIndex;
			this.index = { ...index, modules: index.modules.map(unpackRow) };
			// One string each, of which modules are given parts: above a megabyte it lies outside of V8's heap, and is never copied.
			this.#latin1 = head.toString('latin1', latin1At, latin1At + latin1Length);
			this.#utf16 = head.toString('utf16le', utf16At, utf16At + utf16Length);
			this.#path = path;
			this.#identity = identity;
			this.#dataAt = headerLength + length;
		} finally {
			closeSync(opened);
		}
	}

	textOf({ text: [offset, length], isLatin1 }: StoredModule): string {
		return (isLatin1 ? this.#latin1 : this.#utf16).slice(offset, offset + length);
	}

	/** Good until the next call. Undefined if there is none, or it cannot be read any more. */
	dataOf({ data: [offset, length], dataSum }: StoredModule): Buffer | undefined {
		if (length === 0) return undefined;
		const isThere = offset >= this.#windowAt && offset + length <= this.#windowAt + this.#windowLength;
		if (!isThere && !this.#read(offset, length)) return undefined;
		const at = offset - this.#windowAt;
		const window = this.#window;
		return window === null || checksum(window, at, length) !== dataSum ? undefined : window.subarray(at, at + length);
	}

	/** What follows is read as well if it is what will be asked for next: data before the window, or far behind, is asked for out of its order. */
	#read(offset: number, length: number): boolean {
		const windowEnd = this.#windowAt + this.#windowLength;
		const isInOrder = offset + length > windowEnd && offset <= windowEnd + windowBytes;
		const wanted = isInOrder ? Math.max(windowBytes, length) : length;
		const window = this.#window !== null && this.#window.length >= wanted ? this.#window : Buffer.allocUnsafeSlow(Math.max(windowBytes, length));
		const filled = this.#readData(window, offset, Math.min(wanted, this.#identity.size - this.#dataAt - offset));
		this.#window = window;
		this.#windowAt = offset;
		this.#windowLength = filled;
		return filled >= length;
	}

	/** How much was read: nothing if another file is there meanwhile. */
	#readData(into: Buffer, offset: number, length: number): number {
		try {
			const opened = openSync(this.#path, 'r');
			try {
				const { ino, size, mtimeMs } = fstatSync(opened);
				if (ino !== this.#identity.ino || size !== this.#identity.size || mtimeMs !== this.#identity.mtimeMs) return 0;
				read(opened, into, this.#dataAt + offset, length);
				return length;
			} finally {
				closeSync(opened);
			}
		} catch {
			return 0;
		}
	}
}

function read(opened: number, into: Buffer, position: number, length: number): Buffer {
	for (let at = 0; at < length;) {
		const count = readSync(opened, into, at, length - at, position + at);
		if (count === 0) throw new Error('the file has ended');
		at += count;
	}
	return into;
}

/** Null if there is none, or none that can be used. */
export function readStoreFile(path: string): StoreFile | null {
	try {
		return new StoreFile(path);
	} catch {
		return null;
	}
}

/** What is to be written: texts and data one after the other. */
export class StorePiles {
	readonly #latin1: string[] = [];
	readonly #utf16: string[] = [];
	readonly #data: Buffer[] = [];
	#latin1Length = 0;
	#utf16Length = 0;
	#dataLength = 0;

	addText(text: string): Pick<StoredModule, 'text' | 'isLatin1'> {
		// eslint-disable-next-line no-control-regex
		const isLatin1 = !/[^\u0000-\u00ff]/.test(text);
		const offset = isLatin1 ? this.#latin1Length : this.#utf16Length;
		(isLatin1 ? this.#latin1 : this.#utf16).push(text);
		if (isLatin1) this.#latin1Length += text.length;
		else this.#utf16Length += text.length;
		return { text: [offset, text.length], isLatin1 };
	}

	addData(data: Buffer | undefined): Pick<StoredModule, 'data' | 'dataSum'> {
		if (data === undefined || data.length === 0) return { data: [0, 0], dataSum: 0 };
		const offset = this.#dataLength;
		// What a file was read into is read into again.
		const bytes = Buffer.allocUnsafeSlow(data.length + padding(data.length)).fill(0, data.length);
		data.copy(bytes);
		this.#data.push(bytes);
		this.#dataLength += bytes.length;
		return { data: [offset, data.length], dataSum: checksum(bytes, 0, data.length) };
	}

	/** The file, in parts. */
	encode(index: StoreIndex): readonly Buffer[] {
		const packed: PackedIndex = { ...index, modules: index.modules.map(packRow) };
		const json = JSON.stringify(packed);
		const indexLength = Buffer.byteLength(json);
		const latin1At = indexLength + padding(indexLength);
		const utf16At = latin1At + this.#latin1Length + padding(this.#latin1Length);
		const utf16Length = this.#utf16Length * 2;
		const head = Buffer.alloc(utf16At + utf16Length + padding(utf16Length));
		head.write(json, 'utf8');
		this.#latin1.reduce((at, text) => at + head.write(text, at, 'latin1'), latin1At);
		this.#utf16.reduce((at, text) => at + head.write(text, at, 'utf16le'), utf16At);
		const header = Buffer.alloc(headerLength);
		header.write(magic, 'latin1');
		[indexLength, this.#latin1Length, utf16Length, this.#dataLength, checksum(head)].forEach((value, position) => header.writeUInt32LE(value, 8 + 4 * position));
		return [header, head, ...this.#data];
	}
}
