// What a scenario hands back: samples by contender, round by round, and the goal they are held against.

/**
 * @typedef {object} Goal
 * @property {string} text what the table says
 * @property {'ratio' | 'figure' | 'p95' | 'added' | 'best' | 'overhead'} of what is compared: the median ratio to the baseline, the median
 *   itself, the p95, what the median is more than the baseline's, the ratio of the best rounds, or what it is more than the baseline's by
 *   what that of `peer` is
 * @property {string} [peer]
 * @property {number} limit
 * @property {boolean} [atLeast] true if more is better
 * @typedef {object} Measurement
 * @property {string} what
 * @property {string} unit
 * @property {string} baseline the contender that ratios are taken to
 * @property {readonly Goal[]} goals
 * @property {Record<string, { values: (number | undefined)[], notes: Set<string> }>} samples
 */

/** @returns {Measurement} */
export const measurement = (what, unit, { baseline = 'node', goals = [] } = {}) => ({ what, unit, baseline, goals, samples: {} });

/** Adds one round's value of a contender; `undefined` is a round that failed, and `note` says how. */
export function add(measured, contender, value, note) {
	const sample = measured.samples[contender] ??= { values: [], notes: new Set() };
	sample.values.push(value);
	if (note !== undefined) {
		sample.notes.add(note);
	}
}

/** Names a contender that cannot do this, and what it does instead. */
export function remark(measured, contender, note) {
	(measured.samples[contender] ??= { values: [], notes: new Set() }).notes.add(note);
}

/** Peers show what is usual, and are compared with by their median: these rounds tell that. Ours and plain Node run in all. */
const peerRounds = 3;
/** Those that take seconds each time. */
const slowRounds = 2;

function mostRounds({ name }) {
	return ['node', 'hot-runtime'].includes(name) ? Infinity : ['dynohot', 'vite runner'].includes(name) ? slowRounds : peerRounds;
}

/**
 * Runs `one` for each contender in each round. Rounds are paired, and begin with another contender each time, so that
 * what the machine does besides hits all alike. A contender that failed twice is not tried again.
 */
export async function rounds(count, contenders, one) {
	const failures = new Map();
	for (let round = 0; round < count; ++round) {
		const order = contenders.map((_, index) => contenders[(index + round) % contenders.length]);
		for (const contender of order) {
			if ((failures.get(contender) ?? 0) < 2 && round < mostRounds(contender)) {
				const ok = await one(contender, round);
				if (ok === false) {
					failures.set(contender, (failures.get(contender) ?? 0) + 1);
				}
			}
		}
	}
}

/** What an error says in one line: of a process that ended, the line that names an error. */
export function firstLine(error) {
	const lines = (error instanceof Error ? error.message : String(error)).trim().split('\n');
	return (lines.find(line => /\w*(?:Error|error)\b.*:|out of memory/u.test(line) && !line.includes(' at ')) ?? lines[0] ?? '').trim().replaceAll(/\S*\/\.pnpm\/[^/]*\/node_modules\//gu, '').slice(0, 140);
}
