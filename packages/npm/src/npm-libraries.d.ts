// What we use of npm's own libraries, which come without types for their current versions.

declare module 'npm-package-arg' {
	export interface PackageSpec {
		readonly type: string;
		readonly registry?: boolean;
		readonly name: string | null;
		readonly rawSpec: string;
		readonly fetchSpec: string | null;
		readonly subSpec?: PackageSpec;
	}
	export default function npa(spec: string, where?: string): PackageSpec;
}

declare module 'pacote' {
	import type { Readable } from 'node:stream';
	export type Options = Readonly<Record<string, unknown>>;
	export interface Packument {
		readonly 'dist-tags': Readonly<Record<string, string>>;
		readonly versions: Readonly<Record<string, unknown>>;
	}
	export interface Manifest {
		readonly name: string;
		readonly version: string;
		readonly _integrity?: string;
		readonly _resolved?: string;
		readonly deprecated?: string;
		readonly dist?: { readonly integrity?: string; readonly tarball?: string; readonly unpackedSize?: number };
	}
	const pacote: {
		packument(spec: string, options: Options): Promise<Packument>;
		manifest(spec: string, options: Options): Promise<Manifest>;
		readonly tarball: { stream<T>(spec: string, handler: (stream: Readable) => Promise<T>, options: Options): Promise<T> };
	};
	export default pacote;
}

declare module 'npm-registry-fetch' {
	const fetch: {
		(url: string, options: Readonly<Record<string, unknown>>): Promise<{ readonly url: string; readonly headers: { get(name: string): string | null }; text(): Promise<string> }>;
		pickRegistry(spec: string, options: Readonly<Record<string, unknown>>): string;
	};
	export default fetch;
}

declare module 'npm-install-checks' {
	export function checkPlatform(target: unknown, force?: boolean): void;
}

declare module 'validate-npm-package-name' {
	export default function validate(name: string): { readonly validForOldPackages: boolean; readonly errors?: readonly string[]; readonly warnings?: readonly string[] };
}

declare module 'ssri' {
	export interface Integrity { hexDigest(): string }
	const ssri: { parse(integrity: string, options?: { single?: boolean; strict?: boolean }): Integrity | null };
	export default ssri;
}

declare module '@npmcli/arborist' {
	export interface Edge {
		readonly name: string;
		readonly spec: string;
		readonly type: 'prod' | 'optional' | 'peer' | 'peerOptional' | 'dev' | 'workspace';
		readonly to: ArboristNode | null;
	}
	export interface ArboristNode {
		readonly location: string;
		readonly name: string;
		readonly packageName: string;
		readonly version: string;
		readonly resolved: string | null;
		readonly integrity: string | null;
		readonly peer: boolean;
		readonly optional: boolean;
		readonly inBundle: boolean;
		readonly resolveParent: ArboristNode | null;
		readonly hasInstallScript: boolean;
		readonly package: Readonly<Record<string, unknown>>;
		readonly edgesOut: ReadonlyMap<string, Edge>;
		readonly children: ReadonlyMap<string, ArboristNode>;
		readonly isRoot: boolean;
	}
	export default class Arborist {
		constructor(options: Readonly<Record<string, unknown>>);
		buildIdealTree(request: { readonly add: readonly string[] }): Promise<ArboristNode>;
	}
}

declare module '@npmcli/config' {
	export default class Config {
		constructor(options: Readonly<Record<string, unknown>>);
		load(): Promise<boolean>;
		readonly flat: Readonly<Record<string, unknown>>;
	}
}

declare module '@npmcli/config/lib/definitions/index.js' {
	const definitions: Readonly<Record<'definitions' | 'shorthands' | 'flatten' | 'nerfDarts', unknown>>;
	export default definitions;
}
