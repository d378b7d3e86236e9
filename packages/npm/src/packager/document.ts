// The document of a package: what an environment without an installation needs to run it. The first fields have the form of CodeSandbox's packager.
import { createHash } from 'node:crypto';

export interface PackagedFile {
	/** The text, or base64 where `encoding` says so. */
	readonly content: string;
	readonly encoding?: 'base64';
	readonly isModule: boolean;
	/** As written in the file. */
	readonly requires: readonly string[];
	/** The package it belongs to: a bundled dependency's files are those of the package that brings it. */
	readonly location: string;
	/** Of the file's bytes. */
	readonly integrity: string;
}

export interface PackagedDependency {
	readonly resolved: string;
	/** The range that was asked for. */
	readonly semver: string;
	readonly parents: readonly string[];
	/** The files by which it is entered. */
	readonly entries: readonly string[];
}

/** A package of the tree, for those who lay it out on disk. */
export interface PackagedTreePackage {
	readonly name: string;
	readonly version: string;
	/** Of the files listed in `contents` below `location`: see `filesIntegrity`. */
	readonly integrity: string;
	/** Of the archive in the registry. */
	readonly archive: string;
	readonly location: string;
	readonly dependencies: Readonly<Record<string, number>>;
	readonly peers: Readonly<Record<string, { readonly range: string; readonly isOptional: boolean; readonly otherwise: number | null }>>;
}

export interface PackageDocument {
	readonly format: 2;
	readonly dependency: { readonly name: string; readonly version: string };
	readonly contents: Readonly<Record<string, PackagedFile>>;
	readonly peerDependencies: Readonly<Record<string, string>>;
	readonly dependencyDependencies: Readonly<Record<string, PackagedDependency>>;
	/** For a package that finds another version than the top-level one under a name: which. */
	readonly dependencyAliases: Readonly<Record<string, Readonly<Record<string, string>>>>;
	/** The entries of the package, and those that do not exist. */
	readonly entries: readonly { readonly field: string; readonly path: string | null; readonly tried: readonly string[] }[];
	/** Requests that lead nowhere, by file. Often optional. */
	readonly unresolved: Readonly<Record<string, readonly string[]>>;
	readonly packages: readonly PackagedTreePackage[];
}

export const integrityOf = (data: string | Uint8Array) => `sha512-${createHash('sha512').update(data).digest('base64')}`;

/** The integrity of a set of files: of their paths and integrities, in the order of the paths. */
export function filesIntegrity(files: readonly (readonly [path: string, integrity: string])[]): string {
	return integrityOf(JSON.stringify(files.toSorted(([a], [b]) => a < b ? -1 : 1)));
}
