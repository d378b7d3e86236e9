// The text of one generated module: about 2.5 KB of ordinary code, the same for the same index.

const modulus = 1_000_003;

/** A small generator of pseudo-random integers, so that programs are the same in every run. */
function randomIntegers(seed) {
	let state = (seed + 1) * 2_654_435_761 % 4_294_967_296;
	return limit => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state % limit;
	};
}

const words = ['account', 'buffer', 'cursor', 'delta', 'entry', 'field', 'group', 'handle', 'index', 'joint', 'kernel', 'layer', 'margin', 'number', 'offset', 'packet'];

const passages = [
	(id, next) => `
function scan${id}(text, start = 0) {
	const found = [];
	for (let position = start; position < text.length; ++position) {
		const code = text.charCodeAt(position);
		if (code === ${48 + next(40)} || (code > ${64 + next(8)} && code < ${90 + next(8)})) {
			found.push({ position, code, word: text.slice(position, position + ${2 + next(5)}) });
		}
	}
	return found;
}
`,
	(id, next) => `
class Ledger${id} {
	#rows = new Map();
	limit = ${10 + next(90)};
	add(name, amount) {
		const before = this.#rows.get(name) ?? 0;
		if (before + amount > this.limit) {
			throw new RangeError(\`\${name} has no room for \${amount} more\`);
		}
		this.#rows.set(name, before + amount);
		return this;
	}
	get total() {
		return [...this.#rows.values()].reduce((sum, amount) => sum + amount, 0);
	}
}
`,
	(id, next) => `
const table${id} = {
	${words.slice(0, 4 + next(8)).map(word => `${word}: { size: ${next(1000)}, tags: ['${words[next(16)]}', '${words[next(16)]}'], open: ${next(2) === 0} }`).join(',\n\t')},
};
`,
	(id, next) => `
async function collect${id}(source, limit = ${5 + next(20)}) {
	const seen = [];
	for await (const { key, value = ${next(9)}, ...rest } of source) {
		if (seen.length >= limit) {
			break;
		}
		seen.push({ key, value, rest: Object.keys(rest).length });
	}
	return seen.filter(item => item.value % ${2 + next(5)} === 0).map(item => item.key);
}
`,
	(id, next) => `
const clean${id} = text => text.replaceAll(/[${'aeiou'.slice(0, 2 + next(4))}]+/gu, match => match.toUpperCase()).trim();
const describe${id} = ({ name = '${words[next(16)]}', size = ${next(50)} } = {}) => \`\${clean${id}(name)} of \${size.toFixed(${1 + next(3)})}\`;
`,
	(id, next) => `
function* walk${id}(node, depth = 0) {
	// Deeper than this nobody looks, and a broken tree must not hang the caller.
	if (node === null || depth > ${20 + next(30)}) {
		return;
	}
	yield { depth, label: node.label ?? '${words[next(16)]}' };
	for (const child of node.children ?? []) {
		yield* walk${id}(child, depth + 1);
	}
}
`,
];

/**
 * A module that imports `imports` (their totals count) and `late` (read only when a function runs: back edges of cycles).
 * `extra` is put at its end.
 */
export function moduleText({ id, imports = [], late = [], size = 2500, extra = '', path = pathBetween }) {
	const next = randomIntegers(id);
	const lines = [
		...imports.map(other => `import { total${other}, step${other} } from '${path(id, other)}';`),
		...late.map(other => `import { step${other} } from '${path(id, other)}';`),
	];
	lines.push('', `const own${id} = ${own(id)};`);
	let text = `${lines.join('\n')}\n`;
	for (let part = 0; text.length < size - 320; ++part) {
		text += passages[(id + part) % passages.length](`${id}_${part}`, next);
	}
	const callee = imports[0] ?? late[0];
	text += `
export const total${id} = (${['own' + id, ...imports.map(other => `total${other}`)].join(' + ')}) % ${modulus};

export function step${id}(count) {
	return count <= 0 ? own${id} : ${callee === undefined ? `own${id} + count` : `step${callee}(count - 1) + 1`};
}

export default { id: ${id}, label: '${words[id % 16]}' };
`;
	return text + extra;
}

const own = id => id * 7919 % 1009;

/** What `total` of the first module must be. `importsOf(id)` are the edges that count. */
export function expectedTotal(count, importsOf) {
	const totals = Array.from({ length: count }, () => 0);
	for (let id = count - 1; id >= 0; --id) {
		totals[id] = importsOf(id).reduce((sum, other) => sum + totals[other], own(id)) % modulus;
	}
	return totals[0];
}

/** Fifty modules lie in one folder, as in a program of this size. */
export const modulePath = id => `src/part${Math.floor(id / 50)}/m${id}.js`;

function pathBetween(from, to) {
	return Math.floor(from / 50) === Math.floor(to / 50) ? `./m${to}.js` : `../part${Math.floor(to / 50)}/m${to}.js`;
}
