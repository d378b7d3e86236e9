// What the archives contain, by the hash of the archive. A folder is there complete, with its record, or it is not there.
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ssri from 'ssri';
import { describeFailure, noIntegrity } from '../messages.js';
import { unpackArchive, type Archive, type Unpacking } from './archive.js';
import { readManifest } from './manifest.js';

/** One unpacked archive. */
export interface Content {
	readonly folder: string;
	readonly bytes: number;
	readonly files: number;
	/** It would have to be compiled when it is installed. */
	readonly needsBuild: boolean;
	/** It brings a binary that this platform can load. */
	readonly hasBinary: boolean;
}

export interface ContentStore {
	/** The content of `archive`, fetched if it is not there yet. Concurrent calls for the same do the work once. */
	ensure(archive: Archive, unpacking: Unpacking): Promise<Content>;
}

export function openContentStore(root: string): ContentStore {
	const running = new Map<string, Promise<Content>>();
	return {
		async ensure(archive, unpacking) {
			const key = contentKey(archive);
			const begun = running.get(key);
			if (begun !== undefined) return begun;
			const work = ensureContent(root, key, archive, unpacking).finally(() => running.delete(key));
			running.set(key, work);
			return work;
		},
	};
}

/** The hash under which an archive is kept. Throws if nothing says what it must contain. */
export function contentKey({ name, version, integrity }: Pick<Archive, 'name' | 'version' | 'integrity'>): string {
	// Without a digest, or with an algorithm that nobody knows, nothing would be compared.
	const key = ssri.parse(integrity, { single: true })?.hexDigest() ?? '';
	if (key === '') throw noIntegrity(`${name}@${version}`);
	return key;
}

/** Where the content of the hash `key` lies: a folder `package` and a `record.json` beside it. */
export const contentFolder = (root: string, key: string) => join(root, 'content', key.slice(0, 2), key);

async function ensureContent(root: string, key: string, archive: Archive, unpacking: Unpacking): Promise<Content> {
	const folder = contentFolder(root, key);
	const known = await readContent(folder);
	if (known !== null) return known;
	const beside = join(root, 'building', randomUUID());
	try {
		return await addContent(folder, beside, target => unpackArchive(archive, target, unpacking));
	} catch (error) {
		throw describeFailure(archive.name, archive.version, error);
	} finally {
		await rm(beside, { recursive: true, force: true });
	}
}

/** Lets `fill` make the files in a folder beside, and then puts them in place with their record. */
export async function addContent(folder: string, beside: string, fill: (target: string) => Promise<void>): Promise<Content> {
	const known = await readContent(folder);
	if (known !== null) return known;
	await mkdir(join(beside, 'package'), { recursive: true });
	await fill(join(beside, 'package'));
	const record = await examine(join(beside, 'package'));
	await writeFile(join(beside, 'record.json'), JSON.stringify(record));
	await moveInto(beside, folder);
	if (await readContent(folder) === null) await replace(folder, beside);
	return { ...record, folder: join(folder, 'package') };
}

/** What lies in the place of `folder` is damaged: a power failure may leave files that are empty. */
async function replace(folder: string, beside: string): Promise<void> {
	const broken = `${beside}-broken`;
	await rename(folder, broken);
	await moveInto(beside, folder);
	await rm(broken, { recursive: true, force: true });
}

/** Renames `from` to `to`. Another process may have been faster, with the same content: then its folder stays. */
export async function moveInto(from: string, to: string): Promise<void> {
	await mkdir(join(to, '..'), { recursive: true });
	try {
		await rename(from, to);
	} catch (error) {
		const exists = await stat(to).then(() => true, () => false);
		if (!exists) throw error;
	}
}

type ContentRecord = Omit<Content, 'folder'>;

async function readContent(folder: string): Promise<Content | null> {
	try {
		const record = JSON.parse(await readFile(join(folder, 'record.json'), 'utf8')) as ContentRecord;
		await stat(join(folder, 'package'));
		const now = new Date();
		await utimes(folder, now, now);
		return { ...record, folder: join(folder, 'package') };
	} catch {
		return null;
	}
}

async function examine(folder: string): Promise<ContentRecord> {
	const names = await readdir(folder, { recursive: true, withFileTypes: true });
	let bytes = 0;
	let files = 0;
	let hasBinary = false;
	for (const entry of names) {
		if (!entry.isFile()) continue;
		const path = join(entry.parentPath, entry.name);
		files++;
		bytes += (await stat(path)).size;
		hasBinary ||= entry.name.endsWith('.node') && isForThisPlatform(path.slice(folder.length));
	}
	return { bytes, files, hasBinary, needsBuild: await needsBuild(folder, names.some(({ name, parentPath }) => name === 'binding.gyp' && parentPath === folder)) };
}

/** A folder of prebuilt binaries names platform and processor; where none is named, the binary is for any. */
function isForThisPlatform(path: string): boolean {
	const named = /(?:^|[\\/])prebuilds[\\/]([^\\/]+)[\\/]/.exec(path)?.[1];
	if (named === undefined) return true;
	const [platform, ...architectures] = named.split(/[-+]/);
	return platform === process.platform && (architectures.length === 0 || architectures.includes(process.arch));
}

async function needsBuild(folder: string, hasGypFile: boolean): Promise<boolean> {
	if (hasGypFile) return true;
	const { fields } = await readManifest(folder);
	if (fields['gypfile'] === true) return true;
	const scripts = typeof fields['scripts'] === 'object' && fields['scripts'] !== null ? Object.entries(fields['scripts']) : [];
	return scripts.some(([name, text]) => /^(?:pre|post)?install$/.test(name) && builders.test(String(text)));
}

const builders = /\b(?:node-gyp|node-pre-gyp|prebuild-install|cmake-js|node-gyp-build|napi-postinstall)\b/;
