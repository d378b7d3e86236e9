// From samples to what the table and the plots show.
import { median, pairedRatios, summary } from '../statistics.js';

/** The figures of each contender of a measurement, and how each goal was met by hot-runtime. */
export function figuresOf(measured) {
	const rows = Object.entries(measured.samples).map(([contender, { values, notes }]) => {
		const base = measured.samples[measured.baseline]?.values ?? [];
		const present = values.filter(value => value !== undefined);
		const figures = summary(present);
		const ratios = base.length === values.length ? pairedRatios(values, base) : present.map(value => value / median(base.filter(other => other !== undefined)));
		const bestBase = summary(base.filter(value => value !== undefined)).best;
		return {
			contender,
			...figures,
			failed: values.length - present.length,
			ratio: measured.isBest ? figures.best / bestBase : median(ratios),
			ratioLow: summary(ratios).low,
			ratioHigh: summary(ratios).high,
			added: figures.median - median(base.filter(value => value !== undefined)),
			bestRatio: figures.best / bestBase,
			notes: [...notes],
		};
	});
	return { ...measured, rows, verdicts: verdicts(measured, rows) };
}

const compared = { ratio: 'ratio', figure: 'median', p95: 'p95', added: 'added', best: 'bestRatio' };

/** What ours takes more than the baseline, by what a peer takes more. */
function overhead(rows, { peer }, baseline) {
	const [own, other, base] = ['hot-runtime', peer, baseline].map(name => rows.find(({ contender }) => contender === name)?.median ?? Number.NaN);
	return (own - base) / (other - base);
}

function verdicts({ goals, baseline }, rows) {
	const own = rows.find(({ contender }) => contender === 'hot-runtime');
	return goals.map(goal => {
		const value = goal.of === 'overhead' ? overhead(rows, goal, baseline) : own?.[compared[goal.of]] ?? Number.NaN;
		const isMet = own !== undefined && own.failed === 0 && (goal.atLeast ? value >= goal.limit : value <= goal.limit);
		return { goal, value, isMet };
	});
}

/** The best of those that are neither plain Node nor ours and that did every round. */
export function bestPeer({ rows, goals, unit }) {
	const isMore = goals.some(({ atLeast }) => atLeast) || unit.endsWith('/s');
	return rows
		.filter(({ contender, count, failed }) => contender !== 'node' && contender !== 'hot-runtime' && count > 0 && failed === 0)
		.sort((left, right) => isMore ? right.median - left.median : left.median - right.median)[0];
}
