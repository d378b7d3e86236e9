// Our own files are given to Node as they are: hooks below, which may change whatever text they see, are not asked.
import { readFileSync, realpathSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { LoadHookResult, ResolveResult } from './hook-chain.js';
import type { HotPolicy } from './hot-policy.js';

/** Null for what is not one of our modules. */
export function resolveOwn(policy: HotPolicy, specifier: string, parentURL: string | undefined): ResolveResult | null {
	const url = parentURL !== undefined && /^\.\.?\//.test(specifier) && policy.isOwnFile(parentURL) ? new URL(specifier, parentURL).href : specifier;
	return isOwnModule(policy, url) ? { url, format: 'module', shortCircuit: true } : null;
}

export function loadOwn(policy: HotPolicy, url: string): LoadHookResult | null {
	return isOwnModule(policy, url) ? { format: 'module', source: readFileSync(fileURLToPath(url), 'utf8'), shortCircuit: true } : null;
}

function isOwnModule(policy: HotPolicy, url: string): boolean {
	return /^file:[^?#]*\.js(?:\?\d+)?$/.test(url) && policy.isOwnFile(url);
}

/** Ours are found where they lie, also where Node takes links for what they are called (`--preserve-symlinks`). */
export function realURL(url: string | undefined): string | undefined {
	if (url === undefined || !url.startsWith('file:')) return url;
	try {
		return pathToFileURL(realpathSync(fileURLToPath(url))).href;
	} catch {
		return url;
	}
}
