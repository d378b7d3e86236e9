// What the cache takes: bytes on disk, files, and the time to read them.
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { now } from '../child.js';
import { add, firstLine, measurement, remark } from '../measurement.js';
import { writeProgram } from '../programs/folder.js';
import { graphProgram } from '../programs/graphs.js';
import { startOnce } from './start.js';

export const name = 'cache';

export async function run({ contenders, say }) {
	say('cache');
	const size = measurement('cache on disk, tree of 1,000 modules, by size of the sources', '×', { goals: [{ text: '≤ 3 × the sources', of: 'figure', limit: 3 }] });
	const files = measurement('cache on disk: files', '', { goals: [{ text: 'one read for the whole project', of: 'figure', limit: 1 }] });
	const time = measurement('cache: time to read it', 'ms');
	const contender = contenders['hot-runtime'];
	if (contender === undefined) {
		return [];
	}
	const { files: program, total } = graphProgram('tree', 1000);
	const folder = writeProgram('cache', program);
	const sources = Object.values(program).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
	try {
		for (let turn = 0; turn < 3; ++turn) {
			await startOnce(contender, folder, total);
		}
		// Beside it lies V8's code cache of our own code: 0.7 MB, whatever the program.
		const stored = filesIn(join(folder, 'node_modules/.cache/hot-runtime')).filter(path => path.endsWith('.modules'));
		add(size, 'hot-runtime', stored.reduce((sum, file) => sum + statSync(file).size, 0) / sources);
		add(files, 'hot-runtime', stored.length);
		for (let turn = 0; turn < 9; ++turn) {
			const start = now();
			stored.forEach(file => readFileSync(file));
			add(time, 'hot-runtime', now() - start);
		}
	} catch (error) {
		remark(size, 'hot-runtime', `fails: ${firstLine(error)}`);
	}
	return [size, files, time];
}

const filesIn = folder => readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
