// A program of many small modules that is edited again and again, the same way in each run.
import type { ProgramFolder } from './program.js';

/** A small generator of numbers that are the same in each run ([mulberry32](https://github.com/bryc/code/blob/master/jshash/PRNGs.md)). */
function random(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6D2B79F5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

interface Shape {
	readonly imports: readonly number[];
	readonly style: 'named' | 'namespace' | 'default' | 'star';
	readonly version: number;
}

function textOf(index: number, { imports, style, version }: Shape): string {
	const from = (target: number) => `./m${target}.js`;
	const uses = imports.map((target, order) => {
		switch (style) {
			case 'named': return { line: `import { value as v${order} } from '${from(target)}';`, read: `v${order}()` };
			case 'namespace': return { line: `import * as n${order} from '${from(target)}';`, read: `n${order}.value()` };
			case 'default': return { line: `import d${order} from '${from(target)}';`, read: `d${order}.value()` };
			case 'star': return { line: `import { value as v${order} } from '${from(target)}';\nexport * from '${from(target)}';`, read: `v${order}()` };
		}
	});
	const sum = [`${(index + 1) * 31 + version * 7}`, ...uses.map(({ read }) => read)].join(' + ');
	return [
		...uses.map(({ line }) => line),
		// Computed once: the graph has more paths than anybody can walk.
		`const total = (${sum}) % 1000003;`,
		'export function value() { return total; }',
		`export const tag${index} = 'm${index} v${version}';`,
		'export default { value };',
		'',
	].join('\n');
}

const styles: readonly Shape['style'][] = ['named', 'namespace', 'default', 'star'];

function firstShapes(next: () => number, moduleCount: number): Shape[] {
	return Array.from({ length: moduleCount }, (_, index) => {
		const count = index === 0 ? 0 : 1 + Math.floor(next() * 2);
		const imports = [...new Set(Array.from({ length: count }, () => Math.max(0, index - 1 - Math.floor(next() * 12))))];
		return { imports, style: styles[Math.floor(next() * styles.length)] ?? 'named', version: 0 };
	});
}

/** The modules that the program has loaded: an edit of another one changes nothing. */
function reachable(tops: readonly number[], shapes: readonly Shape[]): readonly number[] {
	const reached = new Set(tops);
	for (const index of reached) for (const target of shapes[index]?.imports ?? []) reached.add(target);
	return [...reached];
}

const main = `
const { value } = await import('./top.js');
if (process.argv.includes('--once')) console.log('shows ' + value());
else {
	const top = await import('./top.js');
	console.log('ready');
	import.meta.hot.accept('./top.js', now => { console.log('shows ' + now.value()); });
	process.stdin.on('end', () => {
		console.log('peak ' + process.resourceUsage().maxRSS);
		process.exit();
	}).resume();
}
`;

const topCount = 12;

/** Modules in a graph of two imports each, with every form of import; `main.js` shows a number that depends on all of them. */
export class EditedProgram {
	readonly #folder: ProgramFolder;
	readonly #shapes: Shape[];
	readonly #next: () => number;
	readonly #tops: readonly number[];
	#edits = 0;

	constructor(folder: ProgramFolder, moduleCount: number, seed: number) {
		this.#folder = folder;
		this.#next = random(seed);
		this.#shapes = firstShapes(this.#next, moduleCount);
		this.#tops = Array.from({ length: topCount }, (_, index) => moduleCount - 1 - index);
		folder.write('package.json', '{ "type": "module" }');
		folder.write('main.js', main);
		this.#shapes.forEach((shape, index) => folder.write(`m${index}.js`, textOf(index, shape)));
		const imports = this.#tops.map(index => `import { value as v${index} } from './m${index}.js';`);
		folder.write('top.js', `${imports.join('\n')}\nexport const value = () => (${this.#tops.map(index => `v${index}()`).join(' + ')}) % 1000003;\n`);
	}

	/** Changes a module's imports or its text, in place or by rename. Answers its name. */
	edit(): string {
		const loaded = reachable(this.#tops, this.#shapes);
		const index = loaded[Math.floor(this.#next() * loaded.length)] ?? 0;
		const before = this.#shapes[index]?.imports ?? [];
		const imports = index > 0 && this.#next() < 0.3 ? [...new Set([Math.floor(this.#next() * index), ...before.slice(1)])] : before;
		const shape: Shape = { imports, style: styles[Math.floor(this.#next() * styles.length)] ?? 'named', version: ++this.#edits };
		this.#shapes[index] = shape;
		const name = `m${index}.js`;
		if (this.#next() < 0.5) this.#folder.write(name, textOf(index, shape));
		else this.#folder.replace(name, textOf(index, shape));
		return name;
	}
}
