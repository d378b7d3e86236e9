// Whole programs of generated modules: trees, diamonds and cycles of any size.
import { expectedTotal, modulePath, moduleText } from './module-text.js';

const range = (from, to) => Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);

/** Which modules each module imports. Edges lead to higher numbers only, but for `late` ones. */
const shapes = {
	tree: count => ({
		importsOf: id => range(4 * id + 1, Math.min(4 * id + 5, count)),
		lateOf: () => [],
	}),
	// Layers of 20, each module imports three of the next layer.
	diamond: count => ({
		importsOf: id => id === 0
			? range(1, Math.min(21, count))
			: [0, 7, 13].map(step => layerOf(id) * 20 + 21 + (id + step) % 20).filter((other, at, all) => other < count && all.indexOf(other) === at),
		lateOf: () => [],
	}),
	// A tree whose modules import their parent back: one strongly connected component.
	cycle: count => ({
		importsOf: id => range(4 * id + 1, Math.min(4 * id + 5, count)),
		lateOf: id => id === 0 ? [] : [Math.floor((id - 1) / 4)],
	}),
};

const layerOf = id => Math.floor((id - 1) / 20);

/**
 * The files of a program whose main module prints `@@ready` with its total, and the total it must print.
 * `attach` names a module (by path from the root) that the last module imports: where a scenario hangs its own part.
 */
export function graphProgram(shape, count, { attach, after = '' } = {}) {
	const { importsOf, lateOf } = shapes[shape](count);
	const files = {};
	for (const id of range(0, count)) {
		files[modulePath(id)] = moduleText({ id, imports: importsOf(id), late: lateOf(id) });
	}
	if (attach !== undefined) {
		const last = modulePath(count - 1);
		files[last] = `import '../../${attach}';\n${files[last]}`;
	}
	files['main.js'] = mainText(after);
	return { files, total: expectedTotal(count, importsOf) };
}

/** A main module of its own, without any import: the least program. */
export const oneModuleProgram = { files: { 'main.js': `console.log('@@' + JSON.stringify({ type: 'ready', total: 1 }));\n` }, total: 1 };

const mainText = after => `import { total0, step0 } from './${modulePath(0)}';

if (typeof step0(3) !== 'number') {
	throw new Error('step0');
}
console.log('@@' + JSON.stringify({ type: 'ready', total: total0 }));
${after}`;
