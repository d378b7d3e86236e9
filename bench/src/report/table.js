// The run as Markdown: goals beside figures first, then everybody's figures.
import { format } from '../statistics.js';
import { bestPeer } from './figures.js';

export function tables(figures, run) {
	return [
		`# Results: Node ${run.node}, ${run.date}`,
		'',
		`${run.machine}. ${Object.entries(run.versions).map(([name, version]) => `${name} ${version}`).join(', ')}. ${run.rounds} paired rounds; medians, quartiles in brackets.`,
		...run.load.length > 0 ? ['', `Load average of the machine at the end of each scenario (1, 5, 15 minutes; it has ${run.processors} processors): ${run.load.join('; ')}.`] : [],
		...run.absent.length > 0 ? ['', ...run.absent.map(([name, why]) => `- ${name} took no part: ${why}`)] : [],
		'',
		'## Goals',
		'',
		'| what | goal | hot-runtime | baseline | best peer | met |',
		'|---|---|---|---|---|---|',
		...figures.filter(({ goals }) => goals.length > 0).flatMap(goalRows),
		'',
		'## Everybody',
		...figures.flatMap(everybody),
		'',
	].join('\n');
}

const cell = text => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const withUnit = (value, unit) => Number.isFinite(value) ? `${format(value)}${unit === '' || unit === '×' ? unit : ` ${unit}`}` : '–';

function goalRows(figure) {
	const own = figure.rows.find(({ contender }) => contender === 'hot-runtime');
	const base = figure.rows.find(({ contender }) => contender === figure.baseline);
	const peer = bestPeer(figure);
	return figure.verdicts.map(({ goal, value, isMet }) => `| ${[
		figure.what,
		goal.text,
		own === undefined || own.count === 0 ? own?.notes.join('; ') ?? '–' : ownFigure(goal, value, own, figure.unit),
		base === undefined || base.contender === 'hot-runtime' ? '–' : `${base.contender} ${withUnit(figure.isBest ? base.best : base.median, figure.unit)}`,
		peer === undefined ? 'none does it' : `${peer.contender} ${withUnit(figure.isBest ? peer.best : peer.median, figure.unit)}`,
		isMet ? 'yes' : '**no**',
	].map(cell).join(' | ')} |`);
}

function ownFigure(goal, value, own, unit) {
	switch (goal.of) {
		case 'ratio':
		case 'best': return `**${format(value)} ×** (${withUnit(goal.of === 'best' ? own.best : own.median, unit)})`;
		case 'overhead': return `**${format(value)} ×** ${goal.peer}'s`;
		case 'added': return `**+${withUnit(value, unit)}** (${withUnit(own.median, unit)})`;
		case 'p95': return `p95 **${withUnit(value, unit)}**`;
		default: return `**${withUnit(value, unit)}**`;
	}
}

function everybody(figure) {
	return [
		'',
		`### ${figure.what}`,
		'',
		`| contender | ${figure.unit || 'count'} | p95 | × ${figure.baseline} | rounds | notes |`,
		'|---|---|---|---|---|---|',
		...figure.rows.map(row => `| ${[
			row.contender,
			row.count === 0 ? '–' : `${format(figure.isBest ? row.best : row.median)} [${format(row.low)}, ${format(row.high)}]`,
			format(row.p95),
			row.count === 0 || !Number.isFinite(row.ratio) ? '–' : `${format(row.ratio)} [${format(row.ratioLow)}, ${format(row.ratioHigh)}]`,
			row.failed > 0 ? `${row.count}, ${row.failed} failed` : row.count,
			row.notes.join('; '),
		].map(cell).join(' | ')} |`),
	];
}
