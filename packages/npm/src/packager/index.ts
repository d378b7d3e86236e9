import { join } from 'node:path';
import { readNpmConfig } from '../npm-config.js';
import { folderDocumentStore } from './document-store.js';
import { createPackager, type PackagerLimits } from './packager.js';
import { startService, type Service } from './service.js';

export { readNpmConfig, type NpmOptions } from '../npm-config.js';
export { createPackager, defaultLimits } from './packager.js';
export type { DocumentRequest, Packaged, Packager, PackagerLimits, PackagerOptions } from './packager.js';
export { folderDocumentStore } from './document-store.js';
export type { DocumentStore } from './document-store.js';
export { startService } from './service.js';
export type { Service, ServiceOptions } from './service.js';
export { mergeDocuments, type MergedDocument } from './merge.js';
export type { PackageDocument, PackagedDependency, PackagedFile, PackagedTreePackage } from './document.js';

export interface StartPackagerOptions {
	/** Where archives and documents are kept. */
	readonly folder: string;
	readonly port?: number;
	readonly host?: string;
	/** The folder whose .npmrc names registries and tokens. Default: the current one. */
	readonly configFolder?: string;
	readonly limits?: Partial<PackagerLimits>;
	/** Asked of every request, as a bearer token. */
	readonly token?: string;
}

/** The packager with everything in one folder, as `hot-runtime-packager` runs it. */
export async function startPackager({ folder, token, port, host, configFolder = process.cwd(), limits = {} }: StartPackagerOptions): Promise<Service> {
	const registry = await readNpmConfig({ folder: configFolder });
	const packager = createPackager({ storeFolder: join(folder, 'store'), documents: folderDocumentStore(join(folder, 'documents')), registry, limits });
	const service = await startService({ packager, ...token === undefined ? {} : { token }, ...port === undefined ? {} : { port }, ...host === undefined ? {} : { host } });
	return {
		url: service.url,
		async close() {
			await service.close();
			await packager.close();
		},
	};
}
