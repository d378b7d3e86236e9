// One archive of the registry becomes one folder, or nothing at all.
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Readable } from 'node:stream';
import type { Options } from 'pacote';
import semver from 'semver';
import { brokenArchive, describeFailure, tooLarge, unsafeArchive, wrongPackage } from '../messages.js';
import type { ProgressCounter } from '../progress.js';
import { readManifest } from './manifest.js';

/** An archive, and the hash that it must have. */
export interface Archive {
	readonly name: string;
	readonly version: string;
	readonly integrity: string;
	readonly resolved: string;
}

export interface Unpacking {
	readonly options: Options;
	readonly progress: ProgressCounter;
	/** Bytes, unpacked. */
	readonly maxSize: number;
}

/** Fetches, verifies and then unpacks into the new folder `into`. Rejects with what is wrong; the folder is then worthless. */
export async function unpackArchive(archive: Archive, into: string, { options, progress, maxSize }: Unpacking): Promise<void> {
	const { name, version, integrity, resolved } = archive;
	const file = `${into}.tgz`;
	try {
		await mkdir(into, { recursive: true });
		const { default: pacote } = await import('pacote');
		await pacote.tarball.stream(`${name}@${version}`, stream => save(stream, file, progress), { ...options, integrity, resolved });
		await unpack(archive, file, into, maxSize);
		await rm(file);
		await checkContent(archive, into);
	} catch (error) {
		throw describeFailure(name, version, error);
	}
}

function save(stream: Readable, path: string, progress: ProgressCounter): Promise<void> {
	return new Promise((resolve, reject) => {
		const file = createWriteStream(path);
		file.on('error', reject).on('finish', resolve);
		stream.on('error', error => {
			file.destroy();
			reject(error);
		});
		stream.on('size', (bytes: number) => progress.announced(bytes));
		stream.on('data', (chunk: Uint8Array) => progress.received(chunk.length));
		stream.pipe(file);
	});
}

/** Links are left out as npm does. An entry that would leave the folder condemns the whole archive. */
async function unpack({ name, version }: Archive, file: string, into: string, maxSize: number): Promise<void> {
	const spec = `${name}@${version}`;
	let size = 0;
	let refusal: Error | null = null;
	const { x: extract } = await import('tar');
	await extract({
		file, cwd: into, strip: 1, preserveOwner: false, noChmod: true, noMtime: true,
		filter: (path, entry) => {
			if (refusal !== null || 'type' in entry && entry.type.endsWith('Link')) return false;
			size += entry.size;
			if (!staysInside(path)) refusal = unsafeArchive(spec, path);
			else if (size > maxSize) refusal = tooLarge(spec, maxSize);
			return refusal === null;
		},
		onwarn: (code, message) => {
			if (code === 'TAR_ENTRY_ERROR' || code === 'TAR_BAD_ARCHIVE' || code === 'TAR_ABORT') refusal ??= brokenArchive(spec, message);
		},
	});
	if (refusal !== null) throw refusal as Error;
}

function staysInside(path: string): boolean {
	return !isAbsolute(path) && !/^[a-z]:/i.test(path) && !path.includes('\0') && !path.split(/[\\/]/).includes('..');
}

/** The archive's own package.json must agree with what the registry said it is. */
async function checkContent({ name, version }: Archive, folder: string): Promise<void> {
	const found = await readManifest(folder);
	if (found.name !== name || !semver.valid(found.version, { loose: true }) || !semver.eq(found.version, version, { loose: true })) {
		throw wrongPackage(`${name}@${version}`, found.name === '' ? 'no package.json' : `${found.name}@${found.version}`);
	}
}
