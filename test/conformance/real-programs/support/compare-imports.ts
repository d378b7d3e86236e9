// Imports every ES module of a folder by itself, plain and hot with nothing ignored, and compares what it exports or throws.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { NodeBinary } from '../../support/nodes.js';
import { observe } from '../../support/observe.js';
import { makeFolder, removeFolder } from '../../support/program.js';
import { everythingHot } from './run-program.js';

const driver = fileURLToPath(new URL('./import-files.js', import.meta.url));
const batchSize = 300;
/** Of a run in company. Programs among the files may end the process, or keep it busy. */
const patience = 240_000;

export interface Imported {
	readonly alike: number;
	/** Of those alike, the ones that throw, end the process or never end. */
	readonly withoutExports: number;
	readonly different: readonly { readonly path: string; readonly plain: string; readonly hot: string }[];
}

interface Line {
	readonly starts?: number;
	readonly ends?: number;
	readonly told?: string;
}

/** What came of each file, by its path, of those that the process came to. */
async function importOnce(files: readonly string[], node: NodeBinary, isHot: boolean): Promise<ReadonlyMap<string, string>> {
	const folder = makeFolder();
	try {
		const list = join(folder, 'list.json');
		const results = join(folder, 'results');
		writeFileSync(list, JSON.stringify(files));
		writeFileSync(results, '');
		const preload = isHot ? [ '--import', everythingHot(folder) ] : [];
		const { exit } = await observe({ node, args: [ ...preload, driver, list, results ], cwd: folder, limit: patience });
		const told = new Map<string, string>();
		for (const text of readFileSync(results, 'utf8').split('\n').filter(each => each.endsWith('}'))) {
			const line = JSON.parse(text) as Line;
			const path = files[line.starts ?? line.ends ?? -1];
			if (path !== undefined) {
				told.set(path, (line.told ?? `the process ended: ${exit}`).replaceAll(folder, 'FOLDER'));
			}
		}
		return told;
	} finally {
		removeFolder(folder);
	}
}

/** A process that ends takes only the file that ended it: the others are imported by another one. */
async function importAll(files: readonly string[], node: NodeBinary, isHot: boolean): Promise<ReadonlyMap<string, string>> {
	const told = new Map<string, string>();
	for (let rest = files; rest.length > 0; rest = rest.filter(path => !told.has(path))) {
		const some = await importOnce(rest, node, isHot);
		if (some.size === 0) {
			throw new Error(`nothing was imported under Node ${node.major}`);
		}
		some.forEach((text, path) => told.set(path, text));
	}
	return told;
}

async function compareSome(files: readonly string[], node: NodeBinary): Promise<Imported['different']> {
	const [ plain, hot ] = await Promise.all([ importAll(files, node, false), importAll(files, node, true) ]);
	return files
		.map(path => ({ path, plain: plain.get(path) ?? '', hot: hot.get(path) ?? '' }))
		.filter(each => each.plain !== each.hot);
}

export async function compareImports(files: readonly string[], folder: string, node: NodeBinary): Promise<Imported> {
	const different: Imported['different'][number][] = [];
	let withoutExports = 0;
	for (let start = 0; start < files.length; start += batchSize) {
		const some = files.slice(start, start + batchSize);
		const [ plain, hot ] = await Promise.all([ importAll(some, node, false), importAll(some, node, true) ]);
		withoutExports += some.filter(path => /^(?:throws|the process ended|did not end)/.test(plain.get(path) ?? '')).length;
		// What one file does to the next, and how long it takes in company, differs from run to run.
		for (const path of some.filter(each => plain.get(each) !== hot.get(each))) {
			different.push(...await compareSome([ path ], node));
		}
	}
	return { alike: files.length - different.length, withoutExports, different: different.map(each => ({ ...each, path: relative(folder, each.path) })) };
}
