// Hashes of texts. `node:crypto` is loaded with the first one: a start from the store needs none.
const crypto = () => process.getBuiltinModule('node:crypto');

export const sha1 = (...parts: readonly (string | Buffer)[]): string => {
	const hash = crypto().createHash('sha1');
	for (const part of parts) hash.update(part);
	return hash.digest('base64url');
};

/** Of a module's text in a format. */
export const hashText = (format: string, text: string): string => sha1(format, '\0', text);
