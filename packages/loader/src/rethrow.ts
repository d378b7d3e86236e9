// A module that throws what a module of the program threw, under nearly its URL: Node explains some errors of what it evaluates, by where that lies.
import { text } from './facade.js';

const MARK = 'hot-runtime-rethrow=';

/** `serial`: no two have the same. The URL keeps its extension and its package. */
export function rethrowURL(url: string, serial: number, hasTLA: boolean): string {
	const base = url.split('#', 1)[0] ?? url;
	return `${base}${base.includes('?') ? '&' : '?'}${MARK}${serial}${hasTLA ? 'await' : ''}`;
}

export function isRethrow(url: string): boolean {
	return url.includes(MARK);
}

/** Node looks at whether there is a top-level await, too. */
export function textOfRethrow(url: string, enterURL: string): string {
	const serial = Number.parseInt(url.slice(url.lastIndexOf(MARK) + MARK.length), 10);
	return `import{thrown}from${text(enterURL)};throw thrown(${serial});${url.endsWith('await') ? 'await 0' : ''}`;
}
