// Resolves a package once for all who ask: fetched, analysed, kept. Concurrent requests for the same do the work once.
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import semver from 'semver';
import { describeFailure, VersionError } from '../messages.js';
import type { NpmOptions } from '../npm-config.js';
import { parseSpec, type PackageRequest } from '../package-spec.js';
import { countProgress } from '../progress.js';
import { registryKey, resolveRequest, type ExactVersion } from '../registry.js';
import { openPackageStore } from '../store/package-store.js';
import { listTrees, readStoredTree } from '../store/stored-version.js';
import { within } from '../within.js';
import { buildDocument } from './build.js';
import { integrityOf } from './document.js';
import type { DocumentStore } from './document-store.js';

export interface PackagerLimits {
	/** Bytes of one package, unpacked. */
	readonly maxPackageSize: number;
	/** Bytes of the files of one document. */
	readonly maxDocumentSize: number;
	/** Packages of one tree. */
	readonly maxPackages: number;
	/** Milliseconds for one request. */
	readonly timeout: number;
	/** Documents that are made at the same time. */
	readonly maxConcurrency: number;
}

export const defaultLimits: PackagerLimits = {
	maxPackageSize: 128 * 1024 * 1024, maxDocumentSize: 64 * 1024 * 1024, maxPackages: 500, timeout: 60_000, maxConcurrency: 4,
};

export interface PackagerOptions {
	/** Where archives are unpacked. */
	readonly storeFolder: string;
	readonly documents: DocumentStore;
	/** What npm's libraries take: see `readNpmConfig`. */
	readonly registry: NpmOptions;
	readonly limits?: Partial<PackagerLimits>;
}

export interface DocumentRequest {
	/** Beside `node`, `import`, `require` and `default`. */
	readonly conditions?: readonly string[];
	readonly mode?: 'reachable' | 'all';
}

export interface Packaged {
	readonly version: ExactVersion;
	/** The document's JSON, compressed by gzip. */
	readonly compressed: Uint8Array;
	/** Of the JSON itself. */
	readonly integrity: string;
}

export interface Packager {
	/** The exact version that `spec` means. Rejects with a `VersionError`. */
	resolve(spec: string): Promise<ExactVersion>;
	/** The document of an exact version. Rejects with a `VersionError`. */
	document(version: ExactVersion, request?: DocumentRequest): Promise<Packaged>;
	close(): Promise<void>;
}

/** Changes when the same package would give another document. Part of every key. */
const builder = 'v2';

export function createPackager({ storeFolder, documents, registry, limits: given = {} }: PackagerOptions): Packager {
	const limits = { ...defaultLimits, ...given };
	const store = openPackageStore(storeFolder, limits);
	const running = new Map<string, Promise<Packaged>>();
	// What just failed is not tried again at once; a version that was published meanwhile is there soon.
	const failures = new LRUCache<string, VersionError>({ max: 1000, ttl: 5000 });
	const slots = createSlots(limits.maxConcurrency);

	const make = async (version: ExactVersion, request: Required<DocumentRequest>): Promise<Uint8Array> => {
		const progress = countProgress(version.name, version.version, () => {});
		const stored = await store.ensure({ ...version, options: async () => registry, progress, findPeer: async () => (_, otherwise) => otherwise });
		const tree = await readStoredTree(storeFolder, version);
		if (tree === null) throw new Error('the tree left the store');
		const document = await buildDocument({ stored, tree, ...request, maxSize: limits.maxDocumentSize });
		return Buffer.from(JSON.stringify(document));
	};
	const load = async (key: string, version: ExactVersion, request: Required<DocumentRequest>): Promise<Packaged> => {
		const kept = await readKept(documents, key, version);
		if (kept !== null) return kept;
		const data = await slots(() => within(limits.timeout, `${version.name}@${version.version}`, make(version, request)));
		const compressed = await promisify(gzip)(data);
		await documents.write(key, compressed);
		return { version, compressed, integrity: integrityOf(data) };
	};
	const recent = new LRUCache<string, Packaged>({ maxSize: 64 * 1024 * 1024, sizeCalculation: ({ compressed }) => compressed.length + 1 });
	const remember = async <T>(key: string, work: () => Promise<T>): Promise<T> => {
		const failure = failures.get(key);
		if (failure !== undefined) throw failure;
		try {
			return await work();
		} catch (error) {
			const described = error instanceof VersionError ? error : describeFailure(key, '', error);
			failures.set(key, described);
			throw described;
		}
	};
	return {
		async resolve(spec) {
			const request = parseSpec(spec);
			const { name, version, kind } = request;
			if (kind === 'version') return { name, version: exact(request), registry: await registryKey(name, registry) };
			return remember(`${name}@${version}`, () => within(limits.timeout, `${name}@${version}`, resolveRequest(request, registry)).catch(error => orStored(error, storeFolder, request, registry)));
		},
		async document(version, { conditions = [], mode = 'reachable' } = {}) {
			const request = { conditions: [...new Set(conditions)].toSorted(), mode };
			const key = keyOf(version, request);
			const known = recent.get(key);
			if (known !== undefined) return known;
			const begun = running.get(key);
			if (begun !== undefined) return begun;
			const work = remember(key, () => load(key, version, request)).finally(() => running.delete(key));
			running.set(key, work);
			const packaged = await work;
			recent.set(key, packaged);
			return packaged;
		},
		close: () => store.close(),
	};
}

/** Null if there is none, or it is damaged: then it is made anew. */
async function readKept(documents: PackagerOptions['documents'], key: string, version: ExactVersion): Promise<Packaged | null> {
	const compressed = await documents.read(key);
	const data = compressed === null ? null : await promisify(gunzip)(compressed).catch(() => null);
	return compressed === null || data === null ? null : { version, compressed, integrity: integrityOf(data) };
}

const isOutage = (error: unknown) => error instanceof VersionError && (error.code === 'REGISTRY_UNREACHABLE' || error.code === 'TIMEOUT');

/** Without a registry, the versions that are there are the only ones offered. */
async function orStored(error: unknown, root: string, { name, version }: PackageRequest, options: NpmOptions): Promise<ExactVersion> {
	if (!isOutage(error)) throw error;
	const registry = await registryKey(name, options);
	const best = semver.maxSatisfying([...await listTrees(root, name, registry)], semver.validRange(version) ?? '*');
	if (best === null) throw error;
	return { name, version: best, registry };
}

/** `v1.0.0` and ` 1.0.0 ` are `1.0.0`. */
function exact({ version }: PackageRequest): string {
	return version.replace(/^[\s=v]+/, '');
}

function keyOf({ name, version, registry }: ExactVersion, { conditions, mode }: Required<DocumentRequest>): string {
	const choice = conditions.length === 0 ? mode : `${mode}-${createHash('sha256').update(conditions.join()).digest('hex').slice(0, 12)}`;
	return `${builder}/packages/${registry}/${name}/${version}-${choice}.json.gz`;
}

/** At most `count` at a time; the others wait for their turn. */
function createSlots(count: number): <T>(work: () => Promise<T>) => Promise<T> {
	let free = count;
	const waiting: (() => void)[] = [];
	return async work => {
		if (free > 0) free--;
		else await new Promise<void>(resolve => waiting.push(resolve));
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			if (next === undefined) free++;
			else next();
		}
	};
}
