// Bars as SVG: one group of them for each measurement of a scenario, on a logarithmic scale, the goal as a line.
import { format } from '../statistics.js';

const colours = {
	'node': '#7a869a', 'hot-runtime': '#d9480f', 'dynohot': '#5f3dc4', 'hot-hook': '#1971c2', 'vite runner': '#0ca678',
	'tsx watch': '#868e96', 'node --watch': '#adb5bd', 'bun --hot': '#e8b4a0', 'deno --watch': '#495057',
};
const escape = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const width = 900;
const left = 130;
const bar = 16;

/** A plot of measurements that share a unit. */
export function plot(title, figures) {
	const values = figures.flatMap(({ rows }) => rows.map(valueOf)).filter(value => value > 0);
	const low = 10 ** Math.floor(Math.log10(Math.min(...values)));
	const high = Math.max(...values) * 1.15;
	const x = value => left + (Math.log10(Math.max(value, low)) - Math.log10(low)) / (Math.log10(high) - Math.log10(low)) * (width - left - 90);
	const parts = [];
	let y = 40;
	for (const figure of figures) {
		parts.push(`<text x="8" y="${y + 12}" font-weight="bold">${escape(figure.what)}${figure.unit ? `, ${escape(figure.unit)}` : ''}</text>`);
		y += 20;
		const top = y;
		for (const row of figure.rows.filter(({ count }) => count > 0)) {
			parts.push(oneBar(row, y, x));
			y += bar + 4;
		}
		parts.push(...figure.goals.filter(({ of }) => of === 'figure' || of === 'ratio').slice(0, 1).flatMap(goal => goalLine({ goal, figure, x, top, bottom: y })));
		y += 14;
	}
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" width="${width}" height="${y}" font-family="sans-serif" font-size="12">
<rect width="100%" height="100%" fill="white"/>
<text x="8" y="22" font-size="16" font-weight="bold">${escape(title)} (logarithmic; shorter is better unless a second)</text>
${parts.join('\n')}
</svg>
`;
}

const valueOf = row => row.median;

function oneBar(row, y, x) {
	const end = x(valueOf(row));
	const spread = row.low > 0 ? `<line x1="${x(row.low).toFixed(1)}" x2="${x(row.high).toFixed(1)}" y1="${y + bar / 2}" y2="${y + bar / 2}" stroke="black"/>` : '';
	return `<text x="${left - 6}" y="${y + 12}" text-anchor="end">${escape(row.contender)}</text><rect x="${left}" y="${y}" width="${Math.max(1, end - left).toFixed(1)}" height="${bar}" fill="${colours[row.contender] ?? '#ccc'}"/>${spread}<text x="${(end + 6).toFixed(1)}" y="${y + 12}">${format(valueOf(row))}</text>`;
}

function goalLine({ goal, figure, x, top, bottom }) {
	const base = figure.rows.find(({ contender }) => contender === figure.baseline);
	const value = goal.of === 'figure' ? goal.limit : base === undefined ? Number.NaN : base.median * goal.limit;
	return Number.isFinite(value) && value > 0
		? [`<line x1="${x(value).toFixed(1)}" x2="${x(value).toFixed(1)}" y1="${top - 2}" y2="${bottom}" stroke="#c92a2a" stroke-dasharray="4 3"/>`]
		: [];
}
