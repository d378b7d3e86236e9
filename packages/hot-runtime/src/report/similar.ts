// What a person may have meant.

/** The name among `names` that is nearest to `name`, if it is near enough to be a slip of the finger. */
export function mostSimilar(name: string, names: Iterable<string>): string | null {
	let best: string | null = null;
	let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
	for (const candidate of names) {
		const distance = candidate.toLowerCase() === name.toLowerCase() ? 0 : editDistance(name, candidate, bestDistance);
		if (distance >= bestDistance || candidate === name) continue;
		best = candidate;
		bestDistance = distance;
	}
	return best;
}

/** [Levenshtein distance](https://en.wikipedia.org/wiki/Levenshtein_distance), or `limit` if it is no less. */
function editDistance(a: string, b: string, limit: number): number {
	if (Math.abs(a.length - b.length) >= limit) return limit;
	let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
	for (let row = 1; row <= a.length; row++) {
		const current = [row];
		for (let column = 1; column <= b.length; column++) {
			const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
			current.push(Math.min(change, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
		}
		previous = current;
	}
	return Math.min(limit, previous[b.length] ?? limit);
}

/** The names that a text seems to export: good enough for a suggestion, not for linking. */
export function exportedNames(text: string): readonly string[] {
	// Not kept: to make it takes half a millisecond, which no start should.
	const exported = /\bexport\s+(?:async\s+)?(?:default\b|(?:const|let|var|class|function\*?)\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)|\{([^}]*)\})/gu;
	return [...text.matchAll(exported)].flatMap(([, declared, list]) => {
		if (declared !== undefined) return [declared];
		if (list === undefined) return ['default'];
		return list.split(',').map(item => item.trim().replace(/^.*\sas\s+/, '')).filter(name => name !== '');
	});
}
