// What Node notes, beside coverage, of a text with a source map: the map of a loader below, which reports follow to the file that a person wrote.

interface SourceMapEntry {
	readonly lineLengths: readonly number[];
	readonly data: unknown;
	readonly url: string | null;
}

const comment = /\/[/*][#@]\s*sourceMappingURL=([^\s'"*]+)/g;

/** Null for a text without one. */
export function sourceMapEntry(text: string, url: string): SourceMapEntry | null {
	const target = [...text.matchAll(comment)].at(-1)?.[1];
	if (target === undefined) return null;
	const lineLengths = text.replace(/\n$/, '').split(/\n|\u2028|\u2029/).map(line => line.length);
	return target.startsWith('data:') ? { lineLengths, data: withAbsoluteSources(dataOf(target), url), url: null } : null;
}

function dataOf(url: string): unknown {
	const comma = url.indexOf(',');
	const content = url.slice(comma + 1);
	try {
		return JSON.parse(url.slice(0, comma).endsWith(';base64') ? Buffer.from(content, 'base64').toString() : decodeURIComponent(content));
	} catch {
		return null;
	}
}

/** As Node notes them. */
function withAbsoluteSources(map: unknown, url: string): unknown {
	if (typeof map !== 'object' || map === null || !('sources' in map) || !Array.isArray(map.sources)) return map;
	const root = 'sourceRoot' in map && typeof map.sourceRoot === 'string' ? map.sourceRoot : '';
	return { ...map, sources: map.sources.map(source => URL.canParse(`${root}${source}`, url) ? new URL(`${root}${source}`, url).href : source), sourceRoot: '' };
}
