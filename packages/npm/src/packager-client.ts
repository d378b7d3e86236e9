// A package from a packager: one document instead of many archives. Every file is checked before it counts.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { Options } from 'pacote';
import ssri from 'ssri';
import type { PackageTree, TreePackage } from './dependency-tree.js';
import { describeFailure, documentIsOther, filesAreOther, noIntegrity, unknownPackage, unknownVersion, unsafeArchive, wrongIntegrity, wrongPackage } from './messages.js';
import type { PackageRequest } from './package-spec.js';
import { filesIntegrity, integrityOf, type PackageDocument, type PackagedFile, type PackagedTreePackage } from './packager/document.js';
import type { ExactVersion } from './registry.js';
import { addContent, contentFolder } from './store/content.js';
import { checkTree } from './store/layout.js';
import type { PackageStore } from './store/package-store.js';
import { readStoredTree, writeTree } from './store/stored-version.js';

type StoreRequest = Parameters<PackageStore['ensure']>[0];

/** Names the packager in the store, as a registry is named. */
export const packagerKey = (packager: string) => `packager-${createHash('sha256').update(packager).digest('hex').slice(0, 12)}`;

/** The exact version that the packager takes `request` for. */
export async function resolveAtPackager(packager: string, { name, version }: PackageRequest, options: Options): Promise<ExactVersion> {
	const { url } = await ask(packager, { name, version }, { ...options, method: 'HEAD' });
	const exact = new RegExp(`^/package/${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}@([^/?]+)$`).exec(decodeURIComponent(new URL(url).pathname).replace(basePath(packager), ''))?.[1];
	if (exact === undefined) throw unknownVersion(name, version, new Error(url));
	return { name, version: exact, registry: packagerKey(packager) };
}

/** Brings the files of `request` into the store; the request that finds them there. */
export async function fetchDocument(packager: string, root: string, request: StoreRequest): Promise<StoreRequest> {
	const { name, version, progress } = request;
	try {
		if (await isStored(root, request)) return request;
		const response = await ask(packager, { name, version }, await request.options(), '?mode=all');
		const body = await response.text();
		progress.received(Buffer.byteLength(body));
		const expected = response.headers.get('etag');
		if (expected === null) throw noIntegrity(`${name}@${version}`);
		if (expected !== `"${integrityOf(body)}"`) throw wrongIntegrity(`${name}@${version}`, documentIsOther());
		const document = JSON.parse(body) as PackageDocument;
		if (document.dependency.name !== name || document.dependency.version !== version) throw wrongPackage(`${name}@${version}`, `${document.dependency.name}@${document.dependency.version}`);
		const tree = treeOf(document);
		checkTree(tree);
		for (const each of document.packages) await store(root, each, document.contents);
		await writeTree(root, request, tree);
		return request;
	} catch (error) {
		throw describeFailure(name, version, error);
	}
}

async function isStored(root: string, request: StoreRequest): Promise<boolean> {
	const tree = await readStoredTree(root, request);
	return tree !== null && tree.packages.every(({ integrity }) => existsSync(contentFolder(root, hashOf(integrity))));
}

const hashOf = (integrity: string) => ssri.parse(integrity, { single: true })?.hexDigest() ?? '';

interface Answer {
	readonly url: string;
	readonly headers: { get(name: string): string | null };
	text(): Promise<string>;
}

/** Through npm's own library, for its proxies and certificates. */
async function ask(packager: string, { name, version }: { readonly name: string; readonly version: string }, options: Options, query = ''): Promise<Answer> {
	const { default: fetch } = await import('npm-registry-fetch');
	const url = `${packager.replace(/\/+$/, '')}/package/${name}@${encodeURIComponent(version)}${query}`;
	try {
		return await fetch(url, { ...options, cache: null });
	} catch (error) {
		const status = error instanceof Error && 'statusCode' in error ? error.statusCode : null;
		if (status === 404) throw codeOf(error) === 'UNKNOWN_PACKAGE' ? unknownPackage(name, error) : unknownVersion(name, version, error);
		throw describeFailure(name, version, error);
	}
}

function codeOf(error: unknown): unknown {
	const body: unknown = error instanceof Error && 'body' in error ? error.body : null;
	const details: unknown = typeof body === 'object' && body !== null && 'error' in body ? body.error : null;
	return typeof details === 'object' && details !== null && 'code' in details ? details.code : null;
}

const basePath = (packager: string) => new URL(packager).pathname.replace(/\/+$/, '');

function treeOf({ packages }: PackageDocument): PackageTree {
	return { packages: packages.map((each): TreePackage => ({ ...each, resolved: '', ranges: {} })) };
}

async function store(root: string, each: PackagedTreePackage, contents: PackageDocument['contents']): Promise<void> {
	const spec = `${each.name}@${each.version}`;
	const files = filesOf(each, contents);
	for (const [path, { integrity }] of files) check(spec, path, contents[`/${each.location}/${path}`], integrity);
	if (filesIntegrity(files.map(([path, { integrity }]) => [path, integrity])) !== each.integrity) throw wrongIntegrity(spec, filesAreOther());
	const key = hashOf(each.integrity);
	if (key === '') throw noIntegrity(spec);
	const beside = join(root, 'building', randomUUID());
	try {
		await addContent(contentFolder(root, key), beside, folder => write(folder, files));
	} finally {
		await rm(beside, { recursive: true, force: true });
	}
}

/** Those below the package's place that are not below another package's. */
function filesOf({ location }: PackagedTreePackage, contents: PackageDocument['contents']): readonly (readonly [path: string, file: PackagedFile])[] {
	const prefix = `/${location}/`;
	return Object.entries(contents).flatMap(([path, file]) => {
		const own = path.slice(prefix.length);
		return path.startsWith(prefix) && file.location === location ? [[own, file] as const] : [];
	});
}

function check(spec: string, path: string, file: PackagedFile | undefined, integrity: string): void {
	if (isAbsolute(path) || path.includes('\\') || path.split('/').includes('..') || path.includes('\0')) throw unsafeArchive(spec, path);
	if (file === undefined || integrityOf(dataOf(file)) !== integrity) throw wrongIntegrity(spec, new Error(path));
}

const dataOf = ({ content, encoding }: PackagedFile) => Buffer.from(content, encoding ?? 'utf8');

async function write(folder: string, files: readonly (readonly [path: string, file: PackagedFile])[]): Promise<void> {
	for (const [path, file] of files) {
		const target = join(folder, ...path.split('/'));
		await mkdir(dirname(target), { recursive: true });
		await writeFile(target, dataOf(file));
	}
}
