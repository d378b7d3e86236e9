// What this package needs of the program whose modules it updates. It knows neither the runtime nor the loader.
import type { SourceChange, UpdateOutcome } from '@hot-runtime/types';

/** Packages that are imported by name from places of our choosing. */
export interface Places {
	/** By the name they are imported by: a URL from which Node finds the version, and the package's own name. */
	readonly packages: Readonly<Record<string, { readonly from: string; readonly name: string }>>;
	/** URLs of folders whose modules are hot. */
	readonly hotFolders: readonly string[];
	/** URLs of folders whose packages find their own dependencies beside them. */
	readonly storeFolders: readonly string[];
}

export interface Surroundings {
	place(places: Places): Promise<void>;
	/** The outcome of the update these changes become part of; null if none of them concerns the program. */
	changed(changes: readonly SourceChange[]): Promise<UpdateOutcome | null>;
	/** What could not be applied is not tried again. */
	withdraw(ids: readonly string[]): void;
	/** The current namespace of a module; null if it is not in the program. */
	exportsOf(id: string): object | null;
	/** A text for a person. */
	say(text: string): void;
	/** Where a bar may be drawn. */
	readonly terminal: { readonly isTTY?: boolean; readonly columns?: number; write(text: string): unknown } | null;
}

/** The identity of the module that stands for what `specifier` imports. */
export const idOf = (specifier: string) => `hot-npm:${specifier}`;

/** The package's name, as it is imported; null for any other module. */
export function nameOf(id: string): string | null {
	return /^hot-npm:((?:@[^/]+\/)?[^/]+)/.exec(id)?.[1] ?? null;
}
