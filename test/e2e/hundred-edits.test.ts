// 300 modules, 100 edits in a row; after each the program shows what a fresh plain Node shows for the same files.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import type { Setup } from '../support/nodes.js';
import { defaultSetups } from '../support/nodes.js';
import { ProgramFolder, start } from '../support/program.js';

const moduleCount = 300;
/** A hundred with each kind of hooks; fewer where a Node differs from another only in its number. */
const editCount = ({ node }: Setup): number => (node.major === 20 || node.major === 24 ? 100 : 20);

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
		`export function value() { return (${sum}) % 1000003; }`,
		`export const tag${index} = 'm${index} v${version}';`,
		'export default { value };',
		`globalThis.counts[${index}] = (globalThis.counts[${index}] ?? 0) + 1;`,
		'',
	].join('\n');
}

const styles: readonly Shape['style'][] = ['named', 'namespace', 'default', 'star'];

function firstShapes(next: () => number): Shape[] {
	return Array.from({ length: moduleCount }, (_, index) => {
		const count = index === 0 ? 0 : 1 + Math.floor(next() * 2);
		const imports = [...new Set(Array.from({ length: count }, () => Math.max(0, index - 1 - Math.floor(next() * 12))))];
		return { imports, style: styles[Math.floor(next() * styles.length)] ?? 'named', version: 0 };
	});
}

const main = `
globalThis.counts = {};
const { value } = await import('./top.js');
const show = () => console.log('shows ' + value());
if (process.argv.includes('--once')) show();
else {
	const top = await import('./top.js');
	setInterval(() => {}, 1000);
	console.log('ready');
	globalThis.show = () => console.log('shows ' + top.value());
	top.value();
	import.meta.hot.accept('./top.js', now => { console.log('shows ' + now.value()); });
}
`;

/** The modules that the program has loaded: an edit of another one changes nothing. */
function reachable(tops: readonly number[], shapes: readonly Shape[]): readonly number[] {
	const reached = new Set(tops);
	for (const index of reached) for (const target of shapes[index]?.imports ?? []) reached.add(target);
	return [...reached];
}

async function hundredEdits(t: Parameters<typeof start>[0], setup: Setup): Promise<void> {
	const next = random(20_251);
	const shapes = firstShapes(next);
	const folder = new ProgramFolder(t, { files: { 'package.json': '{"type":"module"}', 'main.js': main } });
	const write = (index: number) => folder.write(`m${index}.js`, textOf(index, shapes[index] ?? { imports: [], style: 'named', version: 0 }));
	for (let index = 0; index < moduleCount; index++) write(index);
	const tops = Array.from({ length: 12 }, (_, index) => moduleCount - 1 - index);
	folder.write('top.js', `${tops.map(index => `import { value as v${index} } from './m${index}.js';`).join('\n')}\nexport const value = () => (${tops.map(index => `v${index}()`).join(' + ')}) % 1000003;\n`);
	const plain = () => {
		const { stdout, stderr } = spawnSync(setup.node.path ?? '', ['main.js', '--once'], { cwd: folder.path, encoding: 'utf8' });
		return stdout.trim() || stderr;
	};
	const program = start(t, folder, setup);
	await program.prints('ready');
	for (let edit = 1; edit <= editCount(setup); edit++) {
		const loaded = reachable(tops, shapes);
		const index = loaded[Math.floor(next() * loaded.length)] ?? 0;
		const shape = shapes[index] ?? { imports: [], style: 'named', version: 0 };
		const imports = index > 0 && next() < 0.3 ? [...new Set([Math.floor(next() * index), ...shape.imports.slice(1)])] : shape.imports;
		shapes[index] = { imports, style: styles[Math.floor(next() * styles.length)] ?? 'named', version: edit };
		if (next() < 0.5) write(index);
		else folder.replace(`m${index}.js`, textOf(index, shapes[index]));
		const expected = plain();
		const [, shown] = await program.prints(/(shows \d+|\[hot\].*not applied)/);
		assert.equal(shown, expected, `after edit ${edit}, of m${index}.js`);
	}
}

for (const setup of defaultSetups) {
	test(`${setup.name}: after each of ${editCount(setup)} edits to 300 modules the program shows what a fresh Node shows`, { skip: setup.skip, timeout: 300_000 }, t => hundredEdits(t, setup));
}
