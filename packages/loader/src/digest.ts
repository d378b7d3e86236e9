// Hashes of texts. A start from the store needs none.
import { crypto } from './late-builtins.js';

export const sha1 = (...parts: readonly (string | Buffer)[]): string => {
	const hash = crypto().createHash('sha1');
	for (const part of parts) hash.update(part);
	return hash.digest('base64url');
};

/** Of a module's text in a format. */
export const hashText = (format: string, text: string): string => sha1(format, '\0', text);
