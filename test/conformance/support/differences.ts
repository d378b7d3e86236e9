// Says where two long outputs differ: an assertion shows only their beginnings.

/** Lines that differ, at most `limit`, each below the last heading (`--- …`) that stands before it. */
export function differences(plain: string, hot: string, limit = 40): string {
	const expected = plain.split('\n');
	const found = hot.split('\n');
	const told: string[] = [];
	let heading = '';
	for (let line = 0; line < Math.max(expected.length, found.length) && told.length < limit; line++) {
		if (expected[line]?.startsWith('--- ')) heading = expected[line] ?? '';
		if (expected[line] === found[line]) continue;
		if (heading !== '') told.push(heading);
		heading = '';
		told.push(`  plain: ${expected[line] ?? '(nothing)'}`, `  hot:   ${found[line] ?? '(nothing)'}`);
	}
	return told.join('\n');
}
