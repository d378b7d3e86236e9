// The format of a store on disk: a header, an index, texts of bodies, V8's code cache. It is read at once, checked at once, and
// what is damaged or was written by another version is as good as none.
//
//   header  8 bytes of magic and version, three lengths, a checksum of all that follows
//   index   JSON: everything but texts and buffers
//   texts   one after the other, Latin-1 where that is enough, else UTF-16
//   data    V8's code cache, one after the other
import { readFileSync } from 'node:fs';
import type { ModuleSource } from '@hot-runtime/types';
import type { Resolution } from '../hook-chain.js';
import type { FileStamp } from './file-stamp.js';

/** Where something lies in the texts or in the data. */
export type Span = readonly [offset: number, length: number];

export interface StoredModule {
	readonly id: string;
	/** Of its file, without query. */
	readonly path: string;
	readonly hash: string;
	/** Null if a later write could have left the same: then the text tells. */
	readonly stamp: FileStamp | null;
	readonly format: string;
	readonly source: Omit<ModuleSource, 'code'>;
	/** Index into `resolutions` for each request, and whether the specifier is just that URL relative to the module's own. */
	readonly resolved: readonly (readonly [resolution: number, isPlain: 0 | 1])[];
	readonly text: Span;
	readonly isLatin1: boolean;
	/** V8's code cache; an empty span if there is none. */
	readonly data: Span;
}

export interface StoreIndex {
	/** What decided the format of files: each `package.json` that was looked for, and null where there was none. */
	readonly scopes: readonly (readonly [path: string, stamp: FileStamp | null])[];
	readonly resolutions: readonly Resolution[];
	readonly modules: readonly StoredModule[];
}

export interface StoreFile {
	readonly index: StoreIndex;
	readonly texts: Buffer;
	readonly data: Buffer;
}

const magic = 'hotmods1';
const headerLength = 24;

/** Against a damaged disk, not against people. Of everything after the header, word by word: 1 ms for 6 MB. */
function checksum(file: Buffer): number {
	const aligned = file.byteOffset % 4 === 0 ? file : Buffer.from(new Uint8Array(file).buffer);
	const words = new Int32Array(aligned.buffer, aligned.byteOffset + headerLength, (file.length - headerLength) >> 2);
	let sum = file.length;
	for (let at = 0; at < words.length; ++at) sum = Math.imul(sum, 31) + (words[at] ?? 0) | 0;
	for (let at = headerLength + words.length * 4; at < file.length; ++at) sum = Math.imul(sum, 31) + (file[at] ?? 0) | 0;
	return sum >>> 0;
}

/** Null if there is none, or none that can be used. */
export function readStoreFile(path: string): StoreFile | null {
	try {
		const file = readFileSync(path);
		if (file.length < headerLength || file.toString('latin1', 0, magic.length) !== magic) return null;
		const [indexLength, textsLength, dataLength, sum] = [8, 12, 16, 20].map(at => file.readUInt32LE(at));
		if (indexLength === undefined || textsLength === undefined || dataLength === undefined) return null;
		const textsAt = headerLength + indexLength;
		const dataAt = textsAt + textsLength;
		if (file.length !== dataAt + dataLength || checksum(file) !== sum) return null;
		const index: StoreIndex = JSON.parse(file.toString('utf8', headerLength, textsAt));
		return { index, texts: file.subarray(textsAt, dataAt), data: file.subarray(dataAt) };
	} catch {
		return null;
	}
}

export function encodeStoreFile(index: StoreIndex, texts: readonly Buffer[], data: readonly Buffer[]): Buffer {
	const indexBytes = Buffer.from(JSON.stringify(index));
	const length = (buffers: readonly Buffer[]): number => buffers.reduce((sum, buffer) => sum + buffer.length, 0);
	const file = Buffer.concat([Buffer.alloc(headerLength), indexBytes, ...texts, ...data]);
	file.write(magic, 0, 'latin1');
	[indexBytes.length, length(texts), length(data), checksum(file)].forEach((value, position) => file.writeUInt32LE(value, 8 + 4 * position));
	return file;
}

/** The text as it lies in a file. */
export function encodeText(text: string): { readonly bytes: Buffer; readonly isLatin1: boolean } {
	// eslint-disable-next-line no-control-regex
	const isLatin1 = !/[^\u0000-\u00ff]/.test(text);
	return { bytes: Buffer.from(text, isLatin1 ? 'latin1' : 'utf16le'), isLatin1 };
}

export function decodeText({ texts }: StoreFile, { text: [offset, length], isLatin1 }: StoredModule): string {
	return isLatin1 ? texts.toString('latin1', offset, offset + length) : texts.toString('utf16le', offset, offset + length);
}

export function dataOf({ data }: StoreFile, { data: [offset, length] }: StoredModule): Buffer | undefined {
	return length === 0 ? undefined : data.subarray(offset, offset + length);
}
