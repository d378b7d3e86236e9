// Prints how many MB a second one transform takes in: `node transform-speed.js hot-runtime|dynohot`.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bench, repository } from './programs/folder.js';

const require = createRequire(join(bench, 'package.json'));

const transforms = {
	'hot-runtime': async () => {
		const { transform } = await import(pathToFileURL(join(repository, 'packages/loader/dist/transform/index.js')).href);
		return (text, url) => transform(text, { url }).code;
	},
	'dynohot': async () => {
		const { transformModuleSource } = await import('dynohot/loader/transform');
		return (text, url) => transformModuleSource(url, {}, text, undefined);
	},
};

const folderOf = name => dirname(require.resolve(`${name}/package.json`));

function filesBelow(folder) {
	return readdirSync(folder, { recursive: true }).map(String).filter(file => file.endsWith('.js')).map(file => join(folder, file));
}

const corpora = {
	'rxjs': () => filesBelow(join(folderOf('rxjs'), 'dist/esm')),
	'lodash-es': () => filesBelow(folderOf('lodash-es')),
	'acorn': () => [join(bench, 'node_modules/acorn/dist/acorn.mjs')],
	'three (core)': () => [join(bench, 'node_modules/three/build/three.core.js')],
	'three (module)': () => [join(bench, 'node_modules/three/build/three.module.js')],
};

const transform = await transforms[process.argv[2]]();
const passes = Number(process.argv[3] ?? 3);
const results = {};
for (const [name, files] of Object.entries(corpora)) {
	const texts = files().map(file => ({ url: pathToFileURL(file).href, text: readFileSync(file, 'utf8') }));
	const size = texts.reduce((sum, { text }) => sum + text.length, 0) / 1e6;
	let best = 0;
	for (let pass = 0; pass < passes; ++pass) {
		const start = performance.now();
		texts.forEach(({ text, url }) => transform(text, url));
		best = Math.max(best, size / (performance.now() - start) * 1000);
	}
	results[name] = best;
}
console.log('@@' + JSON.stringify({ type: 'ready', results }));
