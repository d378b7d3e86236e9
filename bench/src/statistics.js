// Figures of paired rounds: medians and spreads, never means.

export function quantile(values, q) {
	const sorted = [...values].sort((left, right) => left - right);
	if (sorted.length === 0) {
		return Number.NaN;
	}
	const at = (sorted.length - 1) * q;
	const below = Math.floor(at);
	const above = Math.ceil(at);
	return sorted[below] + (sorted[above] - sorted[below]) * (at - below);
}

export const median = values => quantile(values, 0.5);

/** Median, quartiles, p95, the extremes and the count of a sample. */
export function summary(values) {
	return {
		median: median(values),
		low: quantile(values, 0.25),
		high: quantile(values, 0.75),
		p95: quantile(values, 0.95),
		best: quantile(values, 0),
		worst: quantile(values, 1),
		count: values.length,
	};
}

/** The ratios of two samples, round by round: what both suffered in one round cancels. */
export function pairedRatios(values, baseline) {
	return values.flatMap((value, round) => {
		const base = baseline[round];
		return value === undefined || base === undefined ? [] : [value / base];
	});
}

export function format(value) {
	if (!Number.isFinite(value)) {
		return '–';
	}
	const size = Math.abs(value);
	return size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(2);
}
