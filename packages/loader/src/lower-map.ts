// The source map that a text names in its last lines, as a loader below us or a compiler left it.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SourceMapInput } from './transform/source-map.js';

const COMMENT = /\/[/*][#@]\s*sourceMappingURL=([^\s'"*]+)/g;

/** Undefined where there is none, or it cannot be read: then positions are those of the text. */
export function readLowerMap(text: string, url: string): SourceMapInput | undefined {
	if (!text.includes('sourceMappingURL=')) return undefined;
	const target = [...text.matchAll(COMMENT)].at(-1)?.[1];
	if (target === undefined) return undefined;
	try {
		return parseMap(target.startsWith('data:') ? textOfDataURL(target) : readFileSync(fileURLToPath(new URL(target, url)), 'utf8'));
	} catch {
		return undefined;
	}
}

/** True for a map that is part of the text, as loaders make it: whoever made it wants it to be used. */
export function hasInlineMap(text: string): boolean {
	return text.includes('sourceMappingURL=data:');
}

function parseMap(json: string): SourceMapInput {
	return JSON.parse(json);
}

function textOfDataURL(url: string): string {
	const comma = url.indexOf(',');
	const content = url.slice(comma + 1);
	return url.slice(0, comma).endsWith(';base64') ? Buffer.from(content, 'base64').toString() : decodeURIComponent(content);
}
