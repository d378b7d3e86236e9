// Runs many graphs in one process, plain and hot, and answers the first that shows something else.
import { hotArguments } from '../../support/conforms.js';
import type { NodeBinary } from '../../support/nodes.js';
import { normalise } from '../../support/normalise.js';
import { observe } from '../../support/observe.js';
import type { Start } from '../../support/observe.js';
import { makeFolder, removeFolder, writeProgram } from '../../support/program.js';
import type { Program } from '../../support/program.js';
import { driverText } from './driver.js';
import { importsOf, programOf } from './graphs.js';
import type { Graph } from './graphs.js';

export interface Difference {
	readonly graph: Graph;
	readonly program: Program;
	readonly plain: string;
	readonly hot: string;
}

function writeGraphs(folder: string, graphs: readonly Graph[]): void {
	writeProgram(folder, { 'main.js': driverText });
	graphs.forEach((graph, index) => {
		const program = { ...programOf(graph), 'imports.json': JSON.stringify(importsOf(graph)) };
		writeProgram(folder, Object.fromEntries(Object.entries(program).map(([ path, text ]) => [ `g${index}/${path}`, text ])));
	});
}

/** A long run starts each graph a second time, with the cache of the first. */
const hotStarts = process.env.GENERATED === undefined ? 1 : 2;

type Shown = ReadonlyMap<number, string>;

/** What each graph shows, from one process; after a crash another goes on behind the graph that crashed. */
async function show(start: Start, indexes: readonly number[], shown: Map<number, string>): Promise<Shown> {
	const observed = normalise(await observe({ ...start, args: [ ...start.args, 'main.js', indexes.join() ] }));
	const parts = observed.stdout.split(/^(?=graph \d+$)/m).filter(part => part.startsWith('graph '));
	for (const [ at, part ] of parts.entries()) {
		shown.set(indexes[at] ?? -1, part);
	}
	if (observed.exit === 0) {
		return shown;
	}
	if (parts.length === 0) {
		throw new Error(`the driver did not begin: ${observed.exit}\n${observed.stderr}`);
	}
	shown.set(indexes[parts.length - 1] ?? -1, `crash ${observed.exit} ${parts.at(-1) ?? ''}${observed.stderr}`);
	const rest = indexes.slice(parts.length);
	return rest.length === 0 ? shown : show(start, rest, shown);
}

const isCrash = (text: string | undefined): boolean => text === undefined || text.startsWith('crash');

/** Graphs on which V8 itself crashes, in plain Node, say nothing. */
export async function findDifferences(node: NodeBinary, graphs: readonly Graph[]): Promise<readonly Difference[]> {
	const folder = makeFolder();
	try {
		writeGraphs(folder, graphs);
		const start = (own: readonly string[]): Start => ({ node, args: own, cwd: folder, limit: 240_000 });
		const plain = await show(start([]), graphs.map((_, index) => index), new Map());
		const sound = graphs.map((_, index) => index).filter(index => !isCrash(plain.get(index)));
		const found = new Map<number, Difference>();
		for (let starts = 0; starts < hotStarts && sound.length > 0; starts++) {
			const hot = await show(start(hotArguments), sound, new Map());
			for (const index of sound.filter(each => plain.get(each) !== hot.get(each))) {
				const graph = graphs[index];
				if (graph !== undefined) {
					found.set(index, { graph, program: programOf(graph), plain: plain.get(index) ?? '', hot: hot.get(index) ?? '' });
				}
			}
		}
		return [ ...found.values() ];
	} finally {
		removeFolder(folder);
	}
}

export async function findDifference(node: NodeBinary, graphs: readonly Graph[]): Promise<Difference | undefined> {
	const [ first ] = await findDifferences(node, graphs);
	return first;
}
